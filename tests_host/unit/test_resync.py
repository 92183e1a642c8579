# A late answer is never taken for the next command's: for each kind of answer, whatever the module does.
from atmodem.dialogue import Dialogue
from atmodem.errors import CommandError, Timeout
from atmodem.fields import Counted, shape
from atmodem.sched import loop, sleep_ms, spawn
from support.wire import Wire, attach, detach_all, error_of, raises, run

TIMEOUT = 500
IN_STEP = b"\r\n+CMEE: 1\r\n\r\nOK\r\n"


def channel(wire):
    """A channel on this wire, and no other."""
    detach_all()
    at = attach(Dialogue(wire))
    at.timeout_ms = TIMEOUT
    return at


# (name, verb, command line, whole answer)
LATE = (
    ("execute", lambda at: at.execute("+CFUN", 1), b"AT+CFUN=1\r", b"\r\nOK\r\n"),
    ("refused", lambda at: at.execute("+CFUN", 1), b"AT+CFUN=1\r", b"\r\n+CME ERROR: 3\r\n"),
    ("query", lambda at: at.query("+CSQ"), b"AT+CSQ\r", b"\r\n+CSQ: 7,7\r\n\r\nOK\r\n"),
    ("integers", lambda at: at.integers(b"+CSQ", [0, 0]), b"AT+CSQ\r", b"\r\n+CSQ: 7,7\r\n\r\nOK\r\n"),
    ("shaped", lambda at: at.query("+CREG?", shape=shape("nn*")), b"AT+CREG?\r", b"\r\n+CREG: 0,1\r\n\r\nOK\r\n"),
    ("bare", lambda at: at.text("+CGSN"), b"AT+CGSN\r", b"\r\n868488076506128\r\n\r\nOK\r\n"),
    ("raw door", lambda at: at.command("I"), b"ATI\r", b"\r\nQuectel\r\nEC20F\r\n\r\nOK\r\n"),
    ("bare without OK", lambda at: at.text("+CIFSR", linger=True), b"AT+CIFSR\r", b"\r\n10.1.2.3\r\n"),
    ("action", lambda at: at.action("+QMTOPEN", 0, "h", 1), b'AT+QMTOPEN=0,"h",1\r', b"\r\nOK\r\n\r\n+QMTOPEN: 0,0\r\n"),
    (
        "counted",
        lambda at: at.read("+QIRD", 0, into=bytearray(64), counted=Counted(0)),
        b"AT+QIRD=0\r",
        b"\r\n+QIRD: 40\r\n\r\n+CSQ: 9,9\r\n\r\nOK\r\n\r\n+CMEE: 1\r\n\r\nOK\r\n \r\n\r\nOK\r\n",
    ),
    (
        "other final text",
        lambda at: at.execute("+QISEND", 0, 0, finals=(b"SEND OK",)),
        b"AT+QISEND=0,0\r",
        b"\r\nSEND OK\r\n",
    ),
)


def awaiting(command):
    """A verb that gives this command."""
    return lambda at: command


async def fails_then(verb, at, pause_ms=0):
    """Let one command run out of time, then ask for the signal, which is 15,0. None when the command had its answer in time."""
    try:
        await verb(at)
        return None
    except CommandError:
        return None
    except Timeout:
        into = [0, 0]
        await sleep_ms(pause_ms)
        await at.integers(b"+CSQ", into)
        return into


def late(sent, *replies, silent=0, questions=(30,)):
    """A module that answers a command with `replies` (bytes, ms), and the questions that follow after so many ms each.

    `silent`: so many of the questions, the first, are not answered.
    """
    wire = Wire()
    wire.expect(sent)
    for reply, after_ms in replies:
        wire.reply(reply, after_ms)
    for _ in range(silent):
        wire.expect(b"AT+CMEE?\r")
    for after_ms in questions:
        wire.expect(b"AT+CMEE?\r").reply(IN_STEP, after_ms)
    wire.expect(b"AT+CSQ\r").reply(b"\r\n+CSQ: 15,0\r\n\r\nOK\r\n", 5)
    return wire


def test_the_answer_comes_while_the_question_is_out():
    for name, verb, sent, reply in LATE:
        wire = late(sent, (reply, TIMEOUT + 10))
        assert run(fails_then(verb, channel(wire)), wire) == [15, 0], name
        wire.done()


def test_the_answer_comes_long_before_the_next_command():
    for name, verb, sent, reply in LATE:
        wire = late(sent, (reply, TIMEOUT + 10))
        assert run(fails_then(verb, channel(wire), pause_ms=3000), wire) == [15, 0], name


def test_the_answer_is_cut_half_way():
    for name, verb, sent, reply in LATE:
        outcomes = []
        for cut in range(1, len(reply)):
            if name == "action" and cut > len("\r\nOK"):
                break  # with its OK it no longer holds the channel
            wire = late(sent, (reply[:cut], 10), (reply[cut:], TIMEOUT + 20))
            outcomes.append(run(fails_then(verb, channel(wire)), wire))
            assert outcomes[-1] in (None, [15, 0]), (name, cut)
        assert [15, 0] in outcomes, name


def test_the_rest_comes_two_seconds_after_the_deadline():
    # Modules answer in order: the questions asked meanwhile are answered behind it.
    for name, verb, sent, reply in LATE:
        reply = reply.replace(IN_STEP, b"")
        for cut in range(1, len("\r\nOK") if name == "action" else len(reply), 3):
            wire = late(sent, (reply[:cut], 10), (reply[cut:], TIMEOUT + 2000), questions=(2010, 1020, 30))
            assert run(fails_then(verb, channel(wire)), wire) in (None, [15, 0]), (name, cut)


def test_a_payload_cut_off_for_good():
    verb, sent, reply = LATE[9][1:]
    for cut in range(12, 30):
        wire = Wire()
        wire.expect(sent).reply(reply[:cut], 10)
        wire.expect(b"AT+CMEE?\r").reply(b"\r\nOK\r\n", 10)  # taken for payload: not one question is answered in time
        wire.expect(b"AT+CMEE?\r").reply(IN_STEP, 30)
        wire.expect(b"AT+CSQ\r").reply(b"\r\n+CSQ: 15,0\r\n\r\nOK\r\n", 5)
        assert run(fails_then(verb, channel(wire)), wire) == [15, 0], cut
        wire.done()


def test_a_payload_that_goes_on():
    # 115200 baud for three seconds behind the deadline: however often it is asked meanwhile, no line is seen in it.
    piece = b"\r\n+CMTI: 1\r\n\r\nOK\r\n+CMEE: 1\r\n" + b"x" * 1000
    wire = Wire(chunk=256)
    wire.expect(b"AT+QIRD=0\r").reply(b"\r\n+QIRD: %d\r\n" % (33 * len(piece)))
    for i in range(33):
        wire.reply(piece, TIMEOUT + 100 * i)
    for _ in range(3):
        wire.expect(b"AT+CMEE?\r")
    wire.expect(b"AT+CMEE?\r").reply(b"\r\n\r\nOK\r\n" + IN_STEP, 400)
    wire.expect(b"AT+CSQ\r").reply(b"\r\n+CSQ: 15,0\r\n\r\nOK\r\n", 5)
    at = channel(wire)
    lines = []
    at.subscribe(b"+CMTI", lambda digest: lines.append(1))
    assert run(fails_then(LATE[9][1], at), wire) == [15, 0]
    assert not lines
    wire.done()


def test_late_payload_does_not_touch_the_caller_s_buffer():
    rest = (b"x" * 30 + b"\r\n\r\nOK\r\n", TIMEOUT + 20)
    wire = late(b"AT+QIRD=0\r", (b"\r\n+QIRD: 40\r\n0123456789", 10), rest, questions=(40,))
    buffer = bytearray(64)
    at = channel(wire)
    assert run(fails_then(lambda at: at.read("+QIRD", 0, into=buffer, counted=Counted(0)), at), wire) == [15, 0]
    assert b"x" not in buffer


def test_the_answer_comes_twice():
    for name, verb, sent, reply in LATE:
        wire = late(sent, (reply, TIMEOUT + 5), (reply, TIMEOUT + 15))
        assert run(fails_then(verb, channel(wire)), wire) == [15, 0], name


def test_two_questions_are_both_answered_late():
    wire = late(b"AT+CFUN=1\r", (b"\r\nOK\r\n", 1900), questions=(1420, 520))
    assert run(fails_then(LATE[0][1], channel(wire)), wire) == [15, 0]
    wire.done()


def sends(at, payload=b"abc", cancel=None):
    """A command with a prompt."""
    return at.send("+QISEND", 0, len(payload), payload=payload, finals=(b"SEND OK",), cancel=cancel)


def test_a_prompt_that_comes_too_late_is_cancelled():
    # A counted prompt takes nothing but its payload; one that ends with Ctrl-Z takes ESC. A question would be payload too.
    for cancel, expected in ((None, b"abc"), (b"\x1b", b"\x1b")):
        for after_ms in (TIMEOUT + 1, TIMEOUT + 10, TIMEOUT + 950):
            wire = Wire()
            wire.expect(b"AT+QISEND=0,3\r").reply(b"\r\n> ", after_ms)
            wire.expect(expected).reply(b"\r\nSEND OK\r\n", 5)
            wire.expect(b"AT+CMEE?\r").reply(IN_STEP, 5)
            wire.expect(b"AT+CSQ\r").reply(b"\r\n+CSQ: 15,0\r\n\r\nOK\r\n", 5)
            at = channel(wire)

            assert run(fails_then(awaiting(sends(at, cancel=cancel)), at), wire) == [15, 0]
            wire.done()


def test_a_command_cancelled_before_its_prompt():
    for after_ms in (1, 3, 40):
        wire = Wire()
        wire.expect(b"AT+QISEND=0,3\r").reply(b"\r\n> ", after_ms)
        wire.expect(b"abc").reply(b"\r\nSEND OK\r\n", 5)
        wire.expect(b"AT+CMEE?\r").reply(IN_STEP, 5)
        wire.expect(b"AT+CSQ\r").reply(b"\r\n+CSQ: 15,0\r\n\r\nOK\r\n", 5)
        at = channel(wire)

        async def main():
            async def sending():
                await sends(at)

            task = spawn(sending())
            await sleep_ms(0)
            task.cancel()
            await sleep_ms(0)
            return await at.query("+CSQ")

        assert run(main(), wire) == (15, 0), after_ms
        wire.done()


def test_a_prompt_that_is_lost():
    # The module waits for its thousand bytes, whatever it is asked: they are the first it gets.
    payload = bytes(range(33, 133)) * 10
    wire = Wire()
    wire.expect(b"AT+QISEND=0,1000\r")
    wire.expect(payload).reply(b"\r\nSEND OK\r\n", 5)
    wire.expect(b"AT+CMEE?\r").reply(IN_STEP, 5)
    wire.expect(b"AT+CSQ\r").reply(b"\r\n+CSQ: 15,0\r\n\r\nOK\r\n", 5)
    at = channel(wire)
    assert run(fails_then(awaiting(sends(at, payload)), at), wire) == [15, 0]
    wire.done()


def test_a_prompt_that_comes_when_its_payload_is_there_gets_no_other():
    wire = Wire()
    wire.expect(b"AT+QISEND=0,3\r")
    wire.expect(b"abc").reply(b"\r\n> ", 300).reply(b"\r\nSEND OK\r\n", 310)
    wire.expect(b"AT+CMEE?\r").reply(IN_STEP, 320)
    wire.expect(b"AT+CSQ\r").reply(b"\r\n+CSQ: 15,0\r\n\r\nOK\r\n", 5)
    at = channel(wire)
    assert run(fails_then(awaiting(sends(at)), at), wire) == [15, 0]
    wire.done()


def test_a_payload_that_was_refused_is_not_sent():
    for after_ms in (TIMEOUT + 20, TIMEOUT + 900):
        for pause_ms in (0, 3000):
            wire = Wire()
            wire.expect(b"AT+QISEND=0,3\r").reply(b"\r\nERROR\r\n", after_ms)
            wire.expect(b"AT+CMEE?\r").reply(IN_STEP, 5)
            wire.expect(b"AT+CSQ\r").reply(b"\r\n+CSQ: 15,0\r\n\r\nOK\r\n", 5)
            at = channel(wire)
            assert run(fails_then(awaiting(sends(at)), at, pause_ms), wire) == [15, 0]
            wire.done()


def test_a_payload_that_might_be_a_command_is_not_typed():
    wire = Wire()
    wire.expect(b"AT+QISEND=0,13\r")
    wire.expect(b"AT+CMEE?\r")  # payload, or the question of a module that waits for none
    wire.expect(b"AT+CMEE?\r").reply(b"\r\nSEND OK\r\n", 5)
    wire.expect(b"AT+CMEE?\r").reply(IN_STEP, 5)
    wire.expect(b"AT+CSQ\r").reply(b"\r\n+CSQ: 15,0\r\n\r\nOK\r\n", 5)
    at = channel(wire)
    assert run(fails_then(awaiting(sends(at, b"x\rat+cfun=0\r1")), at), wire) == [15, 0]
    wire.done()


def test_a_prompt_that_comes_before_anybody_asks_again():
    wire = Wire()
    wire.expect(b"AT+QISEND=0,3\r").reply(b"\r\n> ", TIMEOUT + 100)
    wire.expect(b"abc").reply(b"\r\nSEND OK\r\n")
    wire.expect(b"AT+CMEE?\r").reply(IN_STEP, 5)
    wire.expect(b"AT+CSQ\r").reply(b"\r\n+CSQ: 15,0\r\n\r\nOK\r\n", 5)
    at = channel(wire)

    async def main():
        await error_of(sends(at), Timeout)
        await sleep_ms(2000)
        return await at.query("+CSQ")

    assert run(main(), wire) == (15, 0)
    wire.done()


def test_a_silent_module_fails_each_command_after_ten_questions():
    wire = Wire()
    wire.expect(b"AT+CFUN=1\r")
    for _ in range(20):
        wire.expect(b"AT+CMEE?\r")
    at, log = channel(wire), []

    async def tries(verb):
        try:
            await verb(at)
        except Timeout as error:
            log.append((error.command, loop.now() - 1000))

    async def main():
        await tries(lambda at: at.execute("+CFUN", 1))
        first = spawn(tries(lambda at: at.action("+QMTOPEN", 0, "h", 1)))
        await tries(lambda at: at.query("+CSQ"))
        await first

    run(main(), wire)
    assert [name for name, _ in log] in ([b"+CFUN", b"+QMTOPEN", b"+CSQ"], [b"+CFUN", b"+CSQ", b"+QMTOPEN"])
    assert log[0][1] == TIMEOUT and log[1][1] - TIMEOUT <= 10300 and log[2][1] - log[1][1] <= 10300
    assert at.waiting == [] and at.followers == []
    wire.done()


def test_a_module_that_comes_back_is_talked_to_again():
    wire = late(b"AT+CFUN=1\r", silent=4, questions=(50,))
    at = channel(wire)
    assert run(fails_then(LATE[0][1], at), wire) == [15, 0]
    assert not at.dirty
    wire.done()


def test_who_waits_may_give_up_meanwhile():
    wire = Wire()
    wire.expect(b"AT+CFUN=1\r")
    for _ in range(3):
        wire.expect(b"AT+CMEE?\r")
    wire.expect(b"AT+CMEE?\r").reply(IN_STEP, 50)
    wire.expect(b"AT+CPIN?\r").reply(b"\r\n+CME ERROR: 10\r\n")
    at = channel(wire)

    async def main():
        await error_of(at.execute("+CFUN", 1), Timeout)
        waiting = spawn(fails_then(lambda at: at.query("+CSQ"), at))
        await sleep_ms(1500)
        waiting.cancel()
        await at.query("+CPIN?")

    assert raises(CommandError, main(), wire).code == 10
    wire.done()


def test_everyone_may_give_up_on_a_silent_module():
    wire = late(b"AT+CFUN=1\r", silent=10, questions=(50,))
    at = channel(wire)

    async def main():
        waiting = spawn(fails_then(LATE[0][1], at))
        await sleep_ms(TIMEOUT + 1500)
        waiting.cancel()
        await sleep_ms(20000)
        return await at.query("+CSQ")

    assert run(main(), wire) == (15, 0)
    wire.done()


async def cancelled_then(verb, at):
    """Cancel a command while it waits, then ask for the signal."""

    async def cancelled():
        await verb(at)

    task = spawn(cancelled())
    await sleep_ms(50)
    task.cancel()
    await sleep_ms(0)
    return await at.query("+CSQ")


def test_a_cancelled_command_is_drained_too():
    for name, verb, sent, reply in LATE:
        wire = late(sent, (reply, 100))
        assert run(cancelled_then(verb, channel(wire)), wire) == (15, 0), name


def test_a_module_that_echoes_again_has_started_anew():
    for echo, told in ((b"", 0), (b"AT+CMEE?\r", 1)):
        wire = Wire(echo=False)
        wire.expect(b"AT+QIRD=0\r").reply(b"\r\n+QIRD: 40\r\nthe answer breaks off: \r\nRDY\r\n")
        wire.expect(b"AT+CMEE?\r").reply(b"")  # taken for payload
        wire.expect(b"AT+CMEE?\r").reply(echo + IN_STEP)
        wire.expect(b"AT+CSQ\r").reply(b"\r\n+CSQ: 15,0\r\n\r\nOK\r\n")
        at = channel(wire)
        calls = []
        at.restarted = calls.append
        into = [0, 0]

        async def main():
            await error_of(at.read("+QIRD", 0, into=bytearray(64), counted=Counted(0)), Timeout)
            await at.integers(b"+CSQ", into)

        run(main(), wire)
        wire.done()
        assert into == [15, 0]
        assert calls == [True] * told, echo
