# Parameters are checked before a byte leaves: what would break the command line raises ValueError.

_BYTES = (bytes, bytearray, memoryview)  # once: each time it is written it takes heap


class Raw:
    """A parameter that is sent as it is, without quotes: a number in hexadecimal, an AT name."""

    def __init__(self, value):
        self.value = value


def plain(value, name="command"):
    """A text as bytes. Raises ValueError, naming the parameter, when it holds a control character."""
    raw = value if isinstance(value, bytes) else bytes(value, "utf-8") if isinstance(value, str) else None
    if raw is None:
        raise ValueError(name + ": text expected")
    for c in raw:
        if c < 32 or c == 127:
            raise ValueError(name + ": control character")
    return raw


def text(value, name, limit, least=1):
    """A text of `least` to `limit` bytes that can stand in quotes, as bytes. Raises ValueError that names the parameter."""
    raw = plain(value, name)
    if not least <= len(raw) <= limit:
        raise ValueError("%s: %d to %d bytes" % (name, least, limit))
    if b'"' in raw:
        raise ValueError(name + ": quote")
    return raw


def number(value, name, low, high):
    """An integer within its limits. Raises ValueError that names the parameter."""
    if not isinstance(value, int) or not low <= value <= high:
        raise ValueError("%s: %d to %d" % (name, low, high))
    return int(value)


def binary(value, name):
    """The value, if it is bytes of some kind. Raises ValueError."""
    if not isinstance(value, _BYTES):
        raise ValueError(name + ": bytes expected")
    return value


def timeout(value, default):
    """How long a command may take in ms, `default` for None. Raises ValueError: 0 is no time for an answer."""
    return default if value is None else number(value, "timeout_ms", 1, 0x1FFFFFFF)


def encode(name, parameters):
    """The command line behind its AT: integers plain, texts in quotes, None as an empty field. Raises ValueError."""
    line = plain(name)
    if not parameters:
        return line
    parts = []
    for value in parameters:
        if value is None:
            parts.append(b"")
        elif value is True or value is False or isinstance(value, int):  # a bool is no int on MicroPython
            parts.append(b"%d" % value)
        elif isinstance(value, Raw):
            parts.append(plain(value.value))
        else:
            parts.append(b'"' + text(value, "parameter %d" % (len(parts) + 1), 4096, 0) + b'"')
    return line + b"=" + b",".join(parts)
