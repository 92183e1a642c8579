"""The packet domain (27.007 10.1; Quectel EC2x AT Commands Manual, chapter 10)."""

from ..engine import ERROR, OK, Enum, Int, Text, command, error

NO_SERVICE, NOT_ALLOWED = 30, 3


class Context:
    """One PDP context."""

    def __init__(self, kind="IP", apn=""):
        self.kind, self.apn = kind, apn
        self.user = self.password = ""
        self.authentication = 0
        self.address = None                            # of an active context

    @property
    def active(self):
        return self.address is not None


class PacketDomain:
    """Attachment and contexts. Definitions are kept by the module; what is active is lost with a reboot."""

    DNS = "221.130.33.60", "221.130.33.52"

    def __init__(self, module, most=16):
        self.module, self.most = module, most
        self.attached = False
        self.contexts = {1: Context("IPV4V6" if most == 16 else "IP")}
        for cid, kept in module.storage.get("contexts", {}).items():
            context = self.contexts[int(cid)] = Context()
            context.kind, context.apn, context.user, context.password, context.authentication = kept

    def keep(self):
        self.module.storage.set("contexts", {
            cid: [context.kind, context.apn, context.user, context.password, context.authentication]
            for cid, context in self.contexts.items()})

    def attach(self):
        """Attached to LTE: the default context comes up."""
        if self.module.network.registered and not self.attached:
            self.attached = True
            if 1 in self.contexts:
                self.activate(1)

    def detach(self, by_network=False):
        if not self.attached:
            return
        self.attached = False
        for cid in list(self.contexts):
            self.deactivate(cid, by_network, quiet=True)
        self.event(f"{'NW' if by_network else 'ME'} DETACH")

    def activate(self, cid):
        context = self.contexts[cid]
        if not context.active:
            context.address = f"10.64.{self.module.random.randrange(256)}.{10 + cid}"
            self.event(f"ME PDN ACT {cid}")

    def deactivate(self, cid, by_network=False, quiet=False):
        context = self.contexts[cid]
        if context.active:
            context.address = None
            if not quiet:
                self.event(f"{'NW' if by_network else 'ME'} PDN DEACT {cid}")
            self.module.context_lost(cid, by_network)

    def event(self, text):
        if self.module.profile.CGEREP:
            self.module.urc(f"+CGEV: {text}")

    def check(self, cid):
        if cid not in self.contexts:
            raise error(NOT_ALLOWED)
        return self.contexts[cid]


Cid = Int(1, 16)


@command("+CGATT", section="10.1")
class Attach:
    """Attach to the packet domain, or detach."""

    test = "+CGATT: (0,1)"

    def read(module):
        return f"+CGATT: {int(module.packet.attached)}"

    async def write(module, state: Int(0, 1)):
        if state and not module.network.registered:
            return error(NO_SERVICE)
        await module.clock.sleep(module.CONTEXT_SECONDS)
        module.packet.attach() if state else module.packet.detach()
        return OK


@command("+CGDCONT", section="10.2")
class DefineContext:
    """Define a PDP context; the number alone removes it."""

    test = [f'+CGDCONT: (1-16),"{kind}",,,(0-2),(0-4),(0,1),(0,1)' for kind in ("IP", "PPP", "IPV6", "IPV4V6")]

    def read(module):
        return [f'+CGDCONT: {cid},"{context.kind}","{context.apn}","{context.address or "0.0.0.0"}",0,0,0,0'
                for cid, context in sorted(module.packet.contexts.items())]

    def write(module, cid: Cid, kind: Enum("IP", "PPP", "IPV6", "IPV4V6") = None, apn: Text(100) = "", address: Text(64) = None,
              data_compression: Int(0, 2) = 0, header_compression: Int(0, 4) = 0, allocation: Int(0, 1) = 0,
              signalling: Int(0, 1) = 0):
        packet = module.packet
        if kind is None:
            packet.contexts.pop(cid, None)
        else:
            context = packet.contexts.setdefault(cid, Context())
            context.kind, context.apn = kind, apn
        packet.keep()


@command("+CGAUTH", section="27.007 10.1.31")
class Authentication:
    """How a context authenticates."""

    test = "+CGAUTH: (1-16),(0-2),64,64"

    def read(module):
        return [f'+CGAUTH: {cid},{context.authentication},"{context.user}","{context.password}"'
                for cid, context in sorted(module.packet.contexts.items()) if context.authentication]

    def write(module, cid: Cid, protocol: Int(0, 2) = 0, user: Text(64) = "", password: Text(64) = ""):
        context = module.packet.check(cid)
        context.authentication, context.user, context.password = protocol, user, password
        module.packet.keep()


@command("+CGACT", section="10.7")
class Activate:
    """Activate or deactivate contexts."""

    test = "+CGACT: (0,1)"

    def read(module):
        return [f"+CGACT: {cid},{int(context.active)}" for cid, context in sorted(module.packet.contexts.items())]

    async def write(module, state: Int(0, 1), *cids: Cid):
        packet = module.packet
        for cid in cids or list(packet.contexts):
            packet.check(cid)
            if state and not packet.attached:
                return error(NO_SERVICE)
            if packet.contexts[cid].active != bool(state):
                await module.clock.sleep(module.CONTEXT_SECONDS)
                packet.activate(cid) if state else packet.deactivate(cid)
        return OK


@command("+CGPADDR", section="10.10")
class Addresses:
    """Addresses of contexts."""

    def test(module):
        return f"+CGPADDR: ({','.join(map(str, sorted(module.packet.contexts)))})"

    def execute(module):
        return [_address(module, cid) for cid in sorted(module.packet.contexts)]

    def write(module, *cids: Cid):
        if not cids:
            return ERROR
        return [_address(module, cid) for cid in cids if cid in module.packet.contexts]


def _address(module, cid):
    address = module.packet.contexts[cid].address
    return f'+CGPADDR: {cid},"{address}"' if address else f"+CGPADDR: {cid}"


@command("+CGCONTRDP", section="27.007 10.1.23")
class ReadParameters:
    """What the network gave an active context."""

    def test(module):
        active = [str(cid) for cid, context in sorted(module.packet.contexts.items()) if context.active]
        return f"+CGCONTRDP: ({','.join(active)})"

    def execute(module):
        return [_parameters(module, cid) for cid, context in sorted(module.packet.contexts.items()) if context.active]

    def write(module, cid: Cid):
        if not module.packet.check(cid).active:
            return error(NOT_ALLOWED)
        return _parameters(module, cid)


def _parameters(module, cid):
    context, (first, second) = module.packet.contexts[cid], module.packet.DNS
    return f'+CGCONTRDP: {cid},{4 + cid},"{context.apn}","{context.address}.255.0.0.0","10.64.0.1","{first}","{second}"'


@command("+CGEREP", section="10.12")
class EventReport:
    """Events of the packet domain as +CGEV."""

    test = "+CGEREP: (0-2),(0,1)"

    def read(module):
        return f"+CGEREP: {module.profile.CGEREP},0"

    def write(module, mode: Int(0, 2) = 0, buffered: Int(0, 1) = 0):
        module.profile.CGEREP = mode
