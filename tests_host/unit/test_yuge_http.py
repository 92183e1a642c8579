# HTTP of the YM310: the bytes of manual chapters 10 and 11, their traps, what goes wrong on the way.
from atmodem.errors import CommandError, LinkLost, NotSupported, Timeout
from atmodem.modem import Modem
from atmodem.quectel import EC20
from atmodem.sched import sleep_ms, spawn
from atmodem.tls import Tls
from atmodem.yuge import YM310
from support.bodies import whole
from support.wire import Wire, error_of
from support.ym310 import OK, Bench

URL = "http://www.example.org/"
BEARER = (b"+SAPBR=2,1", b"\r\n+SAPBR: 1,1,010.169.179.213\r\n\r\nOK\r\n")
TERM = (b"+HTTPTERM", OK)


# What the module keeps from session to session, as it is at first (11.3); the program before may have left something else.
DEFAULTS = (
    b'"REDIR",0', b'"BREAK",0', b'"BREAKEND",0', b'"TIMEOUT",120', b'"CONTENT",""', b'"USERDATA",""', b'"PROIP","0.0.0.0"',
    b'"PROPORT",0',
)  # fmt: skip


def begin(bench, *parameters, ssl=b"0", url=URL, bearer=BEARER):
    """Up to the request: an open bearer, HTTPINIT, HTTPPARA with CID, URL and `parameters`; at first all of them."""
    bench.script(*bearer, b"+HTTPINIT", OK, b"+HTTPSSL=" + ssl, OK, b'+HTTPPARA="CID",1', OK)
    bench.script(b'+HTTPPARA="URL","' + bytes(url, "utf-8") + b'"', OK)
    for default in (b"",) * len(parameters) if hasattr(bench, "begun") else DEFAULTS:
        if parameters and parameters[0].startswith(default.split(b",")[0]):
            default = parameters[0]
            parameters = parameters[1:]
        bench.script(b"+HTTPPARA=" + default, OK)
    assert not parameters
    bench.begun = True
    return bench


def answer(status, length, method=0):
    return OK + b"\r\n+HTTPACTION:%d,%d,%d\r\n" % (method, status, length)


def action(bench, status, length, method=0):
    return bench.script(b"+HTTPACTION=%d" % method, answer(status, length, method))


async def fetch(modem, **options):
    async with await modem.http.get(URL, **options) as r:
        return r.status, await whole(r, 100)


def counted(data, name=b"+HTTPREAD: "):
    return b"\r\n" + name + b"%d\r\n" % len(data) + data + b"\r\nOK\r\n"


# --- the bearer


def test_the_bearer_is_opened_as_the_manual_shows():
    for printed, address in (
        (b"1,1,010.169.179.213", "10.169.179.213"),
        (b'1,1,"10.132.148.95"', "10.132.148.95"),
        (b"1,1,0.0.0.0", None),
        (b"1,1", None),
    ):
        bench = Bench()
        bench.script(
            b"+SAPBR=2,1", b"\r\n+SAPBR: 1,3,0.0.0.0\r\n\r\nOK\r\n",
            b'+SAPBR=3,1,"CONTYPE","GPRS"', OK, b'+SAPBR=3,1,"APN",""', OK, b"+SAPBR=1,1", OK,
            b"+SAPBR=2,1", b"\r\n+SAPBR: " + printed + b"\r\n\r\nOK\r\n",
        )  # fmt: skip
        assert bench.run(lambda modem: modem.bearer.open()) == address


def test_a_bearer_takes_the_apn_of_the_packet_context():
    bench = Bench()
    bench.modem.packet.settings = ("iot", "me", "pass")
    bench.script(
        b"+SAPBR=2,1", b"\r\n+SAPBR: 1,3\r\n\r\nOK\r\n",
        b'+SAPBR=3,1,"CONTYPE","GPRS"', OK, b'+SAPBR=3,1,"APN","iot"', OK, b'+SAPBR=3,1,"USER","me"', OK,
        b'+SAPBR=3,1,"PWD","pass"', OK, b"+SAPBR=1,1", OK, *BEARER,
    )  # fmt: skip
    assert bench.run(lambda modem: modem.bearer.open()) == "10.169.179.213"


def test_a_bearer_on_its_way_is_waited_for():
    bench = Bench()
    for state in (b"2", b"0"):
        bench.script(b"+SAPBR=2,2", b"\r\n+SAPBR: 2," + state + b",0.0.0.0\r\n\r\nOK\r\n")
    bench.script(b"+SAPBR=2,2", b"\r\n+SAPBR: 2,1,10.0.0.1\r\n\r\nOK\r\n")
    assert bench.run(lambda modem: modem.bearer.open(2, apn="x")) == "10.0.0.1"


def test_a_bearer_is_closed_once():
    async def work(modem):
        assert await modem.bearer.setting("APN") == "cmnet"
        await modem.bearer.close()
        await modem.bearer.close()

    bench = Bench()
    bench.script(b'+SAPBR=4,1,"APN"', b'\r\n+SAPBR:"APN","cmnet"\r\n\r\nOK\r\n', *BEARER, b"+SAPBR=0,1", OK)
    bench.script(b"+SAPBR=2,1", b"\r\n+SAPBR: 1,3,0.0.0.0\r\n\r\nOK\r\n")
    bench.run(work)


def test_a_lost_bearer_is_told_inside_the_answer_to_the_query():
    told = []

    async def work(modem):
        modem.bearer.losses.append(told.append)
        return await modem.bearer.state()

    bench = Bench()
    bench.script(b"+SAPBR=2,1", b"\r\n+SAPBR 1: DEACT\r\n\r\n+SAPBR: 1,3,0.0.0.0\r\n\r\nOK\r\n")
    assert bench.run(work) == (3, None)
    assert len(told) == 1 and isinstance(told[0], LinkLost)


def test_bad_bearers():
    for work in (
        lambda modem: modem.bearer.open(0),
        lambda modem: modem.bearer.state(4),
        lambda modem: modem.bearer.open(1, apn="a\r"),
        lambda modem: modem.bearer.open(1, apn="a" * 51),
        lambda modem: modem.bearer.open(1, apn="a", user="b", password='"'),
    ):
        Bench().refused(ValueError, work)


# --- requests


def test_get():
    bench = begin(Bench())
    action(bench, 200, 10).script(b"+HTTPREAD=0,4", counted(b"\r\nOK"), b"+HTTPREAD=4,4", counted(b"\r\n\x00\xff"))
    bench.script(b"+HTTPREAD=8,2", b"\r\n+HTTPREAD:2\r\nab\r\nOK\r\n", *TERM)

    async def work(modem):
        async with await modem.http.get(URL) as r:
            assert (r.status, r.length, r.headers) == (200, 10, None)
            return await whole(r, 4)

    assert bench.run(work) == b"\r\nOK\r\n\x00\xffab"


def test_the_length_may_grow_as_the_line_is_repeated():
    bench = begin(Bench())
    bench.script(b"+HTTPACTION=0", answer(200, 3) + b"\r\n+HTTPACTION:0,200,3\r\n\r\n+HTTPACTION:0,200,5\r\n")
    bench.script(b"+HTTPREAD=0,5", counted(b"hello"), *TERM)
    bench.wire.say(b"\r\n+HTTPACTION:0,200,9\r\n")  # of nobody

    async def work(modem):
        async with await modem.http.get(URL) as r:
            await sleep_ms(10)
            return await whole(r, 100)

    assert bench.run(work) == b"hello"


def test_a_late_line_of_the_session_before_is_no_answer():
    bench = begin(Bench())
    bench.script(b"+HTTPACTION=0", b"\r\n+HTTPACTION: 0,601,0\r\n" + answer(204, 0), *TERM)
    assert bench.run(fetch) == (204, b"")


def test_a_status_is_an_answer():
    for status in (404, 500, 599):
        bench = begin(Bench())
        action(bench, status, 0).script(*TERM)
        assert bench.run(fetch) == (status, b"")


def test_options_become_parameters_and_are_taken_back():
    async def work(modem):
        await fetch(modem, headers={"A": "b"}, range=(5, 9), redirects=True, proxy=("10.0.0.1", 8080), timeout_ms=1500)
        await fetch(modem)

    bench = begin(
        Bench(), b'"REDIR",1', b'"BREAK",5', b'"BREAKEND",9', b'"TIMEOUT",2', b'"USERDATA","A: b"',
        b'"PROIP","10.0.0.1"', b'"PROPORT",8080',
    )  # fmt: skip
    action(bench, 206, 5).script(b"+HTTPREAD=0,5", counted(b"56789"), *TERM)
    begin(
        bench, b'"REDIR",0', b'"BREAK",0', b'"BREAKEND",0', b'"TIMEOUT",120', b'"USERDATA",""',
        b'"PROIP","0.0.0.0"', b'"PROPORT",0',
    )  # fmt: skip
    action(bench, 200, 0).script(*TERM)
    bench.run(work)


def test_a_header_of_the_program_before_is_in_no_request():
    for before in (Bench(), begin(Bench(), b'"USERDATA","Authorization: x"')):
        if hasattr(before, "begun"):
            action(before, 200, 0).script(*TERM)
            before.run(lambda modem: fetch(modem, headers={"Authorization": "x"}))
            before.modem.release("http")
            del before.begun
        for _ in range(2):  # the second time they need not be said
            begin(before)
            action(before, 200, 0).script(*TERM)
            before.run(fetch)


def test_the_rest_from_a_byte_on_and_several_headers():
    both = b"\\r\\n".join([b"A: b", b"C: d"] if list({"A": "b", "C": "d"}) == ["A", "C"] else [b"C: d", b"A: b"])
    bench = begin(Bench(), b'"BREAK",7', b'"USERDATA","' + both + b'"')
    action(bench, 206, 0).script(*TERM)
    headers = {"A": "b", "C": "d"}
    assert bench.run(lambda modem: fetch(modem, headers=headers, range=(7, None))) == (206, b"")


def test_one_byte():
    # BREAKEND has a meaning only when it is greater than BREAK; both 0 is no range at all (manual 11.3).
    for first in (0, 5):
        bench = begin(Bench(), b'"USERDATA","Range: bytes=%d-%d"' % (first, first))
        action(bench, 206, 1).script(b"+HTTPREAD=0,1", counted(b"x"), *TERM)
        assert bench.run(lambda modem: fetch(modem, range=(first, first))) == (206, b"x")
    bench = begin(Bench(), b'"BREAKEND",1')
    action(bench, 206, 2).script(b"+HTTPREAD=0,2", counted(b"xy"), *TERM)
    assert bench.run(lambda modem: fetch(modem, range=(0, 1))) == (206, b"xy")


def test_an_open_session_of_somebody_else_is_ended():
    bench = Bench()
    bench.script(*BEARER, b"+HTTPINIT", b"\r\nERROR\r\n", *TERM)
    bench.script(b"+HTTPINIT", OK, b"+HTTPSSL=0", OK, b'+HTTPPARA="CID",1', OK)
    bench.script(b'+HTTPPARA="URL","http://www.example.org/"', OK)
    for default in DEFAULTS:
        bench.script(b"+HTTPPARA=" + default, OK)
    action(bench, 204, 0).script(*TERM)
    assert bench.run(fetch) == (204, b"")


def test_post():
    for data in (b"\xe4\xb8\xad\xd6", b"\r\nOK\r\n\x1a\x1b", b""):
        bench = begin(Bench(), b'"CONTENT","text/plain"')
        bench.wire.expect(b"AT+HTTPDATA=%d,30000\r" % len(data)).reply(b"\r\nDOWNLOAD\r\n" if data else OK)
        if data:
            bench.wire.expect(data).reply(OK)
        action(bench, 200, 2, 1).script(b"+HTTPREAD=0,2", counted(b"ok"), *TERM)

        async def work(modem):
            async with await modem.http.post(URL, data, "text/plain") as r:
                return r.status, await whole(r, 2)

        assert bench.run(work) == (200, b"ok")


def test_head_prints_its_table_or_its_example():
    for name in (b"+HTTPHEAD: ", b"+HTTPREAD:", b"+HTTPREAD: "):
        bench = begin(Bench())
        action(bench, 200, 1348, 2).script(b"+HTTPHEAD", counted(b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n", name), *TERM)

        async def work(modem):
            async with await modem.http.head(URL) as r:
                assert r.length == 0 and await r.readinto(bytearray(5)) == 0
                return r.headers

        assert bench.run(work) == {"server": "x"}


def test_https_takes_context_153():
    bench = Bench()
    bench.script(*BEARER, b"+HTTPINIT", OK, b"+HTTPSSL=1", OK)
    bench.script(b"+CCLK?", b'\r\n+CCLK: "80/01/06,00:00:00+00"\r\n\r\nOK\r\n')
    for setting in (
        b'"sslversion",153,3', b'"ciphersuite",153,0XFFFF', b'"seclevel",153,0', b'"hostname",153,"example.org"',
        b'"ignorelocaltime",153,1',
    ):  # fmt: skip
        bench.script(b"+SSLCFG=" + setting, OK)
    bench.script(b'+HTTPPARA="CID",1', OK, b'+HTTPPARA="URL","https://example.org:8443/"', OK)
    for default in DEFAULTS:
        bench.script(b"+HTTPPARA=" + default, OK)
    action(bench, 605, 0).script(*TERM)
    error = bench.refused(CommandError, lambda modem: modem.http.get("https://example.org:8443/", tls=Tls(verify=False)))
    assert error.code == 605 and "TLS" in str(error)


def test_numbers_of_failures_get_words():
    known = ((600, "no HTTP"), (601, "network"), (602, "memory"), (603, "DNS"), (604, "busy"), (606, "alert"), (699, ""))
    for code, words in known:
        bench = begin(Bench())
        action(bench, code, 0).script(*TERM)
        error = bench.refused(CommandError, fetch)
        assert (error.kind, error.code, error.command) == ("HTTP", code, b"+HTTPACTION") and words in str(error), code


def test_error_with_a_number_instead_of_ok_and_behind_it():
    for text in (b"\r\nERROR:5\r\n", OK + b"\r\nERROR: 5\r\n"):
        bench = begin(Bench())
        bench.script(b"+HTTPACTION=0", text, *TERM)
        error = bench.refused(CommandError, fetch)
        assert (error.code, error.text) == (5, "connecting")
    bench = Bench()
    bench.script(*BEARER, b"+HTTPINIT", b"\r\nERROR:3\r\n", *TERM).script(b"+HTTPINIT", b"\r\nERROR:3\r\n", *TERM)
    assert bench.refused(CommandError, fetch).text == "busy"
    bench = begin(Bench())
    action(bench, 200, 10).script(b"+HTTPREAD=0,10", b"\r\nERROR:13\r\n", *TERM)
    assert bench.refused(CommandError, fetch).text == "no buffer"


def test_a_line_without_a_status_is_no_answer():
    bench = begin(Bench())
    bench.script(b"+HTTPACTION=0", OK + b"\r\n+HTTPACTION: 0\r\n", *TERM)
    assert bench.refused(CommandError, fetch).code == 0
    bench = begin(Bench())
    nonsense = b"\r\n+HTTPACTION: 0,,\r\n\r\n+HTTPACTION: nonsense\r\n"
    bench.script(b"+HTTPACTION=0", OK + nonsense + b"\r\n+HTTPACTION: 0,204,0\r\n", *TERM)
    assert bench.run(fetch) == (204, b"")


def test_a_body_shorter_than_announced_is_told():
    bench = begin(Bench())
    action(bench, 200, 10).script(b"+HTTPREAD=0,10", counted(b"12345"), b"+HTTPREAD=5,5", counted(b""), *TERM)
    assert "shorter" in str(bench.refused(CommandError, fetch))


def test_more_than_was_asked_for_does_not_overrun_the_buffer():
    bench = begin(Bench())
    action(bench, 200, 4).script(b"+HTTPREAD=0,4", counted(b"12345678"), *TERM)
    assert bench.run(fetch) == (200, b"1234")


def test_a_module_that_never_answers_ends_in_time_and_late_lines_hurt_nobody():
    async def work(modem):
        error = await error_of(fetch(modem, timeout_ms=2000), Timeout)
        assert error.command == b"+HTTPACTION"
        await sleep_ms(5000)
        return await fetch(modem, timeout_ms=2000)

    bench = begin(Bench(), b'"TIMEOUT",2')
    bench.wire.expect(b"AT+HTTPACTION=0\r").reply(OK).reply(b"\r\n+HTTPACTION: 0,200,5\r\n", 9000)
    bench.script(*TERM)
    begin(bench, b'"TIMEOUT",2')
    action(bench, 204, 0).script(*TERM)
    assert bench.run(work) == (204, b"")


# --- bodies that pass through


def exget(bench, data, after=b"", asked=100, name=b"+HTTPEXGET: "):
    return bench.script(b"+HTTPEXGET=%d" % asked, counted(data, name) + after)


def test_a_streamed_get():
    bench = begin(Bench())
    bench.script(b"+HTTPEXACTION=0", OK + b"\r\n+HTTPEXGET\r\n")
    exget(bench, 100 * b"a")
    exget(bench, b"\r\n+HTTPEXGET\r\n", b"\r\n+HTTPEXGET\r\n")
    exget(bench, b"end", b"\r\n+HTTPEXACTION: 0,200\r\n", name=b"+HTTPGET:").script(*TERM)

    async def work(modem):
        async with await modem.http.get(URL, stream=True) as r:
            assert r.status is None and r.length is None
            found = await whole(r, 100)
            assert r.status == 200 and await r.readinto(bytearray(9)) == 0
            return found

    assert bench.run(work) == 100 * b"a" + b"\r\n+HTTPEXGET\r\n" + b"end"


def test_more_that_was_guessed_and_is_not_there():
    for text in (b"\r\nERROR\r\n", counted(b"", b"+HTTPEXGET: ")):
        bench = begin(Bench())
        bench.script(b"+HTTPEXACTION=0", OK + b"\r\n+HTTPEXGET\r\n")
        exget(bench, 100 * b"a").wire.expect(b"AT+HTTPEXGET=100\r").reply(text).reply(b"\r\n+HTTPEXACTION: 0,200\r\n", 500)
        bench.script(*TERM)

        async def work(modem):
            return await fetch(modem, stream=True)

        assert bench.run(work) == (None, 100 * b"a")


def small():
    """A module that takes 100 bytes at once, instead of 3356."""
    bench = Bench()

    class Small(YM310):
        limits = dict(YM310.limits)

    Small.limits["http"] = 100
    bench.modem.http.profile = Small
    return bench


def test_a_streamed_post_in_pieces():
    data = bytes(120)
    bench = begin(small(), b'"CONTENT","application/octet-stream"')
    bench.script(b"+HTTPEXACTION=1,120", OK + b"\r\n+HTTPEXPOST\r\n")
    for start, stop in ((0, 100), (100, 120)):
        bench.wire.expect(b"AT+HTTPEXPOST=%d,60000\r" % (stop - start)).reply(b"\r\n>")
        bench.wire.expect(data[start:stop]).reply(OK + b"\r\n+HTTPEXPOST: %d\r\n" % (stop - start))
    bench.wire.reply(b"\r\n+HTTPEXGET\r\n", 300)
    exget(bench, b"stored", b"\r\n+HTTPEXACTION: 1,201\r\n", 1024).script(*TERM)

    async def work(modem):
        async with await modem.http.post(URL, data) as r:
            assert r.status == 201  # a short answer was read ahead
            return await whole(r, 4)

    assert bench.run(work) == b"stored"


class File:
    """Gives 0, 1, 2 ... as far as there is room."""

    def readinto(self, buffer):
        for i in range(len(buffer)):
            buffer[i] = i & 255
        return len(buffer)


def test_a_file_is_posted_in_pieces_of_a_kilobyte():
    bench = begin(Bench(), b'"CONTENT","text/plain"')
    bench.script(b"+HTTPEXACTION=1,1030", OK + b"\r\n+HTTPEXPOST\r\n")
    for n in (1024, 6):
        bench.wire.expect(b"AT+HTTPEXPOST=%d,60000\r" % n).reply(b"> ")
        bench.wire.expect(bytes([i & 255 for i in range(n)])).reply(OK + b"\r\n+HTTPEXPOST: %d\r\n" % n)
    bench.wire.reply(b"\r\n+HTTPEXACTION: 1,204\r\n")
    bench.script(*TERM)

    async def work(modem):
        async with await modem.http.post(URL, File(), "text/plain", length=1030) as r:
            return r.status, await whole(r, 100)

    assert bench.run(work) == (204, b"")


def test_a_body_that_the_server_broke_off_is_found_out_by_its_headers():
    bench = begin(Bench())
    action(bench, 200, 5).script(b"+HTTPHEAD", counted(b"Content-Length: 9\r\n"), b"+HTTPREAD=0,9", counted(b"12345"))
    bench.script(b"+HTTPREAD=5,4", counted(b""), *TERM)
    assert "shorter" in str(bench.refused(CommandError, lambda modem: fetch(modem, want_headers=True)))


def test_an_answer_longer_than_what_is_read_ahead():
    data = bytes(101)
    bench = begin(small(), b'"CONTENT","application/octet-stream"')
    bench.script(b"+HTTPEXACTION=1,101", OK + b"\r\n+HTTPEXPOST\r\n")
    bench.wire.expect(b"AT+HTTPEXPOST=100,60000\r").reply(b">")
    bench.wire.expect(data[:100]).reply(OK + b"\r\n+HTTPEXPOST: 100\r\n")
    bench.wire.expect(b"AT+HTTPEXPOST=1,60000\r").reply(b">")
    bench.wire.expect(b"\0").reply(OK + b"\r\n+HTTPEXPOST: 1\r\n\r\n+HTTPEXGET\r\n")
    exget(bench, 1024 * b"x", asked=1024)
    exget(bench, b"y", b"\r\n+HTTPEXACTION: 1,200\r\n").script(*TERM)

    async def work(modem):
        async with await modem.http.post(URL, data) as r:
            assert r.status is None
            found = await whole(r, 2000)
            assert r.status == 200
            return found

    assert bench.run(work) == 1024 * b"x" + b"y"


def test_a_stream_that_fails():
    bench = begin(Bench())
    bench.script(b"+HTTPEXACTION=0", OK + b"\r\n+HTTPEXACTION: 0,603\r\n", *TERM)
    error = bench.refused(CommandError, lambda modem: fetch(modem, stream=True))
    assert (error.command, error.code) == (b"+HTTPEXACTION", 603)


def test_a_long_body_that_fails():
    bench = begin(Bench(), b'"CONTENT","application/octet-stream"')
    bench.script(b"+HTTPEXACTION=1,5000", OK + b"\r\n+HTTPEXACTION: 1,601\r\n", *TERM)
    assert bench.refused(CommandError, lambda modem: modem.http.post(URL, bytes(5000))).code == 601


def test_a_stream_that_is_not_handed_out():
    bench = begin(Bench())
    bench.script(b"+HTTPEXACTION=0", OK + b"\r\n+HTTPEXGET\r\n", b"+HTTPEXGET=100", b"\r\nERROR\r\n", *TERM)
    bench.refused(CommandError, lambda modem: fetch(modem, stream=True))
    bench = begin(Bench(), b'"TIMEOUT",3')
    bench.script(b"+HTTPEXACTION=0", OK, *TERM)
    bench.refused(Timeout, lambda modem: fetch(modem, stream=True, timeout_ms=3000))


# --- links that go


def test_a_bearer_that_goes_while_the_server_is_asked_and_the_next_request():
    async def work(modem):
        error = await error_of(fetch(modem), LinkLost)
        assert error.command == b"+SAPBR"
        await sleep_ms(1000)
        return await fetch(modem)

    bench = begin(Bench())
    bench.script(b"+HTTPACTION=0", OK + b"\r\n+SAPBR 1: DEACT\r\n\r\n+HTTPACTION: 0,601,0\r\n")
    bench.script(b"+HTTPTERM", b"\r\n+CME ERROR: 3\r\n")
    closed = (
        b"+SAPBR=2,1", b"\r\n+SAPBR: 1,3,0.0.0.0\r\n\r\nOK\r\n", b'+SAPBR=3,1,"CONTYPE","GPRS"', OK,
        b'+SAPBR=3,1,"APN",""', OK, b"+SAPBR=1,1", OK,
    )  # fmt: skip
    begin(bench, bearer=closed + BEARER)
    action(bench, 204, 0).script(*TERM)
    assert bench.run(work) == (204, b"")


def test_a_bearer_that_goes_while_the_body_is_read():
    bench = begin(Bench())
    action(bench, 200, 10).script(b"+HTTPREAD=0,10", counted(b"12345"))
    bench.script(b"+HTTPREAD=5,5", b"\r\n+SAPBR 1: DEACT\r\n\r\nERROR\r\n", b"+HTTPTERM", b"\r\nERROR\r\n")
    bench.refused(LinkLost, fetch)
    bench = begin(Bench())
    bench.wire.expect(b"AT+HTTPEXACTION=0\r").reply(OK).reply(b"\r\n+SAPBR 1: DEACT\r\n", 700)
    bench.script(*TERM)
    bench.refused(LinkLost, lambda modem: fetch(modem, stream=True))


def test_a_module_that_restarts():
    async def restart(modem):
        await sleep_ms(500)
        modem.lost(LinkLost("the module restarted"))

    async def work(modem):
        spawn(restart(modem))
        await fetch(modem)

    bench = begin(Bench())
    bench.script(b"+HTTPACTION=0", OK, b"+HTTPTERM", b"\r\nERROR\r\n")
    assert "restarted" in str(bench.refused(LinkLost, work))


# --- the rest


def test_the_body_as_a_file_and_settings():
    async def work(modem):
        async with await modem.http.get(URL) as r:
            assert await r.save("C:/a.bin") == 10
            await error_of(r.save("a" * 256), ValueError)
        await modem.http.keep_settings()
        return await modem.http.settings()

    bench = begin(Bench())
    action(bench, 200, 10).script(b'+HTTPGET="C:/a.bin"', b"\r\n+HTTPGET:10\r\n\r\nOK\r\n", *TERM)
    # The manual's table prints +HTTPREAD for +HTTPSCONT.
    bench.script(b"+HTTPSCONT", b"\r\n+HTTPREAD: (0-3356),(1-3356)\r\n\r\nOK\r\n")
    bench.script(b"+HTTPSCONT?", b"\r\n+HTTPSCONT:0\r\nCID: 1\r\nURL: \r\n\r\nOK\r\n")
    assert bench.run(work) == ["+HTTPSCONT:0", "CID: 1", "URL: "]


def test_bytes_that_nobody_waits_for_are_dropped():
    bench = Bench()
    assert bench.modem.http.response is None
    bench.wire.say(b"\r\n+HTTPREAD: 8\r\nlate\r\nOK\r\n\r\n+HTTPEXGET\r\n")

    async def work(modem):
        await sleep_ms(100)

    bench.run(work)
    assert bench.modem.http.target is None


def test_other_modules_say_who_has_it():
    modem = Modem(Wire(), EC20)
    assert not modem.supports("bearer")
    try:
        modem.bearer  # noqa: B018
    except NotSupported as error:
        assert "ym310" in str(error)
    else:
        raise AssertionError("bearer")


def test_two_who_open_a_bearer_at_once():
    bench = Bench()
    for line, answer in (
        (b"+SAPBR=2,1", b"\r\n+SAPBR: 1,3,0.0.0.0\r\n" + OK), (b'+SAPBR=3,1,"CONTYPE","GPRS"', OK), (b'+SAPBR=3,1,"APN",""', OK),
        (b"+SAPBR=1,1", OK), (BEARER[0], BEARER[1]), (BEARER[0], BEARER[1]),
    ):  # fmt: skip
        bench.wire.expect(b"AT" + line + b"\r").reply(answer, 20)

    async def work(modem):
        first = spawn(modem.bearer.open())
        second = spawn(modem.bearer.open())
        return await first, await second

    assert bench.run(work) == ("10.169.179.213",) * 2


def test_a_bearer_that_stays_on_its_way_is_waited_for_half_a_minute():
    bench = Bench()
    for _ in range(4):
        bench.wire.expect(b"AT+SAPBR=2,1\r").reply(b"\r\n+SAPBR: 1,0,0.0.0.0\r\n\r\nOK\r\n", 8000)
    bench.script(b'+SAPBR=3,1,"CONTYPE","GPRS"', OK, b'+SAPBR=3,1,"APN",""', OK, b"+SAPBR=1,1", b"\r\nERROR\r\n")
    begun = bench.wire.clock.now
    bench.refused(CommandError, lambda modem: modem.bearer.open())
    assert bench.wire.clock.now - begun < 40000


def test_what_cannot_be_a_bearer_is_named():
    for name in ("apn", "user", "password"):
        error = Bench().refused(ValueError, lambda modem, n=name: modem.bearer.open(1, **{"apn": "a", n: "a" * 51}))
        assert str(error).startswith(name), error
