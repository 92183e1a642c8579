# A megabyte over HTTP on the heap of a small board: the module keeps it, the host fetches it in pieces.
import hashlib

from support import world
from support.program import online

SETUP = {"module": "ec20", "arguments": ["--booted"], "once": ["test_a_megabyte"], "heap": "96k"}
URL = "http://web.test/"


@online
async def test_a_megabyte(modem):
    digest = hashlib.sha256()
    buffer = bytearray(2048)
    async with await modem.http.get(URL + "big") as r:
        assert (r.status, r.length) == (200, 1 << 20)
        while True:
            n = await r.readinto(buffer)
            if not n:
                break
            digest.update(memoryview(buffer)[:n])
    assert digest.digest().hex() == world.ask("web sha256 big")
    # nothing is left of it in the module
    assert [name for name in await modem.files.list() + await modem.files.list("RAM:") if "http" in name] == []
