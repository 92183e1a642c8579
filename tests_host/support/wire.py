# A scripted pipe under the library: what the host must send on the left, what the module answers on the right.
# Its clock stands still until the library waits, so no test waits for anything.
from atmodem import sched


class Clock:
    """Time that passes only while the program idles, and no further than the next input.

    `start`: first tick, near 2**30 to prove the wrap.
    """

    def __init__(self, start=1000):
        self.pipes = []
        self.now = start
        self.slept = 0
        self.idles = 0

    def ticks_ms(self):
        return self.now & 0x3FFFFFFF

    def idle(self, ms):
        for pipe in self.pipes:
            ms = min(ms, pipe.silence())
        self.now += ms
        self.slept += ms
        self.idles += 1
        if self.idles > 200000:
            raise RuntimeError("the program waits for ever")

    def watch(self, pipe, wanted=True):
        if pipe in self.pipes:
            self.pipes.remove(pipe)
        if wanted:
            self.pipes.append(pipe)


class Wire:
    """The module's end of the pipe. `chunk`: most bytes a read gives, `strict`: bytes nobody expected are an error."""

    def __init__(self, chunk=64, clock=None, echo=False, strict=True):
        self.clock = clock or Clock()
        self.chunk = chunk
        self.echo = echo
        self.strict = strict
        self.sent = bytearray()  # all that the host has sent
        self._seen = 0  # of it, what the script has used up
        self._script = []
        self._coming = []  # (ticks, bytes) in the order of arrival
        self._rx = bytearray()
        self._at = 0

    # --- the script

    def expect(self, data):
        """The host must send exactly these bytes next."""
        self._script.append([data, []])
        return self

    def reply(self, data, after_ms=0):
        """What the module sends when it has got the bytes expected last, so many ms later."""
        self._script[-1][1].append((after_ms, data))
        return self

    def say(self, data, after_ms=0):
        """The module sends this unasked, so many ms from now."""
        self._arrive(after_ms, data)
        return self

    def done(self):
        """Everything expected was sent, and nothing else."""
        assert not self._script, self._script[0][0]
        assert self._seen == len(self.sent), bytes(self.sent[self._seen :])

    def _arrive(self, after_ms, data):
        when = self.clock.now + after_ms
        i = len(self._coming)
        while i and self._coming[i - 1][0] > when:
            i -= 1
        self._coming.insert(i, (when, data))

    def silence(self):
        """For how many milliseconds a poller would sleep: not at all while something is unread."""
        if self._at < len(self._rx):
            return 0
        return max(0, self._coming[0][0] - self.clock.now) if self._coming else 1000000

    # --- the pipe

    def any(self):
        coming = self._coming
        while coming and coming[0][0] <= self.clock.now:
            self._rx += coming.pop(0)[1]
        return min(len(self._rx) - self._at, self.chunk)

    def readinto(self, buffer, n=None):
        n = min(self.any(), len(buffer) if n is None else n)
        if n == 0:
            return None
        buffer[:n] = self._rx[self._at : self._at + n]
        self._at += n
        if self._at == len(self._rx):
            self._rx = bytearray()
            self._at = 0
        return n

    def write(self, data):
        data = bytes(data)
        self.sent += data
        while self._script:
            expected, replies = self._script[0]
            got = bytes(self.sent[self._seen : self._seen + len(expected)])
            if len(got) < len(expected):
                if self.strict:
                    assert expected.startswith(got), "expected %r, got %r" % (expected, got)
                return len(data)
            assert got == expected, "expected %r, got %r" % (expected, got)
            self._seen += len(expected)
            self._script.pop(0)
            if self.echo:
                self._arrive(0, expected)
            for after_ms, text in replies:
                self._arrive(after_ms, text)
        return len(data)


def run(coroutine, wire_or_clock=None):
    """Run a coroutine on the wire's clock; returns its result."""
    clock = getattr(wire_or_clock, "clock", wire_or_clock) or Clock()
    return sched.run(coroutine, clock=clock)


async def awaited(function, *arguments):
    """What a function gives, which may be a coroutine or another awaitable."""
    return await function(*arguments)


async def error_of(awaitable, kind):
    """The error of `kind` that awaiting must raise."""
    try:
        await awaitable
    except kind as error:
        return error
    raise AssertionError("nothing was raised")


def raises(kind, coroutine, wire=None):
    """Run a coroutine that must raise `kind`; returns the exception."""
    try:
        run(coroutine, wire)
    except kind as error:
        return error
    raise AssertionError("nothing was raised")


def attach(at):
    """Let the loop poll this AT channel."""
    sched.loop.sources.append(at)
    return at


def detach_all():
    """Forget every channel."""
    sched.loop.sources.clear()


def adopted(profile, wire):
    """A modem on this wire, and no other, that counts as set up without `open`."""
    from atmodem.modem import Modem  # here, because imports within imports fill a small stack

    detach_all()
    modem = Modem(wire, profile)
    modem.attach()
    modem.adopt(profile)
    modem.started.set()
    return modem
