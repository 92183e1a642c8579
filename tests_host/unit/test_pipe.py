# A pipe that takes little at a time, and one that breaks.
from atmodem.at import At
from atmodem.errors import LinkLost
from atmodem.sched import loop, sleep_ms, spawn
from support.wire import Wire, attach, detach_all, error_of, run


def channel(wire):
    """A channel on this wire, and no other."""
    detach_all()
    return attach(At(wire))


async def ask(at, name):
    """Two integers, as a list."""
    into = [0, 0]
    await at.integers(name, into)
    return into


def answer(line):
    """An information line and OK, framed as in ATV1."""
    return b"\r\n" + line + b"\r\n\r\nOK\r\n"


class Choosy(Wire):
    """Takes a few bytes at a time, and now and then none."""

    turn = 0

    def write(self, data):
        self.turn += 1
        return super().write(data[:3]) if self.turn % 3 else None


def test_a_pipe_that_takes_a_few_bytes_at_a_time():
    wire = Choosy(strict=False)
    wire.expect(b'AT+QMTSUB=0,1,"a/rather/long/topic",1\r').reply(answer(b"+QMTSUB: 7,8"))
    at = channel(wire)
    name = b'+QMTSUB=0,1,"a/rather/long/topic",1'

    async def main():
        into = [0, 0]
        command = at.integers(name, into)
        command.prefix = b"+QMTSUB"
        command.key = b"+QMTSUB:"
        await command
        return into

    assert run(main(), wire) == [7, 8]
    assert wire.sent == b"AT" + name + b"\r"
    assert wire.clock.slept <= 60  # a look every millisecond, not every second


def test_what_was_not_taken_goes_out_in_front_of_the_next_command():
    class Deaf(Wire):
        deaf = True

        def write(self, data):
            return None if self.deaf else super().write(data)

    wire = Deaf()
    wire.expect(b"\x1bAT+B\r").reply(answer(b"+B: 1,2"))
    at = channel(wire)

    async def hears():
        await sleep_ms(30)
        wire.deaf = False

    async def main():
        spawn(hears())
        at.write(b"\x1b")
        return await ask(at, b"+B")

    assert run(main(), wire) == [1, 2]
    assert wire.clock.slept <= 32


class Broken(Wire):
    """Raises OSError for as long as `broken` says so: "any", "readinto" or "write"."""

    broken = ""

    def any(self):
        if self.broken == "any":
            raise OSError(5)
        return super().any()

    def readinto(self, buffer, n=None):
        if self.broken == "readinto":
            raise OSError(5)
        return super().readinto(buffer, n)

    def write(self, data):
        if self.broken == "write":
            raise OSError(5)
        return super().write(data)


async def breaks_down(wire, at, broken):
    """A command meets the broken pipe, once or twice; the pipe recovers, and the next one is answered."""
    wire.broken = broken
    wire.say(b"x")
    for _ in range(2 if broken == "write" else 1):
        error = await error_of(ask(at, b"+A"), LinkLost)
        assert error.command == b"+A"
    wire.broken = ""
    return await ask(at, b"+B")


def test_a_broken_pipe_fails_the_command_and_the_channel_goes_on():
    for broken in ("any", "readinto", "write"):
        wire = Broken()
        if broken != "write":
            wire.expect(b"AT+A\r")
        wire.expect(b"AT+CMEE?\r").reply(answer(b"+CMEE: 1"))  # what it sent before it broke may come late
        wire.expect(b"AT+B\r").reply(answer(b"+B: 1,2"))
        assert run(breaks_down(wire, channel(wire), broken), wire) == [1, 2], broken
        wire.done()


class Cramped(Wire):
    """There is no heap left for what is written, so many times."""

    times = 1

    def write(self, data):
        if self.times:
            self.times -= 1
            raise MemoryError
        return super().write(data)


def test_a_command_that_finds_no_memory_is_out_of_the_way():
    # The first in line, and one that has waited for its turn.
    for first in (False, True):
        wire = Cramped()
        if not first:
            wire.expect(b"AT+A\r").reply(answer(b"+A: 1,2"), 50)
        wire.expect(b"AT+CMEE?\r").reply(answer(b"+CMEE: 1"))
        wire.expect(b"AT+C\r").reply(answer(b"+C: 3,4"))
        at = channel(wire)

        async def main():
            if first:
                await error_of(ask(at, b"+B"), MemoryError)
            else:
                wire.times = 0
                asking = spawn(ask(at, b"+A"))
                await sleep_ms(1)
                waiting = spawn(error_of(ask(at, b"+B"), MemoryError))
                await sleep_ms(1)
                wire.times = 1
                assert await asking == [1, 2]
                await waiting
            return await ask(at, b"+C")

        assert run(main(), wire) == [3, 4]
        wire.done()


async def breaks_while_waiting(wire, at, broken):
    """A command waits for its answer when the pipe breaks; returns when it knew."""

    async def breaks():
        await sleep_ms(50)
        wire.broken = broken
        wire.say(b"x")

    spawn(breaks())
    await error_of(ask(at, b"+A"), LinkLost)
    return loop.now()


def test_a_pipe_that_breaks_while_a_command_waits():
    for broken in ("any", "readinto"):
        wire = Broken()
        wire.expect(b"AT+A\r")
        assert run(breaks_while_waiting(wire, channel(wire), broken), wire) <= 1000 + 1050, broken
