# The EC20's HTTP under every fault: each call ends within the time its docstring states, and the next one works.
from support.faulty import check
from support.faulty_ec20 import EC20, READY


async def fetched(request, size):
    async with await request as response:
        await response.readinto(bytearray(size))


# "That of `packet.start`, four times `timeout_ms` and 100 s"
HTTP = (
    ("get by a file", lambda m, s: fetched(m.http.get("http://web.test/", timeout_ms=9000), 4), READY + 4 * 9000 + 100000),
)


def test_http():
    check(HTTP, family=EC20)
