"""Timers of power saving as they are coded in 3GPP TS 24.008: seconds here, texts of bits on the wire.

What cannot be coded exactly is coded as the next longer time. Each function that encodes raises ValueError, naming the
parameter, for a time that is longer than the longest.
"""

# Seconds of a unit and its three bits, from the finest on: T3412 extended (10.5.7.4a), T3324 (10.5.7.3)
_PERIODIC = ((2, 3), (30, 4), (60, 5), (600, 0), (3600, 1), (36000, 2), (1152000, 6))
_ACTIVE = ((2, 0), (60, 1), (360, 2))

# Hundredths of a second of each eDRX cycle (10.5.5.32, table for S1 mode)
_CYCLES = (
    512, 1024, 2048, 4096, 6144, 8192, 10240, 12288, 14336, 16384, 32768, 65536, 131072, 262144, 524288, 1048576,
)  # fmt: skip
_NARROW = (2, 3, 5, 9, 10, 11, 12, 13, 14, 15)  # the codes NB-IoT has


def bits(value, width):
    """A number as a text of `width` bits."""
    return "".join(["1" if value >> i & 1 else "0" for i in range(width - 1, -1, -1)])


def number(text):
    """The number in a text of bits: str, or int where a module left out the quotes."""
    return int(str(text), 2)


def code_timer(seconds, name, units):
    """A GPRS timer: three bits of unit, five of value."""
    if isinstance(seconds, int) and seconds >= 0:
        for unit, code in units:
            count = (seconds + unit - 1) // unit
            if count < 32:
                return bits(code << 5 | count, 8)
    raise ValueError("%s: 0 to %d seconds" % (name, units[-1][0] * 31))


def read_timer(text, units, other):
    """Seconds of a GPRS timer, None for one that is deactivated."""
    value = number(text)
    code = value >> 5 & 7
    if code == 7:
        return None
    for unit, of in units:
        if of == code:
            return unit * (value & 31)
    return other * (value & 31)


def encode_periodic(seconds):
    """T3412 extended, the periodic update, of 0 to 35,712,000 seconds (413 days): "00101100" for 12 hours."""
    return code_timer(seconds, "periodic_s", _PERIODIC)


def decode_periodic(text):
    """Seconds of a T3412 extended, None for one that is deactivated."""
    return read_timer(text, _PERIODIC, 600)


def encode_active(seconds):
    """T3324, how long the module stays reachable, of 0 to 11,160 seconds: "00001010" for 20 seconds."""
    return code_timer(seconds, "active_s", _ACTIVE)


def decode_active(text):
    """Seconds of a T3324, None for one that is deactivated. Units that are not defined are minutes, as the standard says."""
    return read_timer(text, _ACTIVE, 60)


def whole(seconds):
    """Hundredths of a second: a float of a microcontroller is 10485.76 only nearly. -1 for what is no number."""
    return int(seconds * 100 + 0.5) if isinstance(seconds, (int, float)) and seconds >= 0 else -1


def encode_cycle(seconds, narrow=False):
    """The eDRX cycle of 0 to 10485.76 seconds as four bits; `narrow`: for NB-IoT, which has fewer of them."""
    hundredths = whole(seconds)
    for code in _NARROW if narrow else range(16):
        if 0 <= hundredths <= _CYCLES[code]:
            return bits(code, 4)
    raise ValueError("cycle_s: 0 to 10485.76 seconds")


def decode_cycle(text, narrow=False):
    """Seconds of an eDRX cycle. What NB-IoT does not have counts as 20.48 there, as the standard says."""
    code = number(text)
    return _CYCLES[2 if narrow and code not in _NARROW else code] / 100


def encode_window(seconds, narrow=False):
    """The paging time window of 0 to 20.48 seconds (NB-IoT: 40.96) as four bits."""
    step = 256 if narrow else 128
    hundredths = whole(seconds)
    for code in range(16):
        if 0 <= hundredths <= step * (code + 1):
            return bits(code, 4)
    raise ValueError("window_s: 0 to %d.%02d seconds" % (step * 16 // 100, step * 16 % 100))


def decode_window(text, narrow=False):
    """Seconds of a paging time window."""
    return (256 if narrow else 128) * (number(text) + 1) / 100
