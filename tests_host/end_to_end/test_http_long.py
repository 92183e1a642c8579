# HTTP bodies that the heap of a small board has no room for, with a real web server: fetched whole, in ranges, as a stream; sent.
import hashlib

from support import world
from support.program import online

SETUP = {
    "module": ["ec20", "ym310"],
    "arguments": ["--booted", "--speed", "10"],  # its own pauses are a tenth as long
    "only": {
        "test_a_megabyte": ["ec20"],
        "test_a_megabyte_in_ranges": ["ym310"],
        "test_a_stream_of_any_length": ["ym310"],
    },
    "once": ["test_a_megabyte", "test_a_megabyte_in_ranges", "test_post_of_100_kb"],
    "heap": "96k",
}
URL = "http://web.test/"


async def sha256(response, size):
    """That of a long one, as hex, and how long it is."""
    digest = hashlib.sha256()
    buffer = bytearray(size)
    got = 0
    while True:
        n = await response.readinto(buffer)
        if not n:
            return digest.digest().hex(), got
        digest.update(memoryview(buffer)[:n])
        got += n


@online
async def test_a_megabyte(modem):
    # The module keeps it, the host fetches it in pieces.
    async with await modem.http.get(URL + "big") as r:
        assert (r.status, r.length) == (200, 1 << 20)
        assert await sha256(r, 2048) == (world.ask("web sha256 big"), 1 << 20)
    # nothing is left of it in the module
    assert [name for name in await modem.files.list() + await modem.files.list("RAM:") if "http" in name] == []


@online
async def test_a_megabyte_in_ranges(modem):
    total = 1 << 20
    part = 1 << 14
    digest = hashlib.sha256()
    buffer = bytearray(3356)
    for first in range(0, total, part):
        async with await modem.http.get(URL + "big", range=(first, first + part - 1)) as r:
            assert (r.status, r.length) == (206, part)
            while True:
                n = await r.readinto(buffer)
                if not n:
                    break
                digest.update(memoryview(buffer)[:n])
    assert digest.digest().hex() == world.ask("web sha256 big")


@online
async def test_a_stream_of_any_length(modem):
    async with await modem.http.get(URL + "long", stream=True) as r:
        assert r.status is None and r.length is None
        assert await sha256(r, 1024) == (world.ask("web sha256 long"), 100000)
        assert r.status == 200


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
        buffer = bytearray(1000)
        expected = bytearray(1000)
        source = File()
        while True:
            n = await r.readinto(buffer)
            if not n:
                break
            source.readinto(memoryview(expected)[:n])
            assert memoryview(buffer)[:n] == memoryview(expected)[:n], source.start
        assert (r.status, source.start) == (200, 100000)
