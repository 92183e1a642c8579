# Transparent mode of the simulated EC20 against real servers: any byte passes, `+++` too; the way back to commands and out.
from atmodem.errors import Busy, LinkLost
from atmodem.tls import Tls
from support import world
from support.program import error_of, online

SETUP = {
    "module": "ec20",
    "arguments": ["--booted", "--chunks"],
    # Silence is what takes time here.
    "once": ["test_commands_in_between", "test_the_peer_ends", "test_the_context_is_lost", "test_tls"],
}


async def exactly(link, n, timeout_ms=10000):
    data = bytearray(n)
    got = 0
    while got < n:
        count = await link.readinto(memoryview(data)[got:], timeout_ms)
        if not count:
            break
        got += count
    return bytes(data[:got])


@online
async def test_every_byte_passes(modem):
    async with await modem.sockets.open_transparent("echo.test", 7) as link:
        data = bytes(range(256)) * 6 + b"\r\nOK\r\nAT\r\n"
        await link.write(data)
        assert await exactly(link, len(data)) == data
    # and commands are taken again
    assert await modem.network.signal()
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        await link.write(b"x")
        assert await link.readinto(bytearray(1), 5000) == 1


@online
async def test_commands_in_between(modem):
    async with await modem.sockets.open_transparent("echo.test", 7) as link:
        await link.write(b"one")
        assert await exactly(link, 3) == b"one"
        assert isinstance(await error_of(modem.network.signal()), Busy)
        await link.suspend()
        assert (await modem.network.signal()).rssi is not None
        await link.resume()
        await link.write(b"two+++")
        assert await exactly(link, 6) == b"two+++"


@online
async def test_tls(modem):
    tls = Tls(ca=world.certificate("ca"))
    async with await modem.sockets.open_transparent("echo.test", 4433, tls=tls) as link:
        await link.write(b"\x00secret\xff")
        assert await exactly(link, 8) == b"\x00secret\xff"
    tls = Tls(ca=world.certificate("unknown-ca"))
    assert await error_of(modem.sockets.open_transparent("echo.test", 4433, tls=tls), LinkLost)


@online
async def test_nobody_listens(modem):
    error = await error_of(modem.sockets.open_transparent("echo.test", 1), LinkLost)
    assert "566" in str(error), error
    async with await modem.sockets.open_transparent("echo.test", 7) as link:
        await link.write(b"x")
        assert await exactly(link, 1) == b"x"


@online
async def test_the_peer_ends(modem):
    async with await modem.sockets.open_transparent("broker.test", 1883) as link:
        await link.write(b"\n no packet of MQTT")
        assert await exactly(link, 10) == b""
        assert not link.connected
    assert await modem.network.signal()


@online
async def test_the_context_is_lost(modem):
    async with await modem.sockets.open_transparent("echo.test", 7) as link:
        world.ask("modem pdp-deact 1")
        await error_of(link.readinto(bytearray(1), 20000))
        assert not link.connected
    async with await modem.sockets.open_transparent("echo.test", 7) as link:
        await link.write(b"again")
        assert await exactly(link, 5) == b"again"


@online
async def test_a_link_that_stays_a_link(modem):
    async with await modem.sockets.open("tcp", "echo.test", 7):
        assert isinstance(await error_of(modem.sockets.open_transparent("echo.test", 7)), Busy)
