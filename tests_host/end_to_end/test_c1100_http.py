# HTTP of the simulated C1100 against a real web server: fetching and sending, with the names that longsung/names.py holds.
from atmodem.errors import CommandError
from atmodem.longsung import names
from support import world
from support.program import error_of, online

SETUP = {
    "module": "c1100",
    "arguments": ["--booted", "--chunks"],
    "also": {
        "test_result_before_the_result_code": ["--set", "http-result=before"],
        "test_names_corrected_by_the_user": [
            "--set", "http-get=+LSHTTPGETX", "--set", "http-post=+LSHTTPPOSTX",
            "--set", "http-get-result=+HTTPGET: ", "--set", "http-post-result=+HTTPPOST: ",
        ],
    },
}  # fmt: skip
URL = "http://web.test/"
ALL = bytes(range(256))


async def body(response, size=512):
    """All of a small body."""
    buffer = bytearray(size)
    found = b""
    while True:
        n = await response.readinto(buffer)
        if not n:
            return found
        found += buffer[:n]


async def fetch(modem):
    async with await modem.http.get(URL + "small") as r:
        assert (r.status, r.length) == (200, 15)
        assert await body(r, 4) == b"Hello, modules!"
    async with await modem.http.post(URL + "echo", ALL) as r:
        assert r.status == 200 and await body(r) == ALL


@online
async def test_get_and_post(modem):
    await fetch(modem)
    async with await modem.http.get(URL + "page") as r:
        assert r.length == 5000 and len(await body(r)) == 5000


@online
async def test_result_before_the_result_code(modem):
    await fetch(modem)


@online
async def test_names_corrected_by_the_user(modem):
    kept = names.HTTP_GET, names.HTTP_POST, names.HTTP_GET_RESULT, names.HTTP_POST_RESULT
    names.HTTP_GET, names.HTTP_POST, names.HTTP_GET_RESULT, names.HTTP_POST_RESULT = (
        b"+LSHTTPGETX", b"+LSHTTPPOSTX", b"+HTTPGET", b"+HTTPPOST",
    )  # fmt: skip
    try:
        await fetch(modem)
    finally:
        names.HTTP_GET, names.HTTP_POST, names.HTTP_GET_RESULT, names.HTTP_POST_RESULT = kept


@online
async def test_statuses(modem):
    for path, status, text in (("missing", 404, None), ("teapot", 418, b"short and stout"), ("moved", 302, None)):
        async with await modem.http.get(URL + path) as r:
            assert r.status == status
            found = await body(r)
            assert text is None or found == text


@online
async def test_headers_range_and_content_types(modem):
    async with await modem.http.get(URL + "key", headers={"X-Key": "open"}) as r:
        assert r.status == 200 and await body(r) == b"yes"
    async with await modem.http.get(URL + "key") as r:
        assert r.status == 403  # the header of the request before is not sent again
    async with await modem.http.get(URL + "small", range=(7, 13)) as r:
        assert r.status == 206 and await body(r) == b"modules"
    for content_type in ("application/json", "text/csv"):
        async with await modem.http.post(URL + "echo", b"{}", content_type) as r:
            assert r.status == 200 and await body(r) == b"{}"


@online
async def test_request_that_fails_and_the_next_one(modem):
    world.ask("modem http-fail 3")
    error = await error_of(modem.http.get(URL + "small"))
    assert isinstance(error, CommandError) and error.code == 3
    await fetch(modem)
