# YM310 NTP and time zone against the bytes of its manual (5.7 to 5.9, 7.1).
from atmodem.errors import CommandError, NotSupported, Rejected, Timeout
from atmodem.modem import Modem
from atmodem.profile import Profile
from support.wire import Wire, raises
from support.ym310 import OK, Bench

CLOCK = b'\r\n+CCLK: "18/05/16,15:49:28+32"\r\n' + OK
OPEN = (b"+SAPBR=2,1", b"\r\n+SAPBR: 1,1,010.169.179.213\r\n" + OK)


def bench(zone=b"32", answer=b"\r\n+CNTP:1\r\n"):
    return Bench().script(*OPEN).script(b"+CNTPCID=1", OK, b'+CNTP="ntp.example",' + zone, OK, b"+CNTP", OK + answer)


def test_a_server_sets_the_clock():
    for answer in (b"\r\n+CNTP:1\r\n", b"\r\n+CNTP: 1\r\n"):
        there = bench(answer=answer).script(b"+CCLK?", CLOCK)
        found = there.run(lambda modem: modem.clock.synchronise("ntp.example", zone=32))
        assert found == (2018, 5, 16, 15, 49, 28, 32)


def test_the_zone_stays_when_none_is_named():
    there = Bench().script(b"+CCLK?", b'\r\n+CCLK: "18/05/16,02:49:28-20"\r\n' + OK).script(*OPEN)
    there.script(b"+CNTPCID=1", OK, b'+CNTP="ntp.example",-20', OK, b"+CNTP", OK + b"\r\n+CNTP: 1\r\n", b"+CCLK?", CLOCK)
    there.run(lambda modem: modem.clock.synchronise("ntp.example"))


def test_a_server_that_does_not_help():
    for code in (61, 62, 63, 64, 65, 99):
        there = bench(answer=b"\r\n+CNTP: %d\r\n" % code)
        error = there.refused(Rejected, lambda modem: modem.clock.synchronise("ntp.example", zone=32))
        assert error.code == code


def test_no_answer_at_all():
    bench(answer=b"").refused(Timeout, lambda modem: modem.clock.synchronise("ntp.example", zone=32, timeout_ms=5000))


def test_what_is_refused_before_a_byte_leaves():
    for arguments in (("",), ("a" * 129,), ("a\r",), ("h", 0), ("h", 123, 49), ("h", 123, -48), ("h", 124, 0)):
        Bench().refused(ValueError, lambda modem, a=arguments: modem.clock.synchronise(*a))


def test_a_module_without():
    wire = Wire()
    modem = Modem(wire, Profile)
    raises(NotSupported, modem.clock.synchronise("h", zone=0), wire)


def test_the_settings():
    answer = b"\r\n+CNTP: ntp.example,32, 5\r\n" + OK
    assert Bench().script(b"+CNTP?", answer).run(lambda modem: modem.clock.ntp_settings()) == ("ntp.example", 32, 5)


def test_zone_updates_and_reports():
    assert Bench().script(b"+CTZU?", b"\r\n+CTZU: 1\r\n" + OK).run(lambda modem: modem.clock.is_automatic())
    assert not Bench().script(b"+CTZU?", b"\r\n+CTZU: 0\r\n" + OK).run(lambda modem: modem.clock.is_automatic())
    assert Bench().script(b"+CTZR?", b"\r\n+CTZR: 1\r\n" + OK).run(lambda modem: modem.clock.is_reporting())
    Bench().script(b'+NITZDISSET="c",8', OK).run(lambda modem: modem.clock.report_zone(8))
    Bench().refused(ValueError, lambda modem: modem.clock.report_zone(13))
    Bench().script(b'+NITZDISSET="c",8', b"\r\nERROR\r\n").refused(CommandError, lambda modem: modem.clock.report_zone(8))
