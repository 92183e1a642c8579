# HTTP of the simulated modules against a real web server: every way to fetch and to send, what must be refused, links that go.
import atmodem
from atmodem.errors import Busy, CommandError, LinkLost, NotSupported
from atmodem.tls import Tls
from support import world
from support.bodies import whole
from support.program import error_of, online, pattern

LONG = ["ec20", "ym310"]  # bodies of any length, headers, TLS, files
SETUP = {
    "module": ["ec20", "ym310", "c1100"],
    "arguments": ["--booted", "--speed", "10"],  # its own pauses are a tenth as long
    "also": {
        "c1100": ["--chunks"],
        "test_get": ["--urc-in-answer", "--chunks"],
        "test_post": ["--urc-in-answer", "--chunks"],
    },
    "only": {
        "test_headers_of_the_answer": LONG,
        "test_redirects": ["ym310"],
        "test_bodies_longer_than_one_command_takes": LONG,
        "test_https": LONG,
        "test_https_refuses_what_it_cannot_verify": LONG,
        "test_a_server_that_goes_in_mid_transfer": LONG,
        "test_a_context_that_goes_in_mid_transfer": LONG,
        "test_the_body_as_a_file_of_the_module": LONG,
    },
}
URL = "http://web.test/"
# What a module calls a name that nobody knows, and a port where nobody listens.
NOBODY = {
    "ec20": (LinkLost, "714", "716"),
    "ym310": (CommandError, "603", "601"),
    "c1100": (CommandError, "HTTP 1 ", "HTTP 1 "),
}


async def works(modem):
    async with await modem.http.get(URL + "small") as r:
        assert (r.status, r.length, r.headers) == (200, 15, None)
        assert await whole(r) == b"Hello, modules!"


@online
async def test_get(modem):
    for size in (4, 15, 100):
        async with await modem.http.get(URL + "small") as r:
            assert (r.status, r.length, r.headers) == (200, 15, None)
            assert await whole(r, size) == b"Hello, modules!"
            assert await r.readinto(bytearray(1)) == 0


@online
async def test_headers_of_the_answer(modem):
    async with await modem.http.get(URL + "small", want_headers=True) as r:
        assert r.headers["content-length"] == "15", r.headers
        assert "nginx" in r.headers["server"], r.headers
        assert await whole(r, 4) == b"Hello, modules!"
    async with await modem.http.get(URL + "moved", want_headers=True) as r:
        assert r.status == 302 and r.headers["location"].endswith("/small")
    await works(modem)


@online
async def test_head(modem):
    if world.module() != "ym310":
        assert await error_of(modem.http.head(URL + "big"), NotSupported)
    else:
        async with await modem.http.head(URL + "big") as r:
            assert r.status == 200 and r.headers["content-length"] == "1048576", r.headers
            assert await r.readinto(bytearray(9)) == 0
    await works(modem)


@online
async def test_a_status_is_an_answer(modem):
    for path, status, text in (("nowhere", 404, None), ("teapot", 418, b"short and stout"), ("moved", 302, None)):
        async with await modem.http.get(URL + path) as r:
            assert r.status == status
            found = await whole(r)
            assert text is None or found == text


@online
async def test_headers_of_the_request_are_those_of_this_request(modem):
    for headers, status in (({"X-Key": "open", "X-More": "1"}, 200), (None, 403), ({"X-Key": "shut"}, 403)):
        async with await modem.http.get(URL + "key", headers=headers) as r:
            assert r.status == status, headers


@online
async def test_redirects(modem):
    async with await modem.http.get(URL + "moved") as r:
        assert r.status == 302
    async with await modem.http.get(URL + "moved", redirects=True) as r:
        assert r.status == 200 and await whole(r) == b"Hello, modules!"
    async with await modem.http.get(URL + "moved") as r:
        assert r.status == 302


@online
async def test_what_the_module_has_not(modem):
    asked = {
        "ec20": ({"redirects": True}, {"proxy": ("web.test", 80)}),
        "ym310": (),
        "c1100": ({"redirects": True}, {"proxy": ("web.test", 80)}, {"stream": True}, {"want_headers": True}),
    }[world.module()]
    for options in asked:
        assert await error_of(modem.http.get(URL + "small", **options), NotSupported), options
    await works(modem)


@online
async def test_a_part(modem):
    for part, text in (((7, 10), b"modu"), ((7, 13), b"modules"), ((7, None), b"modules!")):
        async with await modem.http.get(URL + "small", range=part) as r:
            assert r.status == 206 and await whole(r) == text


@online
async def test_post(modem):
    for n in (1, 10, 256, 1000):
        async with await modem.http.post(URL + "echo", pattern(n)) as r:
            assert r.status == 200
            assert await whole(r) == pattern(n), n
    for content_type in ("application/json", "text/csv"):
        async with await modem.http.post(URL + "echo", b'{"a": 1}', content_type, headers={"X-More": "1"}) as r:
            assert r.status == 200 and await whole(r) == b'{"a": 1}'


@online
async def test_bodies_longer_than_one_command_takes(modem):
    buffer = bytearray(500)
    sent = pattern(5000)
    for post in (True, False):
        done = 0
        async with await (modem.http.post(URL + "echo", sent) if post else modem.http.get(URL + "page")) as r:
            while True:
                n = await r.readinto(buffer)
                if not n:
                    break
                assert not post or memoryview(buffer)[:n] == memoryview(sent)[done : done + n], done
                done += n
            streamed = post and world.module() == "ym310"
            assert (r.status, r.length, done) == (200, None if streamed else 5000, 5000)


@online
async def test_https(modem):
    tls = Tls(ca=world.certificate("ca"))
    async with await modem.http.get("https://web.test/small", tls=tls) as r:
        assert r.status == 200 and await whole(r) == b"Hello, modules!"
    async with await modem.http.post("https://web.test/echo", b"secret", tls=tls) as r:
        assert await whole(r) == b"secret"
    await works(modem)


@online
async def test_https_refuses_what_it_cannot_verify(modem):
    tls = Tls(ca=world.certificate("ca"))
    # The EC20 looks who has signed, not for whom.
    for port in (8443, 9443) if world.module() == "ym310" else (8443,):
        url = "https://web.test:%d/small" % port
        error = await error_of(modem.http.get(url, tls=tls))
        if world.module() == "ec20":
            assert isinstance(error, LinkLost), error
        else:
            assert isinstance(error, CommandError) and error.code in (605, 606), error
        # unless it is told not to look
        async with await modem.http.get(url, tls=Tls(verify=False)) as r:
            assert r.status == 200


@online
async def test_one_request_at_a_time(modem):
    async with await modem.http.get(URL + "small"):
        assert await error_of(modem.http.get(URL + "small"), Busy)
    await works(modem)


@online
async def test_nobody_listens(modem):
    kind, unknown, closed = NOBODY[world.module()]
    for url, code in (("http://nobody.test/", unknown), ("http://web.test:81/", closed)):
        error = await error_of(modem.http.get(url))
        assert isinstance(error, kind) and code in str(error), error
    await works(modem)


@online
async def test_a_server_that_goes_in_mid_transfer(modem):
    async def stop():
        await atmodem.sleep_ms(500)
        world.ask("web stop")

    task = atmodem.spawn(stop())
    module = world.module()

    async def fetch():
        # The YM310 says what is there; that it is not all the header tells.
        async with await modem.http.get(URL + "slow", want_headers=module == "ym310") as r:
            while await r.readinto(bytearray(700)):
                pass

    error = await error_of(fetch())
    assert isinstance(error, LinkLost if module == "ec20" else CommandError), error
    assert "HTTP" in str(error), error
    await task
    world.ask("web start")
    await works(modem)


@online
async def test_a_context_that_goes_in_mid_transfer(modem):
    stream = world.module() == "ym310"

    async def drop():
        await atmodem.sleep_ms(500)
        world.ask("modem pdp-deact 1")

    r = await modem.http.get(URL + "slow", stream=stream)
    task = atmodem.spawn(drop())

    async def read():
        while await r.readinto(bytearray(700)):
            pass

    assert await error_of(read(), LinkLost)
    await task
    await r.close()
    await works(modem)


@online
async def test_the_body_as_a_file_of_the_module(modem):
    async with await modem.http.get(URL + "small") as r:
        assert await r.save("small.bin") == 15
    assert await modem.files.size("small.bin") == 15
    assert await modem.files.read("small.bin") == b"Hello, modules!"


@online
async def test_what_cannot_be_sent(modem):
    for url in ("web.test/", "http://", "http://web.test/a b", URL + "a" * modem.profile.limits["url"]):
        assert await error_of(modem.http.get(url), ValueError), url
    assert await error_of(modem.http.get(URL, tls=Tls(verify=False)), ValueError)
    await works(modem)


@online
async def test_an_empty_body(modem):
    if world.module() == "c1100":
        assert await error_of(modem.http.post(URL + "key", b""), ValueError)
        return
    async with await modem.http.post(URL + "key", b"", headers={"X-Key": "open"}) as r:
        assert (r.status, await whole(r)) == (200, b"yes")
