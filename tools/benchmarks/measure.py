# Runs on MicroPython: `measure.py WORK LOOP FIFO` prints figures of the library and of the references, one line a round.
import gc
import sys
import time

import works
from atmodem import sched
from fake_uart import FakeUart

ROUNDS = 7


class Still:
    """A clock that costs nothing: waiting takes no time."""

    def __init__(self):
        self.ticks = 0

    def ticks_ms(self):
        return self.ticks

    def idle(self, ms):
        self.ticks += ms

    def watch(self, pipe, wanted=True):
        pass


def drive(coroutine, how):
    """Run a coroutine under our own loop or inside asyncio."""
    if how == "own":
        return sched.run(coroutine, clock=Still())
    import asyncio

    return asyncio.run(coroutine)


def timed(function, *arguments):
    """Microseconds a call takes."""
    gc.collect()
    started = time.ticks_us()
    function(*arguments)
    return time.ticks_diff(time.ticks_us(), started)


def attached(uart):
    """An AT channel that the loop polls."""
    at = works.channel(uart)
    sched.loop.sources.append(at)
    return at


def preparations(work, fifo):
    """(a function that makes the UART, one that makes the library's coroutine, the host's line) of a work."""
    if work == "W2":
        mixed = works.mixed_block()

        def uart():
            return FakeUart(mixed[0], mixed[1], works.W2_TIMES, fifo)

        return uart, lambda at: works.w2(at, *mixed), b"AT+CSQ\r"
    if work == "W3":
        block, payload = works.w3_block()

        def uart():
            return FakeUart(block, [0], works.W3_TIMES, fifo)

        return uart, lambda at: works.w3(at, payload), b"AT+QIRD=0,1460\r"

    def uart():
        return works.w1_uart(works.W1_COMMANDS, fifo)

    return uart, works.w1, b"AT+CSQ\r"


def speed(work, how, fifo):
    """Microseconds of the library and of both references, round after round."""
    uart, job, line = preparations(work, fifo)
    buffer = bytearray(256)
    layout = []
    for turn in range(ROUNDS):
        layout.append(bytearray(100 + 400 * turn))  # where things lie in the heap moves a program: shift it
        took = r1 = r2 = 1 << 29
        for _ in range(2):  # something else may have run meanwhile: the better of two
            r1 = min(r1, timed(works.reference, uart(), line, buffer, True))
            r2 = min(r2, timed(works.reference, uart(), line, buffer, False))
            at = attached(uart())
            took = min(took, timed(drive, job(at), how))
            sched.loop.sources.clear()
        print("speed", work, took, r1, r2)


def taken(before, n):
    """Heap bytes a turn since `before`."""
    return (gc.mem_alloc() - before) / n


async def heap_figures(how):
    """Heap bytes a command, an answer returned as bytes, a URC and a message; nothing is collected meanwhile."""
    n = 200
    at = attached(works.w1_uart(2 * n + 40))
    await works.w1(at, 20)
    values = [0, 0]
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    for i in range(2 * n):
        if i == n:  # the first ones take what is taken once
            before = gc.mem_alloc()
        await at.integers(b"+CSQ", values)
    print("heap command", taken(before, n))
    gc.enable()

    at = attached(FakeUart(b"\r\n868777059994693\r\n\r\nOK\r\n", [0], n + 40, 64))
    for _ in range(20):
        await at.text(b"+CGSN")
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    for _ in range(n):
        await at.text(b"+CGSN")
    print("heap bytes", taken(before, n))
    gc.enable()

    at = attached(FakeUart(b"\r\n+CUSATP: 1,2,3\r\n" * 20, [], 1, 64))
    at.pump()
    at.pipe = FakeUart(b"\r\n+CUSATP: 1,2,3\r\n" * 20, [], 40, 64)
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    while at.pipe.times > 0:
        at.pump()
    print("heap urc", taken(before, 40 * 20))
    gc.enable()
    sched.loop.sources.clear()
    await message_figure()


async def message_figure():
    """Heap bytes a message takes beyond its topic and payload."""
    from atmodem.mqtt import Message
    from atmodem.quectel import EC20
    from atmodem.quectel.mqtt import Service

    class Stand:
        losses = []
        profile = EC20

    n = 100
    length = 20
    stand = Stand()
    # The next message comes when the host writes a line.
    uart = FakeUart(b'\r\n+QMTRECV: 0,0,"site/pump/7",20,"' + bytes(range(length)) + b'"\r\n', [0], n + 40, 64)
    stand.at = attached(uart)
    session = Service(stand).allocate(4)
    message = Message()
    for _ in range(20):
        uart.write(b"\r")
        await session.receive_into(message)
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    message.payload = bytearray(length)
    payload = gc.mem_alloc() - before
    before = gc.mem_alloc()
    for _ in range(n):
        uart.write(b"\r")
        await session.receive_into(message)
        if len(message.payload) != length:
            raise ValueError("message")
    print("heap message", taken(before, n) - payload)
    gc.enable()
    sched.loop.sources.clear()


class Late:
    """Answers `delay_ms` after the command; knows when its answer was complete."""

    def __init__(self, clock, delay_ms):
        self.clock = clock
        self.delay_ms = delay_ms
        self.at = None

    def any(self):
        return len(works.CSQ_REPLY) if self.at is not None and time.ticks_diff(self.clock(), self.at) >= 0 else 0

    def readinto(self, buffer, n=None):
        if not self.any():
            return None
        buffer[: len(works.CSQ_REPLY)] = works.CSQ_REPLY
        self.complete = self.at
        self.at = None
        return len(works.CSQ_REPLY)

    def write(self, data):
        if data[-1] == 13:
            self.at = time.ticks_add(self.clock(), self.delay_ms)
        return len(data)


async def dead_wait(how):
    """Milliseconds a call lasts after its answer is complete: the worst of 20."""
    clock = sched.loop.now if how == "own" else time.ticks_ms
    uart = Late(clock, 7)
    at = attached(uart)
    worst = 0
    for _ in range(20):
        await works.w1(at, 1)
        worst = max(worst, time.ticks_diff(clock(), uart.complete))
    print("wait", worst)
    sched.loop.sources.clear()


class Exact(Still):
    """A clock whose sleep may end at any millisecond, as input ends it."""

    def idle(self, ms):
        self.ticks += 1


def main(work, how, fifo):
    """One measurement; prints its figures."""
    if work == "heap":
        drive(heap_figures(how), how)
    elif work == "wait":
        if how == "own":
            sched.run(dead_wait(how), clock=Exact())
        else:
            drive(dead_wait(how), how)
    else:
        speed(work, how, fifo)


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
