"""PPP on an asynchronous line: frames between flags, escaped, with a checksum (RFC 1662)."""

FLAG, ESCAPE, FLIP = 0x7E, 0x7D, 0x20
HEADER = b"\xff\x03"                                   # address and control
LONGEST = 3000                                         # twice the MRU, nearly: what is longer is no frame


def _checksum_table():
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ 0x8408 if value & 1 else value >> 1
        yield value


_TABLE = tuple(_checksum_table())


def checksum(data):
    """The 16-bit frame check sequence."""
    value = 0xFFFF
    for byte in data:
        value = value >> 8 ^ _TABLE[(value ^ byte) & 0xFF]
    return (value ^ 0xFFFF).to_bytes(2, "little")


def encode(packet):
    """A packet (protocol number and what follows) as a frame; every control character is escaped, whatever was agreed."""
    frame = bytearray((FLAG,))
    data = HEADER + packet
    for byte in data + checksum(data):
        if byte < 0x20 or byte in (FLAG, ESCAPE):
            frame += bytes((ESCAPE, byte ^ FLIP))
        else:
            frame.append(byte)
    frame.append(FLAG)
    return bytes(frame)


class Frames:
    """Finds the packets in a stream of bytes. What has no good checksum is dropped."""

    def __init__(self):
        self._frame, self._escaped = bytearray(), False

    def feed(self, data):
        """The packets that are complete now."""
        for byte in data:
            if byte == FLAG:
                frame, self._frame = bytes(self._frame), bytearray()
                if len(frame) > 4 and not self._escaped and checksum(frame[:-2]) == frame[-2:]:
                    frame = frame[:-2].removeprefix(HEADER)
                    # A protocol number with an odd first byte is a compressed one.
                    yield b"\0" + frame if frame[0] & 1 else frame
                self._escaped = False
            elif byte == ESCAPE:
                self._escaped = True
            elif len(self._frame) < LONGEST:
                self._frame.append(byte ^ FLIP if self._escaped else byte)
                self._escaped = False
