from atmodem.errors import CommandError, Rejected, Timeout
from atmodem.sim import Service
from support.standin import HOSTILE, Modem, call, check_faults, flood, refused

OK = b"\r\nOK\r\n"
READY = b"\r\n+CPIN: READY\r\n" + OK
PIN = b"\r\n+CPIN: SIM PIN\r\n" + OK


def state(answer):
    modem = Modem()
    modem.dialogue(b"+CPIN?", answer)
    found = call(modem, Service(modem).state)
    modem.wire.done()
    return found


def test_states_of_the_manual():
    # YM310 manual 4.3; ML302 prints a blank behind
    for word in ("READY", "SIM PIN", "SIM PUK", "SIM PIN2", "SIM PUK2", "PH-NET PIN", "NOT READY"):
        assert state(b"\r\n+CPIN: " + word.encode() + b"\r\n" + OK) == word
    assert state(b"\r\n+CPIN:SIM PIN \r\n" + OK) == "SIM PIN"
    assert state(b"\r\n+CPIN: SIM REMOVED\r\n" + OK) == "NOT INSERTED"
    assert state(b"\r\n+CPIN: NOT INSERTED\r\n" + OK) == "NOT INSERTED"
    assert state(OK) == "BUSY"


def test_refusals_that_stand_for_a_state():
    for code, word in ((10, "NOT INSERTED"), (11, "SIM PIN"), (12, "SIM PUK"), (13, "FAILURE"), (14, "BUSY")):
        assert state(b"\r\n+CME ERROR: %d\r\n" % code) == word


def test_other_refusals_are_errors():
    check_faults(lambda modem: Service(modem).state, b"+CPIN?", 5000)
    modem = Modem()
    modem.dialogue(b"+CPIN?", b"\r\n+CMS ERROR: 10\r\n")
    assert refused(CommandError, modem, Service(modem).state).kind == "CMS"


def test_a_booting_card_is_waited_for():
    # an EC21 says 10 first, then 14 while its URCs come, then READY
    modem = Modem()
    modem.dialogue(
        b"+CPIN?",
        b"\r\n+CME ERROR: 10\r\n",
        b"+CPIN?",
        b"\r\n+CFUN: 1\r\n\r\n+CME ERROR: 14\r\n",
        b"+CPIN?",
        b"\r\n+CME ERROR: 13\r\n",
        b"+CPIN?",
        b"\r\n+CPIN: NOT READY\r\n" + OK,
        b"+CPIN?",
        READY,
    )
    call(modem, Service(modem).unlock)
    modem.wire.done()
    assert modem.wire.clock.slept < 5000


def lasting(answer, kind, **named):
    """What lasts until the deadline."""
    modem = Modem()
    for _ in range(5):
        modem.dialogue(b"+CPIN?", answer)
    start = modem.wire.clock.now
    error = refused(kind, modem, Service(modem).unlock, timeout_ms=2000, **named)
    assert 2000 <= modem.wire.clock.now - start <= 2500
    modem.wire.done()
    return error


def test_no_card_a_faulty_card_and_a_busy_card_at_the_deadline():
    assert lasting(b"\r\n+CME ERROR: 10\r\n", CommandError).code == 10
    assert lasting(b"\r\n+CPIN: SIM REMOVED\r\n" + OK, CommandError).text == "SIM not inserted"
    assert lasting(b"\r\n+CME ERROR: 13\r\n", CommandError).code == 13
    assert lasting(b"\r\n+CME ERROR: 14\r\n", Timeout).command == b"+CPIN"
    lasting(b"\r\n+CPIN: NOT READY\r\n" + OK, Timeout)
    # a PIN that is not wanted does not go out
    lasting(b"\r\n+CME ERROR: 10\r\n", CommandError, pin="1234")


def test_a_locked_card_is_told_at_once():
    for answer, code in ((PIN, 11), (b"\r\n+CPIN: SIM PUK\r\n" + OK, 12), (b"\r\n+CPIN: PH-NET PIN\r\n" + OK, -1)):
        modem = Modem()
        modem.dialogue(b"+CPIN?", answer)
        error = refused(CommandError, modem, Service(modem).unlock)
        assert error.code == code
        modem.wire.done()
    assert "PH-NET PIN" in str(error)


def test_a_puk_is_not_answered_with_the_pin():
    modem = Modem()
    modem.dialogue(b"+CPIN?", b"\r\n+CME ERROR: 12\r\n")
    assert refused(CommandError, modem, Service(modem).unlock, "1234").code == 12
    modem.wire.done()


def test_the_ym310_answers_a_pin_with_ready_and_ok():
    # YM310 manual 4.3
    modem = Modem()
    modem.dialogue(b"+CPIN?", PIN, b'+CPIN="1234"', READY, b"+CPIN?", READY)
    call(modem, Service(modem).unlock, "1234")
    modem.wire.done()


def test_the_ec20_answers_a_pin_with_ok_and_is_ready_later():
    modem = Modem(pin_tries_command=b'+QPINC="SC"')
    modem.dialogue(
        b"+CPIN?",
        PIN,
        b'+QPINC="SC"',
        b'\r\n+QPINC: "SC",3,10\r\n' + OK,
        b'+CPIN="12345678"',
        OK,
        b"+CPIN?",
        PIN,
        b"+CPIN?",
        b"\r\n+CME ERROR: 14\r\n",
        b"+CPIN?",
        READY,
    )
    call(modem, Service(modem).unlock, b"12345678")
    modem.wire.done()


def test_a_pin_that_was_taken_but_opens_nothing_ends_in_timeout():
    modem = Modem()
    modem.dialogue(b"+CPIN?", PIN, b'+CPIN="1234"', OK, b"+CPIN?", PIN, b"+CPIN?", PIN, b"+CPIN?", PIN)
    refused(Timeout, modem, Service(modem).unlock, "1234", timeout_ms=1000)
    modem.wire.done()


def test_a_wrong_pin_is_sent_once_and_never_shown():
    modem = Modem()
    modem.dialogue(b"+CPIN?", PIN, b'+CPIN="4711"', b"\r\n+CME ERROR: 16\r\n", b"+CPIN?", PIN)
    sim = Service(modem)
    error = refused(CommandError, modem, sim.unlock, "4711")
    assert error.code == 16
    assert "4711" not in str(error) + repr(error)
    error = refused(Rejected, modem, sim.unlock, "4711")
    assert error.code == -1
    assert "4711" not in str(error) + repr(error)
    modem.wire.done()


def test_a_pin_whose_answer_is_lost_is_not_sent_again():
    modem = Modem()
    modem.wire.expect(b"AT+CPIN?\r").reply(PIN).expect(b'AT+CPIN="4711"\r')
    sim = Service(modem)
    start = modem.wire.clock.now
    refused(Timeout, modem, sim.unlock, "4711")
    assert modem.wire.clock.now - start <= 5000
    modem.dialogue(b"+CMEE?", b"\r\n+CMEE: 1\r\n" + OK, b"+CPIN?", PIN)
    refused(Rejected, modem, sim.unlock, "4711")
    modem.wire.done()


def test_force_sends_a_pin_again():
    modem = Modem()
    modem.dialogue(b"+CPIN?", PIN, b'+CPIN="4711"', b"\r\nERROR\r\n", b"+CPIN?", PIN, b'+CPIN="1234"', OK, b"+CPIN?", READY)
    sim = Service(modem)
    refused(CommandError, modem, sim.unlock, "4711")
    call(modem, sim.unlock, "1234", force=True)
    modem.wire.done()
    assert not modem.pin_spent


def test_the_last_try_is_not_spent_unless_told_so():
    # the read form names the PIN first, then the PIN2
    last = b"\r\n+QPINC: SC,1,10\r\n\r\n+QPINC: P2,3,10\r\n" + OK
    modem = Modem(pin_tries_command=b"+QPINC?")
    modem.dialogue(b"+CPIN?", PIN, b"+QPINC?", last, b"+CPIN?", PIN, b"+QPINC?", last, b'+CPIN="1234"', OK, b"+CPIN?", READY)
    sim = Service(modem)
    assert refused(Rejected, modem, sim.unlock, "1234").code == 1
    assert b"1234" not in modem.wire.sent
    call(modem, sim.unlock, "1234", force=True)
    modem.wire.done()


def test_tries_that_the_module_does_not_tell_are_unknown():
    for answer in (OK, b"\r\n+QPINC: SC\r\n" + OK):
        modem = Modem(pin_tries_command=b"+QPINC?")
        modem.dialogue(b"+CPIN?", PIN, b"+QPINC?", answer, b'+CPIN="1234"', OK, b"+CPIN?", READY)
        call(modem, Service(modem).unlock, "1234")
        modem.wire.done()


def test_a_pin_is_digits_and_is_checked_before_anything_is_sent():
    modem = Modem()
    for pin in HOSTILE + ("", "123", "123456789", "12a4", "12 4", 1234, '1"34'):
        error = refused(ValueError, modem, Service(modem).unlock, pin)
        assert str(error).startswith("pin"), pin
        assert str(pin) not in str(error) or not pin
    assert modem.wire.sent == b""


def test_iccid_of_both_modules():
    # YM310 manual 2.5; EC20 +QCCID
    for command, line, number in (
        (b"+ICCID", b"+ICCID: 89861122050211045494", "89861122050211045494"),
        (b"+ICCID", b"+ICCID:8986112205021104549F", "8986112205021104549F"),
        (b"+QCCID", b"+QCCID: 89860025128306012474", "89860025128306012474"),
        (b"+QCCID", b'+QCCID: "8986002512830601247"', "8986002512830601247"),
    ):
        modem = Modem(iccid_command=command)
        modem.dialogue(command, b"\r\n" + line + b"\r\n" + OK)
        assert call(modem, Service(modem).iccid) == number


def test_imsi_is_bare_or_prefixed_and_a_urc_is_not_taken_for_it():
    for command, answer in (
        (b"+CIMI", b"\r\n460115883032649\r\n"),
        (b"+CIMI", b"\r\nSMS Ready\r\n\r\n460115883032649\r\n\r\nCall Ready\r\n"),
        (b"+CIMI?", b"\r\n+CPIN: READY\r\n\r\n+CIMI: 460115883032649\r\n"),
    ):
        modem = Modem(imsi_command=command)
        modem.dialogue(command, answer + OK)
        assert call(modem, Service(modem).imsi) == "460115883032649"
    modem = Modem()
    modem.dialogue(b"+CIMI", OK)
    assert call(modem, Service(modem).imsi) is None


def test_numbers_fail_in_time():
    check_faults(lambda modem: Service(modem).iccid, b"+CCID", 9000)
    check_faults(lambda modem: Service(modem).imsi, b"+CIMI", 9000)


def test_a_flood_of_urcs_inside_the_answer_changes_nothing():
    modem = Modem()
    flood(modem, b"+CPIN?", b"+QUSIM: 1", b"+CPIN: SIM PIN")
    assert call(modem, Service(modem).state) == "SIM PIN"


def test_an_answer_that_comes_twice_is_not_the_next_ones():
    modem = Modem()
    modem.dialogue(b"+CPIN?", PIN + PIN, b"+CPIN?", READY)
    sim = Service(modem)
    assert call(modem, sim.state) == "SIM PIN"
    assert call(modem, sim.state) == "READY"
