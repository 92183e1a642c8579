"""AT+MIPCALL and its login: the module's own IP stack on context 1 (guide 3.2, 3.3)."""

from ..engine import OK, ArgumentError, Int, Raw, Text, command, error
from ..standard.packet import Cid, Context
from .errors import NOT_ALLOWED

DOWN, DIALLING, UP = "down", "dialling", "up"
CALL_SECONDS = 0.5
IPV6 = "2409:8920:5030:67CC:1:1:8F8F:6F5C"


class Call:
    """The request for an address. It ends with the address, with `+MIPCALL: 0`, or, as a fault wants it, never."""

    def __init__(self, module):
        self.module, self.state, self.fault = module, DOWN, None

    @property
    def address(self):
        """As the module prints it, None while it has none."""
        context = self.module.packet.contexts.get(1)
        if self.state != UP or context is None or not context.active:
            return None
        return context.address + (f",{IPV6}" if self.module.setting["address"] == "dual" else "")

    async def dial(self):
        """What comes of AT+MIPCALL=1: the result line, or None."""
        module, fault = self.module, self.fault
        self.state, self.fault = DIALLING, None
        await module.clock.sleep(CALL_SECONDS)
        if fault == "silent":
            await module.clock.sleep(150)
            self.state = DOWN
            return None
        if fault or not module.packet.attached:
            self.state = DOWN
            return "+MIPCALL: 0"
        module.packet.contexts.setdefault(1, Context())
        module.packet.activate(1)
        self.state = UP
        return f"+MIPCALL: {self.address}"

    async def release(self):
        """What comes of AT+MIPCALL=0."""
        await self.module.clock.sleep(0.1)
        self.state = DOWN
        self.module.mqtt_lost()
        return "+MIPCALL: 0"

    def lose(self):
        """The network has taken the context away."""
        if self.state == UP:
            self.state = DOWN
            self.module.urc("+MIPCALL: 0")
            self.module.mqtt_lost(cause=2)


@command("+MIPCALL", section="3.2")
class IpCall:
    """Ask the network for an address, or give it back. OK is not the end: the result line is."""

    def read(module):
        call = module.call
        if call.state == DIALLING and module.setting["dialling"] == "2":
            return "+MIPCALL: 2"
        return f"+MIPCALL: 1,{call.address}" if call.address else "+MIPCALL: 0"

    async def write(module, on: Int(0, 1), apn: Text(100) = None, user: Text(64) = None, password: Text(64) = None):
        call = module.call
        if call.state == DIALLING or on and call.state == UP:
            return error(NOT_ALLOWED)                  # a repeat is answered with an error and not carried out
        if apn is not None:
            context = module.packet.contexts.setdefault(1, Context())
            context.apn, context.user, context.password = apn, user or "", password or ""
        return await module.twice(call.dial() if on else call.release())


@command("+MGAUTH", section="3.2")
class Login:
    """How a context authenticates: context, 0 none 1 PAP 2 CHAP, user, password; without the method on some firmware."""

    def read(module):
        return [f'+MGAUTH: {cid},{context.authentication},"{context.user}","{context.password}"'
                for cid, context in sorted(module.packet.contexts.items())]

    def write(module, cid: Cid, *fields: Raw()):
        values = list(fields)
        context = module.packet.contexts.setdefault(cid, Context())
        if module.setting["login"] == "method":
            if not values or values[0].quoted or values[0].text not in ("0", "1", "2"):
                raise ArgumentError("the method is missing")
            method = int(values.pop(0).text)
        else:
            method = 1
        if len(values) != (2 if method else 0) or not all(field.quoted and len(field.text) <= 64 for field in values):
            raise ArgumentError("user and password")
        context.authentication = method
        context.user, context.password = [field.text for field in values] or ("", "")
        module.packet.keep()
        return OK
