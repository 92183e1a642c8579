"""PDP contexts of the TCP/IP stack (Quectel TCP/IP manual, 2.3.1-2.3.5, 2.3.14, 2.3.15)."""

from ..engine import ERROR, OK, Int, Text, command
from ..standard.packet import Cid, Context
from .errors import TCPIP

KINDS = {1: "IP", 2: "IPV6", 3: "IPV4V6"}


class TcpIp:
    """The stack: contexts brought up by AT+QIACT, name servers, the last error."""

    def __init__(self, module):
        self.module = module
        self.active, self.lost = set(), set()          # lost: taken by the network, to be QIDEACTed first
        self.last_error = 0
        self.name_servers = {}

    def fail(self, code):
        """The bare ERROR of this stack; AT+QIGETERROR tells why."""
        self.last_error = code
        return ERROR

    async def activate(self, cid):
        """Bring a context up unless it is; False: it cannot."""
        packet = self.module.packet
        if cid in self.active:
            return True
        if cid in self.lost or not packet.attached:
            return False
        await self.module.clock.sleep(self.module.CONTEXT_SECONDS)
        if not packet.attached:
            return False
        packet.contexts.setdefault(cid, Context())
        packet.activate(cid)
        self.active.add(cid)
        return True

    def context_lost(self, cid, by_network):
        if cid in self.active:
            self.active.discard(cid)
            if by_network:
                self.lost.add(cid)
                self.module.urc(f'+QIURC: "pdpdeact",{cid}')


@command("+QICSGP", section="2.3.1")
class Configure:
    """APN, user and authentication of a context; the number alone asks."""

    test = '+QICSGP: (1-16),(1-3),"APN","username","password",(0-3)'

    def write(module, cid: Cid, kind: Int(1, 3) = None, apn: Text(127) = "", user: Text(127) = "", password: Text(127) = "",
              authentication: Int(0, 3) = 0):
        packet = module.packet
        if kind is None:
            context = packet.contexts.get(cid, Context())
            number = {word: number for number, word in KINDS.items()}.get(context.kind, 1)
            return f'+QICSGP: {number},"{context.apn}","{context.user}","{context.password}",{context.authentication}'
        context = packet.contexts.setdefault(cid, Context())
        context.kind, context.apn, context.user, context.password = KINDS[kind], apn, user, password
        context.authentication = authentication
        packet.keep()
        return OK


@command("+QIACT", section="2.3.2")
class Activate:
    """Activate a context; the answer waits until it is up."""

    test = "+QIACT: (1-16)"

    def read(module):
        contexts = module.packet.contexts
        return [f'+QIACT: {cid},1,1,"{contexts[cid].address}"' for cid in sorted(module.tcpip.active)]

    async def write(module, cid: Cid):
        tcpip = module.tcpip
        if cid in tcpip.active:
            return tcpip.fail(572)
        return OK if await tcpip.activate(cid) else tcpip.fail(561)


@command("+QIDEACT", section="2.3.3")
class Deactivate:
    """Deactivate a context; its sockets end."""

    test = "+QIDEACT: (1-16)"

    async def write(module, cid: Cid):
        tcpip = module.tcpip
        tcpip.lost.discard(cid)
        if cid in tcpip.active:
            await module.clock.sleep(module.CONTEXT_SECONDS)
            module.packet.deactivate(cid)
        return OK


@command("+QIDNSCFG", section="2.3.14")
class NameServers:
    """Name servers of an active context."""

    test = '+QIDNSCFG: (1-16),"pridnsaddr","secdnsaddr"'

    def write(module, cid: Cid, first: Text(64) = None, second: Text(64) = None):
        tcpip = module.tcpip
        if cid not in tcpip.active:
            return tcpip.fail(561)
        known = tcpip.name_servers.get(cid, module.packet.DNS)
        if first is None:
            return f'+QIDNSCFG: {cid},"{known[0]}","{known[1]}"'
        tcpip.name_servers[cid] = first, second or known[1]
        return OK


@command("+QIDNSGIP", section="2.3.15")
class Resolve:
    """Address of a name, told by +QIURC."""

    test = '+QIDNSGIP: (1-16),"hostname"'

    def write(module, cid: Cid, host: Text(100, 1)):
        if cid not in module.tcpip.active:
            return module.tcpip.fail(561)

        async def resolve():
            await module.clock.sleep(0.2)
            address = module.routes.address(host)
            if address is None:
                module.report('+QIURC: "dnsgip",565')
            else:
                module.report('+QIURC: "dnsgip",0,1,600')
                module.report(f'+QIURC: "dnsgip","{address}"')
        module.after(resolve())
        return OK


@command("+QIGETERROR", section="2.3.18")
class LastError:
    """Why the last TCP/IP command failed."""

    test = ()

    def execute(module):
        code = module.tcpip.last_error
        return f"+QIGETERROR: {code},{TCPIP[code]}"
