# What steady state costs of the heap: nothing. CPython shows that the same code works; the figures are MicroPython's.
import gc

from atmodem.at import At
from atmodem.digest import Digest, Entry
from atmodem.fields import Counted
from atmodem.sched import Signal, loop, sleep_ms, spawn
from support.wire import attach, detach_all, run

ROUNDS = 200
MEASURED = hasattr(gc, "mem_alloc")


class Heap:
    """Bytes taken since `start()`; the collector is off between `start()` and `stop()`."""

    def __init__(self):
        self.taken = 0

    def start(self):
        gc.collect()
        gc.disable()
        self.taken = gc.mem_alloc() if MEASURED else 0

    def stop(self):
        self.taken = gc.mem_alloc() - self.taken if MEASURED else 0
        gc.enable()
        return self.taken


class Replay:
    """A pipe without an end: answers each write with the same bytes, or says them when told; takes no heap itself."""

    def __init__(self, answer, chunk=64):
        self.answer = answer
        self.chunk = chunk
        self.at = len(answer)

    def any(self):
        left = len(self.answer) - self.at
        return left if left < self.chunk else self.chunk

    def readinto(self, buffer, n):
        for i in range(n):
            buffer[i] = self.answer[self.at + i]
        self.at += n
        return n

    def write(self, data):
        if data[-1] == 13:
            self.at = 0
        return len(data)


def test_a_task_switch():
    heap, turns = Heap(), [0]

    async def other():
        while True:
            turns[0] += 1
            await sleep_ms(0)

    async def main():
        spawn(other())
        for _ in range(5):
            await sleep_ms(0)
        heap.start()
        for _ in range(ROUNDS):
            await sleep_ms(0)
        return heap.stop()

    assert run(main()) == 0
    assert turns[0] >= ROUNDS


def test_a_signal_between_two_tasks():
    heap, ping, pong = Heap(), Signal(), Signal()

    async def other():
        while True:
            await ping.wait(1000)
            ping.clear()
            pong.set()

    async def main():
        spawn(other())
        await sleep_ms(0)
        for n in range(ROUNDS + 5):
            if n == 5:
                heap.start()
            ping.set()
            assert await pong.wait(1000)
            pong.clear()
        return heap.stop()

    assert run(main()) == 0


def test_a_command_with_integers():
    heap = Heap()
    detach_all()
    at = attach(At(Replay(b"\r\n+CSQ: 15,0\r\n\r\nOK\r\n")))
    into = [0, 0]

    async def main():
        for _ in range(5):
            await at.integers(b"+CSQ", into)
        into[0] = 0
        heap.start()
        for _ in range(ROUNDS):
            await at.integers(b"+CSQ", into)
        return heap.stop()

    taken = run(main())
    assert into == [15, 0]
    assert taken == 0


def urcs(lines, prefix=None):
    """Heap taken by ROUNDS readings of these lines, and how often the handler was called."""
    heap, count = Heap(), [0]
    detach_all()
    pipe = Replay(lines, 64)
    at = At(pipe)
    if prefix is not None:

        def handler(digest):
            count[0] += 1

        at.subscribe(prefix, handler)
    loop.clock = None
    loop.now()
    at.poll()
    for _ in range(5):
        pipe.at = 0
        at.poll()
    count[0] = 0
    heap.start()
    for _ in range(ROUNDS):
        pipe.at = 0
        at.poll()
    taken = heap.stop()
    loop.clock = None
    return taken, count[0]


def test_a_urc_nobody_claims():
    assert urcs(b"\r\n+QIND: PB DONE\r\n\r\nRDY\r\n\r\n3, CLOSED\r\n\r\n+CREG: 5\r\n") == (0, 0)


def test_a_urc_somebody_claims():
    assert urcs(b"\r\n+CREG: 5\r\n\r\n+CGEV: ME PDN ACT 1\r\n", b"+CREG") == (0, ROUNDS)


def test_noise():
    assert urcs(b"\x00\xff\xff\r\n\xe5\xab\x81\r\n\r\n" + b"x" * 1100 + b"\r\n") == (0, 0)


def test_payload_bytes():
    # A header takes what its fields take; its payload takes nothing, however long it is.
    for length in (1000, 3000):
        heap = Heap()
        header = b'\r\n+QIURC: "recv",0,%d\r\n' % length
        pipe = Replay(header + bytes(length))
        pipe.at = 0
        digest = Digest()
        digest.enroll(Entry(b"+QIURC", None, Counted(2)))
        digest.read(pipe, len(header))
        assert digest.next() == 3 and digest.remaining == length
        digest.target = bytearray(length)
        assert digest.next() == 0
        digest.read(pipe, 64)
        heap.start()
        while digest.remaining > 256:  # the last bytes may take a slice
            digest.read(pipe, 64)
            digest.next()
        assert heap.stop() == 0, length
        while digest.remaining:
            digest.read(pipe, 64)
        assert digest.next() == 5
