from atmodem.device import Service
from atmodem.errors import CommandError, LinkLost, NotSupported, Timeout
from support.standin import Modem, call, check_faults, flood, refused

OK = b"\r\nOK\r\n"


def functionality(modem):
    return Service(modem).functionality


def test_identity_of_the_ym310_comes_prefixed_and_quoted():
    # YM310 manual 2.1 to 2.4
    modem = Modem()
    modem.dialogue(
        b"+CGMI",
        b'\r\n+CGMI: "Yuga Co.,Ltd."\r\n' + OK,
        b"+CGMM",
        b'\r\n+CGMM: "YM310 X09"\r\n' + OK,
        b"+CGMR",
        b'\r\nRevision: "YM310.X09_AT.U60_R2.0.0.240820"\r\n' + OK,
        b"+CGSN",
        b"\r\n868777059994693\r\n" + OK,
    )
    assert call(modem, Service(modem).identity) == (
        "Yuga Co.,Ltd.",
        "YM310 X09",
        "YM310.X09_AT.U60_R2.0.0.240820",
        "868777059994693",
    )


def test_identity_of_the_ec20_comes_bare():
    modem = Modem()
    modem.dialogue(
        b"+CGMI",
        b"\r\nQuectel\r\n" + OK,
        b"+CGMM",
        b"\r\nEC20F\r\n" + OK,
        b"+CGMR",
        b"\r\nEC20CEFAGR06A15M4G\r\n" + OK,
        b"+CGSN",
        b"\r\n861234050012345\r\n" + OK,
    )
    identity = call(modem, Service(modem).identity)
    assert identity.manufacturer == "Quectel"
    assert identity.model == "EC20F"
    assert identity.revision == "EC20CEFAGR06A15M4G"
    assert identity.imei == "861234050012345"


def test_identity_commands_come_from_the_profile_and_may_say_nothing():
    modem = Modem(identity_commands=(b"+GMI", b"+GMM", b"+GMR", b"+GSN"))
    modem.dialogue(
        b"+GMI",
        OK,
        b"+GMM",
        b"\r\nRevision:X\r\n" + OK,
        b"+GMR",
        b"\r\n\xff\xfe\r\n" + OK,
        b"+GSN",
        b"\r\n+CREG: 1\r\n1\r\n" + OK,
    )
    identity = call(modem, Service(modem).identity)
    assert identity.manufacturer == ""
    assert identity.model == "X"
    assert identity.imei == "1"


def test_functionality_is_a_number():
    modem = Modem()
    modem.dialogue(b"+CFUN?", b"\r\n+CFUN: 1\r\n" + OK, b"+CFUN?", OK)
    device = Service(modem)
    assert call(modem, device.functionality) == 1
    assert call(modem, device.functionality) is None


def test_functionality_fails_in_time():
    check_faults(functionality, b"+CFUN?", 9000)


def test_setting_the_functionality_takes_the_time_of_cfun():
    modem = Modem()
    modem.wire.expect(b"AT+CFUN=4\r").reply(OK, after_ms=14900)
    call(modem, Service(modem).set_functionality, 4)
    modem.wire.done()
    check_faults(lambda modem: lambda: Service(modem).set_functionality(0), b"+CFUN=0", 15000)


def test_a_level_that_the_module_has_not_is_refused():
    modem = Modem()
    for level in (2, -1, "1", None):
        assert str(refused(ValueError, modem, Service(modem).set_functionality, level)).startswith("level")
    assert modem.wire.sent == b""
    modem = Modem(functionality_levels=(0, 1, 4, 7))
    modem.dialogue(b"+CFUN=7", OK)
    call(modem, Service(modem).set_functionality, 7)
    modem.wire.done()


def test_restart_tells_that_all_is_lost_and_waits_for_the_boot():
    modem = Modem()
    modem.dialogue(b"+CFUN=1,1", OK)
    call(modem, Service(modem).restart, 20000)
    assert isinstance(modem.told[0], LinkLost)
    assert modem.told[1:] == [20000]
    modem.wire.done()


def test_restart_survives_an_ok_that_never_comes():
    modem = Modem(restart_command=b"+RESET")
    modem.wire.expect(b"AT+RESET\r")
    call(modem, Service(modem).restart)
    assert modem.told[1:] == [60000]


def test_restart_reports_a_module_that_does_not_come_back():
    modem = Modem()
    modem.dialogue(b"+CFUN=1,1", OK)
    modem.boots = False
    refused(Timeout, modem, Service(modem).restart)


def test_restart_that_is_refused_loses_nothing():
    modem = Modem()
    modem.dialogue(b"+CFUN=1,1", b"\r\nERROR\r\n")
    refused(CommandError, modem, Service(modem).restart)
    assert modem.told == []


def test_power_off_of_the_ym310_answers_the_farewell_alone():
    # YM310 manual 4.2
    modem = Modem(features=("power_off",), power_off_command=b"+CPOWD=1", power_off_text=b"NORMAL POWER DOWN")
    modem.wire.expect(b"AT+CPOWD=1\r").reply(b"\r\nNORMAL POWER DOWN\r\n", after_ms=700)
    call(modem, Service(modem).power_off)
    assert modem.wire.clock.slept <= 1000
    assert isinstance(modem.told[0], LinkLost)
    assert modem.at.followers == []


def test_power_off_of_the_ec20_waits_for_the_farewell_behind_ok():
    modem = Modem(features=("power_off",), power_off_command=b"+QPOWD=1")
    modem.wire.expect(b"AT+QPOWD=1\r").reply(OK).reply(b"\r\n+CREG: 0\r\n", 9000).reply(b"\r\nPOWERED DOWN\r\n", 60000)
    call(modem, Service(modem).power_off)
    assert modem.wire.clock.slept >= 59000
    assert len(modem.told) == 1


def test_power_off_without_a_farewell_ends_in_time():
    modem = Modem(features=("power_off",), power_off_command=b"+QPOWD=1")
    modem.dialogue(b"+QPOWD=1", OK)
    start = modem.wire.clock.now
    refused(Timeout, modem, Service(modem).power_off)
    assert modem.wire.clock.now - start == 65000
    assert modem.told == []


def test_power_off_that_is_refused():
    modem = Modem(features=("power_off",), power_off_command=b"+QPOWD=1", power_off_ms=1000)
    modem.dialogue(b"+QPOWD=1", b"\r\nERROR\r\n")
    refused(CommandError, modem, Service(modem).power_off)


def test_power_off_is_not_for_every_module():
    modem = Modem()
    refused(NotSupported, modem, Service(modem).power_off)
    assert modem.wire.sent == b""


def test_a_flood_of_urcs_inside_the_answer_changes_nothing():
    modem = Modem()
    flood(modem, b"+CFUN?", b"+CREG: 1", b"+CFUN: 4")
    assert call(modem, Service(modem).functionality) == 4


def test_an_answer_that_comes_twice_is_not_the_next_ones():
    modem = Modem()
    modem.dialogue(b"+CFUN?", (b"\r\n+CFUN: 1\r\n" + OK) * 2, b"+CFUN?", b"\r\n+CFUN: 4\r\n" + OK)
    device = Service(modem)
    assert call(modem, device.functionality) == 1
    assert call(modem, device.functionality) == 4
