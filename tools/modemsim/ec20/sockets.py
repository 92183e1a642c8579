"""Socket commands (Quectel EC2x TCP/IP manual, 2.3.6 to 2.3.19)."""

from ..engine import (
    CONNECT,
    ERROR,
    NO_CARRIER,
    OK,
    ArgumentError,
    Enum,
    HexBytes,
    Int,
    Keyed,
    Text,
    command,
    exchange,
    final,
    until,
)
from ..standard import ppp
from ..standard.packet import Cid
from ..standard.settings import setting
from .socket_table import BUFFER, CONNECTED, PUSH, SOCKETS, TRANSPARENT, Listener, Socket

Number = Int(0, SOCKETS - 1)
Port = Int(0, 65535)
Mode = Int(0, 2)
MOST_SENT, MOST_READ = 1460, 1500
SEND_OK, SEND_FAIL = final("SEND OK"), final("SEND FAIL", success=False)


def _socket(module, number):
    socket = module.sockets.open.get(number)
    if socket is None:
        raise module.tcpip.fail(552)
    return socket


# -- opening and closing --

@command("+QIOPEN", section="2.3.6")
class Open:
    """Open a socket: buffered, pushed or transparent."""

    test = ('+QIOPEN: (1-16),(0-11),"TCP/UDP/TCP LISTENER/UDP SERVICE","<IP_address>/<domain_name>",'
            "<remote_port>,<local_port>,(0-2)")

    async def write(module, context: Cid, number: Number, kind: Enum("TCP", "UDP", "TCP LISTENER", "UDP SERVICE"),
                    host: Text(200, 1), remote_port: Port = 0, local_port: Port = 0, mode: Mode = BUFFER):
        sockets = module.sockets
        serves = kind in ("TCP LISTENER", "UDP SERVICE")
        if not (local_port if serves else remote_port) or serves and mode == TRANSPARENT:
            return module.tcpip.fail(552)
        if number in sockets.open:
            if mode == TRANSPARENT:
                return module.tcpip.fail(563)
            module.tcpip.fail(563)
            module.after(f"+QIOPEN: {number},563")
            return OK
        socket_class = Listener if kind == "TCP LISTENER" else Socket
        socket = sockets.open[number] = socket_class(module, number, context, kind, host, remote_port, local_port, mode)
        if mode != TRANSPARENT:
            module.after(_open(module, "QIOPEN", socket))
            return OK
        if await socket.open():
            return ERROR
        return await go_online(module, socket)


async def _open(module, name, socket):
    module.report(f"+{name}: {socket.number},{await socket.open()}")


async def go_online(module, socket):
    """CONNECT and transparent mode, until +++ (OK) or the end of the link (NO CARRIER)."""
    module.output.result(CONNECT, more=True)
    module.online = socket
    escaped = await exchange(module, socket)
    module.online = None
    module.suspended = socket if escaped else None
    return OK if escaped else NO_CARRIER


@command("O", section="2.18")
async def online(module, mode: Int(0, 0) = 0):
    """Back to transparent mode."""
    socket = module.suspended
    if module.dialled:
        return await ppp.online(module)
    if socket is None or socket.state != CONNECTED:
        return NO_CARRIER
    return await go_online(module, socket)


@command("+QICLOSE", section="2.3.7")
def close(module, number: Number, timeout: Int(0, 65535) = 10):
    """Close a socket."""
    module.sockets.close(number)


@command("+QISTATE", section="2.3.8")
class State:
    """State of the sockets."""

    test = ()

    def read(module):
        return [_state(socket) for _, socket in sorted(module.sockets.open.items())]

    execute = read

    def write(module, kind: Int(0, 1), value: Int(0, 16)):
        return [_state(socket) for number, socket in sorted(module.sockets.open.items())
                if value == (number if kind else socket.context)]


def _state(socket):
    address = socket.module.routes.address(socket.host) or socket.host
    return (f'+QISTATE: {socket.number},"{socket.kind}","{address}",{socket.remote_port},{socket.local_port},{socket.state},'
            f'{socket.context},{socket.server_id},{socket.mode},"uart1"')


@command("+QISWTMD", section="2.3.12")
class SwitchMode:
    """Change the access mode of a socket."""

    test = "+QISWTMD: (0-11),(0-2)"

    async def write(module, number: Number, mode: Mode):
        socket = _socket(module, number)
        if socket.state != CONNECTED or socket.kind != "TCP" and mode == TRANSPARENT:
            return module.tcpip.fail(572)
        if mode != BUFFER and socket.buffer:
            socket.arrivals.put_nowait(bytes(socket.buffer))
            socket.buffer.clear()
        socket.mode = mode
        if mode == TRANSPARENT:
            return await go_online(module, socket)
        if mode == PUSH:
            module.after(_push_what_waited(socket))
        return OK


async def _push_what_waited(socket):
    while not socket.arrivals.empty():
        await socket.take(socket.arrivals.get_nowait())


# -- sending --

async def send(module, socket, amount, address=None):
    """Prompt, payload, SEND OK: these end the answer, no OK follows."""
    if socket.state != CONNECTED:
        return module.tcpip.fail(567)
    data = await module.prompt("> ", amount, echo=module.profile.E and module.sockets.echo)
    if data is None:
        return OK                                      # Esc: nothing was sent
    if module.sockets.settings["dataformat"][0]:
        try:
            data = bytes.fromhex(data.decode("ascii"))
        except ValueError:
            return module.tcpip.fail(552)
    if socket.state != CONNECTED:
        return module.tcpip.fail(567)
    return SEND_OK if await socket.send(data, address) else SEND_FAIL


@command("+QISEND", section="2.3.9")
class Send:
    """Send: until Ctrl-Z, a count of bytes, or with 0 ask what was acknowledged."""

    test = "+QISEND: (0-11),(0-1460)"

    async def write(module, number: Number, length: Int(0, MOST_SENT) = None, host: Text(64, 1) = None,
                    port: Int(1, 65535) = None):
        socket = _socket(module, number)
        if length == 0:
            return f"+QISEND: {socket.sent},{socket.sent},0"
        if (socket.kind == "UDP SERVICE") != (port is not None) or (host is None) != (port is None):
            return module.tcpip.fail(552)
        return await send(module, socket, length or until(most=MOST_SENT), (host, port) if host else None)


@command("+QISENDEX", section="2.3.10")
class SendHex:
    """Send what hexadecimal digits spell."""

    test = '+QISENDEX: (0-11),"hexstring"'

    async def write(module, number: Number, data: HexBytes(512, 2)):
        socket = _socket(module, number)
        if socket.state != CONNECTED:
            return module.tcpip.fail(567)
        return SEND_OK if await socket.send(data) else SEND_FAIL


send_echo = setting("+QISDE", "2.3.16", Int(0, 1), "Echo of the data of AT+QISEND.", test="+QISDE: (0,1)", store="sockets",
                    key="echo")


# -- receiving --

@command("+QIRD", section="2.3.11")
class Read:
    """Read received data; with 0 ask how much there is."""

    test = "+QIRD: (0-11),(0-1500)"

    def write(module, number: Number, most: Int(0, MOST_READ) = MOST_READ):
        socket = _socket(module, number)
        if most == 0:
            return f"+QIRD: {socket.received},{socket.taken},{socket.unread}"
        if socket.mode != BUFFER or socket.kind == "TCP LISTENER":
            return module.tcpip.fail(572)
        return socket.read_answer("QIRD", most)


# -- settings --

settings = Keyed("Settings of the sockets; a key alone asks.")


def _setting(name, *kinds):
    def one(module, value: kinds[0] = None):
        return _set(module, name, value)

    def two(module, first: kinds[0] = None, second: kinds[-1] = None):
        if (first is None) != (second is None):
            raise ArgumentError("both values are needed")
        return _set(module, name, None if first is None else (first, second))
    settings.key(name)(one if len(kinds) == 1 else two)


def _set(module, name, value):
    known = module.sockets.settings
    if value is not None:
        known[name] = value
        return OK
    shown = known[name] if isinstance(known[name], tuple) else (known[name],)
    return f'+QICFG: "{name}",' + ",".join(map(str, shown))


_setting("transpktsize", Int(1, 1460))
_setting("transwaittm", Int(0, 20))
_setting("dataformat", Int(0, 1), Int(0, 1))
_setting("viewmode", Int(0, 1))
_setting("recvind", Int(0, 1))
_setting("tcp/retranscfg", Int(3, 20), Int(5, 1000))
_setting("close/mode", Int(0, 1))
_setting("sendinfo", Int(0, 1))

qicfg = command("+QICFG", section="2.3.19", test=(
    '+QICFG: "transpktsize",(1-1460)', '+QICFG: "transwaittm",(0-20)', '+QICFG: "dataformat",(0,1),(0,1)',
    '+QICFG: "viewmode",(0,1)', '+QICFG: "recvind",(0,1)',
    '+QICFG: "tcp/retranscfg",(3-20),(5-1000)', '+QICFG: "close/mode",(0,1)',
    '+QICFG: "sendinfo",(0,1)'))(settings)
