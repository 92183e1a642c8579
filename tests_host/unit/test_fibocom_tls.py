# The L610's TLS files and settings against its guide (3.3) and against what a real module was seen to answer.
from atmodem.errors import CommandError, LinkLost, NotSupported, Rejected, Timeout
from atmodem.tls import Tls
from support.l610 import CALL, ERROR, NO_CLIENT, OK, OPENED, Bench
from support.wire import error_of

CA = b"-----BEGIN CERTIFICATE-----\r\nMIIB+z\r\n-----END CERTIFICATE-----\r\n"
CERTIFICATE = CA.replace(b"z", b"y")
KEY = b"-----BEGIN RSA PRIVATE KEY-----\n\x00\x1a\n"
HELD = b"\r\n+GTSSLFILE: TRUSTFILE,%d\r\n" + OK


def upload(bench, name, data):
    bench.wire.expect(b'AT+GTSSLFILE="%s",%d\r' % (name, len(data))).reply(b"\r\n>")
    bench.wire.expect(data).reply(OK)
    return bench


def configuring(bench, held=0, mode=1, files=()):
    bench.script(b"+GTSSLFILE?", HELD % held, b"+GTSSLVER=4", OK, b"+GTSSLMODE=%d" % mode, OK)
    for name, data in files:
        upload(bench, name, data)
    return bench


def connecting(bench, where=b"8883,1,60,2", opened=OPENED):
    bench.script(b"+MQTTOPEN?", NO_CLIENT, b'+MQTTUSER=1,"","","pump-7"', OK)
    return bench.script(b'+MQTTOPEN=1,"broker",' + where, opened)


def connect(modem, **named):
    return modem.mqtt.connect("broker", 8883, "pump-7", tls=Tls(ca=CA), **named)


def test_cafile_is_the_client_certificate_and_trustfile_the_root():
    bench = configuring(Bench(), files=((b"TRUSTFILE", CA), (b"CAFILE", CERTIFICATE), (b"KEYFILE", KEY)))
    bench.run(lambda modem: modem.tls.configure(Tls(ca=CA, certificate=CERTIFICATE, key=KEY), "broker"))


def test_the_file_is_the_full_pem_and_nothing_behind_it():
    upload(Bench(), b"KEYFILE", KEY).run(lambda modem: modem.tls.upload("KEYFILE", KEY))
    for arguments in (("KEYFILE", b"abc"), ("KEYFILE", b"x" * 8193), ("cafile", CA)):
        Bench().refused(ValueError, lambda modem, a=arguments: modem.tls.upload(*a))


def test_no_verification_only_when_told_so():
    configuring(Bench(), mode=0).run(lambda modem: modem.tls.configure(Tls(verify=False), "broker"))


def test_every_upload_is_one_more_so_none_is_made_twice():
    bench = configuring(configuring(Bench(), files=((b"TRUSTFILE", CA),)), held=1)

    async def work(modem):
        for _ in range(2):
            await modem.tls.configure(Tls(ca=CA), "broker")

    bench.run(work)


def test_nothing_is_persistent_so_a_restart_wants_all_again():
    for seen in (True, False):
        bench = configuring(configuring(Bench(), files=((b"TRUSTFILE", CA),)), held=int(seen), files=((b"TRUSTFILE", CA),))

        async def work(modem):
            await modem.tls.configure(Tls(ca=CA), "broker")
            if seen:
                modem.lost(LinkLost("the module restarted"))
            await modem.tls.configure(Tls(ca=CA), "broker")

        bench.run(work)


def test_another_root_would_be_trusted_too():
    bench = configuring(Bench(), files=((b"TRUSTFILE", CA),)).script(b"+GTSSLFILE?", HELD % 1)

    async def work(modem):
        await modem.tls.configure(Tls(ca=CA), "broker")
        await error_of(modem.tls.configure(Tls(ca=CERTIFICATE), "broker"), NotSupported)

    bench.run(work)


def test_another_client_certificate_would_stand_beside_the_first():
    files = ((b"TRUSTFILE", CA), (b"CAFILE", CERTIFICATE), (b"KEYFILE", KEY))
    bench = configuring(Bench(), files=files).script(b"+GTSSLFILE?", HELD % 1)

    async def work(modem):
        await modem.tls.configure(Tls(ca=CA, certificate=CERTIFICATE, key=KEY), "broker")
        await error_of(modem.tls.configure(Tls(ca=CA, certificate=CERTIFICATE + b"\n", key=KEY), "broker"), NotSupported)

    bench.run(work)


def test_what_the_module_cannot_take_is_told_before_a_byte_is_sent():
    long = CA + b"\n" * 8192
    for kind, named in (
        (ValueError, {"ca": long}), (ValueError, {"ca": CA, "certificate": long, "key": KEY}),
        (ValueError, {"ca": CA, "certificate": CERTIFICATE, "key": long}), (NotSupported, {"ca": CA, "name": "other"}),
    ):  # fmt: skip
        bench = Bench()
        tls = Tls(**named)
        bench.refused(kind, lambda modem, tls=tls: modem.mqtt.connect("broker", 8883, "pump-7", tls=tls))
        assert bench.wire.sent == b""


def test_firmware_that_does_not_tell_what_it_holds():
    for answer in (ERROR, OK):
        bench = Bench().script(b"+GTSSLFILE?", answer, b"+GTSSLVER=4", OK, b"+GTSSLMODE=0", OK)
        bench.run(lambda modem: modem.tls.configure(Tls(verify=False), "broker"))


def test_the_name_is_the_hosts():
    bench = Bench()
    error = bench.refused(NotSupported, lambda modem: modem.tls.configure(Tls(ca=CA, name="other"), "broker"))
    assert str(error).startswith("tls_name: ym310 has it")
    assert bench.wire.sent == b""


def test_settings_are_said_again_after_1_second():
    bench = Bench().script(b"+GTSSLFILE?", HELD % 0, b"+GTSSLVER=4", b"")
    bench.script(b"+CMEE?", b"\r\n+CMEE: 1\r\n" + OK, b"+GTSSLVER=4", ERROR, b"+GTSSLVER=4", OK, b"+GTSSLMODE=0", OK)
    bench.run(lambda modem: modem.tls.configure(Tls(verify=False), "broker"))


def test_an_upload_that_gets_no_prompt_is_made_again():
    bench = Bench().script(b'+GTSSLFILE="KEYFILE",%d' % len(KEY), ERROR)
    upload(bench, b"KEYFILE", KEY).run(lambda modem: modem.tls.upload("KEYFILE", KEY))


def test_mqtt_by_the_argument_for_tls():
    bench = configuring(Bench().script(b"+MIPCALL?", CALL), files=((b"TRUSTFILE", CA),))

    async def work(modem):
        return (await connect(modem)).connected

    assert connecting(bench).run(work)


def test_mqtt_of_the_guide_has_no_argument_for_tls():
    bench = configuring(Bench().script(b"+MIPCALL?", CALL), files=((b"TRUSTFILE", CA),))

    async def work(modem):
        modem.mqtt.tls_argument = ()
        return (await connect(modem)).connected

    assert connecting(bench, b"8883,1,60").run(work)


def test_a_firmware_without_the_argument_is_never_asked_for_less():
    # Without it the session might be opened without TLS.
    bench = configuring(Bench().script(b"+MIPCALL?", CALL), files=((b"TRUSTFILE", CA),))
    connecting(bench, opened=b"\r\n+CME ERROR: 50\r\n").refused(CommandError, connect)


def test_why_a_session_over_tls_failed():
    for code, words in (
        (b"-11", "certificate, root or clock"), (b"-19", "format of a certificate"), (b"-8", "handshake"), (b"-20", "handshake"),
        (b"-12", "certificates"),
    ):  # fmt: skip
        bench = configuring(Bench().script(b"+MIPCALL?", CALL), files=((b"TRUSTFILE", CA),))
        connecting(bench, opened=OK + b"\r\n+MQTTOPEN: 1,0\r\n")
        bench.script(b"+GTSSLERR?", b"\r\n+GTSSLERR: " + code + b"\r\n" + OK)
        error = bench.refused(CommandError, connect)
        assert (error.kind, error.code, error.detail) == ("TLS", int(code), words)


def test_a_session_that_failed_for_another_reason():
    for answer in (b"\r\n+GTSSLERR: 0\r\n" + OK, ERROR):
        bench = configuring(Bench().script(b"+MIPCALL?", CALL), files=((b"TRUSTFILE", CA),))
        connecting(bench, opened=OK + b"\r\n+MQTTOPEN: 1,0\r\n").script(b"+GTSSLERR?", answer)
        assert bench.refused(Rejected, connect).code == -1


def test_version_and_error_are_asked_for():
    bench = Bench().script(b"+GTSSLVER?", b"\r\n+GTSSLVER: 2\r\n" + OK, b"+GTSSLERR?", b"\r\n+GTSSLERR: -19\r\n" + OK)

    async def work(modem):
        return await modem.tls.version(), await modem.tls.error()

    assert bench.run(work) == (2, -19)
    bench = Bench().script(b"+GTSSLVER?", b"")
    bench.refused(Timeout, lambda modem: modem.tls.version())
