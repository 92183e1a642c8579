# The same library code awaited inside an asyncio program: CPython's loop and MicroPython's.
import asyncio

from atmodem import guest, sched
from atmodem.dialogue import Dialogue
from atmodem.errors import CommandError, LinkLost, Timeout
from atmodem.sched import Lock, Queue, Signal, loop, spawn
from support.wire import Wire, attach, detach_all, error_of


class Ticking:
    """Drives the wire's clock while asyncio runs: a millisecond passes with each turn of the loop, and nobody sleeps."""

    def __init__(self, wire):
        self.clock = wire.clock

    def __enter__(self):
        detach_all()
        self.period = loop.period_ms
        loop.period_ms = 0
        loop.clock = self.clock
        loop.on_turn = self.tick

    def __exit__(self, kind, error, trace):
        loop.period_ms = self.period
        loop.clock = loop.on_turn = None
        loop.tasks.clear()
        detach_all()

    def tick(self):
        self.clock.now += 1


def program(main, wire):
    """Run `main(at)` in asyncio; returns its result."""
    with Ticking(wire):
        return asyncio.run(main(attach(Dialogue(wire))))


async def turns(n):
    """Let the others have `n` turns."""
    for _ in range(n):
        await asyncio.sleep(0)


def test_commands():
    wire = Wire(chunk=7)
    wire.expect(b"AT+CSQ\r").reply(b"\r\n+CSQ: 15,0\r\n\r\nOK\r\n", 20)
    wire.expect(b"AT+CPIN?\r").reply(b"\r\n+CPIN: READY\r\n\r\nOK\r\n")
    wire.expect(b'AT+QMTOPEN=0,"h",1883\r').reply(b"\r\nOK\r\n").reply(b"\r\n+QMTOPEN: 0,0\r\n", 300)
    wire.expect(b"AT+CFUN=9\r").reply(b"\r\n+CME ERROR: 3\r\n")

    async def main(at):
        into = [0, 0]
        await at.integers(b"+CSQ", into)
        found = [into, await at.query("+CPIN?"), await at.action("+QMTOPEN", 0, "h", 1883)]
        try:
            await at.execute("+CFUN", 9)
        except CommandError as error:
            found.append(error.code)
        return found

    assert program(main, wire) == [[15, 0], ("READY",), (0, 0), 3]
    wire.done()


def test_a_broken_pipe():
    class Broken(Wire):
        def write(self, data):
            raise OSError(5)

    async def main(at):
        error = await error_of(at.query("+CSQ"), LinkLost)
        return error.command

    assert program(main, Broken()) == b"+CSQ"


def test_a_timeout_and_the_way_back():
    wire = Wire()
    wire.expect(b"AT+CSQ\r").reply(b"\r\n+CSQ: 9,9\r\n\r\nOK\r\n", 510)
    wire.expect(b"AT+CMEE?\r").reply(b"\r\n+CMEE: 1\r\n\r\nOK\r\n", 40)
    wire.expect(b"AT+CSQ\r").reply(b"\r\n+CSQ: 15,0\r\n\r\nOK\r\n", 10)

    async def main(at):
        started = loop.now()
        await error_of(at.query("+CSQ", timeout_ms=500), Timeout)
        assert 500 <= loop.now() - started <= 510
        return await at.query("+CSQ")

    assert program(main, wire) == (15, 0)
    wire.done()


def test_tasks_of_asyncio_queue_for_the_channel():
    wire = Wire()
    for n in range(3):
        wire.expect(b"AT+X%d\r" % n).reply(b"\r\n+X%d: %d\r\n\r\nOK\r\n" % (n, n), 10)

    async def main(at):
        async def ask(n):
            return await at.query("+X%d" % n)

        return list(await asyncio.gather(*[ask(n) for n in range(3)]))

    assert program(main, wire) == [(0,), (1,), (2,)]
    wire.done()


def test_cancelled_by_asyncio():
    wire = Wire()
    wire.expect(b"AT+CSQ\r").reply(b"\r\n+CSQ: 9,9\r\n\r\nOK\r\n", 100)
    wire.expect(b"AT+CMEE?\r").reply(b"\r\n+CMEE: 1\r\n\r\nOK\r\n", 150)
    wire.expect(b"AT+CPIN?\r").reply(b"\r\n+CPIN: READY\r\n\r\nOK\r\n")

    async def main(at):
        async def ask():
            await at.query("+CSQ")

        task = asyncio.create_task(ask())
        await turns(20)
        task.cancel()
        await error_of(task, asyncio.CancelledError)
        return await at.query("+CPIN?")  # the late answer of the first is drained

    assert program(main, wire) == ("READY",)
    wire.done()


def test_signal_queue_and_lock():
    signal, queue, lock = Signal(), Queue(2), Lock()

    async def main(at):
        log = []

        async def other():
            async with lock:
                await turns(5)
                log.append("first")
            log.append(await queue.get())
            await turns(5)
            signal.set()

        task = asyncio.create_task(other())
        await turns(1)
        async with lock:
            log.append("second")
        queue.put("item")
        log.append(await signal.wait(1000))
        log.append(await queue.get(30))
        assert await lock.acquire(10) is True
        log.append(await lock.acquire(10))
        await task
        return log

    assert program(main, Wire()) == ["first", "second", "item", True, None, False]


def test_who_is_cancelled_leaves_the_line():
    lock = Lock()

    async def main(at):
        async def wait():
            async with lock:
                raise AssertionError("got it")

        await lock.acquire()
        task = asyncio.create_task(wait())
        await turns(5)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            pass
        lock.release()
        return await lock.acquire(10), lock.line

    assert program(main, Wire()) == (True, [])


def test_serve_keeps_urcs_flowing_while_the_program_sleeps():
    wire, log = Wire(), []
    wire.say(b"\r\n+CREG: 5\r\n", 10)
    wire.say(b"\r\n+CREG: 1\r\n", 30)

    async def main(at):
        at.subscribe(b"+CREG", lambda digest: log.append(digest.integer(digest.field)))
        guest.host()
        await turns(100)
        return list(log)

    assert program(main, wire) == [5, 1]


def test_one_server_at_a_time_and_none_when_there_is_nothing_left_to_serve():
    async def main(at):
        servers = []
        for _ in range(4):
            guest.host()
            servers.append(loop.server)
            await turns(3)
        running = [not server.done() for server in servers]
        loop.sources.remove(at)
        spawn(sleep_for_a_while())
        await turns(10)
        running.append(not loop.server.done())  # the task is still at it
        await turns(100)
        running.append(not loop.server.done())
        return running

    async def sleep_for_a_while():
        await sched.sleep_ms(50)

    assert program(main, Wire()) == [False, False, False, True, True, False]


def test_the_library_s_own_tasks_run_beside():
    async def count(log):
        for n in range(3):
            await sched.sleep_ms(10)
            log.append(n)
        return "counted"

    async def main(at):
        log = []
        task = spawn(count(log))
        started = loop.now()
        return await task, log, loop.now() - started < 60

    assert program(main, Wire()) == ("counted", [0, 1, 2], True)


def test_sleeping_and_the_error_of_a_task():
    async def fail():
        await sched.sleep_ms(5)
        raise KeyError("why")

    async def main(at):
        started = loop.now()
        await sched.sleep_ms(25)
        slept = loop.now() - started
        error = await error_of(spawn(fail()), KeyError)
        return 25 <= slept <= 27, error.args

    assert program(main, Wire()) == (True, ("why",))


def test_the_period_is_kept_by_the_program_s_own_loop():
    # With a real clock and nothing awaited of ours but a short sleep.
    async def main():
        await sched.sleep_ms(3)
        return loop.period_ms

    try:
        assert asyncio.run(main()) == 2
    finally:
        loop.clock = None
