# Power saving as 27.007 has it, on a module that has all of it.
from atmodem.errors import CommandError, LinkLost, NotSupported, Timeout
from atmodem.power import Power
from support.standin import Modem as Standin, call, check_faults, refused

OK = b"\r\nOK\r\n"
AWAKE = b"\r\n+CMEE: 1\r\n" + OK


class Started:
    is_set = True

    def __init__(self, modem):
        self.modem = modem

    async def wait(self, timeout_ms=None):
        self.modem.told.append(timeout_ms)
        return True


def Modem(**data):
    modem = Standin(sleep_command=b"+CSCLK", sleep_modes=(1, 2), features=("sleep", "psm", "edrx"), boot_ms=15000, **data)
    modem.started = Started(modem)
    modem.restore = lambda: modem.told.append("restore")
    return modem


def sends(function, line, *arguments, answer=OK, **named):
    modem = Modem()
    modem.dialogue(line, answer)
    result = call(modem, getattr(Power(modem), function), *arguments, **named)
    modem.wire.done()
    return result


def test_sleep():
    sends("sleep", b"+CSCLK=1")
    sends("sleep", b"+CSCLK=2", 2)
    check_faults(lambda modem: Power(with_sleep(modem)).sleep, b"+CSCLK=1", 9000)


def with_sleep(modem):
    modem.profile.sleep_command = b"+CSCLK"
    modem.profile.features = ("sleep",)
    return modem


def test_a_module_without():
    modem = Standin()
    power = Power(modem)
    for name, arguments in (
        ("sleep", ()),
        ("stay_awake", ()),
        ("set_psm", (2, 60)),
        ("psm", ()),
        ("set_edrx", (9,)),
        ("edrx", ()),
    ):
        error = refused(NotSupported, modem, getattr(power, name), *arguments)
        assert "this module has not" in str(error)
    assert modem.wire.sent == b""


def test_bad_values():
    modem = Modem()
    power = Power(modem)
    for name, function, arguments in (
        ("mode", power.sleep, (0,)),
        ("mode", power.sleep, ("1\r",)),
        ("timeout_ms", power.wake, (-1,)),
        ("active_s", power.set_psm, (11161, 60)),
        ("periodic_s", power.set_psm, (2, -1)),
        ("cycle_s", power.set_edrx, (20000,)),
        ("window_s", power.set_edrx, (20, 2)),
        ("access", power.set_edrx, (20, None, "GSM")),
    ):
        assert str(refused(ValueError, modem, function, *arguments)).startswith(name)
    assert modem.wire.sent == b""


def test_a_module_that_is_awake():
    modem = Modem()
    modem.dialogue(b"", OK, b"+CMEE?", AWAKE)
    assert call(modem, Power(modem).wake) is True
    assert modem.told == []
    modem.wire.done()


def test_the_first_line_is_lost():
    modem = Modem()
    modem.wire.expect(b"AT\r")
    modem.dialogue(b"+CMEE?", AWAKE, b"", OK, b"+CMEE?", AWAKE)
    assert call(modem, Power(modem).wake) is True
    assert modem.wire.clock.slept < 500
    modem.wire.done()


def test_the_first_line_is_broken():
    for heard in (b"\xff\x00", b"T\r", b"\r\nERROR\r\n", b"\r\n+CME ERROR: 58\r\n"):
        modem = Modem()
        modem.wire.strict = False
        modem.wire.expect(b"AT\r").reply(heard)
        if b"ERR" not in heard:
            modem.dialogue(b"+CMEE?", AWAKE)
        modem.dialogue(b"", OK, b"+CMEE?", AWAKE)
        assert call(modem, Power(modem).wake) is True, heard
        modem.wire.done()


def test_several_lines_are_lost():
    modem = Modem()
    modem.wire.expect(b"AT\r")
    for _ in range(3):
        modem.wire.expect(b"AT+CMEE?\r")
    modem.dialogue(b"+CMEE?", AWAKE, b"", OK, b"+CMEE?", AWAKE)
    assert call(modem, Power(modem).wake) is True
    modem.wire.done()


def test_a_module_that_answers_while_it_falls_asleep():
    modem = Modem()
    modem.dialogue(b"", OK)
    modem.wire.expect(b"AT+CMEE?\r")  # this wakes it, and is lost
    modem.dialogue(b"+CMEE?", AWAKE, b"", OK, b"+CMEE?", AWAKE)
    assert call(modem, Power(modem).wake) is True
    assert modem.wire.clock.slept < 500
    modem.wire.done()


def test_a_module_that_does_not_wake():
    modem = Modem()
    modem.wire.strict = False
    start = modem.wire.clock.now
    refused(Timeout, modem, Power(modem).wake)
    assert modem.wire.clock.now - start <= 16000
    assert bytes(modem.wire.sent).startswith(b"AT\rAT")


def test_a_module_that_has_started_anew_is_set_up_again():
    modem = Modem()
    modem.dialogue(b"", b"AT\r" + OK, b"+CMEE?", b"\r\n+CMEE: 0\r\n" + OK)
    assert call(modem, Power(modem).wake) is False
    assert modem.told[0] == "restore"
    assert isinstance(modem.told[1], LinkLost)
    assert modem.told[2] == 15000


def test_staying_awake_wakes_first():
    modem = Modem()
    modem.dialogue(b"", OK, b"+CMEE?", AWAKE, b"+CSCLK=0", OK)
    call(modem, Power(modem).stay_awake)
    modem.wire.done()


def test_psm_is_asked_for():
    sends("set_psm", b'+CPSMS=1,,,"00101100","00001010"', 20, 43200)
    sends("set_psm", b'+CPSMS=1,,,"00101100"', periodic_s=43200)
    sends("set_psm", b'+CPSMS=1,,,,"00001010"', 20)
    sends("set_psm", b"+CPSMS=0")


def test_psm_is_told():
    for line, found in (
        (b'+CPSMS: 1,,,"00101100","00001010"', (True, 43200, 20)),
        (b"+CPSMS: 1,,,00101100,00001010", (True, 43200, 20)),
        (b'+CPSMS: 0,"","","",""', (False, None, None)),
        (b"+CPSMS:0", (False, None, None)),
    ):
        assert sends("psm", b"+CPSMS?", answer=b"\r\n" + line + b"\r\n" + OK) == found, line


def test_edrx_is_asked_for():
    sends("set_edrx", b'+CEDRXS=1,4,"0010"', 20)
    sends("set_edrx", b'+CEDRXS=1,5,"0101"', 60, access="NB-IoT")
    sends("set_edrx", b"+CEDRXS=0", None)


def test_edrx_is_told():
    for line, wanted in (
        (b'+CEDRXRDP: 4,"0010","0011","0001"', (40.96, 2.56)),
        (b'+CEDRXRDP: 5,"0010","0010","0001"', (20.48, 5.12)),
        (b"+CEDRXRDP: 0", (None, None)),
    ):
        found = sends("edrx", b"+CEDRXRDP", answer=b"\r\n" + line + b"\r\n" + OK)
        for i in (0, 1):
            assert found[i] is wanted[i] or abs(found[i] - wanted[i]) < 0.001, line


def test_refusals():
    modem = Modem()
    modem.dialogue(b"+CPSMS=0", b"\r\n+CME ERROR: 4\r\n", b"+CEDRXRDP", b"\r\nERROR\r\n")
    refused(CommandError, modem, Power(modem).set_psm)
    refused(CommandError, modem, Power(modem).edrx)
    modem.wire.done()


def test_handlers_are_told():
    power = Power(Modem())
    told = []
    power.handlers.append(lambda *event: told.append(event))
    power.tell("enter_psm")
    power.tell("data_disconnected", 1)
    assert told == [("enter_psm",), ("data_disconnected", 1)]
