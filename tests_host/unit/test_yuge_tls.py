# YM310 TLS contexts and files against the bytes of its manual.
import sys

from atmodem.tls import Tls
from support.ym310 import OK, Bench

PEM = b"-----BEGIN CERTIFICATE-----\n"
NAME = b'"30bac6e8.pem"'
KEY = b"-----BEGIN PRIVATE KEY-----\n"
CLOCK = b'\r\n+CCLK: "70/01/01,00:00:28+32"\r\n' + OK


def settings(bench, level, clock=CLOCK, ignore=b"1", name=b"broker"):
    return bench.script(
        b"+CCLK?", clock, b'+SSLCFG="sslversion",88,3', OK, b'+SSLCFG="ciphersuite",88,0XFFFF', OK,
        b'+SSLCFG="seclevel",88,' + level, OK, b'+SSLCFG="hostname",88,"' + name + b'"', OK,
        b'+SSLCFG="ignorelocaltime",88,' + ignore, OK,
    )  # fmt: skip


def test_a_certificate_is_written_once():
    bench = Bench().script(
        b"+FSFLSIZE=" + NAME, b"\r\nERROR\r\n", b"+FSDEL=" + NAME, b"\r\nERROR\r\n", b"+FSCREATE=" + NAME, OK,
        b"+FSWRITE=" + NAME + b",0,28,30", b"\r\n>",
    )  # fmt: skip
    bench.wire.expect(PEM).reply(OK)
    bench.script(b'+SSLCFG="cacert",88,' + NAME, OK)
    settings(bench, b"1")
    bench.run(lambda modem: modem.tls.configure(88, Tls(ca=PEM), "broker"))
    # the file's name is its checksum, its size says that it is complete
    bench.script(b"+FSFLSIZE=" + NAME, b"\r\n+FSFLSIZE: 28\r\n" + OK, b'+SSLCFG="cacert",88,' + NAME, OK)
    settings(bench, b"1", name=b"other")
    bench.run(lambda modem: modem.tls.configure(88, Tls(ca=PEM, name="other"), "broker"))


def test_a_certificate_cut_by_a_power_failure_is_written_again():
    bench = Bench().script(
        b"+FSFLSIZE=" + NAME, b"\r\n+FSFLSIZE: 20\r\n" + OK, b"+FSDEL=" + NAME, OK, b"+FSCREATE=" + NAME, OK,
        b"+FSWRITE=" + NAME + b",0,28,30", b"\r\n> ",
    )  # fmt: skip
    bench.wire.expect(PEM).reply(OK)
    assert bench.run(lambda modem: modem.tls.store(PEM)) == "30bac6e8.pem"


def test_both_sides_are_verified():
    bench = Bench()
    for key, name in ((b"cacert", NAME), (b"clientcert", NAME), (b"clientkey", b'"1bfcffcd.pem"')):
        bench.script(b"+FSFLSIZE=" + name, b"\r\n+FSFLSIZE: 28\r\n" + OK, b'+SSLCFG="' + key + b'",88,' + name, OK)
    settings(bench, b"2")
    bench.run(lambda modem: modem.tls.configure(88, Tls(ca=PEM, certificate=PEM, key=KEY), "broker"))


def test_nothing_is_verified_when_told_so():
    bench = settings(Bench(), b"0")
    bench.run(lambda modem: modem.tls.configure(88, Tls(verify=False), "broker"))


def test_dates_are_looked_at_when_the_module_knows_its_own():
    for clock, ignore in (
        (b'\r\n+CCLK: "26/08/07,13:28:31+32"\r\n' + OK, b"0"),
        (b'\r\n+CCLK: "80/01/06,00:00:31+00"\r\n' + OK, b"1"),
        (OK, b"1"),
    ):
        bench = settings(Bench(), b"0", clock, ignore)
        bench.run(lambda modem: modem.tls.configure(88, Tls(verify=False), "broker"))


def test_a_setting():
    bench = Bench().script(b'+SSLCFG="seclevel",88', b'\r\n+SSLCFG: "seclevel",88,2\r\n' + OK)
    assert bench.run(lambda modem: modem.tls.setting("seclevel", 88)) == 2


def test_certificates_are_files_of_the_flash_whatever_is_selected():
    bench = Bench().script(b"+FSDRIVE=1", b"\r\n+FSDRIVE:D\r\n" + OK, b"+FSFLSIZE=" + NAME, b"\r\n+FSFLSIZE: 28\r\n" + OK)
    bench.script(b'+FSFLSIZE="D:/log"', b"\r\n+FSFLSIZE: 5\r\n" + OK)

    async def work(modem):
        await modem.files.select("card")
        assert await modem.tls.store(PEM) == "30bac6e8.pem"
        assert await modem.files.size("log") == 5

    bench.run(work)


def test_what_writes_certificates_does_not_stay():
    bench = Bench().script(b"+FSFLSIZE=" + NAME, b"\r\n+FSFLSIZE: 28\r\n" + OK)
    bench.run(lambda modem: modem.tls.store(PEM))
    assert "files" not in bench.modem.loaded
    assert not [name for name in sys.modules if name in ("atmodem.files", "atmodem.yuge.files")]


def test_a_private_key_is_in_no_trace():
    name = b'"1bfcffcd.pem"'
    bench = Bench().script(
        b"+FSFLSIZE=" + name, b"\r\nERROR\r\n", b"+FSDEL=" + name, b"\r\nERROR\r\n", b"+FSCREATE=" + name, OK,
        b"+FSWRITE=" + name + b",0,28,30", b"\r\n>",
    )  # fmt: skip
    bench.wire.expect(KEY).reply(OK)
    seen = []

    async def work(modem):
        modem.trace(lambda direction, data, ticks: seen.append(data))
        await modem.tls.store(KEY)
        modem.trace(None)

    bench.run(work)
    seen = b"".join(seen)
    assert b"PRIVATE" not in seen and b"*" * len(KEY) in seen
