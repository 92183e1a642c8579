# The channel: one command in flight, the order of the others, URCs to whoever registered them, a pipe that misbehaves.
from atmodem.at import At
from atmodem.digest import Digest
from atmodem.errors import CommandError, Timeout
from atmodem.fields import Counted, fields
from atmodem.sched import loop, sleep_ms, spawn
from support.wire import Clock, Wire, attach, detach_all, error_of, raises, run


def channel(wire):
    """A channel on this wire, and no other."""
    detach_all()
    return attach(At(wire))


async def ask(at, name, log=None):
    """Two integers, as a list."""
    into = [0, 0]
    await at.integers(name, into)
    if log is not None:
        log.append((name, into))
    return into


def answer(line):
    """An information line and OK, framed as in ATV1."""
    return b"\r\n" + line + b"\r\n\r\nOK\r\n"


# --- one command in flight


def test_integers():
    wire = Wire()
    wire.expect(b"AT+CSQ\r").reply(answer(b"+CSQ: 15,0"))
    wire.expect(b"AT+CSQ\r").reply(answer(b"+CSQ: 31,99"), 20)
    at = channel(wire)

    async def main():
        return await ask(at, b"+CSQ"), await ask(at, b"+CSQ")

    assert run(main(), wire) == ([15, 0], [31, 99])
    assert wire.clock.slept == 20  # not a millisecond longer than the module takes
    wire.done()


def test_integers_with_echo_and_urcs_around():
    wire = Wire(echo=True, chunk=3)
    wire.expect(b"AT+CSQ\r").reply(b"\r\n+QIND: \"csq\",1,99\r\n" + answer(b"+CSQ: 15,0") + b"\r\nRDY\r\n")
    assert run(ask(channel(wire), b"+CSQ"), wire) == [15, 0]


def test_a_command_without_its_information_line_is_refused():
    wire = Wire()
    wire.expect(b"AT+CSQ\r").reply(b"\r\nOK\r\n")
    error = raises(CommandError, ask(channel(wire), b"+CSQ"), wire)
    assert error.command == b"+CSQ" and error.kind == "ERROR"


def test_the_module_refuses():
    for line, kind, code, detail in (
        (b"ERROR", "ERROR", -1, ""),
        (b"+CME ERROR: 10", "CME", 10, ""),
        (b"+CME ERROR 10", "CME", 10, ""),
        (b"+CME ERROR: SIM not inserted", "CME", -1, "SIM not inserted"),
        (b"+CMS ERROR: 500", "CMS", 500, ""),
    ):
        wire = Wire()
        wire.expect(b"AT+CSQ\r").reply(b"\r\n" + line + b"\r\n")
        error = raises(CommandError, ask(channel(wire), b"+CSQ"), wire)
        assert (error.command, error.kind, error.code, error.detail) == (b"+CSQ", kind, code, detail)


def test_numeric_result_codes():
    wire = Wire()
    wire.expect(b"AT+CSQ\r").reply(b"+CSQ: 22,99\r\n0\r")
    wire.expect(b"AT+CSQ\r").reply(b"4\r")
    at = channel(wire)
    at.digest.numeric = True
    assert run(ask(at, b"+CSQ"), wire) == [22, 99]
    assert raises(CommandError, ask(at, b"+CSQ"), wire).kind == "ERROR"


def test_a_digest_of_one_s_own():
    wire = Wire()
    wire.expect(b"AT+CSQ\r").reply(answer(b"+CSQ: 1,2"))
    detach_all()
    assert run(ask(attach(At(wire, Digest(64))), b"+CSQ"), wire) == [1, 2]


def test_a_control_character_in_the_name_sends_nothing():
    wire = Wire()
    for name in (b"+CSQ\r", b"+CSQ\n", b"\x1a", b"A\x1bB", b"\x00"):
        raises(ValueError, ask(channel(wire), name), wire)
    assert wire.sent == b""


# --- several tasks


def test_tasks_get_their_answers_in_the_order_of_asking():
    wire, log = Wire(), []
    for n in range(4):
        wire.expect(b"AT+X%d\r" % n).reply(answer(b"+X%d: %d,0" % (n, n)), 10)
    at = channel(wire)

    async def main():
        for task in [spawn(ask(at, b"+X%d" % n, log)) for n in range(4)]:
            await task

    run(main(), wire)
    assert log == [(b"+X%d" % n, [n, 0]) for n in range(4)]
    assert wire.clock.slept == 40
    wire.done()


def test_a_refusal_meets_only_who_asked():
    wire, log = Wire(), []
    wire.expect(b"AT+A\r").reply(b"\r\nERROR\r\n", 10)
    wire.expect(b"AT+B\r").reply(answer(b"+B: 1,2"))
    at = channel(wire)

    async def first():
        try:
            await ask(at, b"+A")
        except CommandError:
            log.append("refused")

    async def main():
        spawn(first())
        await spawn(ask(at, b"+B", log))

    run(main(), wire)
    assert log == ["refused", (b"+B", [1, 2])]


def test_who_is_cancelled_in_line_sends_nothing():
    wire, log = Wire(), []
    wire.expect(b"AT+A\r").reply(answer(b"+A: 1,1"), 100)
    wire.expect(b"AT+C\r").reply(answer(b"+C: 3,3"))
    at = channel(wire)

    async def main():
        spawn(ask(at, b"+A", log))
        second = spawn(ask(at, b"+B", log))
        third = spawn(ask(at, b"+C", log))
        await sleep_ms(50)
        second.cancel()
        await third

    run(main(), wire)
    assert log == [(b"+A", [1, 1]), (b"+C", [3, 3])]
    wire.done()


def test_cancelling_with_the_answer_already_there():
    wire = Wire()
    wire.expect(b"AT+A\r").reply(answer(b"+A: 1,1"), 100)
    wire.expect(b"AT+B\r").reply(answer(b"+B: 2,2"))
    at = channel(wire)

    async def main():
        first = None

        def cancel(digest):
            first.cancel()  # its OK lies in the same read

        at.subscribe(b"+STOP", cancel)
        first = spawn(ask(at, b"+A"))
        wire.say(b"\r\n+STOP\r\n", 100)
        await sleep_ms(200)
        return await ask(at, b"+B")

    assert run(main(), wire) == [2, 2]
    wire.done()


# --- URCs


def test_urcs_reach_who_subscribed():
    wire, log = Wire(), []
    at = channel(wire)
    at.subscribe(b"+CREG", lambda digest: log.append(("registration",) + fields(digest)))
    at.subscribe(b"CLOSED", lambda digest: log.append("closed"))
    at.subscribe(b"CLOSED", lambda digest: log.append(("closed", digest.integer(digest.field))), numbered=True)
    at.unclaimed = lambda digest: log.append(bytes(digest.buffer[digest.line : digest.stop]))
    wire.say(b"\r\n+CREG: 5\r\n\r\n3, CLOSED\r\n\r\nCLOSED\r\n\r\nTimeOut\r\n", 10)

    async def main():
        await sleep_ms(50)

    run(main(), wire)
    assert log == [("registration", 5), ("closed", 3), "closed", b"TimeOut"]


def test_nobody_need_care_for_a_urc():
    wire = Wire()
    at = channel(wire)
    wire.say(b"\r\n+QIND: PB DONE\r\n> \r\nOK\r\n\r\n+X: 1\r\n\xff\xfe\r\n", 10)

    async def main():
        await sleep_ms(50)

    run(main(), wire)
    assert at.active is None


def test_a_handler_that_raises_harms_nobody_but_itself():
    for chunk in (1, 7, 64):
        wire, log = Wire(chunk=chunk), []
        at = channel(wire)
        urcs = b"\r\n+XX: 1\r\n\r\n+YY: 2\r\n"
        # before the command, before, inside and behind its answer
        wire.say(urcs, 10)
        wire.expect(b"AT+CSQ\r").reply(urcs + b"\r\n+CSQ: 1,2\r\n" + urcs + b"\r\nOK\r\n" + urcs, 20)

        def fails(digest, log=log):
            raise (ValueError, MemoryError)[len(log) % 2]("a handler's")

        at.subscribe(b"+XX", fails)
        at.subscribe(b"+YY", lambda digest, log=log: log.append(digest.integer(digest.field)))

        async def main(at=at):
            await sleep_ms(50)
            found = await ask(at, b"+CSQ")
            await sleep_ms(50)
            return found

        assert run(main(), wire) == [1, 2]
        assert log == [2] * 4, chunk


def test_a_digest_that_fails_at_everything_loses_what_was_read_and_no_more():
    wire = Wire()
    at = channel(wire)
    at.digest.next = lambda: 1 // 0
    wire.say(b"\r\n+XX: 1\r\n", 10)
    wire.expect(b"AT+CSQ\r").reply(answer(b"+CSQ: 1,2"), 20)

    async def main():
        await sleep_ms(50)
        del at.digest.next
        return await ask(at, b"+CSQ")

    assert run(main(), wire) == [1, 2]


def test_a_pushed_payload_goes_where_the_handler_says():
    wire, log = Wire(chunk=5), []
    at = channel(wire)
    wire.expect(b"AT+CSQ\r").reply(b'\r\n+QIURC: "recv",0,7\r\n\r\nOK\r\n!\r\n' + answer(b"+CSQ: 1,2"))

    def arrives(digest):
        digest.target = bytearray(digest.count)

    at.subscribe(b"+QIURC", arrives, Counted(2), lambda digest: log.append(bytes(digest.target)))
    assert run(ask(at, b"+CSQ"), wire) == [1, 2]
    assert log == [b"\r\nOK\r\n!"]


def test_a_payload_that_never_ends_is_given_up():
    wire, log = Wire(), []
    at = channel(wire)
    at.subscribe(b"+QIURC", lambda digest: None, Counted(2), lambda digest: log.append("paid"))
    wire.say(b'\r\n+QIURC: "recv",0,500\r\nabc', 10)
    wire.say(b"def", 1500)  # slow, but still coming
    wire.say(b"ghi", 3000)
    wire.expect(b"AT+CSQ\r").reply(answer(b"+CSQ: 1,2"))

    async def main():
        await sleep_ms(9000)
        return await ask(at, b"+CSQ")

    assert run(main(), wire) == [1, 2]
    assert log == []


def test_a_slow_payload_that_comes_to_its_end():
    wire, log = Wire(), []
    at = channel(wire)

    def arrives(digest):
        digest.target = bytearray(digest.count)

    at.subscribe(b"+QIURC", arrives, Counted(2), lambda digest: log.append(bytes(digest.target)))
    wire.say(b'\r\n+QIURC: "recv",0,6\r\nabc', 10)
    wire.say(b"def\r\n", 1500)

    async def main():
        await sleep_ms(9000)

    run(main(), wire)
    assert log == [b"abcdef"]


# --- deadlines


def test_a_silent_module_ends_in_a_timeout():
    wire = Wire()
    wire.expect(b"AT+CSQ\r")
    at = channel(wire)
    at.timeout_ms = 700
    assert raises(Timeout, ask(at, b"+CSQ"), wire).command == b"+CSQ"
    assert wire.clock.slept == 700


def test_deadlines_hold_across_the_wrap_of_the_clock():
    wire = Wire(clock=Clock(0x40000000 - 100))
    wire.expect(b"AT+CSQ\r")
    wire.expect(b"AT+CMEE?\r").reply(answer(b"+CMEE: 1"))
    wire.expect(b"AT+CSQ\r").reply(answer(b"+CSQ: 1,2"), 8000)
    at = channel(wire)

    async def main():
        await error_of(at.integers(b"+CSQ", [0], 500), Timeout)
        return loop.now(), await ask(at, b"+CSQ")

    assert run(main(), wire) == (400, [1, 2])
