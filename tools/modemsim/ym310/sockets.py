"""Chapter 9.8, 9.9, 9.28, 9.32: opening and closing links."""

from ..engine import OK, Enum, Int, Raw, Text, answer, bind, command, error, final
from .receiving import deliver
from .scene import CONNECT_OK, IP_INITIAL, IP_PROCESSING, IP_STATUS
from .transparent import start_transparent

LINK, PORT = Int(0, 5), Int(1, 65535, quoted=None)
PROTOCOL, HOST = Enum("TCP", "UDP", quoted=None), Text(128, least=1, quoted=None)


@command("+CLPORT", section="9.8")
class LocalPort:
    """Local ports of the links opened from now on; 0: any."""

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
        return await start_transparent(module, connection, protocol, host, port)
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
    stands = await scene.open(connection, host)
    if stands:
        module.report(scene.link_text(connection, "CONNECT OK"))
        scene.receive_with(connection, lambda link, data: deliver(module, link, data))
    elif stands is False:
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


@command("+CIPTKA", section="9.32")
class KeepAlive:
    """Keep-alive probes of TCP."""

    test = "+CIPTKA:(0,1),(30-7200),(30-600),(1-9)"

    def write(module, on: Int(0, 1), idle: Int(30, 7200) = 7200, interval: Int(30, 600) = 75, count: Int(1, 9) = 9):
        module.tcpip.CIPTKA = on, idle, interval, count

    def read(module):
        return "+CIPTKA:" + ",".join(map(str, module.tcpip.CIPTKA))
