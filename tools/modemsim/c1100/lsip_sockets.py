"""The four sockets of chapter 3.3.1 and the packet connection below them."""

import asyncio

from ..engine import ERROR
from ..standard.links import Datagrams, LinkError, StreamLink
from .output import Short

NUMBERS = range(1, 5)
BUFFER = 1500                                          # bytes a socket holds until AT+LSIPPUSH
TCP, UDP = 0, 1
CALL_SECONDS = 0.5


class Socket:
    """One open socket: its link, what waits to be pushed, what was counted."""

    def __init__(self, number, local_port, protocol, link):
        self.number, self.local_port, self.protocol, self.link = number, local_port, protocol, link
        self.buffer = bytearray()
        self.sent = self.received = 0
        self.reader = None

    @property
    def room(self):
        return BUFFER - len(self.buffer)

    async def push(self):
        """Send what waits; False: the link is gone."""
        data = bytes(self.buffer)
        self.buffer.clear()
        return not data or await self.send(data)

    async def send(self, data):
        if not await self.link.write(data):
            return False
        self.sent += len(data)
        return True


class Lsip:
    """Packet connection and sockets."""

    def __init__(self, module):
        self.module = module
        self.apn = self.address = None                 # address: of the packet connection that stands
        self.hexadecimal = False
        self.sockets = {}

    @property
    def up(self):
        return self.address is not None

    @property
    def free(self):
        return [number for number in NUMBERS if number not in self.sockets]

    def socket(self, number):
        """An open socket; ERROR is raised when it is not."""
        if number not in self.sockets:
            raise ERROR
        return self.sockets[number]

    def port_used(self, port, protocol):
        return port and (port, protocol) in [(each.local_port, each.protocol) for each in self.sockets.values()]

    # -- packet connection --

    async def call(self):
        """Bring the packet connection up; False: no access point, or no network."""
        await self.module.clock.sleep(0 if self.up else CALL_SECONDS)
        if self.apn is None or not self.module.packet.attached:
            return False
        self.address = self.module.setting["address"]
        self.module.saving.active()
        return True

    async def hang_up(self):
        await self.module.clock.sleep(0.1)
        self.drop()

    def drop(self):
        """Everything ends without a word."""
        self.address = None
        for number in list(self.sockets):
            self.close(number)

    def lost(self):
        """The network took the connection away."""
        if self.up:
            self.drop()
            self.module.urc(Short("+LSIPCALL:0"))

    # -- sockets --

    async def open(self, number, local_port, host, port, protocol):
        try:
            kind = StreamLink if protocol == TCP else Datagrams
            opener = kind.connect if protocol == TCP else kind.open
            link = await opener(self.module, host, port)
        except LinkError:
            return False
        if not self.up or number in self.sockets:      # the network was lost meanwhile
            link.close()
            return False
        socket = self.sockets[number] = Socket(number, local_port, protocol, link)
        self.module.saving.active()
        # What the peer says at once comes behind the answer of AT+LSIPOPEN: it waits there like any unsolicited line.
        self.module.after(lambda: setattr(socket, "reader", self.module.spawn(self._receive(socket))))
        return True

    async def _receive(self, socket):
        while data := await socket.link.read(int(self.module.setting["receive-most"])):
            socket.received += len(data)
            shown = data.hex().upper() if self.hexadecimal else data.decode("latin-1")
            self.module.saving.active()
            self.module.urc(Short(f"+LSIPRTCP={socket.number},{len(data)},{shown}"))
        if self.sockets.get(socket.number) is socket:
            self.peer_closed(socket.number)

    def peer_closed(self, number):
        """The link of a socket ended without us."""
        socket = self.sockets[number]
        self.close(number)
        shape = self.module.setting["lsip-close-urc"]
        if shape != "none":
            tail = f",{socket.sent},{socket.received},0" if shape == "full" else ""
            self.module.urc(Short(f"+LSIPCLOSE:{number}{tail}"))

    def close(self, number):
        socket = self.sockets.pop(number)
        if socket.reader and socket.reader is not asyncio.current_task():
            socket.reader.cancel()
        socket.link.close()
