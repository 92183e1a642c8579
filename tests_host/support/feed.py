# Feeds bytes to a digest in pieces and writes down what it makes of them.
from atmodem.digest import Digest, Entry
from atmodem.fields import Counted

RESULT, ANSWER, URC, PROMPT, PAYLOAD, ECHO, NOISE = range(1, 8)  # as digest.py numbers its events
OK, ERROR, CME, CMS, FINAL = 0, 4, 16, 17, 32  # as it numbers result codes


class Awaited:
    """The answer kind a command would declare, nothing set. `echo`: the command behind its AT."""

    prefix = prompt = echo = b""
    shape = counted = None
    bare = False
    finals = ()

    def __init__(self, **kinds):
        for name in kinds:
            setattr(self, name, kinds[name])
        self.key = self.prefix + b":" if self.prefix else b"\0"
        self.echo = b"AT" + self.echo + b"\r"


class Pieces:
    """A pipe that holds one piece at a time."""

    def __init__(self):
        self.piece = b""
        self.at = 0

    def any(self):
        """How many bytes are left of the piece."""
        return len(self.piece) - self.at

    def readinto(self, buffer, n):
        """Give up to `n` of them."""
        n = min(n, self.any())
        buffer[:n] = self.piece[self.at : self.at + n]
        self.at += n
        return n


def subscribe(digest):
    """Register the URCs of these tests: some of each module, counted and bare, numbered and not."""
    for prefix, counted, numbered in (
        (b"+CREG", None, False),
        (b"+QIURC", Counted(2), False),
        (b"+QMTRECV", Counted(3, b',"'), False),
        (b"+MSUB", Counted(1, b" byte,"), False),
        (b"+IPD", Counted(0, b":"), False),
        (b"+RECEIVE", Counted(1), False),
        (b"+MQTTPUBLISH", Counted(5, b","), False),
        (b"+LSIPRTCP", Counted(1, b","), False),
        (b"+PDP DEACT", None, False),
        (b"RDY", None, False),
        (b"AT command ready", None, False),
        (b"CLOSED", None, False),
        (b"CLOSED", None, True),
        (b"CONNECT OK", None, False),
        (b"CONNECT OK", None, True),
    ):
        digest.enroll(Entry(prefix, None, counted, None, numbered))
    return digest


class Observer:
    """Writes the events of one digest down, each as a tuple: kind, text, and for a result its code.

    A payload goes into a buffer of its own length, `room` at most; `awaited` ends with its result code, as it does in `at`.
    """

    def __init__(self, awaited=None, numeric=False, size=256, room=4096):
        self.digest = subscribe(Digest(size))
        self.digest.awaited = awaited
        self.digest.numeric = numeric
        self.room = room
        self.pipe = Pieces()
        self.events = []

    def feed(self, piece):
        """Give the digest a piece of the stream and take the events it holds."""
        digest, pipe = self.digest, self.pipe
        pipe.piece, pipe.at = piece, 0
        while pipe.any() and digest.read(pipe, pipe.any()):
            kind = digest.next()
            while kind:
                self.take(kind, digest)
                kind = digest.next()

    def take(self, kind, digest):
        """Write one event down."""
        if kind == PAYLOAD:
            text = bytes(digest.target[: digest.count])
        else:
            text = bytes(digest.buffer[digest.line : digest.stop])
        if kind == RESULT:
            self.events.append((kind, text, digest.code))
            digest.awaited = None
        elif kind == URC and digest.entry is not None:
            self.events.append((kind, text, digest.entry.prefix))
        else:
            self.events.append((kind, text))
        if digest.paying and kind != PAYLOAD:
            digest.target = bytearray(min(digest.count, self.room))


def events(stream, pieces=None, **options):
    """The events of a stream that comes in the given pieces, in one when None."""
    observer = Observer(**options)
    for piece in pieces or (stream,):
        observer.feed(piece)
    return observer.events


def cut_at(stream, *places):
    """The stream in pieces: cut at these places."""
    start, pieces = 0, []
    for place in sorted(places):
        pieces.append(stream[start:place])
        start = place
    pieces.append(stream[start:])
    return pieces


def cut_every(stream, n):
    """The stream in pieces of `n` bytes, one at a time."""
    for start in range(0, len(stream), n):
        yield stream[start : start + n]
