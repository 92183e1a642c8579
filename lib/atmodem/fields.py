# The fields of the line a digest is at: numbers, quoted texts, empty ones; and where a header says how many bytes follow.


def field_end(buffer, i, stop):
    """Offset behind the field that begins at `i`. A quoted text may hold commas and quotes: it ends at `",` or the line's end."""
    if i < stop and buffer[i] == 34:
        i = buffer.find(b'",', i + 1, stop)
        return i + 1 if i >= 0 else stop
    i = buffer.find(b",", i, stop)
    return i if i >= 0 else stop


def field_at(digest, index, stop):
    """Offset of field `index`; beyond `stop` when the line has fewer."""
    buffer = digest.buffer
    i = digest.field
    while True:
        while i < stop and buffer[i] == 32:
            i += 1
        if index == 0:
            return i
        i = field_end(buffer, i, stop) + 1
        index -= 1


class Counted:
    """Where a header says how many raw bytes follow it.

    `index` of the length among the header's fields. `opener`: what stands between the length and the first raw byte; None
    when they begin on the line after the header.
    """

    def __init__(self, index, opener=None):
        self.index = index
        self.opener = opener
        self.closer = 34 if opener is not None and opener[-1] == 34 else 0

    def __call__(self, digest, stop):
        """1: found; -1: this is no such header; 0: it is, but its line feed has not come yet."""
        buffer = digest.buffer
        i = digest.field
        n = self.index
        digest.count = 0
        if buffer[i] == 32:
            i += 1
        while n:
            n -= 1
            if buffer[i] == 34:  # a quoted text may hold commas and quotes: it ends at `",`
                i = buffer.find(b'",', i + 1, stop) + 1
                if i == 0:
                    return -1
            else:
                i = buffer.find(b",", i, stop)
                if i < 0:
                    return -1
            i += 1
            if buffer[i] == 32:
                i += 1
        return self.length(digest, i, stop)

    def length(self, digest, i, stop):
        """Read the length at offset `i`."""
        buffer = digest.buffer
        first = i
        n = 0
        while i < stop and 47 < buffer[i] < 58:
            n = n * 10 + buffer[i] - 48
            i += 1
        if i == first or i > first + 9:  # more digits take heap
            return -1
        digest.count = n
        if self.opener is None:
            return self.below(digest)
        first = i + len(self.opener)
        if first > stop or not buffer.startswith(self.opener, i):
            return -1
        digest.skip = self.closer
        digest.start = digest.stop = first
        digest.remaining = n
        digest.target = None
        digest.paying = digest.special = True
        return 1

    def below(self, digest):
        """The payload begins on the line behind the header."""
        i = digest.start
        if i == digest.line:
            return -1
        if digest.buffer[i - 1] == 13:
            if i == digest.end:
                digest.start = digest.line
                return 0
            if digest.buffer[i] == 10:
                digest.start = i + 1
        digest.remaining = digest.count
        digest.target = None
        digest.paying = digest.special = True
        return 1


def shape(kinds):
    """A test for a line's fields: n number, s quoted text, x anything, * any rest."""

    def fits(digest):
        stop = digest.stop
        buffer = digest.buffer
        i = field_at(digest, 0, stop)
        for kind in kinds:
            if kind == "*":
                return True
            if i > stop:
                return False
            c = buffer[i] if i < stop else 0
            if kind == "n" and not (47 < c < 58 or c == 45) or kind == "s" and c != 34:
                return False
            i = field_end(buffer, i, stop) + 1
            if i < stop and buffer[i] == 32:
                i += 1
        return i > stop

    return fits


def string(digest, index):
    """Field `index` as bytes without its quotes, None when the line has fewer fields."""
    stop = digest.stop
    i = field_at(digest, index, stop)
    if i > stop:
        return None
    buffer = digest.buffer
    stop = field_end(buffer, i, stop)
    if stop - i > 1 and buffer[i] == 34 and buffer[stop - 1] == 34:
        i += 1
        stop -= 1
    return bytes(buffer[i:stop])


def to_text(raw):
    """Bytes as str; what is not UTF-8 becomes "?" byte by byte."""
    try:
        return str(raw, "utf-8")
    except UnicodeError:
        return "".join([chr(c) if c < 128 else "?" for c in raw])


def fields(digest):
    """All fields of the line as a tuple: int, str, None where there is nothing."""
    found = []
    i = digest.field
    stop = digest.stop
    buffer = digest.buffer
    while i <= stop:
        while i < stop and buffer[i] == 32:
            i += 1
        last = field_end(buffer, i, stop)
        raw = bytes(buffer[i:last])
        if raw[:1] == b'"' and raw[-1:] == b'"' and last - i > 1:
            found.append(to_text(raw[1:-1]))
        elif raw.isdigit() or raw[:1] == b"-" and raw[1:].isdigit():
            found.append(int(raw))
        else:
            found.append(to_text(raw) if raw else None)
        i = last + 1
    return tuple(found)
