# HTTP of the simulated modules against httpbin, which tells what it was sent: headers, bodies, ranges, chunks, late answers.
import json
from binascii import a2b_base64, b2a_base64

from atmodem.errors import CommandError, LinkLost, Timeout
from support import world
from support.bodies import whole
from support.program import error_of, online, pattern

TOLD = ["ec20", "ym310"]  # those that show the headers of an answer
SETUP = {
    "module": ["ec20", "ym310", "c1100"],
    "arguments": ["--booted", "--chunks", "--speed", "10"],  # its own pauses are a tenth as long
    "also": {"test_an_answer_that_comes_too_late": ["--speed", "1"]},
    "only": {
        "test_redirects": ["ym310"],
        "test_head": ["ym310"],
        "test_headers_of_the_answer": TOLD,
        "test_an_own_user_agent": ["ec20", "c1100"],
    },
    "once": ["test_an_answer_that_comes_too_late"],
}
URL = "http://bin.test/"
# How a request ends that no answer comes to in time: by the module's word, or without.
SLOW = {"ec20": (LinkLost, Timeout), "ym310": CommandError, "c1100": Timeout}


async def told(awaitable):
    """What the server says in JSON."""
    async with await awaitable as r:
        assert r.status == 200
        return json.loads(await whole(r))


async def status(awaitable):
    async with await awaitable as r:
        return r.status


@online
async def test_headers_as_the_server_saw_them(modem):
    get = modem.http.get
    values = {"X-One": "1", "X-Two": "a, b; c=d", "Accept": "application/json"}
    seen = (await told(get(URL + "headers", headers=values)))["headers"]
    assert {name: seen[name] for name in values} == values and seen["Host"] == "bin.test"
    seen = (await told(get(URL + "headers")))["headers"]
    assert not seen.get("X-One") and not seen.get("X-Two"), seen


@online
async def test_an_own_user_agent(modem):
    seen = await told(modem.http.get(URL + "user-agent", headers={"User-Agent": "pump/7"}))
    assert seen == {"user-agent": "pump/7"}


@online
async def test_statuses(modem):
    for code, length in ((404, 0), (418, 135), (503, 0), (204, 0), (200, 0)):
        async with await modem.http.get(URL + "status/%d" % code) as r:
            assert r.status == code
            assert len(await whole(r)) == length


@online
async def test_redirects(modem):
    for place in ("redirect/2", "absolute-redirect/2", "redirect-to?url=%2Fget&status_code=307"):
        assert await status(modem.http.get(URL + place)) in (302, 307), place
        assert (await told(modem.http.get(URL + place, redirects=True)))["url"] == URL + "get", place


@online
async def test_signing_in(modem):
    def sign_in(word):
        return modem.http.get(URL + "basic-auth/alice/secret", headers=word and {"Authorization": "Basic " + word})

    right, wrong = [str(b2a_base64(b"alice:" + word).strip(), "utf-8") for word in (b"secret", b"guess")]
    assert await told(sign_in(right)) == {"authenticated": True, "user": "alice"}
    assert await status(sign_in(wrong)) == 401
    assert await status(sign_in(None)) == 401


@online
async def test_head(modem):
    async with await modem.http.head(URL + "range/2000") as r:
        assert (r.status, r.length) == (200, 0)
        assert r.headers["content-length"] == "2000" and r.headers["accept-ranges"] == "bytes", r.headers
        assert await whole(r) == b""


@online
async def test_headers_of_the_answer(modem):
    async with await modem.http.get(URL + "response-headers?X-A=1&X-A=2&X-B=%22", want_headers=True) as r:
        assert (r.headers["x-a"], r.headers["x-b"]) == ("1, 2", '"'), r.headers
        assert json.loads(await whole(r))["X-A"] == ["1", "2"]


@online
async def test_post_as_the_server_saw_it(modem):
    sent = pattern(600)
    seen = await told(modem.http.post(URL + "anything?a=b", sent, headers={"X-One": "1"}))
    kind, _, data = seen["data"].partition(";base64,")
    assert kind == "data:application/octet-stream" and a2b_base64(data) == sent
    assert (seen["method"], seen["args"], seen["headers"]["X-One"]) == ("POST", {"a": "b"}, "1")
    assert seen["headers"]["Content-Type"] == "application/octet-stream" and seen["headers"]["Content-Length"] == "600"
    seen = await told(modem.http.post(URL + "anything", b'{"level": [1, 2]}', "application/json"))
    assert seen["json"] == {"level": [1, 2]}
    seen = await told(modem.http.post(URL + "anything", b"a=1&b=%20", "application/x-www-form-urlencoded"))
    assert seen["form"] == {"a": "1", "b": " "}


@online
async def test_ranges(modem):
    letters = bytes([97 + i % 26 for i in range(2000)])
    for first, last in ((0, 99), (26, 27), (100, 1999), (1500, None)):
        async with await modem.http.get(URL + "range/2000", range=(first, last)) as r:
            assert r.status == 206, (first, last)
            assert await whole(r) == letters[first : None if last is None else last + 1], (first, last)
    assert await status(modem.http.get(URL + "range/2000", range=(1990, 2001))) == 416  # this server gives no less


@online
async def test_chunks(modem):
    async with await modem.http.get(URL + "stream/5") as r:
        lines = (await whole(r)).decode().split("\n")
    assert [json.loads(line)["id"] for line in lines[:-1]] == [0, 1, 2, 3, 4] and lines[-1] == ""
    async with await modem.http.get(URL + "bytes/1000?seed=7") as r:
        assert r.length == 1000
        expected = await whole(r)
    for size in (7, 1000):
        async with await modem.http.get(URL + "stream-bytes/1000?seed=7&chunk_size=%d" % size) as r:
            assert r.status == 200 and await whole(r) == expected, size


@online
async def test_what_is_packed_stays_packed(modem):
    async with await modem.http.get(URL + "gzip") as r:
        packed = await whole(r)
        assert r.length == len(packed) and packed[:3] == b"\x1f\x8b\x08", packed


@online
async def test_an_answer_that_drips(modem):
    async with await modem.http.get(URL + "drip?numbytes=5&duration=0.5&delay=0") as r:
        assert r.status == 200 and await whole(r) == b"*****"


@online
async def test_an_answer_that_comes_too_late(modem):
    for place in ("delay/2", "drip?numbytes=2&duration=3&delay=0"):

        async def fetch(place=place):
            async with await modem.http.get(URL + place, timeout_ms=1000) as r:
                await whole(r)

        error = await error_of(fetch())
        assert isinstance(error, SLOW[world.module()]), (place, error)
        # The late answer is not taken for the next one.
        assert (await told(modem.http.get(URL + "anything?now")))["url"] == URL + "anything?now"
