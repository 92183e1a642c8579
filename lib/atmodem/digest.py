# digest: bytes in, events out. Knows no command and no vendor; does no I/O of its own and has no clock.
#
# One linear buffer, offsets instead of line objects. `next()` names the next event; its text lies between `line` and
# `stop`, its first field at `field`, until `next()` is called again. Told which answer is awaited, it tells answers from
# URCs everywhere. What it costs a board decides how it is written: a frame of more than 11 words comes from the heap, so
# the busy functions are short; every name and every function takes heap for good, so there are few.
from struct import pack_into

from .compat import const

# Events, the values of `next()`. Written out again where they are used: a const that is shared costs heap, a private
# one nothing.
_NONE = const(0)  # nothing complete: feed more
_RESULT = const(1)  # final result code: `code`
_ANSWER = const(2)  # information line of the awaited answer
_URC = const(3)  # unsolicited result code: `entry` is its row of the table, None if it has none
_PROMPT = const(4)  # the module waits for a payload
_PAYLOAD = const(5)  # `count` raw bytes have gone by, into `target` if there was one
_ECHO = const(6)  # the module's echo of a command line
_NOISE = const(7)  # not text; or a line longer than the buffer: first its beginning, then its end

# `code` of a result: 0 OK, 4 ERROR and the other numbers of V.250, these two, or the awaited answer's own texts.
_CME = const(16)
_CMS = const(17)
_FINAL = const(32)  # and above, in the order of `awaited.finals`


class Entry:
    """One row of the URC table.

    `prefix`: how the line begins, without the colon, or a whole bare text. `numbered`: the text follows a link number,
    as in `3, CONNECT OK`. `counted`: how to find the length when raw bytes follow. `handler(digest)` is called with
    each, `paid(digest)` when its payload is complete.
    """

    def __init__(self, prefix, handler, counted=None, paid=None, numbered=False):
        self.prefix = prefix
        self.handler = handler
        self.counted = counted
        self.paid = paid
        self.numbered = numbered


class Digest:
    """Splits what a module sends into events. `size`: longest line; `chunk`: most bytes read at once.

    `awaited` is None or has: `prefix` of the information lines, b"" for none; `shape(digest)`, None or whether a line with
    the prefix is one; `counted`, None or how to find the length when raw bytes follow; `bare`, True when lines without a
    prefix belong to the answer; `finals`, more final texts (one that ends in ":" is a beginning); `prompt`, b">" or the
    whole line that asks for the payload; `echo`, the command behind its AT.
    """

    awaited = entry = target = None
    numeric = overlong = paying = False
    start = end = line = stop = field = code = count = remaining = skip = 0

    def __init__(self, size=768, chunk=256):
        self.size = size
        self.buffer = bytearray(size + chunk + 2)  # a short line at its end is looked at two bytes further
        self.chunk = bytearray(chunk)
        self.copy = "%ds" % chunk
        self.table = {}

    def read(self, pipe, waiting):
        """Take up to `waiting` bytes from the pipe; returns how many came."""
        chunk = self.chunk
        end = self.end
        if end:
            if end > self.size:
                end = self.move()
            n = pipe.readinto(chunk, min(waiting, len(chunk))) or 0
            pack_into(self.copy, self.buffer, end, chunk)
        elif self.remaining:
            n = pipe.readinto(chunk, min(waiting, len(chunk), self.remaining)) or 0
            self.store(chunk, 0, n)
            return n
        else:
            n = pipe.readinto(self.buffer, min(waiting, len(chunk))) or 0
        self.end = end + n
        return n

    def move(self):
        """Bring the beginning of a line to the front of the buffer. Byte by byte: a slice takes heap, and it is short."""
        n = self.end - self.start
        for i in range(n):
            self.buffer[i] = self.buffer[self.start + i]
        self.start = 0
        return n

    def store(self, source, start, n):
        """Put payload into `target`. What does not fit there is counted, not stored."""
        target = self.target
        done = self.count - self.remaining
        self.remaining -= n
        if target is None:
            return
        if start == 0 and done + len(source) <= len(target):
            pack_into(self.copy, target, done, source)
            return
        n = min(n, len(target) - done)
        if n > 32:
            memoryview(target)[done : done + n] = memoryview(source)[start : start + n]
            return
        while n > 0:
            n -= 1
            target[done + n] = source[start + n]

    def abandon(self):
        """Forget the line or payload at hand: it will not be completed."""
        self.remaining = self.start = self.end = 0
        self.paying = self.overlong = False

    def next(self):
        """The next event, 0 when more bytes are needed. However the stream is split, the events are the same."""
        start = self.start
        end = self.end
        buffer = self.buffer
        if self.paying:
            return self.pay(buffer, start, end - start)
        if self.overlong and start < end:
            return self.scan(buffer, start, end)
        while start < end:
            c = buffer[start]
            if c > 13 and c != 255 and c != self.skip:
                self.line = self.start = start
                return self.scan(buffer, start, end)
            if c == self.skip:
                self.skip = 0
            start += 1
        self.start = self.end = 0
        return _NONE

    def pay(self, buffer, start, n):
        """Payload that came into the buffer with its header; the rest is read straight into `target`."""
        if n > 0 and self.remaining:
            n = min(self.remaining, n)
            self.store(buffer, start, n)
            self.start = start + n
        if self.remaining:
            self.start = self.end = 0
            return _NONE
        self.paying = False
        return _PAYLOAD

    def scan(self, buffer, start, end):
        """`next()` at the first character of a line."""
        stop = buffer.find(b"\r", start, end)
        feed = buffer.find(b"\n", start, end if stop < 0 else stop)
        if feed >= 0:
            stop = feed
        if stop < 0 or self.overlong or stop - start > self.size or buffer[start] == 62:
            return self.part(buffer, start, stop)
        self.stop = stop
        self.start = stop + 1
        self.skip = self.count = 0
        return self.classify(buffer, start, stop)

    def part(self, buffer, start, stop):
        """A line without its end, a prompt, or a line that is too long."""
        awaited = self.awaited
        if self.overlong:
            if stop < 0:
                self.start = self.end = 0
                return _NONE
            self.overlong = False
            self.line = self.start = self.stop = stop
            return _NOISE
        if awaited is not None and buffer[start] == 62 and awaited.prompt == b">":
            self.start = self.stop = start + 1
            self.skip = 32
            return _PROMPT
        if (self.end if stop < 0 else stop) - start > self.size:
            self.overlong = True
            self.start = self.stop = start + self.size
            return _NOISE
        if stop >= 0:
            self.stop = stop
            self.start = stop + 1
            self.skip = self.count = 0
            return self.classify(buffer, start, stop)
        # A header with its payload in the same line is complete without a line end.
        self.stop = stop = self.end
        if awaited is not None and awaited.counted is not None and self.match(awaited.prefix, start):
            if awaited.counted(self, stop) > 0:
                return _ANSWER
        if stop - start > 4 and self.find(buffer, start) and self.entry.counted is not None:
            if self.entry.counted(self, stop) > 0:
                return _URC
        return _NONE

    def classify(self, buffer, start, stop):
        """Which event a whole line is."""
        c = buffer[start]
        if c == 79 and stop - start == 2 and buffer[start + 1] == 75:
            self.code = 0
            return _RESULT
        awaited = self.awaited
        if awaited is not None and awaited.prefix and self.match(awaited.prefix, start):
            if awaited.shape is None or awaited.shape(self):
                if awaited.counted is None:
                    return _ANSWER
                c = awaited.counted(self, stop)
                if c >= 0:
                    return c * _ANSWER
        if self.is_result(buffer, start, awaited):
            return _RESULT
        if self.find(buffer, start):
            if self.entry.counted is not None and self.entry.counted(self, stop) == 0:
                return _NONE
            return _URC
        return self.other(buffer, start, awaited)

    def other(self, buffer, start, awaited):
        """A whole line that nobody has registered."""
        self.field = start
        c = buffer[start]
        if awaited is not None:
            if awaited.prompt and self.match(awaited.prompt, start) and self.field == self.stop:
                return _PROMPT
            if awaited.bare and c != 43:
                if c != 65 or not buffer.startswith(awaited.echo, start + 2) or start + 2 + len(awaited.echo) != self.stop:
                    return _ANSWER
        if c == 65 and buffer[start + 1] == 84:
            return _ECHO
        while c != 43 and start < self.stop:
            if not 31 < buffer[start] < 127:
                return _NOISE
            start += 1
        return _URC

    def is_result(self, buffer, start, awaited):
        """Whether the line is a final result code; sets `code`."""
        c = buffer[start]
        if c == 43:
            if not buffer.startswith(b"+CM", start) or not buffer.startswith(b" ERROR", start + 4):
                return False
            self.code = _CME if buffer[start + 3] == 69 else _CMS
            return self.begin(start + 10)
        if c == 69 and self.match(b"ERROR", start) and self.field == self.stop:
            self.code = 4
            return True
        if self.numeric and self.stop - start == 1 and 48 <= c <= 56 and c != 50:
            self.code = c - 48
            return True
        if awaited is not None:
            c = _FINAL
            for text in awaited.finals:
                if buffer.startswith(text, start):
                    self.field = start + len(text)
                    if self.field == self.stop or text[-1] == 58:
                        self.code = c
                        return True
                c += 1
        return False

    def find(self, buffer, start):
        """Look the line up in the URC table: True when somebody has registered it, `entry` says who."""
        c = buffer[start]
        numbered = 47 < c < 58 and buffer[start + 1] == 44
        if numbered:
            start += 3 if buffer[start + 2] == 32 else 2
        key = buffer[start + 1] << 8 | buffer[start + 2]
        self.entry = None
        if key in self.table:
            for entry in self.table[key]:
                if entry.numbered == numbered and self.match(entry.prefix, start):
                    if numbered:
                        self.field = self.line
                    self.entry = entry
                    return True
        return False

    def enroll(self, entry):
        """Add a row to the URC table: three characters at least."""
        prefix = entry.prefix
        self.table.setdefault(prefix[1] << 8 | prefix[2], []).append(entry)

    def match(self, prefix, start):
        """Whether the line begins with this prefix and no longer name; sets `field`."""
        if not self.buffer.startswith(prefix, start):
            return False
        start += len(prefix)
        if start >= self.stop:
            self.field = self.stop
            return start == self.stop
        return self.begin(start)

    def begin(self, i):
        """Find the first field behind a name."""
        buffer = self.buffer
        c = buffer[i]
        self.field = i
        if c not in b":,=":
            # `+CMEE :1`, but `CONNECT OK` is no `CONNECT`
            if c != 32 or buffer[self.line] > 47 or i == self.stop:
                return i == self.stop
        while i < self.stop and c in b":,= ":
            i += 1
            c = buffer[i] if c != 44 else 0
        self.field = i
        return True

    def integers(self, into):
        """Fill the list `into` with the fields as integers (None where there is no number); 0 heap bytes."""
        i = self.field
        for n in range(len(into)):
            into[n] = self.integer(i)
            i = self.buffer.find(b",", i, self.stop) + 1
            if i == 0:
                i = self.stop

    def integer(self, i):
        """The integer at offset `i` of the line, None when there is none."""
        buffer = self.buffer
        stop = self.stop
        negative = i < stop and buffer[i] == 45
        if negative:
            i += 1
        value = None
        while i < stop and 47 < buffer[i] < 58:
            value = (value or 0) * 10 + buffer[i] - 48
            i += 1
        return -value if negative and value else value
