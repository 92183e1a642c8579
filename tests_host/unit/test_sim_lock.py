# Locks and their passwords (27.007 7.4, 7.5, 8.3; YM310 manual 4.3 to 4.5). No password shows, none is sent twice.
from atmodem.errors import CommandError, Rejected, Timeout
from support.ym310 import OK, Bench

WRONG = b"\r\n+CME ERROR: 16\r\n"
ON = b"\r\n+CLCK: 1\r\n" + OK
OFF = b"\r\n+CLCK: 0\r\n" + OK
PUK = b"\r\n+CPIN: SIM PUK\r\n" + OK


def work(function, *arguments, **named):
    async def do(modem):
        return await getattr(modem.sim_lock, function)(*arguments, **named)

    return do


def test_whether_a_lock_is_on():
    assert Bench().script(b'+CLCK="SC",2', ON).run(work("locked")) is True
    assert Bench().script(b'+CLCK="SC",2', OFF).run(work("locked")) is False
    assert Bench().script(b'+CLCK="PN",2', b"\r\n+CLCK:0,1\r\n+CLCK:1,2\r\n" + OK).run(work("locked", "PN")) is True


def test_locking_and_unlocking():
    Bench().script(b'+CLCK="SC",1,"1234"', OK).run(work("set_locked", True, "1234"))
    Bench().script(b'+CLCK="SC",0,"12345678"', OK).run(work("set_locked", False, "12345678"))
    Bench().script(b'+CLCK="PN",0,"secret code"', OK).run(work("set_locked", False, "secret code", "PN"))


def test_a_pin_is_changed():
    Bench().script(b'+CLCK="SC",2', ON, b'+CPWD="SC","1234","8888"', OK).run(work("change_password", "1234", "8888"))


def test_an_unlocked_card_is_not_tried():
    error = Bench().script(b'+CLCK="SC",2', OFF).refused(Rejected, work("change_password", "1234", "8888"))
    assert "8888" not in str(error)


def test_a_wrong_pin_is_not_sent_again():
    bench = Bench().script(b'+CLCK="SC",1,"1234"', WRONG)
    error = bench.refused(CommandError, work("set_locked", True, "1234"))
    assert error.code == 16 and "1234" not in str(error) and error.command == b"+CLCK"
    bench.refused(Rejected, work("set_locked", True, "1234"))
    bench.script(b'+CLCK="SC",2', ON)
    bench.refused(Rejected, work("change_password", "1234", "8888"))
    # nor by the service that enters it
    bench.script(b"+CPIN?", b"\r\n+CPIN: SIM PIN\r\n" + OK)

    async def unlock(modem):
        await modem.sim.unlock("1234")

    bench.refused(Rejected, unlock)
    bench.script(b'+CLCK="SC",1,"4321"', OK)
    bench.run(work("set_locked", True, "4321", force=True))
    bench.script(b'+CLCK="SC",0,"4321"', OK)
    bench.run(work("set_locked", False, "4321"))


def test_an_answer_that_does_not_come_counts_as_wrong():
    bench = Bench()
    bench.wire.expect(b'AT+CLCK="SC",1,"1234"\r')
    bench.refused(Timeout, work("set_locked", True, "1234"))
    bench.refused(Rejected, work("set_locked", True, "1234"))


def test_what_was_not_tried_does_not_count():
    bench = Bench().script(b'+CLCK="SC",1,"1234"', b"\r\n+CME ERROR: 3\r\n")
    bench.refused(CommandError, work("set_locked", True, "1234"))
    bench.script(b'+CLCK="SC",1,"1234"', OK)
    bench.run(work("set_locked", True, "1234"))


def test_the_last_try_is_left_alone():
    bench = Bench()
    profile = bench.modem.profile

    class Counted(profile):
        pin_tries_command = b'+QPINC="SC"'

    bench.modem.profile = Counted
    bench.script(b'+QPINC="SC"', b'\r\n+QPINC: "SC",1,10\r\n' + OK)
    assert bench.refused(Rejected, work("set_locked", True, "1234")).code == 1


def test_a_blocked_card():
    Bench().script(b"+CPIN?", PUK, b'+CPIN="12345678","1234"', OK).run(work("unblock", "12345678", "1234"))
    ready = b"\r\n+CPIN: READY\r\n" + OK
    Bench().script(b"+CPIN?", PUK, b'+CPIN="12345678","1234"', ready).run(work("unblock", "12345678", "1234"))
    bench = Bench().script(b"+CPIN?", PUK, b'+CPIN="12345678","1234"', WRONG)
    assert "12345678" not in str(bench.refused(CommandError, work("unblock", "12345678", "1234")))
    bench.script(b"+CPIN?", PUK)
    bench.refused(Rejected, work("unblock", "12345678", "1234"))
    bench.script(b"+CPIN?", PUK, b'+CPIN="87654321","1234"', OK)
    bench.run(work("unblock", "87654321", "1234", force=True))


def test_a_puk_is_for_a_blocked_card_only():
    for state in (b"READY", b"SIM PIN"):
        bench = Bench().script(b"+CPIN?", b"\r\n+CPIN: " + state + b"\r\n" + OK)
        bench.refused(Rejected, work("unblock", "12345678", "1234"))


def test_passwords_do_not_show():
    seen = []

    async def do(modem):
        modem.trace(lambda direction, data, ticks: seen.append(data))
        await modem.sim_lock.set_locked(True, "1234")
        await modem.sim_lock.change_password("1234", "8888")

    Bench().script(b'+CLCK="SC",1,"1234"', OK, b'+CLCK="SC",2', ON, b'+CPWD="SC","1234","8888"', OK).run(do)
    assert b"1234" not in b"".join(seen) and b"8888" not in b"".join(seen)
    assert b"AT+CPWD=" in b"".join(seen)


def test_bad_values_send_nothing_and_show_nothing():
    bench = Bench()
    for name, function, arguments in (
        ("facility", "locked", ("sc",)),
        ("facility", "locked", ("SC1",)),
        ("facility", "locked", ('S"',)),
        ("password", "set_locked", (True, "123")),
        ("password", "set_locked", (True, "123456789")),
        ("password", "set_locked", (True, "12a4")),
        ("password", "set_locked", (True, None)),
        ("password", "set_locked", (True, "9" * 17, "PN")),
        ("old", "change_password", ("12 4", "8888")),
        ("new", "change_password", ("1234", "8888\r")),
        ("puk", "unblock", ("1234567", "1234")),
        ("puk", "unblock", ("1234567x", "1234")),
        ("new_pin", "unblock", ("12345678", "")),
    ):
        error = bench.refused(ValueError, work(function, *arguments))
        assert str(error).startswith(name), (name, arguments)
        for argument in arguments:
            assert not isinstance(argument, str) or len(argument) < 4 or argument not in str(error)
    assert bench.wire.sent == b""
