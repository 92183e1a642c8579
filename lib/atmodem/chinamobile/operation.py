# The ML302's exchanges of its own kind: a command with two answers in either order, a message with a topic without quotes.
from ..arguments import encode, timeout
from ..at import Command
from ..compat import const
from ..fields import Counted, field_at, fields

_DONE = const(3)  # state of a command, from at.py


def escaped(line):
    """A command line as the module reads it: in quotes a backslash stands for what follows it (manual 2.3.6)."""
    return line.replace(b"\\", b"\\\\")


class Operation(Command):
    """Ends when both its OK and its result line have come, in either order; an error ends it at any time.

    The manual prints the result line first, some firmware the OK. The module does one operation at a time, so nothing is
    sent in between: an error behind the OK is this operation's.
    """

    accepted = False  # the OK has come
    released = False  # PUBREC has come: from now on the broker may have handed the message out

    def __init__(self, at, name, parameters, result, timeout_ms):
        super().__init__(at)
        self.name = name
        self.echo = b"AT" + escaped(encode(name, parameters)) + b"\r"
        self.prefix = result
        self.key = result + b":" if result else b"\0"
        self.keep = fields
        self.timeout_ms = timeout(timeout_ms, at.timeout_ms)
        self.answered = not result
        if result[-6:] == b"SUBACK":
            self.topic = parameters[0]
            self.shape = self.about

    def expected(self, digest):
        """Whether a result that does not say whose it is can be this one's: not while one that ran out of time is to come."""
        return self.state != _DONE and not self.link.owed()

    def about(self, digest):
        """Whether the result is about this operation's topic: +MQTTSUBACK: 1,0,t, +MQTTUNSUBACK: 1,"t" (manual 2.3.4, 2.3.5)."""
        stop = digest.stop
        i = field_at(digest, 1 if self.prefix[5:7] == b"UN" else 2, stop)
        if i < stop and digest.buffer[i] == 34 and digest.buffer[stop - 1] == 34:
            i += 1
            stop -= 1
        return i >= stop or stop - i == len(self.topic) and digest.buffer.startswith(self.topic, i)

    def answer(self, digest):
        super().answer(digest)
        if self.accepted:
            self.end()

    def final(self, digest):
        if digest.code == 0 and not self.answered:
            self.accepted = True
        else:
            super().final(digest)


class Message(Counted):
    """`<dup>,<qos>,<retained>,<packId>,<topic>,<len>,<payload>`: a topic without quotes may hold commas (manual 2.4.1, 3.2).

    `piece`: bytes of the payload behind which some firmware sends CR LF; 0: never.
    """

    piece = 0

    def __call__(self, digest, stop):
        i = field_at(digest, 4, stop)
        found = -1
        if i >= stop or digest.buffer[i] == 34:
            found = super().__call__(digest, stop)
        while found < 0 < i < stop:  # up to the first `,<digits>,`
            i = digest.buffer.find(b",", i, stop) + 1
            if i:
                found = self.length(digest, i, stop)
        if found > 0 and self.piece:
            digest.count += (digest.count - 1) // self.piece * 2 if digest.count else 0
            digest.remaining = digest.count
        return found

    def join(self, payload):
        """A payload without what stood between its pieces."""
        whole = bytearray()
        for i in range(0, len(payload), self.piece + 2):
            whole += payload[i : i + self.piece]
        return whole
