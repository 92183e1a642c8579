# The L610's call for an address, AT+MIPCALL, against the bytes of its guide (3.2, 3.3); and what surrounds it.
from atmodem.errors import CommandError, LinkLost, Timeout
from atmodem.sched import sleep_ms, spawn
from support.l610 import CALL, ERROR, NO_CALL, OK, Bench
from support.wire import error_of

IP = b"\r\n+MIPCALL: 10.104.48.68\r\n"
IN_STEP = b"\r\n+CMEE: 1\r\n" + OK


def start(bench, *arguments, **named):
    bench.run(lambda modem: modem.packet.start(*arguments, **named))


def test_the_context_is_defined_and_the_address_called_for():
    start(Bench().script(b"+MIPCALL?", NO_CALL, b'+CGDCONT=1,"IP","cmnet"', OK, b"+MIPCALL=1", OK + IP), "cmnet")


def test_an_address_that_is_there_stays():
    start(Bench().script(b"+MIPCALL?", CALL))
    contexts = b'\r\n+CGDCONT: 1,"IP","cmnet","10.104.48.68",0,0\r\n' + OK
    start(Bench().script(b"+MIPCALL?", CALL, b"+CGDCONT?", contexts), "cmnet")


def test_another_apn_wants_another_call():
    contexts = b'\r\n+CGDCONT: 1,"IP","3gnet"\r\n' + OK
    for answer in (contexts, ERROR):
        start(
            Bench().script(
                b"+MIPCALL?", CALL, b"+CGDCONT?", answer, b"+MIPCALL=0", OK + b"\r\n+MIPCALL: 0\r\n",
                b'+CGDCONT=1,"IP","cmnet"', OK, b"+MIPCALL=1", OK + IP,
            ),
            "cmnet",
        )  # fmt: skip


def test_what_was_given_last_is_given_again_after_a_loss():
    bench = Bench().script(b"+MIPCALL?", NO_CALL, b'+CGDCONT=1,"IP","cmnet"', OK, b"+MIPCALL=1", OK + IP)
    bench.script(b"+MIPCALL?", CALL)
    bench.script(b"+MIPCALL?", NO_CALL, b'+CGDCONT=1,"IP","cmnet"', OK, b"+MIPCALL=1", OK + IP)

    async def work(modem):
        await modem.packet.start("cmnet")
        await modem.packet.start()
        await modem.packet.start()

    bench.run(work)


# --- the four ends of a call (guide 3.2)


def test_end_1_the_result_line_is_the_address_alone():
    with_state = OK + b"\r\n+MIPCALL: 1,10.104.48.68\r\n"
    for answer in (OK + IP, IP + OK, with_state, OK + b"\r\n+MIPCALL: 10.104.48.68,2409:8920:5030:67CC:1:1:8F8F:6F5C\r\n"):
        start(Bench().script(b"+MIPCALL?", NO_CALL, b"+MIPCALL=1", answer))


def test_end_2_error_and_then_it_is_called_for_again():
    bench = Bench().script(b"+MIPCALL?", NO_CALL)
    for _ in range(2):
        bench.script(b"+MIPCALL=1", ERROR, b"+MIPCALL?", NO_CALL)
    bench.script(b"+MIPCALL=1", OK + IP)
    start(bench)


def test_end_2_error_three_times_is_an_error():
    bench = Bench().script(b"+MIPCALL?", NO_CALL)
    for _ in range(3):
        bench.script(b"+MIPCALL=1", b"\r\n+CME ERROR: 30\r\n", b"+MIPCALL?", NO_CALL)
    bench.script(b"+MIPCALL?", NO_CALL)
    assert bench.refused(CommandError, lambda modem: modem.packet.start()).code == 30


def test_end_2_error_because_the_address_is_there_already():
    start(Bench().script(b"+MIPCALL?", NO_CALL, b"+MIPCALL=1", ERROR, b"+MIPCALL?", CALL))


def test_end_2_error_because_one_is_being_asked_for_already():
    bench = Bench().script(b"+MIPCALL?", b"\r\n+MIPCALL: 2\r\n" + OK, b"+MIPCALL=1", ERROR, b"+MIPCALL?", NO_CALL)
    bench.wire.reply(IP, 3000)
    bench.script(b"+MIPCALL=1", ERROR, b"+MIPCALL?", CALL)
    start(bench)
    assert bench.wire.clock.slept < 5000  # the line ends the wait


def test_end_3_result_0_and_then_it_is_called_for_again():
    bench = Bench().script(b"+MIPCALL?", NO_CALL)
    for _ in range(3):
        bench.script(b"+MIPCALL=1", OK + b"\r\n+MIPCALL: 0\r\n")
    bench.script(b"+MIPCALL?", NO_CALL)
    error = bench.refused(CommandError, lambda modem: modem.packet.start())
    assert (error.command, error.kind, error.code) == (b"+MIPCALL", "result", 0)


def test_end_4_silence_for_150_seconds_each():
    bench = Bench().script(b"+MIPCALL?", NO_CALL)
    for _ in range(3):
        bench.script(b"+MIPCALL=1", OK)
    bench.script(b"+MIPCALL?", NO_CALL)
    bench.refused(Timeout, lambda modem: modem.packet.start())
    assert 450000 <= bench.wire.clock.slept < 451000


def test_end_4_an_address_after_149_seconds_is_in_time():
    bench = Bench().script(b"+MIPCALL?", NO_CALL, b"+MIPCALL=1", OK)
    bench.wire.reply(IP, 149000)
    start(bench)


def test_all_calls_together_take_no_longer_than_told():
    bench = Bench().script(b"+MIPCALL?", NO_CALL, b"+MIPCALL=1", OK, b"+MIPCALL=1", OK, b"+MIPCALL?", NO_CALL)
    bench.refused(Timeout, lambda modem: modem.packet.start(timeout_ms=180000))
    assert 180000 <= bench.wire.clock.slept < 181000


def test_result_2_is_not_an_end():
    start(Bench().script(b"+MIPCALL?", NO_CALL, b"+MIPCALL=1", OK + b"\r\n+MIPCALL: 2\r\n" + IP))


def test_no_second_call_while_one_is_under_way():
    bench = Bench().script(b"+MIPCALL?", NO_CALL, b"+MIPCALL=1", OK)
    bench.wire.reply(IP, 20000)
    bench.script(b"+MIPCALL?", CALL)

    async def work(modem):
        tasks = [spawn(modem.packet.start()) for _ in range(2)]
        for task in tasks:
            await task

    bench.run(work)


async def calling(packet, timeout_ms):
    await packet.start(timeout_ms=timeout_ms)


async def stopping(packet):
    await packet.stop()


def test_waiting_for_the_turn_has_an_end_too():
    bench = Bench().script(b"+MIPCALL?", NO_CALL, b"+MIPCALL=1", OK)
    bench.wire.reply(IP, 149000)

    async def work(modem):
        first = spawn(calling(modem.packet, 150000))
        await sleep_ms(0)
        await error_of(calling(modem.packet, 2000), Timeout)
        assert 2000 <= bench.wire.clock.slept < 2100
        await first

    bench.run(work)


def test_stopping_waits_for_its_turn_no_longer_than_a_call_takes():
    bench = Bench().script(b"+MIPCALL?", NO_CALL, b"+MIPCALL=1", OK, b"+MIPCALL=1", OK)
    bench.wire.reply(IP, 149000)

    async def work(modem):
        first = spawn(calling(modem.packet, 450000))
        await sleep_ms(0)
        await error_of(stopping(modem.packet), Timeout)
        assert 150000 <= bench.wire.clock.slept < 150100
        await first

    bench.run(work)


# --- what comes unasked


def test_lone_0_unasked_means_the_context_is_gone():
    bench = Bench().script(b"+MIPCALL?", NO_CALL)
    told = []

    async def work(modem):
        modem.losses.append(told.append)
        assert modem.packet.given  # the service listens
        bench.wire.say(IP + b"\r\n+MIPCALL: 2\r\n")
        await sleep_ms(10)
        assert told == []
        bench.wire.say(b"\r\n+MIPCALL: 0\r\n")
        await sleep_ms(10)

    bench.run(work)
    assert len(told) == 1 and isinstance(told[0], LinkLost)


def test_a_lone_0_is_believed_when_the_module_agrees_or_does_not_answer():
    # A message has no length: behind a line end its payload may hold any line.
    for answer, losses in ((CALL, 0), (NO_CALL, 1), (ERROR, 1), (b"\r\n+MIPCALL: 2\r\n" + OK, 1), (b"", 1)):
        bench = Bench().script(b"+MIPCALL?", answer)
        told = []

        async def work(modem, told=told, bench=bench):
            modem.losses.append(told.append)
            assert modem.packet.given  # the service listens
            bench.wire.say(b"\r\n+MIPCALL: 0\r\n")
            await sleep_ms(10000)

        bench.run(work)
        assert len(told) == losses, answer


def test_what_is_said_while_the_module_is_asked_is_asked_about_too():
    bench = Bench()
    bench.wire.expect(b"AT+MIPCALL?\r").reply(b"\r\n+MIPCALL: 1,10.104.48.68\r\n", 100).reply(OK + b"\r\n+MIPCALL: 0\r\n", 200)
    bench.script(b"+MIPCALL?", NO_CALL)
    told = []

    async def work(modem):
        modem.losses.append(told.append)
        assert modem.packet.given
        bench.wire.say(b"\r\n+MIPCALL: 0\r\n")
        await sleep_ms(1000)

    bench.run(work)
    assert len(told) == 1


def test_stopping_tells_all_that_stand_on_it():
    bench = Bench().script(b"+MIPCALL?", CALL, b"+MIPCALL=0", OK + b"\r\n+MIPCALL: 0\r\n", b"+MIPCALL?", NO_CALL)
    told = []

    async def work(modem):
        modem.losses.append(told.append)
        await modem.packet.stop()
        await modem.packet.stop()

    bench.run(work)
    assert len(told) == 1 and isinstance(told[0], LinkLost)


def test_addresses_as_they_are_printed():
    for line, found in (
        (b"0", []), (b"2", []), (b"1,10.104.48.68", ["10.104.48.68"]),
        (b"1,10.104.48.68,2409:8920:5030:67CC:1:1:8F8F:6F5C", ["10.104.48.68", "2409:8920:5030:67CC:1:1:8F8F:6F5C"]),
    ):  # fmt: skip
        bench = Bench().script(b"+MIPCALL?", b"\r\n+MIPCALL: " + line + b"\r\n" + OK)
        assert bench.run(lambda modem: modem.packet.address()) == found


def test_the_table_of_the_guide_1_second_each_for_90_seconds():
    # Silent for 30 s, refusing for 30 s, then there: the question is asked all the time.
    bench = Bench()
    wire = bench.wire
    asked = []

    class Busy:
        """Answers nothing, then ERROR, then the address."""

        def write(self, data):
            asked.append(wire.clock.now)
            if data == b"AT+CMEE?\r":
                wire.say(IN_STEP)
            elif wire.clock.now > 61000:
                wire.say(CALL)
            elif wire.clock.now > 31000:
                wire.say(ERROR)
            return len(data)

    wire.write = Busy().write
    assert bench.run(lambda modem: modem.packet.address()) == ["10.104.48.68"]
    assert asked[1] - asked[0] == 1000 and asked[-1] - asked[-2] == 1000
    asked.clear()
    wire.clock.now = 1000
    wire.write = lambda data: asked.append(wire.clock.now) or wire.say(ERROR) and len(data)
    bench.refused(CommandError, lambda modem: modem.packet.address())
    assert 88000 < asked[-1] - asked[0] <= 90000 and len(asked) == 90


# --- logins


def test_a_login_with_the_method_or_without():
    for answer in ((OK,), (ERROR, b'+MGAUTH=1,"u","p"', OK)):
        bench = Bench().script(b"+MIPCALL?", NO_CALL, b'+CGDCONT=1,"IP","cmnet"', OK, b'+MGAUTH=1,2,"u","p"', *answer)
        start(bench.script(b"+MIPCALL=1", OK + IP), "cmnet", "u", "p", method="CHAP")
    Bench().script(b"+MGAUTH=1,0", OK).run(lambda modem: modem.packet.authenticate())


def test_what_cannot_be_sent():
    for name, arguments in (
        ("apn", ("x" * 101,)), ("apn", ('a"b',)), ("user", ("a", "x" * 65, "p")), ("user", ("a", "", "p")),
        ("password", ("a", "u", "x" * 65)), ("password", ("a", "u")), ("context", ("a", "u", "p", 0)),
        ("method", ("a", "u", "p", 1, "MD5")),
    ):  # fmt: skip
        error = Bench().refused(ValueError, lambda modem, a=arguments: modem.packet.start(*a))
        assert str(error).startswith(name), (name, str(error))


def test_other_contexts_are_those_of_27_007():
    bench = Bench().script(b"+CGDCONT?", OK, b'+CGDCONT=2,"IP","iot"', OK, b"+CGACT?", OK, b"+CGACT=1,2", OK)
    start(bench, "iot", context=2)
    bench = Bench().script(b"+CGPADDR=2", b'\r\n+CGPADDR: 2,"10.32.97.58"\r\n' + OK)
    assert bench.run(lambda modem: modem.packet.address(2)) == ["10.32.97.58"]


def test_what_every_module_has():
    bench = Bench().script(b"+CGATT?", b"\r\n+CGATT: 1\r\n" + OK)
    assert bench.run(lambda modem: modem.packet.attached())
    try:
        getattr(Bench().modem.packet, "nonsense")  # noqa: B009
    except AttributeError:
        pass
    else:
        raise AssertionError("there is one")
    error = Bench().refused(ValueError, lambda modem: modem.packet.authenticate(1, "MD5"))
    assert str(error).startswith("method")


def test_events_of_the_packet_domain_are_enabled_again():
    bench = Bench().script(b"+CGEREP=1", OK, b"+MIPCALL?", NO_CALL, b"+CGEREP=1", OK, b"+MIPCALL=1", OK + IP)

    async def work(modem):
        await modem.packet.subscribe(lambda *event: None)
        await modem.packet.start()

    bench.run(work)


# --- the radio network and the module itself


def test_lte_first():
    Bench().script(b"+GTRAT=6,3,2", OK).run(lambda modem: modem.network.prefer())
    for arguments in ((21, 3, 2), (6, -1, 2), (6, 3, None)):
        Bench().refused(ValueError, lambda modem, a=arguments: modem.network.prefer(*a))


def test_start_texts():
    bench = Bench().script(b"+MSTART=1,0", OK, b"+MSTART=0,1", OK)

    async def work(modem):
        await modem.device.announce(card=False)
        await modem.device.announce(ready=False)

    bench.run(work)


def test_the_imsi_behind_its_name_or_bare():
    for answer in (b"\r\n+CIMI: 460046616008063\r\n" + OK, b"\r\n460046616008063\r\n" + OK):
        assert Bench().script(b"+CIMI?", answer).run(lambda modem: modem.sim.imsi()) == "460046616008063"


def test_error_without_a_number_is_no_card_or_a_pin_that_is_wanted():
    bench = Bench().script(b"+CPIN?", ERROR, b"+CPIN?", b"\r\n+CPIN: READY\r\n" + OK)
    bench.run(lambda modem: modem.sim.unlock())
    bench = Bench().script(b"+CPIN?", ERROR, b"+CPIN?", ERROR)
    assert bench.refused(CommandError, lambda modem: modem.sim.unlock(timeout_ms=400)).code == 10
    assert Bench().script(b"+CPIN?", b"\r\n+CME ERROR: 11\r\n").run(lambda modem: modem.sim.state()) == "SIM PIN"
    assert Bench().script(b"+CPIN?", b"\r\n+CME ERROR: 3\r\n").refused(CommandError, lambda modem: modem.sim.state()).code == 3


def test_any_one_of_the_three_registrations_is_enough():
    bench = Bench().script(b"+CEREG=2", OK, b"+CGREG=2", ERROR, b"+CREG=2", ERROR)
    bench.script(b"+CEREG?", b"\r\n+CEREG: 2,0\r\n" + OK, b"+CGREG?", b"\r\n+CGREG: 0,0\r\n" + OK)
    bench.script(b"+CREG?", b"\r\n+CREG: 0,5\r\n" + OK)
    assert bench.run(lambda modem: modem.network.wait_registered()).stat == 5


def test_reports_that_no_domain_gives_are_an_error_for_who_wants_them():
    heard = []
    bench = Bench().script(b"+CEREG=2", ERROR, b"+CGREG=2", ERROR, b"+CREG=2", ERROR)
    bench.refused(CommandError, lambda modem: modem.network.subscribe(lambda *report: heard.append(report)))


def test_a_start_text_between_echo_and_ok_is_a_restart_and_no_answer():
    bench = Bench()
    told = []
    bench.wire.expect(b"AT+CGSN\r").reply(b"AT+CGSN\r\r\nAT command ready\r\n\r\n+SIM READY\r\n" + OK)
    for line, answer in ((b"", OK), (b"E0", OK), (b"E0", OK), (b"+CMEE=1", OK)):
        bench.wire.expect(b"AT" + line + b"\r").reply(answer)

    async def work(modem):
        modem.losses.append(told.append)
        assert isinstance(await error_of(modem.at.command("+CGSN"), LinkLost), LinkLost)
        assert await modem.started.wait(20000)

    bench.run(work)
    assert len(told) == 1


def test_reports_of_one_domain_or_level_are_refused_aloud():
    Bench().script(b"+CGREG=1", OK).run(lambda modem: modem.network.subscribe(None, b"+CGREG", 1))
    Bench().script(b"+CEREG=5", ERROR).refused(CommandError, lambda modem: modem.network.subscribe(None, b"+CEREG", 5))
