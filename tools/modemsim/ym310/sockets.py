"""Chapter 9.8-9.10, 9.13, 9.28, 9.32, 9.37, 9.38: opening and closing links, transparent mode."""

from ..engine import CONNECT, NO_CARRIER, OK, Enum, Int, Raw, Text, answer, bind, command, error, exchange, final
from .receiving import deliver
from .scene import CLOSED, CONNECT_OK, IP_INITIAL, IP_PROCESSING, IP_STATUS
from .settings import setting

LINK, PORT = Int(0, 5), Int(1, 65535, quoted=None)
PROTOCOL, HOST = Enum("TCP", "UDP", quoted=None), Text(128, least=1, quoted=None)


@command("+CLPORT", section="9.8")
class LocalPort:
    """Local ports; kept and shown (the simulation lets the system choose)."""

    def test(module):
        return '+CLPORT: (0-5),("TCP","UDP"),(0-65535)' if module.scene.multiple else '+CLPORT: ("TCP","UDP"),(0-65535)'

    def write(module, *fields: Raw()):
        return bind(_keep_port_over if module.scene.multiple else _keep_port, fields)(module)

    def read(module):
        ports = [module.local_ports.get(link, {}) for link in range(6)]
        shown = [f"{each.get('TCP', 0)},{each.get('UDP', 0)}" for each in ports]
        if module.scene.multiple:
            return answer(*(f"+CLPORT: {link},{text}" for link, text in enumerate(shown)))
        return f"+CLPORT: {shown[0]}"


def _keep_port(module, protocol: PROTOCOL, port: Int(0, 65535, quoted=None)):
    module.local_ports.setdefault(0, {})[protocol] = port


def _keep_port_over(module, link: LINK, protocol: PROTOCOL, port: Int(0, 65535, quoted=None)):
    module.local_ports.setdefault(link, {})[protocol] = port


@command("+CIPSTART", section="9.9")
class Start:
    """Open a link: OK, and later how it went."""

    def test(module):
        link = "(0-5)," if module.scene.multiple else ""
        return (f'+CIPSTART: {link}("TCP","UDP"),("(0-255).(0-255).(0-255).(0-255)"),(1-65535)',
                f'+CIPSTART: {link}("TCP","UDP"),("DOMAIN NAME"),(1-65535)')

    def write(module, *fields: Raw()):
        return bind(_start_over if module.scene.multiple else _start, fields)(module)


async def _start(module, protocol: PROTOCOL, host: HOST, port: PORT):
    scene = module.scene
    connection = scene.connection(None)
    if scene.state == CONNECT_OK:
        module.after("ALREADY CONNECT")
        return OK
    scene.expect(IP_INITIAL, IP_STATUS, "TCP CLOSED", "UDP CLOSED")
    if module.tcpip.CIPMODE:
        return await _start_transparent(module, connection, protocol, host, port)
    if scene.prepare(connection, protocol, port):
        module.after(_connect(module, connection, host))
    else:
        module.after(lambda: _report_failure(module, connection))
    return OK


async def _start_over(module, link: LINK, protocol: PROTOCOL, host: HOST, port: PORT):
    scene = module.scene
    connection = scene.connection(link)
    scene.expect(IP_STATUS, IP_PROCESSING)
    if connection.connected:
        module.after(scene.link_text(connection, "ALREADY CONNECT"))
        return OK
    if connection.state == "CONNECTING":
        return error(3)
    scene.prepare(connection, protocol, port)
    module.after(_connect(module, connection, host))
    return OK


async def _connect(module, connection, host):
    scene = module.scene
    if await scene.open(connection, host):
        module.report(scene.link_text(connection, "CONNECT OK"))
        scene.receive_with(connection, lambda link, data: deliver(module, link, data))
    elif connection.state == CLOSED:                   # else it was closed meanwhile, and that was answered
        _report_failure(module, connection)


def _report_failure(module, connection):
    if not module.scene.multiple:
        module.report(f"STATE: {module.scene.state}")
    module.report(module.scene.link_text(connection, "CONNECT FAIL"))


@command("+CIPCLOSE", section="9.28")
class Close:
    """Close a link, slowly (0) or quickly (1). The answer is CLOSE OK alone."""

    test = ()

    def execute(module):
        if module.scene.multiple:
            return error()
        return _close(module, module.scene.connection(None))

    def write(module, *fields: Raw()):
        return bind(_close_over if module.scene.multiple else _close_single, fields)(module)


def _close_single(module, quickly: Int(0, 1)):
    return _close(module, module.scene.connection(None))


def _close_over(module, link: LINK, quickly: Int(0, 1) = 0):
    return _close(module, module.scene.connection(link))


def _close(module, connection):
    module.scene.close(connection)
    return final(module.scene.link_text(connection, "CLOSE OK"))


# -- transparent mode --

def _in_ip_initial(module):
    return module.scene.state == IP_INITIAL


MODE = setting("+CIPMODE", "9.10", Int(0, 1), "Transparent mode, for a single link; only in IP INITIAL",
               test="+CIPMODE: (0-NORMAL MODE,1-TRANSPARENT MODE)", store="tcpip", only_when=_in_ip_initial)


async def _start_transparent(module, connection, protocol, host, port):
    """OK, then CONNECT; from there on bytes, until +++ or the end of the link."""
    scene = module.scene
    module.output.result(OK)
    if not scene.prepare(connection, protocol, port) or not await scene.open(connection, host):
        module.output.line(f"STATE: {scene.state}")
        return final("CONNECT FAIL", success=False)
    return await _pass_through(module, connection)


async def _pass_through(module, connection):
    module.output.result(CONNECT, more=True)
    if await exchange(module, connection.link, guard_before=1.0, guard_after=0.5):
        return OK
    if connection.link is None:                        # the bearer went: +PDP DEACT says so
        return NO_CARRIER
    return final(module.scene.ended(connection), success=False)


class SilentLink:
    """The far end of a dial-up: takes everything, says nothing (no PPP behind it)."""

    async def read(self):
        import asyncio
        await asyncio.Event().wait()

    async def write(self, data):
        pass


@command("D", section="9.37")
async def dial(module, number: Text(32, quoted=None)):
    """ATD*99#: dial up. The simulated line is silent."""
    if not number.startswith("*99"):
        return NO_CARRIER
    module.dialled = SilentLink()
    return await _dialled(module)


async def _dialled(module):
    module.output.result(CONNECT, more=True)
    await exchange(module, module.dialled, guard_before=1.0, guard_after=0.5)
    return OK


@command("H", section="9.37")
def hang_up(module, mode: Int(0, 1) = 0):
    """End a dial-up."""
    module.dialled = None


@command("O", section="9.38")
async def online(module, mode: Int(0, 0) = 0):
    """Back to data mode."""
    if module.dialled:
        return await _dialled(module)
    connection = module.scene.connections[0]
    if module.tcpip.CIPMODE and connection.connected:
        return await _pass_through(module, connection)
    return NO_CARRIER


@command("+CIPCCFG", section="9.13")
class Transparent:
    """How transparent mode packs its data; only there."""

    test = ("+CIPCCFG: (NmRetry:3-8),(WaitTm:2-10),(SendSz:1-1460),(esc:0,1),(Rxmode:0,1),(RxSize:50-1460),"
            "(Rxtimer:20-1000),(BufClean:0,1)")

    def write(module, retries: Int(3, 8), wait: Int(2, 10), size: Int(1, 1460), escape: Int(0, 1), mode: Int(0, 1) = 0,
              receive_size: Int(50, 1460) = 1460, timer: Int(20, 1000) = 50, clean: Int(0, 1) = 0):
        if module.scene.multiple or not module.tcpip.CIPMODE:
            return error(3)
        module.tcpip.CIPCCFG = retries, wait, size, escape, mode, receive_size, timer, clean

    def read(module):
        return "+CIPCCFG: " + ",".join(map(str, module.tcpip.CIPCCFG))


@command("+CIPTKA", section="9.32")
class KeepAlive:
    """Keep-alive probes of TCP."""

    test = "+CIPTKA:(0,1),(30-7200),(30-600),(1-9)"

    def write(module, on: Int(0, 1), idle: Int(30, 7200) = 7200, interval: Int(30, 600) = 75, count: Int(1, 9) = 9):
        module.tcpip.CIPTKA = on, idle, interval, count

    def read(module):
        return "+CIPTKA:" + ",".join(map(str, module.tcpip.CIPTKA))
