# Bodies that come at once and that a small heap has no room for: refused, and nothing of them is taken for lines.
import sys

from atmodem.errors import CommandError
from support import world
from support.bodies import whole
from support.program import online

SETUP = {"module": "c1100", "arguments": ["--booted"], "heap": "96k"}
URL = "http://web.test/"


async def fetch(modem, name, length):
    """A long body and the calls behind it; lines of any bytes would be noise, or news that nobody claims."""
    heard = []
    modem.at.unclaimed = lambda digest: heard.append(bytes(digest.buffer[digest.line : digest.stop]))
    noise = modem.at.noise
    try:
        async with await modem.http.get(URL + name) as r:
            assert (r.status, r.length) == (200, length)
            import hashlib

            assert hashlib.sha256(await whole(r, 4096)).hexdigest() == world.ask("web sha256 " + name)
    except CommandError as error:
        assert sys.implementation.name == "micropython", error
        assert "no memory for a body of %d bytes" % length in str(error)
    async with await modem.http.get(URL + "small") as r:
        assert (r.status, await whole(r)) == (200, b"Hello, modules!")
    await modem.network.signal()
    assert (heard, modem.at.noise) == ([], noise)


@online
async def test_body_of_100_000_bytes(modem):
    await fetch(modem, "long", 100000)


@online
async def test_body_of_a_megabyte(modem):
    await fetch(modem, "big", 1 << 20)
