# The packet context of the EC20: AT+QICSGP and AT+QIACT, TCP/IP manual.
from atmodem.errors import CommandError, LinkLost, Timeout
from support.ec20_mqtt import ERROR, OK, module
from support.wire import raises, run

DOWN = (b"+QIACT?", OK)
UP = (b"+QIACT?", b'\r\n+QIACT: 1,1,1,"10.3.118.130"\r\n' + OK)
DEFINED = (b"+CGDCONT?", b'\r\n+CGDCONT: 1,"IP","cmnet","0.0.0.0",0,0\r\n+CGDCONT: 2,"IPV4V6","ims","",0,0\r\n' + OK)


def start(exchanges, *parameters, **options):
    """start() with these exchanges (lines behind AT), and no others."""
    modem, wire = module()
    for line, answer in exchanges:
        wire.expect(b"AT" + line + b"\r").reply(answer)
    run(modem.packet.start(*parameters, **options), wire)
    wire.done()


def test_the_context_is_defined_and_activated():
    start((DOWN, (b'+QICSGP=1,1,"cmnet"', OK), (b"+QIACT=1", OK)), "cmnet")
    start((DOWN, (b'+QICSGP=16,1,"cmnet","u","",3', OK), (b"+QIACT=16", OK)), "cmnet", "u", "", 16)
    start(((b"+QIACT=1", OK),))


def test_a_login_without_an_apn():
    start((DOWN, (b'+QICSGP=1,1,"","u","p",3', OK), (b"+QIACT=1", OK)), None, "u", "p")


def test_the_method_of_a_login():
    # TCP/IP manual 2.3.1: 1 PAP, 2 CHAP, 3 either
    for method, number in (("PAP", b"1"), ("CHAP", b"2"), (None, b"3")):
        start((DOWN, (b'+QICSGP=1,1,"a","u","p",' + number, OK), (b"+QIACT=1", OK)), "a", "u", "p", method=method)


def changed(*exchanges, told=1, given=("other.apn",)):
    """start() of a context while cmnet is up, and how often those that stand on it are told."""
    modem, wire = module()
    lost = []
    modem.losses.append(lost.append)
    for line, answer in (DOWN, (b'+QICSGP=1,1,"cmnet"', OK), (b"+QIACT=1", OK)) + exchanges:
        wire.expect(b"AT" + line + b"\r").reply(answer)

    async def main():
        await modem.packet.start("cmnet")
        await modem.packet.start(*given)

    run(main(), wire)
    wire.done()
    assert [type(error) for error in lost] == [LinkLost] * told
    assert modem.packet.up


def test_another_apn_is_brought_up_in_place_of_the_one_that_is_up():
    changed(
        UP, DEFINED, (b"+QIDEACT=1", OK), (b'+QICSGP=1,1,"other.apn"', OK), (b"+QIACT=1", OK)
    )
    # another login: what stands behind the APN cannot be asked for without showing the password
    changed(
        UP, (b"+QIDEACT=1", OK), (b'+QICSGP=1,1,"cmnet","u","p",3', OK), (b"+QIACT=1", OK), given=("cmnet", "u", "p")
    )


def test_the_apn_that_is_up_stays_up():
    changed((b'+QICSGP=1,1,"cmnet"', OK), (b"+QIACT=1", ERROR), UP, told=0, given=("cmnet",))
    # by the program before us
    start((UP, DEFINED, (b'+QICSGP=1,1,"cmnet"', OK), (b"+QIACT=1", ERROR), UP), "cmnet")
    start((UP, (b'+QICSGP=2,1,"cmnet"', OK), (b"+QIACT=2", OK)), "cmnet", context=2)


def test_error_for_a_context_that_is_active():
    # Real: ERROR, and AT+QIACT? lists it
    start(((b"+QIACT=1", ERROR), (b"+QIACT?", b'\r\n+QIACT: 1,1,1,"10.3.118.130"\r\n' + OK)))


def test_a_context_that_the_network_took_away_is_deactivated_first():
    start(((b"+QIACT=2", ERROR), (b"+QIACT?", OK), (b"+QIDEACT=2", OK), (b"+QIACT=2", OK)), context=2)


def test_a_context_that_cannot_be_activated():
    modem, wire = module()
    for line, answer in ((b"+QIACT=1", ERROR), (b"+QIACT?", OK), (b"+QIDEACT=1", ERROR), (b"+QIACT=1", ERROR)):
        wire.expect(b"AT" + line + b"\r").reply(answer)
    assert raises(CommandError, modem.packet.start(), wire).command == b"+QIACT"
    wire.done()


def test_an_activation_takes_up_to_150_seconds():
    modem, wire = module()
    wire.expect(b"AT+QIACT=1\r").reply(OK, 149000)
    run(modem.packet.start(), wire)
    wire.expect(b"AT+QIACT=1\r")
    raises(Timeout, modem.packet.start(), wire)
    assert wire.clock.slept == 299000


def test_what_cannot_be_sent():
    modem, wire = module()
    for name, parameters in (
        ("apn", ("x" * 101,)),
        ("apn", ('a"b',)),
        ("user", ("a", "x" * 128, "p")),
        ("user", ("a", "", "p")),
        ("password", ("a", "u", "x" * 128)),
        ("password", ("a", "u")),
        ("user", ("a", None, "p")),
        ("method", ("a", "u", "p", 1, "chap")),
        ("context", ("a", "u", "p", 0)),
        ("context", ("a", "u", "p", 17)),
    ):
        error = raises(ValueError, modem.packet.start(*parameters), wire)
        assert str(error).startswith(name), (name, str(error))
    assert wire.sent == b""
