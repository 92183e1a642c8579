# Data mode: the bytes between CONNECT and `+++` are the peer's. The channel's pipe is lent to whoever talks to the peer and
# given back behind `+++`. Source: V.250 5.8, 6.3; YM310 manual 9.37, 9.38. Knows no vendor.
from .at import Command
from .compat import const
from .dialogue import line
from .errors import Busy, CommandError, LinkLost, Timeout
from .sched import Lock, Signal, loop, sleep_ms, ticks_add, ticks_diff

_CHUNK = const(256)
_HELD = const(64)  # an OK and what the module says right behind it
_SIZE = const(8192)  # most that is kept while `+++` is under way and nobody reads
_QUIET_MS = const(150)
_OTHER = const(9)  # anything but one, two or three plus signs


class Gate:
    """The channel's pipe in data mode: nothing comes, and a command is refused with Busy instead of going to the peer."""

    def __init__(self, mode):
        self.mode = mode

    def any(self):
        self.mode.look()
        return 0

    def readinto(self, buffer, n=None):
        return 0

    def write(self, data):
        command = self.mode.at.active
        if command is not None:
            command.end(Busy("the module is in data mode", command.name))
        return len(data)


class DataMode:
    """The way into data mode and back.

    `guard_ms`: the silence that the module wants before and behind `+++` (V.250 S12: 1 s), and a little more; `after_ms`: an
    OK that comes sooner is not the answer. In data mode `pipe` is the module's UART, for whoever needs the object itself;
    None at all other times.
    """

    pipe = None
    feed = False  # the line feed behind CONNECT is still to come
    watched = True  # input ends the loop's sleep
    held = 0  # how many of the bytes in `rest` may yet be the answer to `+++`
    last = pluses = 0  # when we wrote last; how many plus signs, and nothing else, since the last silence

    def __init__(self, at, guard_ms=1100, after_ms=400):
        self.at = at
        self.guard_ms = guard_ms
        self.after_ms = after_ms
        self.rest = bytearray()  # came, but nobody has read it
        self.arrived = Signal()
        self.lock = Lock()

    async def connect(self, name, *parameters, continues=False, refusals=(), timeout_ms=75000):
        """Send a command that leads to data mode: `D*99#`, `O`, `+QIOPEN` … `continues`: OK comes before CONNECT.

        `refusals`: final texts beside NO CARRIER, NO ANSWER, NO DIALTONE, BUSY. Raises CommandError (its `detail` the
        text), Timeout, LinkLost, ValueError; the module is then back to commands. Worst case: `timeout_ms`, after a Timeout
        four times the guard time and 2 s.
        """
        command = self.at.command(name, *parameters, timeout_ms=timeout_ms)
        command.finals = (b"CONNECT", b"NO CARRIER", b"NO ANSWER", b"NO DIALTONE", b"BUSY") + tuple(refusals)
        command.prefix = b""
        command.keep = self._heard
        command.rows = None
        command.continues = continues
        if self.at.digest.numeric:
            command.final = self._numeric
        try:
            answer = await command
        except (CommandError, LinkLost, Busy):
            raise
        except BaseException:
            # Out of time or cancelled: perhaps it is in data mode by now.
            self._take()
            await self.escape()
            self.release()
            raise
        if answer is not True:
            raise CommandError(command.name, "NO CARRIER", -1, answer or "no CONNECT")

    def _numeric(self, digest):
        # The result code under ATV0; 1 is CONNECT.
        command = self.at.active
        if digest.code == 1:
            command.result = self._heard(digest)
            command.end()
        else:
            Command.final(command, digest)

    def _heard(self, digest):
        text = line(digest)
        if text != "CONNECT" and not (digest.numeric and text == "1") and not (text[:8] == "CONNECT " and text[8:9].isdigit()):
            return text
        command = self.at.active
        self.feed = digest.buffer[digest.start - 1] == 13
        self.rest.extend(digest.buffer[digest.start : digest.end])
        digest.start = digest.end = 0
        self._take()
        if len(text) > 7:  # CONNECT 150000000 is none of the final texts
            command.end()
        return True

    def _take(self):
        if self.pipe is None:
            self.pipe = self.at.pipe
            self.at.pipe = Gate(self)
            self.last = loop.now()
            self.pluses = 0
            self._skip()

    def _skip(self):
        # The line feed of CONNECT is no data.
        if self.feed and self.rest:
            self.feed = False
            if self.rest[0] == 10:
                self.rest = self.rest[1:]
        if self.rest:
            self.arrived.set()

    def release(self):
        """Give the pipe back though the module has not answered: the next command finds out what it can do."""
        if self.pipe is not None:
            self._watch(True)
            self.at.pipe = self.pipe
            self.at.dirty = True
            self.pipe = None
            self.held = 0
            self.arrived.set()

    def _watch(self, wanted):
        if self.watched is not wanted and loop.clock is not None:
            self.watched = wanted
            loop.clock.watch(self.pipe, wanted)

    def look(self):
        """What the loop calls every turn in data mode."""
        try:
            if self.arrived.is_set and not self.held:
                self._watch(False)  # what nobody reads would end every sleep of the loop
                return
            n = self.pipe.any()
            while n and (self.held or self.feed) and len(self.rest) < _SIZE:
                chunk = bytearray(min(n, _CHUNK))
                n = self.pipe.readinto(chunk, len(chunk)) or 0
                self.rest.extend(chunk[:n])
                self._skip()
                n = self.pipe.any()
            if n:
                self.arrived.set()
        except OSError:
            self.arrived.set()  # the reader runs into it

    async def readinto(self, buffer, timeout_ms=None):
        """Wait for data of the peer and put what has come into `buffer`; returns how many bytes.

        0 when the module is no longer in data mode. Raises Timeout after `timeout_ms` (None: waits for ever), LinkLost when
        the pipe is broken.
        """
        while True:
            n = min(len(self.rest) - self.held, len(buffer))
            if n > 0:
                buffer[:n] = self.rest[:n]
                self.rest = self.rest[n:]
                return n
            if self.pipe is None:
                return 0
            self.arrived.clear()
            self._watch(True)
            try:
                n = 0 if self.held or self.feed else self.pipe.any()
                if n:
                    return self.pipe.readinto(buffer, min(n, len(buffer))) or 0
            except OSError:
                raise LinkLost("the pipe is broken")
            if not await self.arrived.wait(timeout_ms):
                raise Timeout(b"readinto")

    async def write(self, data, timeout_ms=30000):
        """Send bytes of any value to the peer: three plus signs that stand alone are sent with a pause, else they were `+++`.

        Returns when the pipe has taken all. Raises LinkLost when the module is not in data mode, Timeout. Worst case:
        `timeout_ms`, and three guard times.
        """
        view = memoryview(data)
        until = ticks_add(loop.now(), timeout_ms)
        start = 0
        async with self.lock:
            while start < len(view):
                piece = view[start : start + _CHUNK]
                start += len(piece)
                gap = ticks_diff(loop.now(), self.last)
                if not 0 <= gap < self.guard_ms or self.pluses >= _OTHER and gap > self.guard_ms // 4:
                    self.pluses = 0
                n = len(piece)
                if n > 3 or bytes(piece) != b"+++"[:n]:
                    self.pluses = _OTHER
                else:
                    self.pluses += n
                    if self.pluses == 3:
                        await self._put(piece[: n - 1], until)
                        await sleep_ms(self.guard_ms)
                        piece = piece[n - 1 :]
                        self.pluses = 1
                await self._put(piece, until)

    async def _put(self, piece, until):
        while len(piece):
            if self.pipe is None:
                raise LinkLost("not in data mode")
            try:
                n = self.pipe.write(piece) or 0
            except OSError:
                raise LinkLost("the pipe is broken")
            if n:
                self.last = loop.now()
                piece = piece[n:]
            elif ticks_diff(until, loop.now()) <= 0:
                raise Timeout(b"write")
            await sleep_ms(0 if n else 2)

    async def escape(self, attempts=2):
        """`+++`: back to commands while the connection stays. True when the module answered: commands are taken again.

        False: it is still in data mode, or has left it before (then `release`). What the peer sent meanwhile is kept for
        `readinto`. Worst case an attempt: twice the guard time and 1 s. Source: V.250 6.3.4 to 6.3.6, YM310 manual 9.37.
        """
        async with self.lock:
            for _ in range(attempts):
                while self.pipe is not None and 0 <= ticks_diff(loop.now(), self.last) < self.guard_ms:
                    await sleep_ms(self.guard_ms - ticks_diff(loop.now(), self.last))
                if self.pipe is None:
                    return False
                self.held = _HELD
                self._watch(True)
                await self._put(b"+++", loop.now())
                if await self._answered():
                    return True
                self.held = 0
                self._skip()
            return False

    async def _answered(self):
        until = ticks_add(loop.now(), self.guard_ms + 1000)
        seen = -1
        await sleep_ms(self.after_ms)
        while self.pipe is not None and ticks_diff(until, loop.now()) > 0:
            # The data may hold an OK: the module's own is the last, silence follows it.
            if seen == len(self.rest):
                ok = b"0\r" if self.at.digest.numeric else b"\r\nOK\r\n"
                i = bytes(self.rest).rfind(ok)
                behind = self.rest[i + len(ok) :]
                if i >= 0 and (not behind or behind[0] == 13):
                    self.rest = self.rest[:i]
                    self.at.pipe = self.pipe
                    self.pipe = None
                    self.held = 0
                    self.arrived.set()
                    self.digest(behind)
                    return True
            seen = len(self.rest)
            await sleep_ms(_QUIET_MS)
        return False

    def digest(self, data):
        """Let the channel have what the module said (`CLOSED` behind the OK, perhaps) before the next bytes of the pipe."""
        digest = self.at.digest
        n = min(len(data), digest.size)
        digest.buffer[:n] = data[:n]
        digest.end = n
        n = digest.next()
        while n:
            self.at.event(n, digest)
            n = digest.next()
