# C1100 start-up, registration and packet context, against the bytes of its flow manual (sections 3.1 to 3.3.1).
from atmodem.errors import CommandError, NotSupported, Timeout
from atmodem.sched import sleep_ms, spawn
from support.c1100 import ERROR, OK, Bench

ADDRESS = b"+LSIPCALL:1, 10.32.226.112\r+LSIP:OK\r0\r"
SETUP = (b"V0", OK, b"E0", OK, b"+CMEE=1", OK)


# --- results (spec: framing)


def test_result_is_a_digit_and_cr():
    bench = Bench().script(b"+CSQ", b"+CSQ: 22,99\r\n0\r", b"+CESQ", ERROR)
    assert bench.run(lambda modem: modem.network.signal())[:2] == (-69, None)


def test_error_is_a_four():
    assert Bench().script(b"+CGATT?", ERROR).refused(CommandError, lambda modem: modem.packet.attached()).code == -1


def test_a_line_that_ends_in_zero_is_no_result():
    # "+LSIPCALL:0" CR, an address or a length ends in 0 CR as well
    bench = Bench().script(b"+LSIPCALL?", b"+LSIPCALL: 1, 10.0.0.0\r\n0\r")
    assert bench.run(lambda modem: modem.packet.status()) == (True, "10.0.0.0")
    bench = Bench(up=True).script(b"+LSIPCALL=0", b"+LSIPCALL:0\r+LSIP:OK\r0\r")
    bench.run(lambda modem: modem.packet.stop())


def test_information_ends_in_cr_lf_or_both():
    for end in (b"\r", b"\n", b"\r\n"):
        bench = Bench().script(b"+LSIPCALL?", b"+LSIPCALL: 1, 10.32.226.112" + end + b"0\r")
        assert bench.run(lambda modem: modem.packet.status()) == (True, "10.32.226.112")


def test_lsip_ok_is_information_and_no_result():
    bench = Bench(up=False)
    bench.wire.expect(b"AT+LSIPCALL?\r").reply(b"+LSIPCALL: 0\r\n0\r")
    # the result is late: until it comes the command is not over
    bench.wire.expect(b"AT+LSIPCALL=1\r").reply(b"+LSIPCALL:1, 10.32.226.112\r+LSIP:OK\r").reply(b"0\r", 700)

    async def work(modem):
        await modem.packet.start()
        return bench.wire.clock.slept

    assert bench.run(work) >= 700


def test_ring_is_no_result():
    bench = Bench().script(b"+CSQ", b"2\r+CSQ: 22,99\r\n0\r", b"+CESQ", ERROR)
    assert bench.run(lambda modem: modem.network.signal())[0] == -69


# --- start-up (manual 3.1, 3.2)


def test_start_as_the_manual_has_it():
    bench = Bench(up=False, numeric=False).script(*SETUP)
    bench.run(lambda modem: modem.setup())
    bench.script(
        b"+CPIN?", b"+CPIN: READY\r\n0\r",
        b"+CEREG?", b"+CEREG: 0,2\r\n0\r", b"+CEREG=1", OK, b"+CGREG=1", OK, b"+CEREG?", b"+CEREG: 1,1\r\n0\r",
        b"+LSIPCALL?", b"+LSIPCALL: 0\r\n0\r", b'+LSIPPROFILE=1,"CMNET"', OK, b"+LSIPCALL=1", ADDRESS,
    )  # fmt: skip
    bench.run(lambda modem: modem.start("CMNET"))
    assert bench.modem.packet.up


def test_pin_sample_without_a_space():
    bench = Bench().script(
        b"+CPIN?", b"+CPIN:SIM PIN \r\n0\r", b'+CPIN="1234"', OK, b"+CPIN?", b"+CPIN: READY\r\n0\r",
    )  # fmt: skip
    bench.run(lambda modem: modem.sim.unlock("1234"))


def test_numeric_results_again_when_it_has_restarted():
    bench = Bench(up=False, numeric=False).script(*SETUP)

    async def work(modem):
        await modem.setup()
        # factory setting: words, and the echo is on
        bench.wire.expect(b"AT\r").reply(b"AT\r\r\nOK\r\n")
        bench.wire.expect(b"ATV0\r").reply(b"ATV0\r0\r")
        bench.wire.expect(b"ATE0\r").reply(b"ATE0\r0\r")
        bench.script(b"+CMEE=1", OK)
        modem.started.clear()
        modem.restore()
        assert await modem.started.wait(20000)

    bench.run(work)
    assert bench.modem.at.digest.numeric


def test_registration_reports_are_no_answers():
    bench = Bench().script(b"+CEREG?", OK, b"+CEREG=1", OK, b"+CGREG=1", b"+CEREG: 2\r\n0\r")
    heard = []

    async def work(modem):
        await modem.network.subscribe(lambda domain, found: heard.append((domain, found.stat)))
        bench.wire.say(b"+CGREG: 8\r\n")
        bench.wire.say(b"+CEREG: 5\r\n")
        await sleep_ms(10)

    bench.run(work)
    assert heard == [(b"+CEREG", 2), (b"+CGREG", 8), (b"+CEREG", 5)]


def test_operator():
    bench = Bench().script(b"+COPS?", b'+COPS: 0,2,"46000",0\r\n0\r')
    assert bench.run(lambda modem: modem.network.operator()) == (0, 2, "46000", 0)


def test_radio_modes():
    for mode, number in (("auto", b"2"), ("gsm", b"3"), ("lte", b"5"), ("gsm+lte", b"8")):
        Bench().script(b"+MODODREX=" + number, OK).run(lambda modem, mode=mode: modem.network.set_radio_mode(mode))
    Bench().refused(ValueError, lambda modem: modem.network.set_radio_mode("umts"))


def test_radio_mode_by_its_older_name():
    Bench().script(b"+MODODREX=2", ERROR, b"+MODODR=2", OK).run(lambda modem: modem.network.set_radio_mode())


def test_variants():
    bench = Bench()
    for name, modes, tdd, egprs, gnss, taf in (
        ("C1100-MGGT", 4, True, 4, True, True), ("C1100 NGGt", 2, False, 0, True, True),
        ("C1100_MGCX", 4, True, 4, True, False), ("C1100-NGCX", 2, False, 0, True, False),
    ):  # fmt: skip
        bench.modem.identity = ("Longsung", name)
        found = bench.modem.network.variant()
        assert (len(found[0]), 39 in found[1], len(found[3])) + found[4:] == (modes, tdd, egprs, gnss, taf), name
        assert 28 in found[2] and 39 not in found[2]
    bench.refused(NotSupported, lambda modem: modem.network.set_radio_mode("gsm"))


# --- packet context (manual 3.3.1.1)


def test_context_that_is_up_already_is_taken():
    bench = Bench(up=False).script(b"+LSIPCALL?", b"+LSIPCALL: 1, 10.32.226.112\r\n0\r")
    bench.run(lambda modem: modem.packet.start())
    bench.run(lambda modem: modem.packet.start())


def test_context_with_another_apn_is_left_first():
    bench = Bench(up=False).script(
        b"+LSIPCALL?", b"+LSIPCALL: 1, 10.32.226.112\r\n0\r", b"+LSIPCALL=0", b"+LSIPCALL:0\r+LSIP:OK\r0\r",
        b'+LSIPPROFILE=1,"cmiot"', OK, b"+LSIPCALL=1", ADDRESS,
    )  # fmt: skip

    async def work(modem):
        await modem.packet.start("cmiot")
        await modem.packet.start("cmiot")

    bench.run(work)


def test_address_that_comes_some_seconds_after_the_result():
    bench = Bench(up=False).script(
        b"+LSIPCALL?", b"+LSIPCALL: 0\r\n0\r", b"+LSIPCALL=1", OK, b"+LSIPCALL?", b"+LSIPCALL: 0\r\n0\r",
        b"+LSIPCALL?", b"+LSIPCALL: 1, 10.32.226.112\r\n0\r",
    )  # fmt: skip
    bench.run(lambda modem: modem.packet.start())


def test_context_that_does_not_come_up():
    bench = Bench(up=False).script(b"+LSIPCALL?", b"+LSIPCALL: 0\r\n0\r", b"+LSIPCALL=1", b"+LSIPCALL:0\r0\r")
    bench.refused(CommandError, lambda modem: modem.packet.start())
    bench = Bench(up=False).script(
        b"+LSIPCALL?", b"+LSIPCALL: 0\r\n0\r", b"+LSIPCALL=1", OK, *(b"+LSIPCALL?", b"+LSIPCALL: 0\r\n0\r") * 3
    )
    bench.refused(Timeout, lambda modem: modem.packet.start(timeout_ms=3000))
    assert not bench.modem.packet.up


def test_context_lost_unasked():
    bench = Bench()

    async def work(modem):
        bench.wire.say(b"+LSIPCALL:0\r")
        await sleep_ms(10)

    bench.run(work)
    assert not bench.modem.packet.up


def test_two_who_start_wait_for_one_another():
    bench = Bench(up=False).script(b"+LSIPCALL?", b"+LSIPCALL: 0\r\n0\r", b"+LSIPCALL=1", ADDRESS)

    async def work(modem):
        for task in [spawn(modem.packet.start()) for _ in range(2)]:
            await task

    bench.run(work)


def test_address():
    bench = Bench().script(b"+LSIPCALL?", b"+LSIPCALL: 1, 10.32.226.112\r\n0\r", b"+LSIPCALL?", b"+LSIPCALL: 0\r\n0\r")

    async def work(modem):
        return await modem.packet.address(), await modem.packet.address()

    assert bench.run(work) == (["10.32.226.112"], [])


def test_another_context_is_one_of_3gpp():
    bench = Bench().script(
        b"+CGPADDR=2", b"+CGPADDR: 2,10.0.0.7\r\n0\r",
        b"+CGDCONT?", OK, b'+CGDCONT=2,"IP","a"', OK, b"+CGACT?", OK, b"+CGACT=1,2", OK,
    )  # fmt: skip

    async def work(modem):
        assert await modem.packet.address(2) == ["10.0.0.7"]
        await modem.packet.start("a", context=2)

    bench.run(work)


def test_user_and_password_are_those_of_3gpp():
    bench = Bench(up=False).script(
        b"+LSIPCALL?", b"+LSIPCALL: 0\r\n0\r", b'+CGAUTH=1,2,"me","word"', OK, b'+LSIPPROFILE=1,"a"', OK, b"+LSIPCALL=1", ADDRESS,
    )  # fmt: skip
    bench.run(lambda modem: modem.packet.start("a", "me", "word", method="CHAP"))


def test_context_of_ppp():
    # the typing error CDGCONT is not sent
    bench = Bench().script(b'+CGDCONT=1,"IP","3GNET"', OK)
    bench.run(lambda modem: modem.packet.define(1, "3GNET"))


def test_no_text_of_the_apn_leaves_the_line():
    for arguments in (("a" * 101,), ('a"b',), ("a\rb",), ("a", "u" * 65, ""), ("a", "u")):
        Bench(up=False).refused(ValueError, lambda modem, a=arguments: modem.packet.start(*a))
