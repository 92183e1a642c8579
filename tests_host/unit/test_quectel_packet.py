# The packet context of the EC20: AT+QICSGP and AT+QIACT, TCP/IP manual.
from atmodem.errors import CommandError, Timeout
from support.ec20_mqtt import ERROR, OK, module
from support.wire import raises, run


def start(exchanges, *parameters, **options):
    """start() with these exchanges (lines behind AT), and no others."""
    modem, wire = module()
    for line, answer in exchanges:
        wire.expect(b"AT" + line + b"\r").reply(answer)
    run(modem.packet.start(*parameters, **options), wire)
    wire.done()


def test_the_context_is_defined_and_activated():
    start(((b'+QICSGP=1,1,"cmnet"', OK), (b"+QIACT=1", OK)), "cmnet")
    start(((b'+QICSGP=16,1,"cmnet","u","",3', OK), (b"+QIACT=16", OK)), "cmnet", "u", "", 16)
    start(((b"+QIACT=1", OK),))


def test_a_login_without_an_apn():
    start(((b'+QICSGP=1,1,"","u","p",3', OK), (b"+QIACT=1", OK)), None, "u", "p")


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
        ("context", ("a", "u", "p", 0)),
        ("context", ("a", "u", "p", 17)),
    ):
        error = raises(ValueError, modem.packet.start(*parameters), wire)
        assert str(error).startswith(name), (name, str(error))
    assert wire.sent == b""
