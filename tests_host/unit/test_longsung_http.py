# C1100 HTTP against its flow manual (section 3.7). The names of GET and POST were in figures that are lost: longsung/names.py.
from atmodem.errors import Busy, CommandError, LinkLost, NotSupported, Timeout
from atmodem.longsung import names
from atmodem.sched import loop, sleep_ms, ticks_diff
from atmodem.tls import Tls
from support.c1100 import ERROR, OK, Bench
from support.wire import error_of

URL = b"http://web.test/a"
PAGE = bytes(range(256)) * 6 + b"x" * 188  # 1724 bytes, as in the manual's example
RESULT = b"+LSHTTPGET:0,200,1724," + PAGE + b"\r\n"


def url(bench=None, text=URL):
    """Script the setting of the URL: its exact length, and no +++ behind it."""
    return (bench or Bench()).script(b"+LSHTTPURL=%d" % len(text), b">").data(text, OK)


async def page(modem, **options):
    """(status, length, body) of URL."""
    async with await modem.http.get("http://web.test/a", **options) as response:
        body = bytearray(4000)
        n = 0
        while True:
            more = await response.readinto(memoryview(body)[n : n + 700])
            if not more:
                return response.status, response.length, bytes(body[:n])
            n += more


def test_get_as_the_manual_has_it():
    for chunk in (1, 64, 256):
        bench = url(Bench(chunk=chunk)).script(b"+LSHTTPGET", RESULT + OK)
        assert bench.run(page) == (200, 1724, PAGE)


def test_result_behind_the_result_code():
    bench = url()
    bench.wire.expect(b"AT+LSHTTPGET\r").reply(OK).reply(RESULT, 5000)
    assert bench.run(page) == (200, 1724, PAGE)


def test_body_is_counted_and_never_searched():
    body = b"0\r\r\n+LSHTTPGET:0,404,1,x\r\n4\r"
    bench = url().script(b"+LSHTTPGET", b"+LSHTTPGET:0,200,%d," % len(body) + body + b"\r\n0\r")
    assert bench.run(page) == (200, len(body), body)


def test_body_that_does_not_fit_is_counted_to_its_end():
    from atmodem.longsung import http  # the one that is loaded: another test may have let it go

    # What would be a refusal, the end of the context and a result of its own, if lines were read in it.
    piece = b"4\r\r\n+LSIPCALL:0\r\n+LSHTTPGET:0,404,1,x\r\n0\r\r\n " * 20
    http.bytearray = no_memory
    try:
        for count in (100, 1000):
            bench = url()
            length = count * len(piece)
            bench.wire.expect(b"AT+LSHTTPGET\r").reply(OK).reply(b"+LSHTTPGET:0,200,%d," % length, 50)
            for i in range(count):
                bench.wire.reply(piece, 100 + i)
            bench.wire.reply(b"\r\n", 100 + count)
            url(bench).script(b"+LSHTTPGET", b"+LSHTTPGET:0,204,0,\r\n0\r")

            async def work(modem):
                error = await error_of(page(modem), CommandError)
                assert str(error) == "+LSHTTPGET: HTTP no memory for a body of %d bytes" % length
                return await page(modem)

            assert bench.run(work) == (204, 0, b"")
            assert bench.modem.packet.up and bench.modem.at.noise == 0
    finally:
        del http.bytearray


def no_memory(size):
    raise MemoryError


def test_no_body():
    for text in (b"+LSHTTPGET:0,204,0,\r\n0\r", b"+LSHTTPGET:0,204,0\r\n0\r", b"+LSHTTPGET: 0,204\r\n0\r"):
        assert url().script(b"+LSHTTPGET", text).run(page) == (204, 0, b""), text


def test_status_of_an_error_is_a_response():
    assert url().script(b"+LSHTTPGET", b"+LSHTTPGET:0,404,2,no\r\n0\r").run(page) == (404, 2, b"no")


def test_parse_result_other_than_nought():
    for text in (b"+LSHTTPGET:1\r\n0\r", b"+LSHTTPGET:1,0,0,\r\n0\r"):
        assert url().script(b"+LSHTTPGET", text).refused(CommandError, page).code == 1


def test_length_of_the_url_is_exact_so_that_no_end_is_needed():
    long = b"http://web.test/" + b"a" * 500
    bench = url(text=long).script(b"+LSHTTPGET", b"+LSHTTPGET:0,204,0,\r\n0\r")
    bench.run(lambda modem: modem.http.get(long))


def test_url_that_the_module_wants_ended():
    names.HTTP_URL_END = b"+++"
    try:
        bench = Bench().script(b"+LSHTTPURL=17", b">").data(URL + b"+++", OK)
        bench.script(b"+LSHTTPGET", RESULT + OK).run(page)
    finally:
        names.HTTP_URL_END = b""


def test_url_or_body_with_plus_signs_that_would_end_it():
    Bench().refused(ValueError, lambda modem: modem.http.get("http://web.test/a+++b"))
    Bench().refused(ValueError, lambda modem: modem.http.post("http://web.test/a", b"1+++2"))


def test_other_names_and_another_prompt():
    names.HTTP_GET = b"+LSHTTPGETDATA=1"
    names.HTTP_GET_RESULT = b"+HTTPGET"
    names.HTTP_URL_PROMPT = b"CONNECT"
    try:
        bench = Bench().script(b"+LSHTTPURL=17", b"\r\nCONNECT\r\n").data(URL, OK)
        bench.script(b"+LSHTTPGETDATA=1", b"+HTTPGET: 0,200,2,ok\r\n0\r")
        assert bench.run(page) == (200, 2, b"ok")
    finally:
        names.HTTP_GET = names.HTTP_GET_RESULT = b"+LSHTTPGET"
        names.HTTP_URL_PROMPT = b">"


def test_post_of_every_byte_value():
    every = bytes(range(256))
    bench = (
        url().script(b'+LSHTTPCFG="contenttype",2', OK, b"+LSHTTPPOST=256", b">").data(every, b"+LSHTTPPOST:0,200,2,ok\r\n0\r")
    )

    async def work(modem):
        async with await modem.http.post("http://web.test/a", every) as response:
            return response.status, bytes(await read(response))

    assert bench.run(work) == (200, b"ok")


async def read(response):
    buffer = bytearray(64)
    return buffer[: await response.readinto(buffer)]


def posted(content_type, *settings):
    bench = url().script(*settings)
    bench.script(b"+LSHTTPPOST=1", b">").data(b"x", b"+LSHTTPPOST:0,200,2,ok\r\n0\r")

    async def work(modem):
        await (await modem.http.post("http://web.test/a", b"x", content_type)).close()

    bench.run(work)


def test_content_types():
    # set with an equals sign: the colon is a misprint of the manual
    for number, name in (
        (b"0", "application/x-www-form-urlencoded"), (b"1", "text/plain"), (b"2", "application/octet-stream"),
        (b"3", "multipart/form-data"), (b"4", "application/json"),
    ):  # fmt: skip
        posted(name, b'+LSHTTPCFG="contenttype",' + number, OK)


def test_other_content_types_go_as_a_header():
    for name in ("text/csv", "multipart/form-data; boundary=x"):
        posted(name, b'+LSHTTPCFG="contenttype",5', OK, b'+LSHTTPHEADERINFO="Content-Type","' + name.encode() + b'"', OK)


def test_headers_and_range():
    bench = url().script(
        b'+LSHTTPHEADERINFO="Connection","keep-alive"', OK, b'+LSHTTPHEADERINFO="Range","bytes=5-9"', OK,
        b"+LSHTTPGET", b"+LSHTTPGET:0,206,5,56789\r\n0\r",
    )  # fmt: skip
    assert bench.run(lambda modem: page(modem, headers={"Connection": "keep-alive"}, range=(5, 9))) == (206, 5, b"56789")


def test_headers_of_the_request_before_are_emptied():
    bench = url().script(b'+LSHTTPHEADERINFO="Authorization","secret"', OK, b"+LSHTTPGET", RESULT + OK)
    url(bench).script(b'+LSHTTPHEADERINFO="Authorization",""', OK, b"+LSHTTPGET", RESULT + OK)
    url(bench).script(b"+LSHTTPGET", RESULT + OK)

    async def work(modem):
        await page(modem, headers={"Authorization": "secret"})
        await page(modem)
        await page(modem)

    bench.run(work)


def test_no_answer_and_the_next_request():
    bench = url().script(b"+LSHTTPGET", OK)

    async def work(modem):
        await error_of(page(modem, timeout_ms=2000), Timeout)
        bench.wire.say(RESULT)  # too late
        await sleep_ms(20)
        url(bench).script(b"+LSHTTPGET", b"+LSHTTPGET:0,200,2,ok\r\n0\r")
        return await page(modem)

    assert bench.run(work) == (200, 2, b"ok")


def test_late_answer_is_not_taken_for_that_of_the_next_request():
    bench = url()
    bench.wire.expect(b"AT+LSHTTPGET\r").reply(OK).reply(RESULT, 3000)

    async def work(modem):
        await error_of(page(modem, timeout_ms=2000), Timeout)
        url(bench).wire.expect(b"AT+LSHTTPGET\r").reply(OK).reply(b"+LSHTTPGET:0,200,2,ok\r\n", 5000)
        return await page(modem)

    assert bench.run(work) == (200, 2, b"ok")


def test_answer_that_never_comes_holds_the_next_request_up_for_its_timeout():
    bench = url().script(b"+LSHTTPGET", OK)

    async def work(modem):
        await error_of(page(modem, timeout_ms=2000), Timeout)
        url(bench).script(b"+LSHTTPGET", b"+LSHTTPGET:0,200,2,ok\r\n0\r")
        start = loop.now()
        found = await page(modem, timeout_ms=7000)
        assert 7000 <= ticks_diff(loop.now(), start) < 8000
        return found

    assert bench.run(work) == (200, 2, b"ok")


def test_request_that_was_refused_is_owed_no_answer():
    bench = url().script(b"+LSHTTPGET", ERROR)

    async def work(modem):
        await error_of(page(modem), CommandError)
        url(bench).script(b"+LSHTTPGET", RESULT + OK)
        start = loop.now()
        found = await page(modem)
        assert ticks_diff(loop.now(), start) < 1000
        return found

    assert bench.run(work) == (200, 1724, PAGE)


def test_empty_body():
    Bench().refused(ValueError, lambda modem: modem.http.post("http://web.test/a", b""))


def test_refused():
    Bench().script(b"+LSHTTPURL=17", ERROR).refused(CommandError, page)


def test_one_request_at_a_time():
    bench = url().script(b"+LSHTTPGET", RESULT + OK)

    async def work(modem):
        await modem.http.get("http://web.test/a")
        return await error_of(modem.http.get("http://web.test/a"), Busy)

    assert bench.run(work)


def test_context_lost_while_waiting():
    bench = url()
    bench.wire.expect(b"AT+LSHTTPGET\r").reply(OK).reply(b"+LSIPCALL:0\r", 100)
    bench.refused(LinkLost, page)


def test_what_the_module_has_not():
    Bench().refused(NotSupported, lambda modem: modem.http.get("https://web.test/", tls=Tls(verify=False)))
    Bench().refused(NotSupported, lambda modem: modem.http.head("http://web.test/"))
    Bench().refused(NotSupported, lambda modem: modem.http.get("http://web.test/", redirects=True))
    Bench().refused(NotSupported, lambda modem: modem.http.get("http://web.test/", proxy=("10.0.0.1", 80)))
    Bench().refused(NotSupported, lambda modem: modem.http.get("http://web.test/", stream=True))
    Bench().refused(NotSupported, lambda modem: page(modem, want_headers=True))
