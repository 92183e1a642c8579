"""The sockets behind AT+QI... and AT+QSSL...: links, buffers, what they tell (Quectel TCP/IP and SSL manuals)."""

import asyncio

from ..standard.links import DatagramLink, LinkError, StreamLink

BUFFER, PUSH, TRANSPARENT = range(3)
INITIAL, OPENING, CONNECTED, LISTENING, CLOSING = range(5)
MOST_BUFFERED, SOCKETS = 10240, 12
LINK_ERRORS = {"dns": 565, "refused": 566, "timeout": 569, "tls": 566}


class Socket:
    """One socket. ``urc`` is the prefix of what it tells: QIURC or QSSLURC."""

    urc = "QIURC"

    def __init__(self, module, number, context, kind, host, remote_port, local_port=0, mode=BUFFER):
        self.module, self.number, self.context, self.kind = module, number, context, kind
        self.host, self.remote_port, self.local_port, self.mode = host, remote_port, local_port, mode
        self.state, self.link, self.server_id = INITIAL, None, number
        self.buffer = bytearray()                      # stream data not read yet
        self.datagrams = []                            # (data, address) not read yet, of a UDP service
        self.arrivals = asyncio.Queue()                # of transparent mode
        self.announced = False                         # "recv" was told and the buffer not found empty since
        self.sent = self.received = self.taken = 0
        self._task = None
        self._room = asyncio.Event()

    def tell(self, *values):
        self.module.urc(f"+{self.urc}: " + ",".join(map(str, values)))

    # -- opening and closing --

    async def open(self):
        """Error code; 0 when it is open."""
        self.state = OPENING
        if self.context not in self.module.tcpip.active:
            return self._failed(561)
        try:
            await self._connect()
        except LinkError as problem:
            return self._failed(LINK_ERRORS[problem.reason])
        if self.state != OPENING:                      # closed meanwhile
            self.close()
            return 567
        self.start(LISTENING if self.kind == "TCP LISTENER" else CONNECTED)
        return 0

    def _failed(self, code):
        self.state = CLOSING
        self.module.tcpip.fail(code)
        return code

    async def _connect(self):
        if self.kind == "TCP":
            self.link = await StreamLink.connect(self.module, self.host, self.remote_port)
        else:
            if self.kind == "UDP" and not self.module.routes.exists(self.host):
                raise LinkError("dns")
            self.link = await DatagramLink.open(self.local_port)

    def start(self, state):
        self.state = state
        self.local_port = self.link.local_port
        receive = self._receive_stream if isinstance(self.link, StreamLink) else self._receive_datagrams
        self._task = self.module.spawn(receive())

    def close(self):
        self.state = INITIAL
        if self._task and self._task is not asyncio.current_task():
            self._task.cancel()
        if self.link:
            self.link.close()

    def lost(self):
        """The link is gone, the socket still has to be closed by the host."""
        if self.state in (CONNECTED, LISTENING):
            self.state = CLOSING
            self.arrivals.put_nowait(b"")
            self.link.close()

    # -- receiving --

    async def _receive_stream(self):
        while data := await self.link.read():
            await self.take(data)
            while len(self.buffer) >= MOST_BUFFERED:   # the window is closed until the host reads
                self._room.clear()
                await self._room.wait()
        if self.state == CONNECTED:
            visible = self.mode != TRANSPARENT or self.module.online is not self
            self.lost()
            if visible:
                self.tell('"closed"', self.number)

    async def _receive_datagrams(self):
        while True:
            data, address = await self.link.read_from()
            if address is None:
                return
            await self.take(data, address)

    async def take(self, data, address=None):
        """Data arrived: keep or show it as the access mode wants."""
        self.received += len(data)
        service = self.kind == "UDP SERVICE"
        if self.mode == TRANSPARENT:
            self.arrivals.put_nowait(data)
        elif self.mode == PUSH:
            self.taken += len(data)
            source = f',"{address[0]}",{address[1]}' if service else ""
            head = f'+{self.urc}: "recv",{self.number},{len(data)}{source}{self._separator}'
            self.module.urc(head.encode() + self._shown(data))
        else:
            if service:
                self.datagrams.append((data, address))
            else:
                self.buffer += data
            if not self.announced:
                self.announced = True
                self.tell('"recv"', self.number, *([len(data)] if self.module.sockets.settings["recvind"] else []))

    @property
    def _separator(self):
        return "," if self.module.sockets.settings["viewmode"] else "\r\n"

    def _shown(self, data):
        return data.hex().upper().encode() if self.module.sockets.settings["dataformat"][1] else data

    @property
    def unread(self):
        return len(self.buffer) + sum(len(data) for data, _ in self.datagrams)

    def take_out(self, most):
        """(data, address or None) for the host to read; finding nothing arms the "recv" line again."""
        if self.kind == "UDP SERVICE":
            data, address = self.datagrams.pop(0) if self.datagrams else (b"", None)
        else:
            data, address = bytes(self.buffer[:most]), None
            del self.buffer[:most]
        self.announced = bool(data)
        self.taken += len(data)
        self._room.set()
        return data, address

    def read_answer(self, command, most):
        """The information line of a read and its bytes."""
        data, address = self.take_out(most)
        if not data:
            return f"+{command}: 0"
        source = f',"{address[0]}",{address[1]}' if address else ""
        return f"+{command}: {len(data)}{source}{self._separator}".encode() + self._shown(data)

    # -- sending, and both ways in transparent mode --

    async def send(self, data, address=None):
        """False when the data cannot go out."""
        if self.state != CONNECTED:
            return False
        if isinstance(self.link, StreamLink):
            done = await self.link.write(data)
        else:
            target = address or (self.host, self.remote_port)
            target = self.module.routes.target(*target) or (target if target[0] == "127.0.0.1" else None)
            done = True
            if target:                                 # a datagram to nowhere is lost without a word
                self.link.write_to(data, target)
        self.sent += len(data) if done else 0
        return done

    async def read(self):
        if self.state != CONNECTED and self.arrivals.empty():
            return b""
        return await self.arrivals.get()

    async def write(self, data):
        await self.send(data)


class Listener(Socket):
    """A TCP server on a port of the module: that port of this computer."""

    async def _connect(self):
        try:
            self.server = await asyncio.start_server(self._accept, "127.0.0.1", self.local_port)
        except OSError as problem:
            raise LinkError("refused") from problem

    def start(self, state):
        self.state = state
        self.local_port = self.server.sockets[0].getsockname()[1]

    def close(self):
        self.state = INITIAL
        if hasattr(self, "server"):
            self.server.close()

    def lost(self):
        self.close()
        self.state = CLOSING

    async def _accept(self, reader, writer):
        link, sockets = StreamLink(reader, writer), self.module.sockets
        number = sockets.free_number()
        if number is None:
            self.module.urc('+QIURC: "incoming full"')
            writer.close()
            return
        address, port = link.peer
        child = Socket(self.module, number, self.context, "TCP INCOMING", address, port, self.local_port, self.mode)
        child.server_id, child.link = self.number, link
        sockets.open[number] = child
        self.tell('"incoming"', number, self.number, f'"{address}"', port)
        child.start(CONNECTED)


class Sockets:
    """All sockets of one family by number, and what AT+QICFG sets for them."""

    def __init__(self, module):
        self.module = module
        self.open = {}
        self.echo = 1                                  # AT+QISDE
        self.settings = {"transpktsize": 1024, "transwaittm": 2, "dataformat": (0, 0), "viewmode": 0, "recvind": 0,
                         "tcp/retranscfg": (10, 60), "close/mode": 0, "sendinfo": 0}

    def free_number(self):
        return next((number for number in range(SOCKETS) if number not in self.open), None)

    def close(self, number):
        socket = self.open.pop(number, None)
        if socket:
            socket.close()

    def context_lost(self, cid):
        for socket in self.open.values():
            if socket.context == cid:
                socket.lost()
