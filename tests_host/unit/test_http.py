# HTTP as every module offers it, with a vendor made up for it: what is checked, one response at a time, how one ends.
from atmodem import http
from atmodem.errors import Busy, CommandError, LinkLost, Timeout
from atmodem.sched import sleep_ms, spawn
from atmodem.tls import Tls
from support.standin import Modem
from support.wire import error_of, raises, run

LIMITS = {"url": 60, "header": 40, "host": 20}
URL = "http://example.org/a"


class Response(http.Response):
    """Answers 200 and `body`, three bytes at a time. `fails`: what each verb raises instead."""

    async def _open(self, *parameters):
        service = self.service
        service.log.append(parameters)
        await sleep_ms(service.takes_ms)
        if service.fails is not None:
            raise service.fails
        self.status = 200
        self.body = b"0123456789"

    async def _headers(self):
        return http.parse(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nSet-Cookie: a\r\nset-cookie: b\r\nX: http://y\r\n\r\n")

    async def _read(self, buffer, timeout_ms):
        service = self.service
        service.log.append(timeout_ms)
        await sleep_ms(service.takes_ms)
        if service.fails is not None:
            raise service.fails
        piece = self.body[: min(3, len(buffer))]
        self.body = self.body[len(piece) :]
        buffer[: len(piece)] = piece
        return len(piece)

    async def _close(self):
        self.service.closed += 1
        if self.service.fails is not None:
            raise self.service.fails


class Service(http.Http):
    Response = Response
    fails = None
    takes_ms = 0
    closed = 0


def service():
    modem = Modem(http_ms=7000, limits=LIMITS)
    modem.losses = []
    made = Service(modem)
    made.log = []
    return made


def refused(kind, work):
    """`work(service)` must raise `kind`, and a service that is free again; the error."""

    web = service()
    error = raises(kind, work(web))
    assert web.response is None and not web.log, web.log
    return str(error)


def test_get_hands_on_what_was_checked():
    async def work():
        async with await web.get(URL, headers={"A": "b c"}, range=(5, 9), redirects=True, proxy=("10.0.0.1", 8080)) as r:
            assert (r.status, r.length, r.headers, r.timeout_ms) == (200, None, None, 7000)
            buffer = bytearray(5)
            found = b""
            while True:
                n = await r.readinto(buffer)
                if not n:
                    break
                found += buffer[:n]
            assert found == b"0123456789"
            assert await r.readinto(bytearray(0)) == 0
        assert await r.readinto(buffer) == 0  # closed
        await r.close()

    web = service()
    run(work())
    url = bytes(URL, "utf-8")
    assert web.log[0] == (
        "GET", url, "example.org", None, None, [b"A: b c"], None, (5, 9), True, ("10.0.0.1", 8080), False,
    )  # fmt: skip
    assert web.closed == 1 and web.response is None and web.log[1] == 7000


def test_post_and_head():
    async def work():
        tls = Tls(verify=False)
        async with await web.post("https://u:p@[::1]:8443?q", b"\x00", "text/plain", tls=tls, timeout_ms=1000) as r:
            await r.readinto(bytearray(1))
            await r.readinto(bytearray(1), 99)
        assert web.log[0][:6] == ("POST", b"https://u:p@[::1]:8443?q", "[::1]", b"\x00", b"text/plain", [])
        assert web.log[0][6] is tls and web.log[1:] == [1000, 99]
        async with await web.head(URL, stream=True) as r:
            assert r.headers == {"content-type": "text/plain", "set-cookie": "a, b", "x": "http://y"}

    web = service()
    run(work())


def test_what_cannot_be_sent_is_refused_before_a_byte_leaves():
    hostile = ("\r", "\n", "\0", "\x1a", "\x1b", '"', "\x7f")
    for c in hostile:
        assert refused(ValueError, lambda web: web.get(URL + c)).startswith("url")
        assert "header" in refused(ValueError, lambda web: web.get(URL, headers={"A" + c: "b"}))
        assert "header" in refused(ValueError, lambda web: web.get(URL, headers={"A": "b" + c}))
    for url in ("", "example.org", "ftp://example.org", "http://", "http:///a", "http://:80/", 5):
        assert "url" in refused(ValueError, lambda web: web.get(url)), url
    for url in (URL + " b", URL + "\u00e9", URL + 60 * "a"):
        assert "url" in refused(ValueError, lambda web: web.get(url)), url
    unfit = ({"": "b"}, {"A:": "b"}, {"A b": "c"}, {"A\\": "b"}, {"A": "\\r\\nB: c"})
    for headers in unfit + ({"A": 41 * "b"}, {"A": 20 * "b", "B": 20 * "b"}):
        assert "header" in refused(ValueError, lambda web: web.get(URL, headers=headers)), headers
    for pair in ((-1, 5), (5, 4), ("0", 5), (0, 1 << 30)):
        assert "range" in refused(ValueError, lambda web: web.get(URL, range=pair)), pair
    for proxy in (("", 80), ("10.0.0.1", 0), ("10.0.0.1\r", 80)):
        assert "proxy" in refused(ValueError, lambda web: web.get(URL, proxy=proxy)), proxy
    for timeout_ms in (999, -1, 3600001, 1500.5):
        assert "timeout_ms" in refused(ValueError, lambda web: web.get(URL, timeout_ms=timeout_ms))


def test_tls_is_for_https_and_asked_for_in_so_many_words():
    assert "tls" in refused(ValueError, lambda web: web.get("https://example.org/"))
    assert "tls" in refused(ValueError, lambda web: web.get(URL, tls=Tls(verify=False)))
    assert refused(ValueError, lambda web: web.get("https://example.org/", tls=True)) == "tls: Tls expected"


def test_a_body_is_bytes():
    async def post(web, *parameters):
        await web.post(URL, *parameters)

    assert "body" in refused(ValueError, lambda web: post(web, "text"))
    assert "content_type" in refused(ValueError, lambda web: post(web, b"", "a\r\nB: c"))


class File:
    """Gives `data`, two bytes at a time."""

    def __init__(self, data):
        self.data = data

    def readinto(self, buffer):
        n = min(2, len(buffer), len(self.data))
        buffer[:n] = self.data[:n]
        self.data = self.data[n:]
        return n


def test_a_body_may_be_a_file_of_known_length():
    web = service()

    async def work():
        await (await web.post(URL, File(b"abcde"), length=5)).close()

    run(work())
    upload = web.log[0][3]
    assert len(upload) == 5 and web.log[0][-1] is True
    buffer = bytearray(3)
    upload.fill(memoryview(buffer))
    assert buffer == b"abc"
    try:
        upload.fill(memoryview(buffer))
    except ValueError as error:
        assert "shorter" in str(error)
    else:
        raise AssertionError("filled")
    for length in (0, -1, "5"):
        assert "length" in refused(ValueError, lambda web: posted(web, File(b"a"), length))
    assert "body" in refused(ValueError, lambda web: posted(web, File(b"a"), None))


async def posted(web, body, length):
    await web.post(URL, body, length=length)


def test_one_response_at_a_time():
    async def work():
        r = await web.get(URL)
        for _ in range(2):
            await error_of(web.get(URL), Busy)
        await r.close()
        await (await web.get(URL)).close()

    web = service()
    run(work())
    assert web.closed == 2


def test_a_request_that_fails_makes_room_for_the_next():
    async def work():
        for error in (CommandError(b"+HTTPACTION", "HTTP", 603, "DNS"), Timeout(b"+HTTPACTION"), OSError(5)):
            web.fails = error
            assert await error_of(web.get(URL), type(error)) is error
            assert web.response is None
        web.fails = None
        await (await web.get(URL)).close()

    web = service()
    run(work())


def test_a_request_that_is_cancelled_makes_room_for_the_next():
    async def work():
        task = spawn(web.get(URL))
        await sleep_ms(10)
        assert web.response is not None
        task.cancel()
        await sleep_ms(10)
        assert web.response is None and web.closed == 1

    web = service()
    web.takes_ms = 1000
    run(work())


def test_a_loss_is_told_instead_of_what_it_causes():
    gone = LinkLost("gone")

    async def lose(ms):
        await sleep_ms(ms)
        web.lost(gone)
        web.lost(LinkLost("again"))

    async def work():
        r = await web.get(URL)
        web.fails = CommandError(b"+HTTPREAD")
        assert await error_of(r.readinto(bytearray(1)), CommandError) is web.fails
        web.takes_ms = 50
        spawn(lose(10))
        assert await error_of(r.readinto(bytearray(1)), LinkLost) is gone
        assert await error_of(r.readinto(bytearray(1)), LinkLost) is gone
        await r.close()
        for web.fails in (None, CommandError(b"+HTTPACTION")):
            spawn(lose(10))
            assert await error_of(web.get(URL), LinkLost) is gone
            assert web.response is None
        web.fails = None
        async with await web.get(URL) as r:
            assert r.status == 200

    web = service()
    run(work())
    web.lost(gone)
