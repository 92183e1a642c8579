"""TLS socket commands (Quectel EC2x SSL AT Commands Manual, chapter 2)."""

from ..engine import ERROR, OK, Int, Text, command, until
from ..standard.links import StreamLink
from ..standard.packet import Cid
from .socket_table import BUFFER, TRANSPARENT, Socket
from .sockets import MOST_READ, MOST_SENT, Mode, Number, go_online, send
from .tls import Context


class TlsSocket(Socket):
    """A socket whose link speaks TLS as its context wants it."""

    urc = "QSSLURC"
    tls_context = 0

    async def _connect(self):
        tls, name = self.module.tls.client_context(self.tls_context, self.host)
        self.link = await StreamLink.connect(self.module, self.host, self.remote_port, tls, name)


def _socket(module, number):
    socket = module.tls_sockets.open.get(number)
    if socket is None:
        raise ERROR
    return socket


@command("+QSSLOPEN", section="2.3.2")
class Open:
    """Open a TLS socket."""

    test = '+QSSLOPEN: (1-16),(0-5),(0-11),<serveraddr>,<server_port>,(0-2)'

    async def write(module, context: Cid, tls_context: Context, number: Number, host: Text(200, 1), port: Int(1, 65535),
                    mode: Mode = BUFFER):
        sockets = module.tls_sockets
        if number in sockets.open:
            if mode == TRANSPARENT:
                return module.tcpip.fail(563)
            module.after(f"+QSSLOPEN: {number},563")
            return OK
        socket = sockets.open[number] = TlsSocket(module, number, context, "SSLClient", host, port, 0, mode)
        socket.tls_context = tls_context
        if mode == TRANSPARENT:
            return ERROR if await socket.open() else await go_online(module, socket)

        async def opened():
            module.report(f"+QSSLOPEN: {number},{await socket.open()}")
        module.after(opened())
        return OK


@command("+QSSLSEND", section="2.3.3")
class Send:
    """Send: until Ctrl-Z, or a count of bytes."""

    test = "+QSSLSEND: (0-11),(1-1460)"

    async def write(module, number: Number, length: Int(1, MOST_SENT) = None):
        return await send(module, _socket(module, number), length or until(most=MOST_SENT))


@command("+QSSLRECV", section="2.3.4")
class Read:
    """Read received data."""

    test = "+QSSLRECV: (0-11),(1-1500)"

    def write(module, number: Number, most: Int(1, MOST_READ)):
        return _socket(module, number).read_answer("QSSLRECV", most)


@command("+QSSLCLOSE", section="2.3.5")
def close(module, number: Number, timeout: Int(0, 65535) = 10):
    """Close a TLS socket."""
    module.tls_sockets.close(number)


@command("+QSSLSTATE", section="2.3.6")
class State:
    """State of the TLS sockets."""

    test = "+QSSLSTATE: (0-11)"

    def read(module):
        return [_state(socket) for _, socket in sorted(module.tls_sockets.open.items())]

    execute = read

    def write(module, number: Number):
        return [_state(socket) for open_number, socket in module.tls_sockets.open.items() if open_number == number]


def _state(socket):
    address = socket.module.routes.address(socket.host) or socket.host
    return (f'+QSSLSTATE: {socket.number},"SSLClient","{address}",{socket.remote_port},{socket.local_port},{socket.state},'
            f'{socket.context},{socket.number},{socket.mode},"uart1",{socket.tls_context}')
