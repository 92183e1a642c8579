# HTTP of the simulated C1100 against a real web server, with the names that longsung/names.py holds; the rest is in test_http.py.
from atmodem.errors import CommandError
from atmodem.longsung import names
from support import world
from support.bodies import whole
from support.program import error_of, online

SETUP = {
    "module": "c1100",
    "arguments": ["--booted", "--chunks", "--speed", "10"],
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


async def fetch(modem):
    async with await modem.http.get(URL + "small") as r:
        assert (r.status, r.length) == (200, 15)
        assert await whole(r, 4) == b"Hello, modules!"
    async with await modem.http.post(URL + "echo", ALL) as r:
        assert r.status == 200 and await whole(r) == ALL


@online
async def test_a_body_that_comes_whole(modem):
    await fetch(modem)
    async with await modem.http.get(URL + "page") as r:
        assert r.length == 5000 and len(await whole(r)) == 5000


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
async def test_request_that_fails_and_the_next_one(modem):
    world.ask("modem http-fail 3")
    error = await error_of(modem.http.get(URL + "small"))
    assert isinstance(error, CommandError) and error.code == 3
    await fetch(modem)
