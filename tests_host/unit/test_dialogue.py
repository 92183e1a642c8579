# Each verb of the channel against what modules answer.
from atmodem.arguments import Raw
from atmodem.errors import CommandError, LinkLost, Timeout
from atmodem.fields import shape
from atmodem.sched import loop, sleep_ms, spawn
from support.channel import channel, replied
from support.wire import Wire, awaited, error_of, raises, run


def answer(*lines):
    """Information lines and OK, framed as in ATV1."""
    return b"".join([b"\r\n" + line + b"\r\n" for line in lines]) + b"\r\nOK\r\n"


# --- what is asked and answered


def test_command_returns_the_lines_as_they_are():
    lines = replied(b"ATI\r", answer(b"Quectel", b"EC20F", b"Revision: EC20CEFAGR06A01M4G"), lambda at: at.command("I"))
    assert lines == ["Quectel", "EC20F", "Revision: EC20CEFAGR06A01M4G"]
    assert replied(b"AT+QIACT?\r", b"\r\nOK\r\n", lambda at: at.command("+QIACT?")) == []
    assert replied(b"AT\r", b"\r\nOK\r\n", lambda at: at.command("")) == []
    lines = replied(b"AT+CPIN?\r", answer(b"+CPIN: READY"), lambda at: at.command("+CPIN?"))
    assert lines == ["+CPIN: READY"]


def test_bare_lines_around_a_handler_that_raises():
    wire = Wire()
    at = channel(wire)
    at.subscribe(b"+XX", lambda digest: {}["nothing"])
    wire.expect(b"ATI\r").reply(b"\r\n+XX: 1\r\n\r\nEC20F\r\n\r\n+XX: 1\r\n\r\nRevision: 1\r\n\r\nOK\r\n", 20)
    assert run(awaited(lambda: at.command("I")), wire) == ["EC20F", "Revision: 1"]


def test_execute_returns_nothing():
    assert replied(b"AT+CFUN=1\r", b"\r\nOK\r\n", lambda at: at.execute("+CFUN", 1)) is None
    assert replied(b"ATE0&W\r", b"\r\nOK\r\n", lambda at: at.execute("E0&W")) is None
    # +CPIN="1234" is answered with a line of its own on some modules
    assert replied(b'AT+CPIN="1234"\r', answer(b"+CPIN: READY"), lambda at: at.execute("+CPIN", "1234", secret=True)) is None


def test_query_returns_the_fields_of_its_line():
    found = replied(b"AT+COPS?\r", answer(b'+COPS: 0,2,"46001",7'), lambda at: at.query("+COPS?"))
    assert found == (0, 2, "46001", 7)
    assert replied(b"AT+QIACT?\r", b"\r\nOK\r\n", lambda at: at.query("+QIACT?")) is None
    assert replied(b"AT+CMEE?\r", answer(b"+CMEE :1"), lambda at: at.query("+CMEE?")) == (1,)
    assert replied(b"AT+MQTTSTATU\r", answer(b"+MQTTSTATU :1"), lambda at: at.query("+MQTTSTATU")) == (1,)


def test_query_is_not_deceived_by_the_urc_with_its_prefix():
    reply = b'\r\n+CEREG: 5\r\n\r\n+CEREG: 2,"1A2B","01C3D4E5",7\r\n' + answer(b'+CEREG: 2,1,"1A2B","01C3D4E5",7')
    found = replied(b"AT+CEREG?\r", reply, lambda at: at.query("+CEREG?", shape=shape("nn*")))
    assert found == (2, 1, "1A2B", "01C3D4E5", 7)


def test_rows_returns_every_line():
    reply = answer(b'+QIACT: 1,1,1,"10.3.118.130"', b'+QIACT: 2,1,1,"10.3.118.131"')
    found = replied(b"AT+QIACT?\r", reply, lambda at: at.rows("+QIACT?"))
    assert found == [(1, 1, 1, "10.3.118.130"), (2, 1, 1, "10.3.118.131")]
    assert replied(b"AT+QIACT?\r", b"\r\nOK\r\n", lambda at: at.rows("+QIACT?")) == []


def test_text_returns_the_line_as_bytes():
    assert replied(b"AT+CGSN\r", answer(b"868488076506128"), lambda at: at.text("+CGSN")) == b"868488076506128"
    assert replied(b"AT+CGSN\r", b"\r\n+CREG: 1\r\n" + answer(b"86"), lambda at: at.text("+CGSN")) == b"86"


def test_a_line_that_no_ok_need_follow():
    for reply in (b"\r\n10.222.163.213\r\n", answer(b"10.222.163.213")):
        assert replied(b"AT+CIFSR\r", reply, lambda at: at.text("+CIFSR", linger=True)) == b"10.222.163.213"
    wire = Wire()
    wire.expect(b"AT+CIFSR\r").reply(b"\r\n10.1.2.3\r\n").reply(b"\r\nOK\r\n", 150)
    wire.expect(b"AT+X\r").reply(b"\r\nERROR\r\n", 10)
    at = channel(wire)

    async def main():
        assert await at.text("+CIFSR", linger=True) == b"10.1.2.3"
        await at.execute("+X")

    raises(CommandError, main(), wire)  # the late OK was not taken for the one of +X
    assert wire.clock.slept == 160


def test_the_name_may_be_str_or_bytes():
    assert replied(b"AT+CFUN=1\r", b"\r\nOK\r\n", lambda at: at.execute(b"+CFUN", 1)) is None


# --- commands that answer twice


def test_action_waits_for_its_result_line():
    for reply in (
        b"\r\nOK\r\n\r\n+QMTOPEN: 0,0\r\n",  # as the manual shows it, in one read
        b"\r\n+QMTOPEN: 0,0\r\n\r\nOK\r\n",  # the other order
        b'\r\n+QMTOPEN: 1,3\r\n\r\nOK\r\n\r\n+QMTOPEN: 1,5\r\n\r\n+QMTOPEN: 0,"h",1\r\n\r\n+QMTOPEN: 0,0\r\n',
    ):
        sent = b'AT+QMTOPEN=0,"broker.example",1883\r'
        assert replied(sent, reply, lambda at: at.action("+QMTOPEN", 0, "broker.example", 1883)) == (0, 0)


def test_others_may_ask_while_an_action_waits():
    wire = Wire()
    wire.expect(b'AT+QMTOPEN=0,"h",1\r').reply(b"\r\nOK\r\n", 10).reply(b"\r\n+QMTOPEN: 0,0\r\n", 500)
    wire.expect(b'AT+QMTOPEN=1,"h",1\r').reply(b"\r\nOK\r\n\r\n+QMTOPEN: 1,3\r\n", 10)
    wire.expect(b"AT+CPIN?\r").reply(answer(b"+CPIN: READY"), 10)
    at, log = channel(wire), []

    async def opens(index):
        log.append(await at.action("+QMTOPEN", index, "h", 1))

    async def main():
        first = spawn(opens(0))
        spawn(opens(1))
        await sleep_ms(0)
        log.append(await at.query("+CPIN?"))
        await first

    run(main(), wire)
    assert log == [(1, 3), ("READY",), (0, 0)]
    assert wire.clock.slept == 500


def test_an_action_refused_at_once():
    wire = Wire()
    wire.expect(b"AT+QMTCLOSE=0\r").reply(b"\r\n+CME ERROR: 3\r\n")
    wire.expect(b"AT+QMTCLOSE=1\r").reply(b"\r\nERROR\r\n")
    at = channel(wire)
    assert raises(CommandError, awaited(lambda at: at.action("+QMTCLOSE", 0), at), wire).code == 3
    assert raises(CommandError, awaited(lambda at: at.action("+QMTCLOSE", 1), at), wire).code == -1
    assert at.followers == []


def test_an_error_behind_the_ok_of_an_action_is_its_end():
    wire = Wire()
    wire.expect(b'AT+QMTOPEN=0,"h",1\r').reply(b"\r\nOK\r\n", 5).reply(b"\r\n+CME ERROR: 703\r\n", 700)
    at = channel(wire)
    error = raises(CommandError, awaited(lambda at: at.action("+QMTOPEN", 0, "h", 1), at), wire)
    assert (error.command, error.code) == (b"+QMTOPEN", 703)
    assert at.followers == [] and wire.clock.slept == 700


def test_an_error_that_may_be_of_either_of_two_actions_ends_neither():
    wire = Wire()
    wire.expect(b'AT+QMTOPEN=0,"h",1\r').reply(b"\r\nOK\r\n", 5).reply(b"\r\n+QMTOPEN: 0,0\r\n", 900)
    wire.expect(b'AT+QMTOPEN=1,"h",1\r').reply(b"\r\nOK\r\n", 5).reply(b"\r\n+CME ERROR: 703\r\n\r\n+QMTOPEN: 1,0\r\n", 700)
    at = channel(wire)

    async def main():
        first = spawn(awaited(lambda at: at.action("+QMTOPEN", 0, "h", 1), at))
        await sleep_ms(0)
        assert await at.action("+QMTOPEN", 1, "h", 1) == (1, 0)
        assert await first == (0, 0)

    run(main(), wire)


def test_a_result_that_says_not_whose_it_is_is_expected_twice_the_time_and_no_longer():
    for pause_ms, expected in ((300, None), (1000, (1,))):
        wire = Wire()
        wire.expect(b"AT+CNTP\r").reply(b"\r\nOK\r\n")
        wire.expect(b"AT+CNTP\r").reply(b"\r\nOK\r\n\r\n+CNTP: 1\r\n")
        at = channel(wire)
        found = []

        async def main():
            for _ in range(2):
                try:
                    found.append(await at.action("+CNTP", match=0, timeout_ms=800))
                except Timeout:
                    found.append(None)
                await sleep_ms(pause_ms)

        run(main(), wire)
        assert found == [None, expected], pause_ms


def test_an_action_whose_result_never_comes():
    wire = Wire()
    wire.expect(b"AT+QMTDISC=0\r").reply(b"\r\nOK\r\n")
    wire.expect(b"AT+CPIN?\r").reply(answer(b"+CPIN: READY"))
    at = channel(wire)

    async def main():
        error = await error_of(at.action("+QMTDISC", 0, timeout_ms=800), Timeout)
        assert error.command == b"+QMTDISC"
        return loop.now() - 1000, await at.query("+CPIN?")  # its OK has come: there is nothing to be drained

    assert run(main(), wire) == (800, ("READY",))
    assert at.followers == []


async def ended(command, log):
    """Note how a command ends."""
    try:
        log.append(await command)
    except LinkLost as error:
        log.append(str(error.args[0]))


def test_what_was_sent_for_a_link_that_is_gone_ends_with_it():
    wire = Wire()
    wire.expect(b"AT+QMTSUB=0,1\r").reply(b"\r\nOK\r\n", 10)
    wire.expect(b"AT+QMTSUB=1,1\r").reply(b"\r\nOK\r\n", 10).reply(b"\r\n+QMTSUB: 1,1,0\r\n", 500)
    wire.expect(b"AT+QMTSUB=0,2\r").reply(b"\r\nOK\r\n", 100)  # the link goes before this OK comes
    wire.expect(b"AT+CPIN?\r").reply(answer(b"+CPIN: READY"))
    at, log, links = channel(wire), [], ["first", "second"]

    async def main():
        for index, number in ((0, 1), (1, 1), (0, 2)):
            command = at.action("+QMTSUB", index, number, match=2)
            command.link = links[index]
            spawn(ended(command, log))
        await sleep_ms(50)
        at.forsake(links[0], LinkLost("gone"))
        await sleep_ms(1)
        assert log == ["gone"]
        assert await at.query("+CPIN?") == ("READY",)
        await sleep_ms(1)
        assert log == ["gone", "gone"]
        await sleep_ms(1000)

    run(main(), wire)
    assert log == ["gone", "gone", (1, 1, 0)]
    wire.done()


def test_a_result_line_that_does_not_say_whose_it_is_belongs_to_the_one_who_asked_first():
    wire = Wire()
    wire.expect(b"AT+HTTPACTION\r").reply(b"\r\nOK\r\n").reply(b"\r\n+HTTPACTION: 0,200,5\r\n", 900)
    wire.expect(b"AT+HTTPACTION\r").reply(b"\r\nOK\r\n").reply(b"\r\n+HTTPACTION: 0,404,7\r\n", 200)
    at = channel(wire)

    async def main():
        await error_of(at.action("+HTTPACTION", match=0, timeout_ms=800), Timeout)
        return await at.action("+HTTPACTION", match=0)

    assert run(main(), wire) == (0, 404, 7)
    at.release(LinkLost("nobody waits"))


def test_who_waits_for_such_a_line_can_be_released():
    wire = Wire()
    wire.expect(b"AT+HTTPACTION\r").reply(b"\r\nOK\r\n")
    wire.expect(b"AT+QMTOPEN=0\r").reply(b"\r\nOK\r\n").reply(b"\r\n+QMTOPEN: 0,0\r\n", 500)
    at, log = channel(wire), []

    async def main():
        spawn(ended(at.action("+HTTPACTION", match=0), log))
        spawn(ended(at.action("+QMTOPEN", 0), log))
        await sleep_ms(50)
        at.release(LinkLost("terminated"))
        await sleep_ms(1000)

    run(main(), wire)
    assert log == ["terminated", (0, 0)]


def test_an_ok_that_is_not_the_end():
    for text, which in ((b"CONNACK OK", 0), (b"CONNACK FAIL", 1)):
        wire = Wire()
        wire.expect(b"AT+MCONNECT=1,120\r").reply(b"\r\nOK\r\n", 5).reply(b"\r\n" + text + b"\r\n", 300)
        at = channel(wire)
        finals = (b"CONNACK OK", b"CONNACK FAIL")
        assert run(awaited(lambda at: at.execute("+MCONNECT", 1, 120, finals=finals, continues=True), at), wire) == which
        assert wire.clock.slept == 300


def test_the_same_question_again_and_again():
    wire = Wire()
    for n in range(3):
        wire.expect(b"AT+CGSN\r").reply(answer(b"%d" % (100 + n)), 5)
    at = channel(wire)
    name = b"+CGSN"

    async def main():
        return [await at.text(name), await at.text(name), await at.text(name)]

    assert run(main(), wire) == [b"100", b"101", b"102"]
    wire.done()


# --- parameters


def test_parameters_are_spelt_as_the_manual_spells_them():
    for parameters, sent in (
        ((0, "host", 1883), b'=0,"host",1883'),
        ((1, None, "h", 8883, 2), b'=1,,"h",8883,2'),
        ((2, Raw("0xFFFF")), b"=2,0xFFFF"),
        ((-113,), b"=-113"),
        (("",), b'=""'),
        ((b"t/\xc3\xa9", "é"), '="t/é","é"'.encode()),
    ):
        wire = Wire()
        wire.expect(b"AT+X" + sent + b"\r").reply(b"\r\nOK\r\n")
        run(execute(channel(wire), parameters), wire)
        wire.done()


async def execute(at, parameters):
    await at.execute("+X", *parameters)


def test_what_would_break_the_line_sends_nothing():
    wire = Wire()
    at = channel(wire)
    for bad in ("a\rb", "a\nb", "a\0b", "a\x1ab", "a\x1bb", 'a"b', b"\x7f", 1.5, ("x",), "x" * 4097, Raw("1\r")):
        for verb in (at.execute, at.query, at.action):
            try:
                verb("+X", 1, bad)
                raise AssertionError(bad)
            except ValueError:
                pass
    assert wire.sent == b""


def test_a_command_nobody_awaits_is_not_sent():
    wire = Wire()
    at = channel(wire)

    async def main():
        at.execute("+CFUN", 1)
        await sleep_ms(10)

    run(main(), wire)
    assert wire.sent == b""
