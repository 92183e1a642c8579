# Transparent links: bytes pass both ways as they are, no commands in between. The vendor's file opens and closes them.
#
# The module says in band that a link has ended. Such a text, when silence follows it, is asked after: `+++` is answered only
# in data mode. So a payload may hold it.
from .arguments import timeout
from .compat import const
from .errors import Busy, CommandError, LinkLost, ModemError, Timeout
from .fields import to_text
from .raw_mode import DataMode
from .sched import Signal

_LONGEST = const(192)  # what the module says in a row
_MOST = const(2048)  # most that is read for a program that only writes
_PART_MS = const(100)  # the rest of a text comes at once


def module_text(tail, texts):
    """How many of the last bytes may be the module's: (0, False), (n, False) for a beginning, (n, True) for whole lines.

    The lines of the module begin with one of `texts`; others may follow it.
    """
    i = tail.find(b"\r")
    while i >= 0:
        rest = tail[i:]
        for text in texts:
            text = b"\r\n" + text
            if text.startswith(rest):
                return len(rest), False
            if rest.startswith(text):
                n = len(text)
                while rest[n : n + 1].isdigit():  # TCP ERROR:14
                    n += 1
                if b"\r\n\r\n".startswith(rest[n : n + 4]) or rest[n : n + 4] == b"\r\n\r\n":
                    return len(rest), len(rest) > n + 1 and rest.endswith(b"\r\n")
        i = tail.find(b"\r", i + 1)
    return 0, False


class Transparent:
    """One link in data mode. Made by `modem.sockets.open_transparent()`; `async with` closes it.

    While it is not suspended, every other call of the module ends with Busy.
    """

    closed_texts = ()  # what the module says when the link ends; a number may follow
    ended_texts = ("CLOSED",)  # those that say that the peer has closed in order
    resume_command = "O"
    guard_ms = 1100
    index = 0
    error = None
    local = False  # closed by us
    ended = False  # the peer has closed in order
    reading = False
    sure = 0  # how many bytes in `waiting` are known to be data
    opened = False  # until then, what is lost is what was open before

    def __init__(self, service):
        self.service = service
        self.at = service.at
        self.mode = DataMode(self.at, self.guard_ms)
        self.online = Signal()
        self.waiting = bytearray()  # read, and perhaps the module's own

    @property
    def connected(self):
        """False once the link was closed or lost; data that had come may still be read."""
        return self.error is None

    def lost(self, error):
        """The link is gone: tell everyone who waits."""
        if self.error is None and self.opened:
            self.error = error
            self.mode.release()
            self.online.set()

    async def _up(self, timeout_ms):
        if not await self.online.wait(timeout_ms):
            raise Timeout(b"suspended")

    async def write(self, data, timeout_ms=30000):
        """Send bytes of any value; `+++` too. Returns when the UART has taken all of it.

        Raises LinkLost, Timeout, ValueError. Worst case: twice `timeout_ms` and 3.3 s; 16 s more as in `readinto`.
        """
        timeout_ms = timeout(timeout_ms, 30000)
        if not self.reading:
            await self._glance()
        while True:
            await self._up(timeout_ms)
            if self.error is not None:
                raise self.error
            try:
                return await self.mode.write(data, timeout_ms)
            except LinkLost:
                if self.error is not None or self.online.is_set:
                    raise
                # Suspended a moment ago: nothing was written yet.

    async def _glance(self):
        # Nobody reads. If the link has ended, what is written would be commands.
        chunk = bytearray(_LONGEST)
        n = 1
        while n and self.online.is_set and len(self.waiting) < _MOST:
            try:
                n = await self.mode.readinto(chunk, 0)
            except Timeout:
                break
            self.waiting.extend(chunk[:n])
        if len(self.waiting) != self.sure:
            held, whole = module_text(bytes(self.waiting[-_LONGEST:]), self.closed_texts)
            if whole and not await self._has_ended(held):
                self.sure = len(self.waiting)

    async def readinto(self, buffer, timeout_ms=None):
        """Wait for data and put what has come into `buffer`, at most its length; returns how many bytes, 0 at the end.

        Raises Timeout after `timeout_ms` (None: waits for ever), LinkLost when the link broke and all that came was read.
        Worst case: `timeout_ms`, and 16 s when the peer sends the very text with which the module tells an end.
        """
        self.reading = True
        try:
            return await self._readinto(buffer, timeout_ms)
        finally:
            self.reading = False
            self.sure = 0

    async def _readinto(self, buffer, timeout_ms):
        waiting = self.waiting
        sure = 0 < self.sure == len(waiting)  # what waits is data
        while True:
            held, whole = (0, False) if sure else module_text(bytes(waiting[-_LONGEST:]), self.closed_texts)
            n = min(len(waiting) - held, len(buffer))
            if n > 0:
                buffer[:n] = waiting[:n]
                self.waiting = waiting[n:]
                return n
            if self.error is not None and not self.mode.rest:
                if self.local or self.ended:
                    return 0
                raise self.error
            await self._up(timeout_ms)
            into = buffer if not held and len(buffer) > _LONGEST else bytearray(_LONGEST)
            try:
                n = await self.mode.readinto(into, timeout_ms if not held else self.guard_ms if whole else _PART_MS)
            except Timeout:
                if not held:
                    raise
                sure = not whole or not await self._has_ended(held)
                waiting = self.waiting
                continue
            if into is buffer:
                held = module_text(bytes(buffer[max(0, n - _LONGEST) : n]), self.closed_texts)[0]
                waiting.extend(buffer[n - held : n])
                if n > held:
                    return n - held
            else:
                waiting.extend(into[:n])

    async def _has_ended(self, held):
        # A whole text of the module and silence behind it. The module answers +++ only if the link still stands.
        self.online.clear()
        if await self.mode.escape(attempts=1):
            try:
                await self.mode.connect(self.resume_command)
                self.online.set()
                return False
            except CommandError:
                pass
        n = len(self.waiting) - held
        text = bytes(self.waiting[n:])
        self.waiting = self.waiting[:n]
        self.mode.release()
        words = to_text(b" ".join(text.split()))
        self.ended = words in self.ended_texts
        self.mode.digest(text)  # who listens for +PDP DEACT hears it
        self.lost(LinkLost(words))
        return True

    async def read(self, most=1024, timeout_ms=None):
        """As `readinto`, but returns up to `most` bytes as a new bytearray, an empty one at the end."""
        buffer = bytearray(most)
        n = await self.readinto(buffer, timeout_ms)
        return buffer[:n]

    async def suspend(self):
        """`+++`: the link stays, other calls of the module work until `resume`. Raises LinkLost, Timeout. Worst case 6.4 s.

        Source: YM310 manual 9.37, V.250.
        """
        if self.error is not None:
            raise self.error
        self.online.clear()
        if not await self.mode.escape():
            self.online.set()
            raise Timeout(b"+++")

    async def resume(self):
        """`ATO`: back to the link. Raises LinkLost when it has ended meanwhile, Timeout. Worst case 75 s.

        Source: YM310 manual 9.38, V.250 6.3.7.
        """
        if self.error is None:
            try:
                await self.mode.connect(self.resume_command)
            except CommandError as error:
                self.lost(LinkLost(error.detail, b"ATO"))
        if self.error is not None:
            raise self.error
        self.online.set()

    async def close(self):
        """End the link and data mode. Never raises. Worst case: 6.4 s, the vendor's commands, and 10.3 s."""
        if not self.local:
            self.local = True
            try:
                if self.mode.pipe is not None:
                    await self.mode.escape()
                    self.mode.release()
                await self._close()
            except ModemError:
                pass
        self.lost(LinkLost("closed"))
        self.service.forget(self)

    async def __aenter__(self):
        return self

    async def __aexit__(self, kind, error, traceback):
        await self.close()


async def open_link(service, host, port, kind, tls, timeout_ms):
    """What `modem.sockets.open_transparent()` does once its arguments are checked."""
    if any(service.links):
        raise Busy("other links are open")
    link = __import__("atmodem." + service.profile.package + ".transparent", None, None, ("*",)).Link(service)
    service.links[0] = link
    try:
        await link._open(host, port, kind, tls, timeout_ms)
    except BaseException:
        await link.close()
        raise
    link.opened = True
    link.online.set()
    return link
