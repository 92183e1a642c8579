# Another APN while one is up: it is the one that is used from then on, and what stood on the first is told.
from atmodem.errors import LinkLost
from support import world
from support.program import error_of, online

SETUP = {"module": ["ec20", "ym310"], "arguments": ["--booted", "--speed", "5"]}
ASKED = {"ec20": "+QICSGP=1", "ym310": "+CSTT?"}


@online
async def test_another_apn_takes_the_place_of_the_one_that_is_up(modem):
    link = await modem.sockets.open("tcp", "echo.test", 7)
    await modem.packet.start("cmnet")
    await link.write(b"as before")
    assert await link.readinto(bytearray(9))
    await modem.packet.start("other.apn")
    assert isinstance(await error_of(link.write(b"x")), LinkLost)
    assert "other.apn" in (await modem.command(ASKED[world.module()]))[0]
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        await link.write(b"over the other")
        buffer = bytearray(14)
        got = 0
        while got < 14:
            got += await link.readinto(memoryview(buffer)[got:])
        assert buffer == b"over the other"
