# Longsung C1100 sockets: four links. What is sent waits in a buffer of 1,500 bytes until it is pushed; what comes is sent to us
# at once. In hexadecimal both ways, where any byte may stand, or in characters. Source: manual 3.3.1, 3.3.2.
from binascii import hexlify, unhexlify

from .. import sockets
from ..errors import CommandError, LinkLost
from ..fields import Counted
from ..loading import passing
from ..sched import Lock, loop

_PIECE = 125  # bytes an AT+LSIPSEND: its line is twice as long
_STEP = 256  # bytes of a piece of a stream that waits: there may be no room for a long one


class Socket(sockets.Socket):
    """One of the module's links. `dropped`: datagrams that came while nobody read."""

    size = taken = 0  # bytes in `pieces`; of them, those of the first one that were read
    dropped = 0

    def __init__(self, service, index, kind):
        super().__init__(service, index, kind)
        self.id = index + 1
        self.pieces = []  # came, and nobody has read it

    async def _open(self, host, port, tls, local_port, timeout_ms):
        service = self.service
        if tls is not None:
            passing("registry").need(service.modem, "sockets_tls")
        await service.modem.packet.start()
        links = passing("longsung.links")
        async with service.lock:
            await links.agree(service)
        # The manual always names a local port; the one used last may be held by the peer for a while.
        parameters = (self.id, local_port or service.next_port(), host, port, 0 if self.kind == "tcp" else 1)
        try:
            await links.enter(self, parameters, timeout_ms)
            if self.error is not None:
                raise self.error
        except BaseException:
            await self.close()
            raise

    async def _send(self, data, timeout_ms):
        async with self.service.lock:
            try:
                if self.service.hexadecimal:
                    await self._digits(data, timeout_ms)
                else:
                    from .block import send

                    await send(self, data, timeout_ms)
            except CommandError as error:
                await passing("longsung.links").refused(self, error)

    async def _digits(self, data, timeout_ms):
        service = self.service
        stale = service.stale
        if stale is not None and stale.error is None:
            # What is left of a write that failed must not become the beginning of this datagram.
            try:
                await stale.push(timeout_ms)
            except CommandError:
                pass
        service.stale = self
        for start in range(0, len(data), _PIECE):
            await self.queue(hexlify(data[start : start + _PIECE]).upper(), timeout_ms)
        await self.push(timeout_ms)
        service.stale = None

    def queue(self, text, timeout_ms):
        """Await it to add to the module's buffer; its answer is how many bytes are free there."""
        return self.at.query("+LSIPSEND", self.id, text, timeout_ms=timeout_ms)

    def push(self, timeout_ms):
        """Await it to have the module's buffer sent."""
        return confirmed(self.at.query("+LSIPPUSH", self.id, timeout_ms=timeout_ms))

    def keep(self, n, data, digits):
        """Keep `n` bytes that have come until they are read. A stream that cannot be kept whole ends; a datagram is dropped."""
        step = n if self.kind == "udp" else _STEP
        try:
            limits = self.profile.limits
            if self.size + n > limits["backlog"] or n > limits["receive"]:
                raise MemoryError
            for i in range(0, n, step or 1):
                stop = min(i + step, n)
                self.pieces.append(unhexlify(data[2 * i : 2 * stop]) if digits else bytes(data[i:stop]))
                self.size += stop - i
            self.arrived.set()
        except (MemoryError, ValueError):
            if self.kind == "tcp":
                self.lost(LinkLost("data lost: not read in time", b"+LSIPRTCP"))
            self.dropped += 1

    async def _read(self, buffer):
        done = 0
        while self.pieces and done < len(buffer) and not self.local:
            piece = self.pieces[0]
            start = self.taken
            n = min(len(buffer) - done, len(piece) - start)
            buffer[done : done + n] = memoryview(piece)[start : start + n]
            done += n
            self.taken += n
            if self.taken == len(piece):
                self.size -= self.taken
                self.taken = 0
                self.pieces.pop(0)
                if self.kind == "udp":
                    break
        return done

    async def _close(self):
        await self.at.action("+LSIPCLOSE", self.id, timeout_ms=self.profile.close_ms)


async def confirmed(command):
    """Await a command whose information line, `+LSIP:OK`, comes before its result code. Raises LinkLost when it is another."""
    command.prefix = b"+LSIP"
    command.key = b"+LSIP:"
    command.keep = lambda digest: digest.buffer.startswith(b"OK", digest.field)  # a blank may follow
    if await command is False:
        raise LinkLost("not sent", command.name)


class Received(Counted):
    """The header of received data: it counts bytes, which in hexadecimal are two characters each."""

    def __init__(self, service):
        super().__init__(1, b",")
        self.service = service

    def length(self, digest, i, stop):
        found = super().length(digest, i, stop)
        # Before the first link: what the program before us has left open.
        if found > 0 and self.service.mode is not False:
            digest.count *= 2
            digest.remaining = digest.count
        return found


class Service(sockets.Sockets):
    """`modem.sockets` of the C1100. `hexadecimal` False, before anything is opened: characters, half as many on the wire.

    Characters are sent as blocks, which `+++` ends: what holds plus signs goes in several pieces, and a datagram that does
    so only if it is text without quotes.
    """

    Socket = Socket
    hexadecimal = True
    mode = None  # what the module was told last
    stale = None  # the link whose last write failed: who knows what is in the buffer
    link = None  # whose data is coming
    port = 0

    def __init__(self, modem):
        super().__init__(modem)
        self.lock = Lock()
        self.came = bytearray(2 * self.profile.limits["receive"])
        self.at.subscribe(b"+LSIPRTCP", self._on_data, Received(self), self._on_payload)
        self.at.subscribe(b"+LSIPCLOSE", self._on_close)

    def lost(self, error):
        """The module restarted, or the packet context is gone."""
        self.mode = None
        self.stale = None
        super().lost(error)

    def next_port(self):
        """A local port, another each time."""
        self.port = (self.port or loop.now()) % 10000 + 1
        return 5000 + self.port

    def status(self):
        """Await it for the numbers (1 to 4) of the links that are open, and of those that are free: two lists.

        Raises CommandError, Timeout. Worst case: twice the channel's time-out.
        """
        return passing("longsung.links").status(self.at)

    def _link(self, digest):
        number = digest.integer(digest.field)
        return self.links[number - 1] if number is not None and 0 < number <= len(self.links) else None

    def _on_data(self, digest):
        # +LSIPRTCP=1,3,313233
        if digest.paying:
            self.link = self._link(digest)
            digest.target = self.came

    def _on_payload(self, digest):
        if self.link is not None:
            digits = self.mode is not False
            self.link.keep(digest.count // 2 if digits else digest.count, memoryview(self.came), digits)

    def _on_close(self, digest):
        link = self._link(digest)
        if link is not None:
            link.ended = True
            link.lost(LinkLost("closed by the peer", b"+LSIPCLOSE"))
