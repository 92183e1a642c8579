# Yuge YM310: data that the module pushes as it arrives, under every header it has. Source: manual 9.12, 9.22 to 9.25, 9.42.
from ..dialogue import line
from ..errors import LinkLost
from ..fields import Counted
from . import sockets


class Socket(sockets.Socket):
    """A link whose data waits here. `dropped`: bytes that found no room, after which a TCP link is lost.

    `sender`: "address:port" where the data read last came from, if the module was told to tell it.
    """

    dropped = held = 0
    sender = None

    def __init__(self, service, index, kind):
        super().__init__(service, index, kind)
        self.pieces = []

    async def _read(self, buffer):
        if not self.pieces:
            return 0
        piece = self.pieces.pop(0)
        n = min(len(buffer), len(piece))
        buffer[:n] = piece[:n]
        self.held -= n
        if n < len(piece):
            self.pieces.insert(0, piece[n:])
        return n


class _Header(Counted):
    # +IPD,4:TEST or, with AT+CIPSHOWTP=1, +IPD,4,TCP:TEST
    def length(self, digest, i, stop):
        for self.opener in (b":", b",TCP:", b",UDP:"):
            if super().length(digest, i, stop) > 0:
                return 1
        return -1


class _Receiver:
    def __init__(self, service, limit):
        self.service = service
        self.limit = limit
        self.link = self.piece = None
        for prefix, handler, counted in (
            (b"+RECEIVE,", self.numbered, Counted(1)), (b"+IPD,", self.single, _Header(0, b":")),
            (b"+RECV FROM", self.told, None), (b"RECV FROM", self.told, None),
        ):  # fmt: skip
            service.at.subscribe(prefix, handler, counted, self.paid).subscriber = "sockets"

    def numbered(self, digest):
        # The line is +RECEIVE,3,100: and its first field the link.
        index = digest.integer(digest.field)
        self.begin(digest, self.service.links[index] if index is not None and index < 6 else None)

    def single(self, digest):
        self.begin(digest, self.service.links[0])

    def begin(self, digest, link):
        self.link = None
        if not digest.paying or link is None:
            return
        piece = None
        if link.held + digest.count <= self.limit and not (link.dropped and link.kind == "tcp"):
            try:
                piece = bytearray(digest.count)
            except MemoryError:
                pass
        if piece is None:
            # A stream with a hole is none; of datagrams the next one may be whole.
            link.dropped += digest.count
            if link.kind == "tcp":
                link.lost(LinkLost("data came faster than it was read", b"+RECEIVE"))
            return
        self.link = link
        self.piece = digest.target = piece

    def paid(self, digest):
        link = self.link
        piece = self.piece
        if link is not None and piece is not None:
            link.held += len(piece)
            link.pieces.append(piece)
            link.arrived.set()
        self.link = self.piece = None

    def told(self, digest):
        link = self.service.links[0]
        if link is not None:
            link.sender = line(digest).partition(":")[2].strip()


def install(service, limit):
    """What `modem.sockets.push()` does."""
    if service.Socket is not Socket:
        service.Socket = Socket
        service.receiver = _Receiver(service, limit)
    service.modem.packet.pushed = True
    service.receiver.limit = limit


async def prepare(packet):
    """The settings of a context whose sockets are pushed: a header before the data, no line end behind it."""
    at = packet.at
    await at.execute("+CIPRXGET", 0)
    await at.execute("+CIPRXF", 1)
    if packet.single:
        await at.execute("+CIPHEAD", 1)
