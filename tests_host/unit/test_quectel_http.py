# EC20 HTTP against the bytes of its HTTP(S) manual.
from atmodem.errors import Busy, CommandError, LinkLost, NotSupported, Timeout
from atmodem.http import Upload
from atmodem.tls import Tls
from support.ec20 import OK, Bench
from support.wire import error_of

URL = b"http://web.test/x"
SETTINGS = (
    b'+QHTTPCFG="contextid",1', OK, b'+QHTTPCFG="responseheader",0', OK, b'+QHTTPCFG="requestheader",0', OK,
)  # fmt: skip
ADDRESS = (b"+QHTTPURL=17,30", (b"\r\nCONNECT\r\n", URL, OK))


def asking(result=b"0,200,5", settings=SETTINGS, chunk=64):
    return Bench(chunk=chunk).script(*settings).script(*ADDRESS).script(
        b"+QHTTPGET=60", OK + b"\r\n+QHTTPGET: " + result + b"\r\n"
    )


def get(modem, **options):
    return modem.http.get("http://web.test/x", **options)


async def all_of(modem, size=100, **options):
    async with await get(modem, **options) as response:
        buffer = bytearray(size)
        n = await response.readinto(buffer)
        return response.status, bytes(buffer[:n])


def test_a_body_that_fits_is_counted_and_ends_with_its_line():
    for data in (b"\r\nOK\r", b"OK\r\n\r", b"\x00\xff+QH", b"CONNE"):
        for chunk in (1, 6, 256):
            bench = asking(chunk=chunk)
            bench.script(b"+QHTTPREAD=60", b"\r\nCONNECT\r\n" + data + OK + b"\r\n+QHTTPREAD: 0\r\n")
            assert bench.run(all_of) == (200, data)


def test_the_end_comes_late():
    bench = asking()
    bench.wire.expect(b"AT+QHTTPREAD=60\r").reply(b"\r\nCONNECT\r\nhello" + OK).reply(b"\r\n+QHTTPREAD: 0\r\n", 5000)
    assert bench.run(all_of) == (200, b"hello")
    assert bench.wire.clock.slept >= 5000


def test_a_body_that_is_cut_off():
    for tail in (b"\r\n+QHTTPREAD: 717\r\n", b""):
        bench = asking()
        bench.wire.expect(b"AT+QHTTPREAD=60\r").reply(b"\r\nCONNECT\r\nhello" + OK).reply(tail, 5000)
        bench.refused(LinkLost if tail else Timeout, all_of)


def test_no_body():
    for result in (b"0,404,0", b"0,204,0"):
        status, data = asking(result).run(all_of)
        assert status == int(result[2:5]) and data == b""


def file_script(length, pieces, size=None, name=b"RAM:atmodem.http"):
    """A body of `length` (None: chunked) that goes through a file, read in these pieces."""
    script = () if length is None else (b'+QFLDS="RAM"', b"\r\n+QFLDS: 500000,1048576\r\n" + OK)
    script += (
        b'+QFDEL="' + name + b'"', b"\r\n+CME ERROR: 405\r\n",
        b'+QHTTPREADFILE="' + name + b'",60', OK + b"\r\n+QHTTPREADFILE: 0\r\n",
        b'+QFLST="' + name + b'"', b'\r\n+QFLST: "' + name + b'",%d\r\n' % (size or sum([len(piece) for piece in pieces])) + OK,
        b"+QFOPEN?", OK, b'+QFOPEN="' + name + b'",2', b"\r\n+QFOPEN: 3000\r\n" + OK,
    )  # fmt: skip
    for piece in pieces:
        script += (b"+QFREAD=3000,%d" % len(piece), b"\r\nCONNECT %d\r\n" % len(piece) + piece + OK)
    return script


LEFT = (b"+QFCLOSE=3000", OK, b'+QFDEL="RAM:atmodem.http"', OK)


async def in_fours(modem, **options):
    async with await get(modem, **options) as response:
        found = b""
        buffer = bytearray(4)
        while True:
            n = await response.readinto(buffer)
            if not n:
                return response.length, response.headers, found
            found += buffer[:n]


def test_a_longer_body_is_kept_by_the_module():
    bench = asking(b"0,200,6").script(*file_script(6, (b"\r\nOK", b"\r\n"))).script(*LEFT)
    assert bench.run(in_fours) == (6, None, b"\r\nOK\r\n")


def test_a_chunked_reply_has_no_length():
    bench = asking(b"0,200").script(*file_script(None, (b"abcd", b"efg"))).script(*LEFT)
    assert bench.run(in_fours) == (7, None, b"abcdefg")


def test_no_room_in_memory():
    bench = asking(b"0,200,600000").script(b'+QFLDS="RAM"', b"\r\n+QFLDS: 500000,1048576\r\n" + OK)
    bench.script(b'+QFDEL="UFS:atmodem.http"', OK, b'+QHTTPREADFILE="UFS:atmodem.http",60', OK + b"\r\n+QHTTPREADFILE: 717\r\n")
    bench.script(b'+QFDEL="UFS:atmodem.http"', OK)
    bench.refused(LinkLost, all_of)


def test_the_header_stands_in_front_of_the_body():
    head = b"HTTP/1.1 200 OK\r\nX-Key: a\r\nx-key: b\r\n\r\n"
    bench = asking(b"0,200", HEADERS_TOO).script(*file_script(None, (head + b"body",)))
    bench.script(b"+QFSEEK=3000,%d,0" % len(head), OK)
    bench.script(b"+QFREAD=3000,4", b"\r\nCONNECT 4\r\nbody" + OK).script(*LEFT)
    length, headers, found = bench.run(lambda modem: in_fours(modem, want_headers=True))
    assert (length, headers, found) == (4, {"x-key": "a, b"}, b"body")


def test_a_head_of_our_own():
    head = b"GET /x HTTP/1.1\r\nHost: web.test\r\nX-Key: open\r\nRange: bytes=3-5\r\n\r\n"
    settings = SETTINGS[:4] + (b'+QHTTPCFG="requestheader",1', OK)
    bench = Bench().script(*settings).script(*ADDRESS)
    bench.script(b"+QHTTPGET=60,%d,30" % len(head), (b"\r\nCONNECT\r\n", head, OK + b"\r\n+QHTTPGET: 0,206,0\r\n"))
    assert bench.run(lambda modem: all_of(modem, headers={"X-Key": "open"}, range=(3, 5)))[0] == 206


def test_a_head_for_a_url_without_a_path():
    for url, asked_for in ((b"http://web.test", b"/"), (b"http://web.test?a=/b", b"/?a=/b"), (b"http://web.test/?a", b"/?a")):
        head = b"GET " + asked_for + b" HTTP/1.1\r\nHost: web.test\r\nRange: bytes=3-\r\n\r\n"
        bench = Bench().script(*SETTINGS[:4]).script(b'+QHTTPCFG="requestheader",1', OK)
        bench.script(b"+QHTTPURL=%d,30" % len(url), (b"\r\nCONNECT\r\n", url, OK))
        bench.script(b"+QHTTPGET=60,%d,30" % len(head), (b"\r\nCONNECT\r\n", head, OK + b"\r\n+QHTTPGET: 0,206,0\r\n"))
        assert bench.run(lambda modem, url=url: answered(modem.http.get(str(url, "utf-8"), range=(3, None)))) == 206


HEADERS_TOO = (SETTINGS[0], OK, b'+QHTTPCFG="responseheader",1', OK, SETTINGS[4], OK)


def test_a_reply_without_the_end_of_its_header():
    bench = asking(b"0,200", HEADERS_TOO).script(*file_script(None, (b"HTTP/1.1 200 OK\r\nX: 1\r\n",))).script(*LEFT)
    bench.refused(CommandError, lambda modem: in_fours(modem, want_headers=True))


def test_a_body_that_was_announced_longer_than_it_is():
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"
    bench = asking(b"0,200,4", HEADERS_TOO).script(*file_script(4, (head + b"body",)))
    bench.script(b"+QFSEEK=3000,%d,0" % len(head), OK)
    bench.script(b"+QFREAD=3000,4", b"\r\nCONNECT 4\r\nbody" + OK).script(*LEFT)
    assert bench.run(lambda modem: in_fours(modem, want_headers=True)) == (9, {"content-length": "9"}, b"body")


def test_saved_as_a_file_of_the_module():
    bench = asking().script(
        b'+QHTTPREADFILE="m",60', OK + b"\r\n+QHTTPREADFILE: 0\r\n", b'+QFLST="m"', b'\r\n+QFLST: "UFS:m",5\r\n' + OK
    )

    async def work(modem):
        async with await get(modem) as response:
            assert await response.save("m") == 5
            return await response.readinto(bytearray(9))

    assert bench.run(work) == 0


def test_what_is_being_read_is_not_saved():
    bench = asking(b"0,200,6").script(*file_script(6, (b"abcd",), 6)).script(*LEFT)

    async def work(modem):
        async with await get(modem) as response:
            await response.readinto(bytearray(4))
            await response.save("m")

    bench.refused(CommandError, work)


def post(modem, body=b"a\x1ab", kind="text/plain", **options):
    return answered(modem.http.post("http://web.test/x", body, kind, **options))


async def answered(request):
    async with await request as response:
        return response.status


BUSY = b"\r\n+CME ERROR: 703\r\n"


def test_a_module_that_is_busy_with_a_request_that_was_given_up_is_waited_for():
    bench = Bench().script(*SETTINGS).script(b"+QHTTPURL=17,30", BUSY, b"+QHTTPURL=17,30", BUSY).script(*ADDRESS)
    bench.script(b"+QHTTPGET=60", OK + b"\r\n+QHTTPGET: 0,200,0\r\n")
    assert bench.run(lambda modem: answered(modem.http.get(str(URL, "utf-8")))) == 200


def test_a_module_that_stays_busy_is_told_in_time():
    bench = Bench().script(*SETTINGS)
    for _ in range(11):
        bench.script(b"+QHTTPURL=17,30", BUSY)
    bench.script(b"+QHTTPSTOP", OK)
    error = bench.refused(CommandError, lambda modem: modem.http.get(str(URL, "utf-8"), timeout_ms=5000))
    assert error.code == 703 and bench.wire.clock.slept == 5000


def test_post():
    bench = Bench().script(*SETTINGS).script(*ADDRESS).script(b'+QHTTPCFG="contenttype",1', OK)
    bench.script(b"+QHTTPPOST=3,60,60", (b"\r\nCONNECT\r\n", b"a\x1ab", OK + b"\r\n+QHTTPPOST: 0,200,0\r\n"))
    assert bench.run(post) == 200


def test_a_content_type_the_module_does_not_know():
    body = b"POST /x HTTP/1.1\r\nHost: web.test\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
    bench = Bench().script(*SETTINGS[:4]).script(b'+QHTTPCFG="requestheader",1', OK).script(*ADDRESS)
    bench.script(b"+QHTTPPOST=%d,60,60" % len(body), (b"\r\nCONNECT\r\n", body, OK + b"\r\n+QHTTPPOST: 0,201,0\r\n"))
    assert bench.run(lambda modem: post(modem, b"{}", "application/json")) == 201


class Source:
    def readinto(self, buffer):
        for i in range(len(buffer)):
            buffer[i] = 120
        return len(buffer)


def posted_as_a_file(bench, head, pieces, drive=b"RAM", room=b"\r\n+QFLDS: 500000,1048576\r\n" + OK):
    """A body goes through a file of the module in these pieces; first, without bytes of a body, `head` replaces the file."""
    name = b'"' + drive + b':atmodem.http"'
    bench.script(b'+QFLDS="RAM"', room, b"+QFDEL=" + name, OK)
    bench.script(b"+QFOPEN?", OK, b"+QFOPEN=" + name + b",1", b"\r\n+QFOPEN: 1\r\n" + OK)
    written = len(head)
    if head:
        answer = b"\r\n+QFWRITE: %d,%d\r\n" % (written, written) + OK
        bench.script(b"+QFWRITE=1,%d,30" % written, (b"\r\nCONNECT\r\n", head, answer))
    bench.script(b"+QFCLOSE=1", OK)
    for piece in pieces:
        written += len(piece)
        bench.script(b"+QFOPEN=" + name + b",0", b"\r\n+QFOPEN: 1\r\n" + OK, b"+QFSEEK=1,0,2", OK)
        answer = b"\r\n+QFWRITE: %d,%d\r\n" % (len(piece), written) + OK
        bench.script(b"+QFWRITE=1,%d,30" % len(piece), (b"\r\nCONNECT\r\n", piece, answer), b"+QFCLOSE=1", OK)
    return bench.script(b"+QHTTPPOSTFILE=" + name + b",60", OK + b"\r\n+QHTTPPOSTFILE: 0,200,0\r\n", b"+QFDEL=" + name, OK)


def test_a_body_that_is_read_piece_by_piece_goes_through_a_file():
    bench = Bench().script(*SETTINGS).script(*ADDRESS).script(b'+QHTTPCFG="contenttype",2', OK)
    posted_as_a_file(bench, b"", (b"x" * 1024, b"x" * 476))
    assert bench.run(lambda modem: answered(modem.http.post("http://web.test/x", Source(), length=1500))) == 200
    assert len(Upload(Source(), 1500)) == 1500


def test_a_long_body_behind_a_head_of_our_own_goes_through_a_file():
    # a module that does not tell how much room its memory has: the flash
    head = b"POST /x HTTP/1.1\r\nHost: web.test\r\nContent-Type: application/json\r\nContent-Length: 4100\r\n\r\n"
    piece = b"0123456789abcdef" * 64  # one for all: the body is as long as the heap allows
    body = piece * 4 + b"\r\n\x1a>"
    bench = Bench().script(*SETTINGS[:4]).script(b'+QHTTPCFG="requestheader",1', OK).script(*ADDRESS)
    posted_as_a_file(bench, head, [piece] * 4 + [b"\r\n\x1a>"], b"UFS", b"\r\nERROR\r\n")
    assert bench.run(lambda modem: post(modem, body, "application/json")) == 200


def test_settings_are_sent_when_they_change_and_after_a_restart():
    bench = asking(b"0,404,0")
    bench.run(all_of)
    bench.script(*ADDRESS).script(b"+QHTTPGET=60", OK + b"\r\n+QHTTPGET: 0,404,0\r\n")
    bench.run(all_of)
    bench.modem.lost(LinkLost("the module restarted"))
    bench.modem.started.set()
    bench.modem.packet.up = True
    bench.script(*SETTINGS).script(*ADDRESS).script(b"+QHTTPGET=60", OK + b"\r\n+QHTTPGET: 0,404,0\r\n")
    bench.run(all_of)


def test_failures():
    for code, kind in ((714, LinkLost), (716, LinkLost), (702, LinkLost), (711, CommandError)):
        bench = asking(b"%d" % code).script(b"+QHTTPSTOP", OK)
        assert str(code) in str(bench.refused(kind, all_of))
    # at once
    bench = Bench().script(*SETTINGS).script(*ADDRESS).script(b"+QHTTPGET=60", b"\r\n+CME ERROR: 703\r\n", b"+QHTTPSTOP", OK)
    assert bench.refused(CommandError, all_of).code == 703


def test_nobody_answers():
    bench = Bench().script(*SETTINGS).script(b"+QHTTPURL=17,30", (b"\r\nCONNECT\r\n", URL, OK), b"+QHTTPGET=2", OK)
    bench.script(b"+QHTTPSTOP", OK)
    bench.refused(Timeout, lambda modem: all_of(modem, timeout_ms=2000))
    assert 7000 <= bench.wire.clock.slept <= 8000


def test_the_context_goes_while_it_waits():
    bench = Bench().script(*SETTINGS).script(*ADDRESS)
    bench.wire.expect(b"AT+QHTTPGET=60\r").reply(OK).reply(b'\r\n+QIURC: "pdpdeact",1\r\n', 700)
    bench.script(b"+QHTTPSTOP", OK)
    bench.refused(LinkLost, all_of)
    assert 700 <= bench.wire.clock.slept < 5000


def test_one_at_a_time():
    bench = asking()

    async def work(modem):
        response = await get(modem)
        await error_of(get(modem), Busy)
        await response.close()
        return True

    assert bench.run(work)


def test_what_the_module_has_not():
    for options in ({"redirects": True}, {"proxy": ("h", 1)}):
        Bench().refused(NotSupported, lambda modem, options=options: all_of(modem, **options))
    Bench().refused(NotSupported, lambda modem: modem.http.head("http://web.test/"))


def test_tls():
    bench = Bench().script(
        b'+QSSLCFG="sslversion",4,4', OK, b'+QSSLCFG="ciphersuite",4,0xFFFF', OK, b'+QSSLCFG="seclevel",4,0', OK,
        b'+QSSLCFG="sni",4,1', OK, b'+QSSLCFG="ignorelocaltime",4,1', OK, b'+QHTTPCFG="sslctxid",4', OK,
    ).script(*SETTINGS)  # fmt: skip
    bench.script(b"+QHTTPURL=18,30", (b"\r\nCONNECT\r\n", b"https://web.test/x", OK))
    bench.script(b"+QHTTPGET=60", OK + b"\r\n+QHTTPGET: 0,200,0\r\n")
    assert bench.run(lambda modem: answered(modem.http.get("https://web.test/x", tls=Tls(verify=False)))) == 200
