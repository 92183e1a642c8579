# TCP and UDP sockets as every module offers them: the socket, what is checked before a byte is sent. The dialect is the vendor's.
from .arguments import binary, number, text, timeout
from .errors import Busy, LinkLost, ModemError, Timeout
from .loading import Seldom, passing
from .sched import Signal


class Socket(Seldom):
    """One link of the module. Made by `modem.sockets.open()`; `async with` closes it."""

    local = False  # closed by us

    def __init__(self, service, index, kind):
        self.service = service
        self.at = service.at
        self.profile = service.profile
        self.index = index
        self.kind = kind
        self.error = None
        self.arrived = Signal()  # up while the module may hold data for us
        self.changed = Signal()  # the link was opened, refused or closed

    @property
    def connected(self):
        """False once the link was closed or lost; data that had come may still be read."""
        return self.error is None

    def lost(self, error):
        """The link is gone: tell everyone who waits."""
        if self.error is None:
            self.error = error
            self.arrived.set()
            self.changed.set()

    async def write(self, data, timeout_ms=None):
        """Send `data` (bytes of any value), in as many pieces as the module needs; a UDP datagram in one.

        Returns when the module has taken all of it. Raises Timeout, LinkLost, CommandError; ValueError for what is no bytes and
        for a datagram that is too long. Worst case: `timeout_ms` a piece, the profile's `send_ms` when None.
        """
        timeout_ms = timeout(timeout_ms, self.profile.send_ms)
        binary(data, "data")
        most = self.profile.limits["send"]
        if self.kind == "udp" and len(data) > most:
            raise ValueError("data: at most %d bytes" % most)
        view = memoryview(data)
        start = 0
        while start < len(view):
            if self.error is not None:
                raise self.error
            piece = view[start : start + most]
            await self._send(piece, timeout_ms)
            start += len(piece)

    async def readinto(self, buffer, timeout_ms=None):
        """Wait for data and put what has come into `buffer`, at most its length; returns how many bytes, 0 at the end.

        Raises Timeout after `timeout_ms` (None: wait for ever), LinkLost when the link broke and all that came was read.
        Worst case: `timeout_ms`, and the channel's time-out.
        """
        while True:
            if not await self.arrived.wait(timeout_ms):
                raise Timeout(b"readinto")
            self.arrived.clear()
            try:
                n = await self._read(buffer)
            except ModemError:
                self.arrived.set()  # what the module still holds, it does not tell again
                raise
            if n:
                self.arrived.set()  # there may be more: the module tells only once
                return n
            if self.error is not None:
                self.arrived.set()
                if self.local or self.ended:
                    return 0
                raise self.error

    async def read(self, most=None, timeout_ms=None):
        """As `readinto`, but returns up to `most` bytes as a new bytearray, an empty one at the end."""
        buffer = bytearray(most or self.profile.limits["receive"])
        n = await self.readinto(buffer, timeout_ms)
        return buffer[:n]

    async def close(self):
        """Close the link. Never raises; worst case the profile's `close_ms`."""
        if not self.local:
            self.local = True
            try:
                await self._close()
            except ModemError:
                pass
        self.lost(LinkLost("closed"))
        self.service.forget(self)

    ended = False  # the peer has closed in order

    async def __aenter__(self):
        return self

    async def __aexit__(self, kind, error, traceback):
        await self.close()


class Sockets:
    """`modem.sockets`: opens links."""

    def __init__(self, modem):
        self.modem = modem
        self.at = modem.at
        self.profile = modem.profile
        self.links = [None] * self.profile.links
        modem.losses.append(self.lost)

    def lost(self, error):
        """The module restarted or the packet context is gone."""
        for link in list(self.links):
            if link is not None:
                link.lost(error)

    def forget(self, link):
        """Free the link a socket used."""
        if self.links[link.index] is link:
            self.links[link.index] = None

    async def open(self, kind, host, port, tls=None, local_port=0, timeout_ms=None):
        """Open a link: `kind` "tcp" or "udp", `tls` a tls.Tls or None. Returns a Socket.

        Raises CommandError, LinkLost when the peer refuses, Busy when all links are taken, NotSupported, Timeout,
        ValueError. Worst case: `timeout_ms`, the profile's `open_ms` when None; its `close_ms`; twice the channel's time-out;
        and what packet context and TLS settings take.
        """
        self.check(kind, host, port, tls)
        timeout_ms = timeout(timeout_ms, self.profile.open_ms)
        number(local_port, "local_port", 0, 65535)
        for index in range(len(self.links)):
            if self.links[index] is None:
                break
        else:
            raise Busy("all links are in use")
        self.links[index] = link = self.Socket(self, index, kind)
        try:
            await link._open(host, port, tls, local_port, timeout_ms)
        except BaseException:
            self.forget(link)
            raise
        return link

    def check(self, kind, host, port, tls):
        """Raise ValueError for a peer that cannot be."""
        if tls is not None:
            passing("tls").check(tls)
        if kind not in ("tcp", "udp"):
            raise ValueError("kind: tcp or udp")
        text(host, "host", self.profile.limits["host"])
        number(port, "port", 1, 65535)

    def open_transparent(self, host, port, kind="tcp", tls=None, timeout_ms=None):
        """Await it for a link in data mode, a transparent.Transparent: no other call of the module works beside it.

        `tls`: a tls.Tls or None. Raises CommandError, Busy while links are open, NotSupported, Timeout, ValueError. Worst
        case: `timeout_ms`, the profile's `open_ms` when None, and what the packet context takes.
        """
        self.check(kind, host, port, tls)
        timeout_ms = timeout(timeout_ms, self.profile.open_ms)
        passing("registry").need(self.modem, "transparent")
        from .transparent import open_link

        return open_link(self, host, port, kind, tls, timeout_ms)
