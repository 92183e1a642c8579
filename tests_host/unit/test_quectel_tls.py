# TLS contexts and certificates of the EC20: AT+QSSLCFG, AT+QFUPL. Captures: a real EC25 session, a BG96 with quoted values.
from atmodem.errors import CommandError, ModemError, NotSupported, Timeout
from atmodem.quectel.tls import checksum
from atmodem.tls import Tls
from support.ec20_mqtt import ERROR, OK, expect_connect, expect_open, expect_settings, module
from support.obedient import xor
from support.wire import raises, run

CA = b"-----BEGIN CERTIFICATE-----\nMIIB+z\n-----END CERTIFICATE-----\n"
KEY = b"-----BEGIN RSA PRIVATE KEY-----\n\x00\x1a\n"


def expect_upload(wire, name, data, timeout=20):
    """The file is replaced: AT+QFUPL of a name that exists fails (407)."""
    wire.expect(b'AT+QFDEL="%s"\r' % name).reply(b"\r\n+CME ERROR: 405\r\n")
    wire.expect(b'AT+QFUPL="%s",%d,%d\r' % (name, len(data), timeout)).reply(b"\r\nCONNECT\r\n", 10)
    wire.expect(data).reply(b"\r\n+QFUPL: %d,%x\r\n" % (len(data), xor(data)) + OK, 30)


def expect_configuration(wire, context, level, files=(), clock=b"80/01/06,00:00:28+00", ignore=b"1"):
    for key, name, data in files:
        expect_upload(wire, name, data)
        wire.expect(b'AT+QSSLCFG="%s",%d,"%s"\r' % (key, context, name)).reply(OK)
    for key, value in (
        (b"sslversion", b"4"),
        (b"ciphersuite", b"0xFFFF"),
        (b"seclevel", b"%d" % level),
        (b"sni", b"1"),
    ):
        wire.expect(b'AT+QSSLCFG="%s",%d,%s\r' % (key, context, value)).reply(OK)
    if level:
        wire.expect(b"AT+CCLK?\r").reply(b'\r\n+CCLK: "%s"\r\n' % clock + OK)
    wire.expect(b'AT+QSSLCFG="ignorelocaltime",%d,%s\r' % (context, ignore)).reply(OK)


def test_the_checksum_is_that_of_the_file_manual():
    assert checksum(b"") == 0
    assert checksum(b"\x12") == 0x1200  # an odd last byte in the high half
    assert checksum(b"\x12\x34\x56") == 0x4434
    assert checksum(CA) == xor(CA)


def test_upload_sends_exactly_the_bytes():
    data = bytes(range(256)) + b"\x1a+++\r\nOK\r\n\x1b"
    modem, wire = module()
    expect_upload(wire, b"RAM:x.pem", data)
    run(modem.tls.upload("RAM:x.pem", data), wire)
    wire.done()


def test_checksums_without_leading_zeros_and_of_digits_alone():
    # Real: 2d13, f5f
    for text, data in ((b"f5f", b"\x0f\x5f"), (b"1234", b"\x12\x34"), (b"12", b"\0\x12"), (b"0", b"\0\0"), (b"1e2", b"\x01\xe2")):
        modem, wire = module()
        wire.expect(b'AT+QFDEL="f"\r').reply(OK)
        wire.expect(b'AT+QFUPL="f",2,5\r').reply(b"\r\nCONNECT\r\n")
        wire.expect(data).reply(b"\r\n+QFUPL: 2," + text + b"\r\n" + OK)
        run(modem.tls.upload("f", data, 5000), wire)
        wire.done()


def test_what_was_damaged_on_its_way_is_told():
    for answer in (b"2,1235", b"1,1234", b"2,zz", b"2", b"x,1234"):
        modem, wire = module()
        wire.expect(b'AT+QFDEL="f"\r').reply(OK)
        wire.expect(b'AT+QFUPL="f",2,20\r').reply(b"\r\nCONNECT\r\n")
        wire.expect(b"\x12\x34").reply(b"\r\n+QFUPL: " + answer + b"\r\n" + OK)
        error = raises(ModemError, modem.tls.upload("f", b"\x12\x34"), wire)
        assert error.command == b"+QFUPL" and "damaged" in str(error), answer


def test_an_upload_that_is_refused_or_stalls():
    modem, wire = module()
    wire.expect(b'AT+QFDEL="f"\r').reply(OK)
    wire.expect(b'AT+QFUPL="f",1,20\r').reply(b"\r\n+CME ERROR: 403\r\n")
    assert raises(CommandError, modem.tls.upload("f", b"x"), wire).code == 403
    modem, wire = module()
    wire.expect(b'AT+QFDEL="f"\r').reply(OK)
    wire.expect(b'AT+QFUPL="f",1,3\r').reply(b"\r\nCONNECT\r\n")
    wire.expect(b"x")
    raises(Timeout, modem.tls.upload("f", b"x", 3000), wire)
    assert wire.clock.slept == 3000


def test_the_ciphersuite_goes_without_quotes():
    # In quotes a BG96 answers ERROR.
    modem, wire = module()
    expect_configuration(wire, 2, 1, ((b"cacert", b"RAM:ca2.pem", CA),))
    run(modem.tls.configure(2, Tls(ca=CA), "broker.test"), wire)
    wire.done()


def test_client_certificates_make_it_mutual():
    modem, wire = module()
    files = ((b"cacert", b"RAM:ca0.pem", CA), (b"clientcert", b"RAM:cert0.pem", CA), (b"clientkey", b"RAM:key0.pem", KEY))
    expect_configuration(wire, 0, 2, files)
    run(modem.tls.configure(0, Tls(ca=CA, certificate=CA, key=KEY), "broker.test"), wire)
    wire.done()


def test_dates_are_looked_at_when_the_module_knows_its_own():
    for clock, ignore in ((b"26/08/07,13:28:31+32", b"0"), (b"70/01/01,00:00:28+00", b"1"), (b"18/01/01,00:00:28+00", b"1")):
        modem, wire = module()
        expect_configuration(wire, 2, 1, ((b"cacert", b"RAM:ca2.pem", CA),), clock, ignore)
        run(modem.tls.configure(2, Tls(ca=CA), "broker.test"), wire)
        wire.done()


def test_no_verification_only_when_told_so():
    modem, wire = module()
    expect_configuration(wire, 5, 0)
    run(modem.tls.configure(5, Tls(verify=False), "broker.test"), wire)
    wire.done()
    for options in ({}, {"certificate": CA, "key": KEY}, {"ca": CA, "certificate": CA}, {"ca": CA, "key": KEY}, {"ca": b"PEM"}):
        try:
            Tls(**options)
            raise AssertionError(options)
        except ValueError as error:
            assert b"PRIVATE" not in bytes(str(error), "utf-8")


def test_the_name_that_is_verified_is_the_host_s():
    modem, wire = module()
    error = raises(NotSupported, modem.tls.configure(0, Tls(ca=CA, name="other.test"), "broker.test"), wire)
    assert str(error).startswith("tls_name: ym310 has it")
    assert wire.sent == b""
    expect_configuration(wire, 0, 1, ((b"cacert", b"RAM:ca0.pem", CA),))
    run(modem.tls.configure(0, Tls(ca=CA, name="broker.test"), "broker.test"), wire)
    wire.done()


def test_setting_answers_repeat_the_context():
    # Real: +QSSLCFG: "seclevel",2,0
    modem, wire = module()
    wire.expect(b'AT+QSSLCFG="seclevel",2\r').reply(b'\r\n+QSSLCFG: "seclevel",2,0\r\n' + OK)
    wire.expect(b'AT+QSSLCFG="cacert",2\r').reply(b'\r\n+QSSLCFG: "cacert",2,"RAM:ca2.pem"\r\n' + OK)
    wire.expect(b'AT+QSSLCFG="odd",2\r').reply(OK)

    async def main():
        assert await modem.tls.setting("seclevel", 2) == 0
        assert await modem.tls.setting("cacert", 2) == "RAM:ca2.pem"
        assert await modem.tls.setting("odd", 2) is None

    run(main(), wire)
    wire.done()


def test_mqtt_over_tls_fills_the_context_before_it_uses_it():
    modem, wire = module()
    expect_configuration(wire, 0, 1, ((b"cacert", b"RAM:ca0.pem", CA),))
    expect_settings(wire, ssl=b"1,0")
    expect_open(wire)
    expect_connect(wire)
    run(modem.mqtt.connect("broker.test", 1883, "dev1", tls=Tls(ca=CA)), wire)
    wire.done()


def test_a_certificate_that_is_refused_opens_nothing():
    modem, wire = module()
    expect_upload(wire, b"RAM:ca0.pem", CA)
    wire.expect(b'AT+QSSLCFG="cacert",0,"RAM:ca0.pem"\r').reply(ERROR)
    raises(CommandError, modem.mqtt.connect("broker.test", 1883, "dev1", tls=Tls(ca=CA)), wire)
    wire.done()
    assert modem.mqtt.sessions[0] is None
