# Firmware update of the YM310 (manual 4.21).
from atmodem.errors import CommandError, Timeout
from support.ym310 import OK, Bench

OLD = b'\r\nRevision: "YM310.X09_AT.U60_R2.0.0.240820"\r\n' + OK
NEW = b'\r\nRevision: "YM310.X09_AT.U60_R2.1.0.250101"\r\n' + OK
KNOWN = b"\r\n+CMEE :1\r\n" + OK
URL = b'+UPGRADE="URL","http://a.test/f.bin",1'


def state(text):
    return b"\r\n+UPGRADE: " + text + b"\r\n" + OK


def update(progress=None, url="http://a.test/f.bin", **options):
    async def work(modem):
        return await modem.fota.update(url, progress, **options)

    return work


def begun(url=URL):
    bench = Bench().script(b"+CGMR", OLD)
    if url:
        bench.script(url, OK)
    return bench.script(b"+UPGRADE", OK)


def asks(answer):
    return Bench().script(b"+UPGRADE?", state(answer)).run(lambda modem: modem.fota.state())


def test_states():
    assert asks(b"0") == ("idle", None, None, None, None)
    assert asks(b"1,37") == ("fetching", 37, None, None, None)
    assert asks(b"2") == ("fetched", 100, None, None, None)
    assert asks(b"2,0") == ("fetched", 100, None, None, None)
    assert asks(b"2,-1004,404,0") == ("failed", None, -1004, 404, 0)
    assert asks(b"2,-1003,200,26") == ("failed", None, -1003, 200, 26)


def test_an_update_with_its_progress():
    told = []
    bench = begun()
    for answer in (b"1,1", b"1,50", b"1,50", b"1,100", b"2"):
        bench.script(b"+UPGRADE?", state(answer))
    bench.script(b"+CGMR", OLD, b"+UPGRADE?", state(b"0"), b"+CGMR", NEW, b"+CMEE?", KNOWN)
    assert bench.run(update(told.append)) == "YM310.X09_AT.U60_R2.1.0.250101"
    assert told == [1, 50, 100]


def test_from_the_server_of_the_vendor():
    bench = begun(None).script(b"+UPGRADE?", state(b"2"), b"+CGMR", NEW, b"+CMEE?", KNOWN)
    assert bench.run(update(url=None)).endswith("250101")


def test_each_error():
    for code, words in (
        (-1000, "invalid URL"),
        (-1001, "network error"),
        (-1002, "the server cannot be reached"),
        (-1003, "invalid firmware"),
        (-1004, "the server's answer"),
        (-1005, "the firmware cannot be stored"),
        (-1006, "other error"),
        (-1007, "unknown error"),
    ):
        bench = begun().script(b"+UPGRADE?", state(b"2,%d,0,0" % code))
        error = bench.refused(CommandError, update())
        assert (error.kind, error.code, error.detail) == ("FOTA", code, words)
        assert error.command == b"+UPGRADE"


def test_each_cause():
    for cause, words in (
        (3, "unknown device"),
        (17, "no permission"),
        (25, "invalid project"),
        (26, "invalid firmware"),
        (27, "no newer firmware"),
        (99, "cause 99"),
    ):
        bench = begun().script(b"+UPGRADE?", state(b"2,-1004,200,%d" % cause))
        assert bench.refused(CommandError, update()).detail == "the server's answer, HTTP 200, " + words


def test_a_module_that_is_silent_while_it_writes():
    bench = begun().script(b"+UPGRADE?", state(b"2"), b"+CGMR", OLD)
    bench.wire.strict = False
    bench.wire.expect(b"AT+UPGRADE?\r")
    for _ in range(8):
        bench.wire.expect(b"AT+CMEE?\r")
    # it echoes again: it has started anew
    bench.script(b"+CMEE?", b"AT+CMEE?\r\r\n+CMEE :1\r\n" + OK, b"", OK, b"E0+CMEE=1", OK)
    bench.script(b"+UPGRADE?", state(b"0"), b"+CGMR", NEW, b"+CMEE?", KNOWN)
    assert bench.run(update()).endswith("250101")


def test_a_module_that_keeps_its_firmware():
    bench = begun()
    for _ in range(3):
        bench.script(b"+UPGRADE?", state(b"2"), b"+CGMR", OLD)
    bench.refused(Timeout, update(timeout_ms=6000))


def test_a_download_that_takes_too_long():
    bench = begun()
    for _ in range(3):
        bench.script(b"+UPGRADE?", state(b"1,1"))
    start = bench.wire.clock.now
    bench.refused(Timeout, update(timeout_ms=6000))
    assert bench.wire.clock.now - start <= 6100


def test_settings():
    async def work(modem):
        await modem.fota.configure(automatic=False)
        await modem.fota.configure(True, 3600, "http://a.test/f.bin", "k123", keep=False)
        await modem.fota.configure()

    Bench().script(
        b'+UPGRADE="AUTO",0', OK, b'+UPGRADE="KEY","k123",1', OK, b'+UPGRADE="URL","http://a.test/f.bin",1', OK,
        b'+UPGRADE="PERIOD",3600,1', OK, b'+UPGRADE="AUTO",1,1', OK,
    ).run(work)  # fmt: skip
    bench = Bench().script(
        b'+UPGRADE="AUTO"', b'\r\n+UPGRADE:"AUTO",1\r\n' + OK, b'+UPGRADE="PERIOD"', b'\r\n+UPGRADE:"PERIOD",86400\r\n' + OK,
        b'+UPGRADE="URL"', b'\r\n+UPGRADE:"URL",\r\n' + OK,
    )  # fmt: skip
    assert bench.run(lambda modem: modem.fota.settings()) == (True, 86400, "")


def test_the_key_of_the_product_does_not_show():
    seen = []

    async def work(modem):
        modem.trace(lambda direction, data, ticks: seen.append(data))
        await modem.fota.configure(key="k123")

    Bench().script(b'+UPGRADE="KEY","k123"', OK).run(work)
    assert b"k123" not in b"".join(seen)


def test_bad_values_send_nothing():
    bench = Bench()
    for name, function, named in (
        ("url", "update", {"url": "https://a.test/f.bin"}),
        ("url", "update", {"url": "http://a.test/f.bin\r"}),
        ("url", "update", {"url": 'http://a.test/"'}),
        ("url", "update", {"url": "http://" + "a" * 249}),
        ("timeout_ms", "update", {"timeout_ms": 10}),
        ("url", "configure", {"automatic": True, "url": "ftp://a.test/f.bin"}),
        ("period_s", "configure", {"automatic": True, "period_s": 59}),
        ("period_s", "configure", {"period_s": 4294967297}),
        ("period_s", "configure", {"period_s": "60"}),
        ("key", "configure", {"key": ""}),
        ("key", "configure", {"key": "a\nb", "automatic": True}),
    ):

        async def work(modem):
            await getattr(modem.fota, function)(**named)

        assert str(bench.refused(ValueError, work)).startswith(name), named
    assert bench.wire.sent == b""


def test_a_module_that_starts_again_and_again_is_waited_for_no_longer_than_told():
    bench = begun()
    setup = (b"E0+CMEE=1", OK)
    for _ in range(2):
        bench.script(b"+UPGRADE?", state(b"0"), b"+CGMR", NEW, b"+CMEE?", b"\r\n+CMEE :0\r\n" + OK, b"", OK, *setup)
    bench.refused(Timeout, update(timeout_ms=4000))
