# The works that are measured: prepared streams, and who does them: the library, and reference loops R1 and R2.
from binascii import crc32

from atmodem.dialogue import Dialogue
from atmodem.fields import Counted
from fake_uart import FakeUart

CSQ_REPLY = b"\r\n+CSQ: 15,0\r\n\r\nOK\r\n"
W1_COMMANDS = 10000
W2_TIMES = 64
W3_CHUNK = 1460
W3_TIMES = 180


def lcg(seed):
    """Pseudo-random numbers below 32768, the same on every machine."""
    while True:
        seed = (seed * 75 + 74) % 65537
        yield seed & 0x7FFF


def mixed_block():
    """16 KB of URCs of five kinds and 17 command replies; returns (block, marks, expected counts)."""
    numbers = lcg(7)
    block = bytearray()
    marks = []
    counts = [0, 0, 0, 0]  # registration, message, data, bare
    checksum = 0
    binary = bytes([next(numbers) & 255 for _ in range(64)]) + b"\r\nOK\r\n+CMTI: 1\r\n"
    while len(block) < 16384:
        if len(marks) < 17 and len(block) >= 963 * len(marks):
            marks.append(len(block))
            block += CSQ_REPLY
        kind = next(numbers) % 20
        if kind < 10:
            block += b'\r\n+CREG: 1,"1A2B","0183DB22",7\r\n' if kind % 2 else b"\r\n+CGREG: 5\r\n"
            counts[0] += 1
        elif kind < 15:
            payload = b'{"say":"yes, OK \r\nOK\r\n, no","n":%d}' % next(numbers)
            block += b'\r\n+QMTRECV: 0,0,"site/7/pump, main",%d,"' % len(payload) + payload + b'"\r\n'
            counts[1] += 1
        elif kind < 18:
            payload = binary[: 16 + next(numbers) % (len(binary) - 16)] + binary[-14:]
            block += b"\r\n+RECEIVE,1,%d:\r\n" % len(payload) + payload
            checksum ^= crc32(payload)
            counts[2] += 1
        else:
            block += b"\r\nCONNECT OK\r\n" if kind % 2 else b"\r\nCLOSED\r\n"
            counts[3] += 1
    return bytes(block), marks, counts, checksum


class Listener:
    """Subscribes to what the mixed stream holds and counts it."""

    def __init__(self, at):
        self.counts = [0, 0, 0, 0]
        self.checksum = 0
        self.wrong = 0
        self.data = bytearray(160)
        self.message = bytearray(256)
        for prefix in (b"+CREG", b"+CGREG"):
            at.subscribe(prefix, self.on_registration)
        at.subscribe(b"+QMTRECV", self.on_message, Counted(3, b',"'), self.on_payload)
        at.subscribe(b"+RECEIVE,", self.on_data, Counted(1), self.on_received)
        for text in (b"CONNECT OK", b"CLOSED"):
            at.subscribe(text, self.on_bare)

    def on_registration(self, digest):
        state = digest.integer(digest.field)
        if state != 1 and state != 5:
            self.wrong += 1
        self.counts[0] += 1

    def on_message(self, digest):
        digest.target = self.message

    def on_payload(self, digest):
        if self.message[0] != 123 or self.message[digest.count - 1] != 125:
            self.wrong += 1
        self.counts[1] += 1

    def on_data(self, digest):
        # `digest.target` takes a buffer of any length; the checksum wants one of the right length.
        digest.target = self.data = bytearray(digest.count)

    def on_received(self, digest):
        self.checksum ^= crc32(self.data)
        self.counts[2] += 1

    def on_bare(self, digest):
        self.counts[3] += 1


# --- W1


def w1_uart(n, fifo=64):
    """A module that answers AT+CSQ n times."""
    return FakeUart(CSQ_REPLY, [0], n, fifo)


async def w1(at, n=W1_COMMANDS):
    """10,000 times AT+CSQ, the answer as integers."""
    values = [0, 0]
    for _ in range(n):
        await at.integers(b"+CSQ", values)
        if values[0] != 15 or values[1] != 0:
            raise ValueError("W1")


def reference(uart, line, buffer, count_lines):
    """R1 (`count_lines`) and R2: read everything into one buffer, send `line` when nothing comes."""
    lines = 0
    while uart.times > 0:
        n = uart.readinto(buffer)
        if n is None:
            uart.write(line)
            continue
        if count_lines:
            i = buffer.find(b"\n", 0, n)
            while i >= 0:
                lines += 1
                i = buffer.find(b"\n", i + 1, n)
    return lines


# --- W2


async def w2(at, block, marks, counts, checksum):
    """1 MB of URCs and replies; every reply right, every URC once, binary data intact."""
    listener = Listener(at)
    await w1(at, len(marks) * W2_TIMES)
    while at.pipe.times > 0:
        at.poll()
    if listener.counts != [n * W2_TIMES for n in counts] or listener.wrong:
        raise ValueError("W2: %r of %r" % (listener.counts, counts))
    if listener.checksum != (checksum if W2_TIMES % 2 else 0):
        raise ValueError("W2: checksum")


# --- W3


def w3_block():
    """One answer of AT+QIRD with 1,460 bytes."""
    numbers = lcg(3)
    payload = bytes([next(numbers) & 255 for _ in range(W3_CHUNK)])
    return b"\r\n+QIRD: %d\r\n" % W3_CHUNK + payload + b"\r\n\r\nOK\r\n", payload


async def w3(at, payload):
    """256 KB in counted chunks into the caller's buffer."""
    buffer = bytearray(W3_CHUNK)
    counted = Counted(0)
    checksum = crc32(payload)
    for _ in range(W3_TIMES):
        n = await at.read(b"+QIRD", 0, W3_CHUNK, into=buffer, counted=counted)
        if n != W3_CHUNK or crc32(buffer) != checksum:
            raise ValueError("W3")


def channel(uart):
    """An AT channel on a UART."""
    return Dialogue(uart)
