# Runs on MicroPython: `measure.py WORK LOOP FIFO ROUNDS` prints one line of figures a round, the library's and the references'.
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

    def watch(self, pipe):
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


def speed(work, how, fifo):
    """Ratios to R1 and R2 of one round after another."""
    if work == "W2":
        block, marks, counts, checksum = works.mixed_block()
        make = lambda: FakeUart(block, marks, works.W2_TIMES, fifo)
        job = lambda at: works.w2(at, block, marks, counts, checksum)
        line = b"AT+CSQ\r"
    elif work == "W3":
        block, payload = works.w3_block()
        make = lambda: FakeUart(block, [0], works.W3_TIMES, fifo)
        job = lambda at: works.w3(at, payload)
        line = b"AT+QIRD=0,1460\r"
    else:
        make = lambda: works.w1_uart(works.W1_COMMANDS, fifo)
        job = works.w1
        line = b"AT+CSQ\r"
    buffer = bytearray(256)
    layout = []
    for turn in range(ROUNDS):
        layout.append(bytearray(100 + 400 * turn))  # where things lie in the heap moves a program: shift it
        r1 = timed(works.reference, make(), line, buffer, True)
        r2 = timed(works.reference, make(), line, buffer, False)
        at = attached(make())
        took = timed(drive, job(at), how)
        sched.loop.sources.clear()
        print("speed", work, how, fifo, took, r1, r2)


async def heap_figures(how):
    """Heap bytes a command, a URC and a message."""
    n = 500
    at = attached(works.w1_uart(n * 3 + 10))
    await works.w1(at, 10)
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    await works.w1(at, n)
    print("heap command", how, (gc.mem_alloc() - before) / n)
    sched.loop.sources.clear()

    at = attached(FakeUart(b"\r\n868777059994693\r\n\r\nOK\r\n", [0], n + 10, 64))
    for _ in range(10):
        await at.text(b"+CGSN")
    gc.collect()
    before = gc.mem_alloc()
    for _ in range(n):
        await at.text(b"+CGSN")
    print("heap bytes", how, (gc.mem_alloc() - before) / n)
    sched.loop.sources.clear()

    at = attached(FakeUart(b"\r\n+CUSATP: 1,2,3\r\n" * 20, [], 40, 64))
    at.poll()
    at.pipe.times = 40
    gc.collect()
    before = gc.mem_alloc()
    while at.pipe.times > 0:
        at.poll()
    print("heap urc", how, (gc.mem_alloc() - before) / (40 * 20))
    sched.loop.sources.clear()
    await message_figure(how)
    gc.enable()


async def message_figure(how):
    """Heap bytes a message takes beyond its topic and payload."""
    from atmodem.mqtt import Message
    from atmodem.quectel import EC20
    from atmodem.quectel.mqtt import Service

    class Stand:
        losses = []
        profile = EC20

    n = 200
    length = 20
    uart = FakeUart(b'\r\n+QMTRECV: 0,0,"site/pump/7",20,"' + bytes(range(length)) + b'"\r\n', [], n + 20, 64)
    stand = Stand()
    stand.at = attached(uart)
    service = Service(stand)
    session = service.allocate(4)
    message = Message()
    for _ in range(10):
        await session.receive_into(message)
    gc.collect()
    before = gc.mem_alloc()
    payload = bytearray(length)
    own = gc.mem_alloc() - before
    before = gc.mem_alloc()
    for _ in range(n):
        await session.receive_into(message)
        if len(message.payload) != length:
            raise ValueError("message")
    print("heap message", how, (gc.mem_alloc() - before) / n - own)
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
    print("wait", how, worst, sched.loop.period_ms)
    sched.loop.sources.clear()


class Exact(Still):
    def idle(self, ms):
        self.ticks += 1  # input may end the sleep at any millisecond


def main(work, how, fifo):
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
