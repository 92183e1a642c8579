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

_CHUNK = const(256)  # most bytes read at once
_COPY = const("256s")  # copies as many with pack_into(), which takes no heap; slices do


class Entry:
    """One row of the URC table.

    `prefix`: how the line begins, without the colon (with the comma if one follows), or a whole bare text. `numbered`: the
    text may follow a link number, as in `3, CONNECT OK`. `counted`: how to find the length when raw bytes follow.
    `handler(digest)` is called with each, `paid(digest)` when its payload is complete.
    """

    more = None  # the next row with the same key
    subscriber = None  # the name of the service whose row it is

    def __init__(self, prefix, handler, counted=None, paid=None, numbered=False):
        self.prefix = prefix
        # What the line begins with in the ordinary case, which is recognised first.
        self.key = prefix if prefix[-1] == 44 else prefix + (b":" if prefix[0] < 48 else b"\r")
        self.handler = handler
        self.counted = counted
        self.paid = paid
        self.numbered = numbered


class Digest:
    """Splits what a module sends into events. `size`: longest line in bytes.

    `awaited` is None or has: `prefix` of the information lines, b"" for none; `key`, the prefix and its colon;
    `shape(digest)`, None or whether a line with the prefix is one; `counted`, None or how to find the length when raw bytes
    follow; `bare`, True when lines without a prefix belong to the answer; `finals`, more final texts (one that ends in ":"
    is a beginning); `prompt`, b">" or the whole line that asks for the payload; `echo`, the command line with its CR.
    While `watched`, URCs are events like the others even if they have a handler.
    """

    awaited = entry = target = None
    buffer = bytearray()
    numeric = overlong = paying = special = watched = False
    start = end = line = stop = field = code = count = remaining = skip = 0

    def __init__(self, size=768):
        self.room(size)
        self.chunk = bytearray(_CHUNK)
        self.chunk_view = memoryview(self.chunk)
        self.table = {}
        self.special = self.watched = False  # in the object: they are looked up for every line
        self.awaited = None

    def room(self, size):
        """Make room for lines of `size` bytes, for a module that sends longer ones."""
        buffer = bytearray(size + _CHUNK + 8)  # a look behind the last byte does no harm
        buffer[: self.end] = self.buffer[: self.end]
        self.size = size
        self.buffer = buffer
        self.view = memoryview(buffer)

    def read(self, pipe, waiting):
        """Take up to `waiting` bytes from the pipe; returns how many came."""
        if self.end or self.remaining:
            return self.more(pipe, waiting)
        self.end = pipe.readinto(self.buffer, waiting if waiting < _CHUNK else _CHUNK) or 0
        return self.end

    def more(self, pipe, waiting):
        """`read()` behind the beginning of a line, or inside a payload."""
        end = self.end
        if end == 0:
            return self.fill(pipe, waiting)
        if end > self.size:
            end = self.move()
        waiting = pipe.readinto(self.chunk, waiting if waiting < _CHUNK else _CHUNK) or 0
        pack_into(_COPY, self.buffer, end, self.chunk)
        self.end = end + waiting
        return waiting

    def fill(self, pipe, waiting):
        """Payload straight from the pipe into `target`, as long as some is there; returns how many bytes of the last read."""
        target = self.target
        while target is not None and waiting:
            done = self.count - self.remaining
            if self.remaining < _CHUNK or done + _CHUNK > len(target):
                break  # whole chunks are copied: the last one must not reach beyond the payload
            waiting = waiting if waiting < _CHUNK else _CHUNK
            waiting = pipe.readinto(self.chunk, waiting) or 0
            pack_into(_COPY, target, done, self.chunk)
            self.remaining -= waiting
            if self.remaining == 0:
                return 1
            waiting = pipe.any()
        return self.fill_end(pipe) if waiting else 0

    def fill_end(self, pipe):
        """The last bytes of a payload, and those that have no target."""
        n = pipe.readinto(self.chunk, min(_CHUNK, self.remaining, pipe.any())) or 0
        self.store(self.chunk_view, 0, n)
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
        n = min(n, len(target) - done)
        if n > 20:
            target[done : done + n] = source[start : start + n]
            return
        while n > 0:  # slices take heap
            n -= 1
            target[done + n] = source[start + n]

    def abandon(self):
        """Forget the line or payload at hand: it will not be completed."""
        self.remaining = self.start = self.end = 0
        self.paying = self.overlong = self.special = False

    def next(self):
        """Deal with URCs that have a handler; return the next other event, 0 when more bytes are needed.

        However the stream is split, the events are the same.
        """
        if self.special:
            start = self.resume()
            if start >= 0:
                return start
        buffer = self.buffer
        start = self.start
        while True:
            if buffer.startswith(b"\n\r\n", start):
                start += 3
            end = self.end
            while start < end and buffer[start] < 14:
                start += 1
            if start >= end:
                self.start = self.end = 0
                return _NONE
            self.line = self.start = start
            if buffer[start] == 79 and buffer.startswith(b"OK\r", start) and start + 3 <= end:
                self.start = start + 3
                self.stop = start + 2
                self.code = 0
                return _RESULT
            stop = buffer.find(b"\r", start, end)
            if stop < 0 or stop > self.size or buffer.find(b"\n", start, stop) >= 0:
                return self.part(buffer, start, stop)
            self.stop = stop
            self.start = stop + 1
            found = self.awaited
            if found is not None:
                if buffer.startswith(found.key, start):
                    if found.shape is None and found.counted is None:
                        self.field = start + len(found.key)
                        return _ANSWER
                    return self.classify(buffer, start)
                if found.finals:
                    return self.classify(buffer, start)
            found = buffer[start + 2] << 8 | buffer[start + 4]
            found = self.table.get(found)
            if found is None or not buffer.startswith(found.key, start):
                return self.classify(buffer, start)
            self.field = start + len(found.key)
            self.entry = found
            if found.counted is not None:
                return found.counted(self, stop) and _URC
            if self.watched or found.handler is None:
                return _URC
            found.handler(self)
            start = self.start

    def resume(self):
        """`next()` inside a payload or an over-long line, or behind a prompt; -1: go on with a line."""
        start = self.start
        if self.paying:
            n = min(self.remaining, self.end - start)
            if n > 0:
                self.store(self.view, start, n)
                self.start = start + n
            if self.remaining:
                self.start = self.end = 0
                return _NONE
            self.paying = False
            start = self.start
            if start < self.end and self.buffer[start] == self.skip:
                self.start = start + 1
                self.skip = 0
            self.special = self.skip > 0
            return _PAYLOAD
        if self.overlong:
            return self.drop(self.buffer, start, self.end)
        if start < self.end:
            # One blank behind a prompt, the closing quote behind a payload.
            if self.buffer[start] == self.skip:
                self.start = start + 1
            self.skip = 0
            self.special = False
        return -1

    def drop(self, buffer, start, end):
        """The rest of an over-long line."""
        stop = buffer.find(b"\r", start, end)
        feed = buffer.find(b"\n", start, end if stop < 0 else stop)
        if feed >= 0:
            stop = feed
        if stop < 0:
            self.start = self.end = 0
            return _NONE
        self.overlong = self.special = False
        self.line = self.start = self.stop = stop
        return _NOISE

    def part(self, buffer, start, stop):
        """A line without its end, one that ends otherwise than usual, a long one, a prompt."""
        awaited = buffer.find(b"\n", start, self.end if stop < 0 else stop)
        if awaited >= 0:
            stop = awaited
        awaited = self.awaited
        if awaited is not None and buffer[start] == 62 and awaited.prompt == b">":
            self.start = self.stop = start + 1
            self.skip = 32
            self.special = True
            return _PROMPT
        if (self.end if stop < 0 else stop) - start > self.size:
            self.overlong = self.special = True
            self.start = self.stop = start + self.size
            return _NOISE
        if stop >= 0:
            self.stop = stop
            self.start = stop + 1
            return self.classify(buffer, start)
        # A header with its payload in the same line is complete without a line end.
        self.stop = stop = self.end
        if awaited is not None and awaited.counted is not None and self.match(awaited.prefix, start):
            if (awaited.shape is None or awaited.shape(self)) and awaited.counted(self, stop) > 0:
                return _ANSWER
        if stop - start > 4 and self.find(buffer, start) and self.entry.counted is not None:
            if self.entry.counted(self, stop) > 0:
                return _URC
        return _NONE

    def classify(self, buffer, start):
        """Which event a whole line is."""
        if self.stop - start == 2 and buffer.startswith(b"OK", start):
            self.code = 0
            return _RESULT
        awaited = self.awaited
        if awaited is not None and awaited.prefix and self.match(awaited.prefix, start):
            if awaited.shape is None or awaited.shape(self):
                if awaited.counted is None:
                    return _ANSWER
                n = awaited.counted(self, self.stop)
                if n >= 0:
                    return n * _ANSWER
        c = buffer[start]
        if c == 62 and awaited is not None and awaited.prompt == b">":
            return self.part(buffer, start, -1)
        if c == 255:
            while buffer[start] == 255:
                start += 1
            if start == self.stop:
                return _NOISE
            self.line = start
            return self.classify(buffer, start)
        if c == 43:
            if buffer.startswith(b"+CM", start) and self.is_error(buffer, start):
                return _RESULT
        elif c == 69 and self.match(b"ERROR", start) and self.field == self.stop:
            self.code = 4
            return _RESULT
        if self.numeric or awaited is not None and awaited.finals:
            if self.is_result(buffer, start, awaited):
                return _RESULT
        if self.find(buffer, start):
            if self.entry.counted is not None and self.entry.counted(self, self.stop) == 0:
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
                if not buffer.startswith(awaited.echo, start):
                    return _ANSWER
        if c == 65 and buffer[start + 1] == 84:
            return _ECHO
        while c != 43 and start < self.stop:
            if not 31 < buffer[start] < 127:
                return _NOISE
            start += 1
        return _URC

    def is_error(self, buffer, start):
        """Whether the line is `+CME ERROR` or `+CMS ERROR`, with a colon or without."""
        if not buffer.startswith(b" ERROR", start + 4):
            return False
        self.code = _CME if buffer[start + 3] == 69 else _CMS
        return self.begin(start + 10)

    def is_result(self, buffer, start, awaited):
        """Whether the line is a numeric result code or one of the answer's own final texts."""
        code = buffer[start] - 48
        if self.numeric and self.stop - start == 1 and 0 <= code < 9 and code != 2:
            self.code = code
            return True
        code = _FINAL
        for text in awaited.finals if awaited is not None else ():
            if buffer.startswith(text, start):
                self.field = start + len(text)
                if self.field == self.stop or text[-1] == 58:
                    self.code = code
                    return True
            code += 1
        return False

    def find(self, buffer, start):
        """Look the line up in the URC table: True when somebody has registered it, `entry` says who."""
        self.entry = None
        if 47 < buffer[start] < 58 and buffer[start + 1] == 44:
            start += 3 if buffer[start + 2] == 32 else 2
            if self.look(65536 | buffer[start + 1] << 8 | buffer[start + 2], start, True):
                self.field = self.line
                return True
            return False
        return self.look(buffer[start + 2] << 8 | buffer[start + 4], start, False) or self.look(
            65536 | buffer[start + 1] << 8 | buffer[start + 2], start, False
        )

    def look(self, entry, start, numbered):
        """`find()` among the rows with one key."""
        entry = self.table.get(entry)
        while entry is not None:
            if entry.numbered >= numbered and self.match(entry.prefix, start):
                self.entry = entry
                return True
            entry = entry.more
        return False

    def enroll(self, entry):
        """Add a row to the URC table: three characters at least."""
        prefix = entry.prefix
        if len(prefix) < 5 or entry.numbered:
            key = 65536 | prefix[1] << 8 | prefix[2]
        else:
            key = prefix[2] << 8 | prefix[4]
        entry.more = self.table.get(key)
        self.table[key] = entry

    def match(self, prefix, start):
        """Whether the line begins with this prefix and no longer name; sets `field`."""
        if not self.buffer.startswith(prefix, start):
            return False
        start += len(prefix)
        if prefix[-1] == 44:
            self.field = start
            return start <= self.stop
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
        buffer = self.buffer
        i = self.field
        n = 0
        value = None
        while i < self.stop:
            c = buffer[i]
            i += 1
            if 47 < c < 58:
                value = c - 48 if value is None else value * 10 + c - 48
            elif c == 44:
                into[n] = value
                n += 1
                if n == len(into):
                    return
                value = None
            elif c != 32:
                self.field = i - 1
                return self.others(into, n)
        while n < len(into):
            into[n] = value
            value = None
            n += 1

    def others(self, into, n):
        """The rest of `integers()`: negative ones, and fields that hold none."""
        while n < len(into):
            into[n] = self.integer(self.field)
            n += 1
            self.field = (self.buffer.find(b",", self.field, self.stop) + 1) or self.stop

    def integer(self, i):
        """The integer at offset `i` of the line, None when there is none."""
        buffer = self.buffer
        stop = self.stop
        while i < stop and buffer[i] == 32:
            i += 1
        negative = i < stop and buffer[i] == 45
        if negative:
            i += 1
        value = None
        while i < stop and 47 < buffer[i] < 58:
            value = (value or 0) * 10 + buffer[i] - 48
            i += 1
        return -value if negative and value else value
