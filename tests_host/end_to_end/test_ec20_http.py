# HTTP of the simulated EC20 against a real web server: every way to fetch and to send, what must be refused, links that go.
import atmodem
from atmodem.errors import Busy, LinkLost, NotSupported
from atmodem.tls import Tls
from support import world
from support.program import error_of, leave_behind, online, run

SETUP = {
    "module": "ec20",
    "arguments": ["--booted"],
    "also": {"test_get": ["--urc-in-answer", "--chunks"], "test_post": ["--urc-in-answer", "--chunks"]},
    "once": ["test_post_of_100_kb", "test_a_context_that_goes_in_mid_transfer"],
}
URL = "http://web.test/"


async def body(response, size=512):
    """All of a small body."""
    buffer = bytearray(size)
    found = b""
    while True:
        n = await response.readinto(buffer)
        if not n:
            return found
        found += buffer[:n]


def pattern(n):
    data = bytearray(n)
    for i in range(n):
        data[i] = (i * 7 + i // 256) & 255
    return data


@online
async def test_get(modem):
    for size in (4, 15, 100):
        async with await modem.http.get(URL + "small") as r:
            assert (r.status, r.length, r.headers) == (200, 15, None)
            assert await body(r, size) == b"Hello, modules!"
            assert await r.readinto(bytearray(1)) == 0


@online
async def test_headers_of_the_answer(modem):
    async with await modem.http.get(URL + "small", want_headers=True) as r:
        assert r.headers["content-length"] == "15", r.headers
        assert "nginx" in r.headers["server"], r.headers
        assert await body(r, 4) == b"Hello, modules!"
    async with await modem.http.get(URL + "small") as r:
        assert r.headers is None and await body(r) == b"Hello, modules!"


@online
async def test_a_status_is_an_answer(modem):
    async with await modem.http.get(URL + "teapot") as r:
        assert r.status == 418 and await body(r) == b"short and stout"
    async with await modem.http.get(URL + "nowhere") as r:
        assert r.status == 404


@online
async def test_headers_of_the_request_are_those_of_this_request(modem):
    for headers, status in (({"X-Key": "open", "X-More": "1"}, 200), (None, 403), ({"X-Key": "shut"}, 403)):
        async with await modem.http.get(URL + "key", headers=headers) as r:
            assert r.status == status, headers


@online
async def test_what_the_module_has_not(modem):
    assert await error_of(modem.http.head(URL + "small"), NotSupported)
    assert await error_of(modem.http.get(URL + "moved", redirects=True), NotSupported)
    assert await error_of(modem.http.get(URL + "small", proxy=("web.test", 80)), NotSupported)
    async with await modem.http.get(URL + "moved", want_headers=True) as r:
        assert r.status == 302 and r.headers["location"].endswith("/small")


@online
async def test_a_part(modem):
    async with await modem.http.get(URL + "small", range=(7, 10)) as r:
        assert r.status == 206 and await body(r) == b"modu"
    async with await modem.http.get(URL + "small", range=(7, None)) as r:
        assert r.status == 206 and await body(r) == b"modules!"


@online
async def test_post(modem):
    for n in (1, 10, 1000):
        async with await modem.http.post(URL + "echo", pattern(n)) as r:
            assert r.status == 200
            assert await body(r) == pattern(n), n
    async with await modem.http.post(URL + "echo", b'{"a": 1}', "application/json", headers={"X-More": "1"}) as r:
        assert await body(r) == b'{"a": 1}'


class File:
    """Byte i is i * 7 + i // 256, modulo 256; there is no need to have all of them."""

    start = 0

    def readinto(self, buffer):
        for i in range(len(buffer)):
            buffer[i] = (self.start * 7 + self.start // 256) & 255
            self.start += 1
        return len(buffer)


@online
async def test_post_of_100_kb(modem):
    async with await modem.http.post(URL + "echo", File(), length=100000) as r:
        buffer = bytearray(700)
        expected = bytearray(700)
        source = File()
        while True:
            n = await r.readinto(buffer)
            if not n:
                break
            source.readinto(memoryview(expected)[:n])
            assert memoryview(buffer)[:n] == memoryview(expected)[:n], source.start
        assert (r.status, source.start) == (200, 100000)


@online
async def test_https(modem):
    tls = Tls(ca=world.certificate("ca"))
    async with await modem.http.get("https://web.test/small", tls=tls) as r:
        assert r.status == 200 and await body(r) == b"Hello, modules!"
    async with await modem.http.post("https://web.test/echo", b"secret", tls=tls) as r:
        assert await body(r) == b"secret"
    async with await modem.http.get(URL + "small") as r:
        assert r.status == 200
    assert await error_of(modem.http.get("https://web.test:8443/small", tls=tls), LinkLost)
    # unless it is told not to look
    async with await modem.http.get("https://web.test:8443/small", tls=Tls(verify=False)) as r:
        assert r.status == 200


@online
async def test_one_request_at_a_time(modem):
    async with await modem.http.get(URL + "small"):
        assert await error_of(modem.http.get(URL + "small"), Busy)
    async with await modem.http.get(URL + "small") as r:
        assert r.status == 200


@online
async def test_nobody_listens(modem):
    for url, code in (("http://web.test:81/", "716"), ("http://nobody.test/", "714")):
        error = await error_of(modem.http.get(url), LinkLost)
        assert code in str(error), error
    async with await modem.http.get(URL + "small") as r:
        assert await body(r) == b"Hello, modules!"


@online
async def test_a_server_that_goes_in_mid_transfer(modem):
    async def stop():
        await atmodem.sleep_ms(500)
        world.ask("web stop")

    task = atmodem.spawn(stop())

    async def fetch():
        async with await modem.http.get(URL + "slow") as r:
            while await r.readinto(bytearray(700)):
                pass

    assert await error_of(fetch(), LinkLost)
    await task
    world.ask("web start")
    async with await modem.http.get(URL + "small") as r:
        assert await body(r) == b"Hello, modules!"


@online
async def test_a_context_that_goes_in_mid_transfer(modem):
    async def drop():
        await atmodem.sleep_ms(500)
        world.ask("modem pdp-deact 1")

    r = await modem.http.get(URL + "slow")
    task = atmodem.spawn(drop())

    async def read():
        while await r.readinto(bytearray(700)):
            pass

    assert await error_of(read(), LinkLost)
    await task
    await r.close()
    async with await modem.http.get(URL + "small") as r:
        assert await body(r) == b"Hello, modules!"


@online
async def test_the_body_as_a_file_of_the_module(modem):
    async with await modem.http.get(URL + "small") as r:
        assert await r.save("small.bin") == 15
    assert await modem.files.read("small.bin") == b"Hello, modules!"


def test_settings_of_a_program_before():
    leave_behind((b'AT+QHTTPCFG="requestheader",1\r', b"OK\r\n"), (b'AT+QHTTPCFG="responseheader",1\r', b"OK\r\n"))
    run(fetched, start=True)


async def fetched(modem):
    async with await modem.http.get(URL + "small") as r:
        assert await body(r) == b"Hello, modules!"


@online
async def test_what_cannot_be_sent(modem):
    for url in ("web.test/", "http://", "http://web.test/a b", "http://web.test/" + "a" * 700):
        assert await error_of(modem.http.get(url), ValueError), url
    assert await error_of(modem.http.get(URL, tls=Tls(verify=False)), ValueError)


@online
async def test_an_empty_body(modem):
    async with await modem.http.post(URL + "key", b"", headers={"X-Key": "open"}) as r:
        assert (r.status, await body(r)) == (200, b"yes")
