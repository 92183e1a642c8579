"""Chapter 6 (and 5.5, 9.3): attachment, PDP contexts, their events."""

from ..engine import Int, Text, answer, command, error
from .packet_domain import DNS, Context

APN, USER = Text(128, quoted=None), Text(32, quoted=None)
CONTEXT = Int(1, 15)
KINDS = {"IP": "0,1", "IPV6": "0", "IPV4V6": "0,1", "Non-IP": "0"}


@command("+CGATT", section="6.2")
class Attachment:
    """Attach to the packet domain, detach from it."""

    test = "+CGATT: (0-1)"

    def read(module):
        return f"+CGATT: {int(module.packet.attached)}"

    def write(module, attached: Int(0, 1)):
        if attached and not module.network.registered:
            return error(30)
        module.after(module.packet.attach if attached else lambda: module.packet.detach("ME DETACH"))


@command("+CGDCONT", section="6.3")
class Definition:
    """PDP contexts; context 1 is there and active after the registration."""

    def test(module):
        tail = ",,,,,(0),(0,2),(0),(0),(0,1),(0),({}),(0)"
        return tuple(f'+CGDCONT: (1-15),"{kind}"' + tail.format(values) + (",(0,1)" if kind == "Non-IP" else "")
                     for kind, values in KINDS.items())

    def read(module):
        return tuple(f'+CGDCONT: {number},"{context.kind}","{context.apn}","{context.address}",0,0'
                     for number, context in sorted(module.packet.contexts.items()))

    def write(module, number: CONTEXT, kind: Text(8) = None, apn: APN = "", address: Text(63, quoted=None) = "",
              data_compression: Int(0, 2) = 0, header_compression: Int(0, 2) = 0):
        domain = module.packet
        if kind is None:
            domain.contexts.pop(number, None)
        elif kind.upper() not in map(str.upper, [*KINDS, "PPP"]):
            return error(53)
        else:
            context = domain.contexts.setdefault(number, Context())
            context.kind, context.apn = kind, apn
        domain.store()


@command("+CGAUTH", section="6.4")
class Authentication:
    """User and password of a context."""

    test = "+CGAUTH: (1-15),(0-2),(0-64),(0-64)"

    def read(module):
        return tuple('+CGAUTH: {},{},"{}","{}"'.format(number, *context.authentication)
                     for number, context in sorted(module.packet.contexts.items()))

    def write(module, number: CONTEXT, protocol: Int(0, 2) = 0, user: Text(64, quoted=None) = "",
              password: Text(64, quoted=None) = ""):
        if number not in module.packet.contexts:
            return error(3)
        module.packet.contexts[number].authentication = protocol, user, password


@command("+CGPADDR", section="6.5")
class Addresses:
    """Addresses of the contexts; an inactive one shows none."""

    def test(module):
        return "+CGPADDR: (" + ",".join(map(str, sorted(module.packet.contexts))) + ")"

    def write(module, number: Int(1, 15)):
        context = module.packet.contexts.get(number)
        return f'+CGPADDR: {number},"{context.address}"' if context and context.active else ()

    def execute(module):
        return tuple(f'+CGPADDR: {number},"{context.address}"'
                     for number, context in sorted(module.packet.contexts.items()) if context.active)


@command("+CGACT", section="6.6")
class Activation:
    """Activate and deactivate contexts, one or all."""

    test = "+CGACT: (0,1)"

    def read(module):
        return tuple(f"+CGACT: {number},{int(context.active)}"
                     for number, context in sorted(module.packet.contexts.items()))

    async def write(module, active: Int(0, 1), number: CONTEXT = None):
        domain = module.packet
        if number is not None and number not in domain.contexts:
            return error(3)
        if active and not module.network.registered:
            return error(30)
        for each in [number] if number else [*domain.contexts]:
            if active:
                domain.attached = True
                await module.clock.sleep(0.2)
                domain.activate(each)
            else:
                domain.deactivate(each)


@command("+CGCONTRDP", section="5.5")
class Parameters:
    """What the network gave to the active contexts."""

    def test(module):
        active = (number for number, context in sorted(module.packet.contexts.items()) if context.active)
        return "+CGCONTRDP: (" + ",".join(map(str, active)) + ")"

    def execute(module):
        return tuple(_parameters(module, number) for number in sorted(module.packet.contexts)
                     if module.packet.contexts[number].active)

    def write(module, number: CONTEXT):
        context = module.packet.contexts.get(number)
        return _parameters(module, number) if context and context.active else ()


def _parameters(module, number):
    context = module.packet.contexts[number]
    return f'+CGCONTRDP: {number},{4 + number},"{context.apn}","{context.address}","","{context.address}","{DNS[0]}","{DNS[1]}"'


@command("+CGEREP", section="6.7")
class EventReport:
    """Whether +CGEV is reported."""

    test = "+CGEREP:(0,1),(0,1)"

    def write(module, mode: Int(0, 1), buffer: Int(0, 1) = 0):
        module.profile.CGEREP = mode, buffer

    def read(module):
        return "+CGEREP:{},{}".format(*module.profile.CGEREP)


@command("+CPNETAPN", section="9.3")
class PrivateNetwork:
    """APN and login of a private network's card, kept; the protocol stack restarts with them."""

    test = '+CPNETAPN: setmode=[2,3],"apn","Username","Password",authtype=[0,1,2]'

    def write(module, mode: Int(2, 3), apn: APN = "", user: USER = "", password: USER = "", authentication: Int(0, 2) = 0):
        if mode == 2 and not apn:
            return error(53)
        module.storage.set("CPNETAPN", [apn, user, password, authentication] if mode == 2 else None)
        module.after(lambda: _restart_stack(module, apn if mode == 2 else ""))

    def read(module):
        values = module.storage.get("CPNETAPN")
        shown = [2, *values] if values else [3, "", "", "", 0]
        return answer(*map("{}:{}".format, ("MODE", "APN", "USR", "PWD", "AUTHMODE"), shown))


def _restart_stack(module, apn):
    module.network.leave()
    module.packet.contexts[1] = Context(apn=apn)
    module.network.search()


@command("+AUTOAPN", section="9.3")
def automatic_apn(module, on: Int(0, 1)):
    """Whether the module takes the APN the network gives."""
    module.profile.AUTOAPN = on
