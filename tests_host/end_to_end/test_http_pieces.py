# A file fetched in pieces of which the last is a single byte, or all are.
from support.bodies import whole
from support.program import online

SETUP = {"module": ["ec20", "ym310", "c1100"], "arguments": ["--booted"]}


@online
async def test_pieces_of_any_length(modem):
    for size in (7, 14, 1):
        found = b""
        for first in range(0, 15, size):
            last = min(first + size, 15) - 1
            async with await modem.http.get("http://web.test/small", range=(first, last)) as r:
                assert r.status == 206, (first, last)
                found += await whole(r)
        assert found == b"Hello, modules!", size
