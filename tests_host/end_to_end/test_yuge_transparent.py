# Transparent mode of the simulated YM310 against real servers: any byte passes, `+++` too; the way back to commands and out.
import asyncio

import atmodem
from atmodem.errors import Busy, CommandError, LinkLost
from atmodem.tls import Tls
from support import world
from support.program import error_of, opened

SETUP = {
    "module": "ym310",
    "arguments": ["--booted", "--chunks"],
    # Silence is what takes time here.
    "once": [
        "test_commands_in_between", "test_texts_of_the_module_in_the_data", "test_the_link_breaks", "test_the_context_is_lost",
        "test_nothing_is_lost_while_it_is_suspended", "test_tls_and_packing",
        "test_a_program_that_only_writes_sends_the_module_no_commands",
    ],
}  # fmt: skip


async def exactly(link, n, timeout_ms=10000):
    data = bytearray(n)
    got = 0
    while got < n:
        count = await link.readinto(memoryview(data)[got:], timeout_ms)
        if not count:
            break
        got += count
    return bytes(data[:got])


@opened
async def test_every_byte_passes(modem):
    async with await modem.sockets.open_transparent("echo.test", 7) as link:
        data = bytes(range(256)) * 6 + b"\r\nOK\r\nAT\r\n"
        await link.write(data)
        assert await exactly(link, len(data)) == data
    # and commands are taken again
    assert await modem.network.signal()


@opened
async def test_three_plus_signs_are_data(modem):
    async with await modem.sockets.open_transparent("echo.test", 7) as link:
        await link.write(b"a+++b+++")
        assert await exactly(link, 8) == b"a+++b+++"
        await atmodem.sleep_ms(1200)
        await link.write(b"+++")
        assert await exactly(link, 3) == b"+++"
        await atmodem.sleep_ms(1200)
        for piece in (b"+", b"+", b"+"):
            await link.write(piece)
        assert await exactly(link, 3) == b"+++"
        assert link.connected
        await link.write(b"still there")
        assert await exactly(link, 11) == b"still there"


@opened
async def test_commands_in_between(modem):
    async with await modem.sockets.open_transparent("echo.test", 7) as link:
        await link.write(b"one")
        assert await exactly(link, 3) == b"one"
        assert isinstance(await error_of(modem.network.signal()), Busy)
        await link.suspend()
        assert (await modem.network.signal()).rssi is not None
        assert (await modem.sockets.status())[0] == "CONNECT OK"
        await link.resume()
        await link.write(b"two")
        assert await exactly(link, 3) == b"two"
        assert isinstance(await error_of(modem.sockets.open("tcp", "echo.test", 7)), Busy)


@opened
async def test_nothing_is_lost_while_it_is_suspended(modem):
    async with await modem.sockets.open_transparent("echo.test", 19) as link:
        await link.write(b"3000\n")
        got = await exactly(link, 100)
        await link.suspend()
        await modem.network.signal()
        await link.resume()
        got += await exactly(link, 2900)
        assert got == (bytes(range(251)) * 12)[:3000]


@opened
async def test_texts_of_the_module_in_the_data(modem):
    async with await modem.sockets.open_transparent("echo.test", 7) as link:
        for data in (b"\r\nCLOSED\r\nmore", b"a\r\n", b"\r\nCLOSED", b"\r\nNO CARRIER\r\n"):
            await link.write(data)
            assert await exactly(link, len(data)) == data
            assert link.connected


@opened
async def test_the_peer_leaves(modem):
    link = await modem.sockets.open_transparent("web.test", 80)
    await link.write(b"GET /small HTTP/1.0\r\n\r\n")
    answer = await exactly(link, 10000)
    assert answer[:9] == b"HTTP/1.1 " and answer[-15:] == b"Hello, modules!", answer
    assert not link.connected
    assert isinstance(await error_of(link.write(b"AT+CPOWD=1\r")), LinkLost)
    await link.close()
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        await link.write(b"x")
        assert await exactly(link, 1) == b"x"


@opened
async def test_a_program_that_only_writes_sends_the_module_no_commands(modem):
    link = await modem.sockets.open_transparent("web.test", 80)
    await link.write(b"GET /small HTTP/1.0\r\n\r\n")
    await atmodem.sleep_ms(500)
    assert isinstance(await error_of(link.write(b"AT+CPOWD=1\r")), LinkLost)
    assert (await exactly(link, 10000))[-15:] == b"Hello, modules!"
    await link.close()
    assert (await modem.network.signal()).rssi is not None


@opened
async def test_the_link_breaks(modem):
    async with await modem.sockets.open_transparent("echo.test", 7) as link:
        await link.write(b"last words")
        assert await exactly(link, 10) == b"last words"
        world.ask("modem break-link 0")
        error = await error_of(exactly(link, 1))
        assert isinstance(error, LinkLost) and "TCP ERROR:14" in str(error), error


@opened
async def test_the_context_is_lost(modem):
    async with await modem.sockets.open_transparent("echo.test", 7) as link:
        world.ask("modem pdp-deact")
        error = await error_of(exactly(link, 1))
        assert isinstance(error, LinkLost), error
    async with await modem.sockets.open_transparent("echo.test", 7) as link:
        await link.write(b"again")
        assert await exactly(link, 5) == b"again"


@opened
async def test_tls_and_packing(modem):
    modem.sockets.packing = (5, 2, 1024, 1)
    async with await modem.sockets.open_transparent("echo.test", 4433, tls=Tls(ca=world.certificate("ca"))) as link:
        await link.write(b"secret" * 500)
        assert await exactly(link, 3000) == b"secret" * 500


def test_inside_an_asyncio_program():
    async def program():
        modem = await atmodem.open(port)
        try:
            async with await modem.sockets.open_transparent("echo.test", 7) as link:
                reading = asyncio.create_task(exactly(link, 600))
                await link.write(b"+++\r\n" * 120)
                assert await reading == b"+++\r\n" * 120
                await link.suspend()
                assert (await modem.network.signal()).rssi is not None
                await link.resume()
                await link.write(b"again")
                assert await exactly(link, 5) == b"again"
        finally:
            modem.close()

    port = world.port()
    try:
        asyncio.run(program())
    finally:
        port.close()


@opened
async def test_nobody_listens(modem):
    error = await error_of(modem.sockets.open_transparent("echo.test", 1))
    assert isinstance(error, CommandError) and error.detail == "CONNECT FAIL", error
    link = await modem.sockets.open("tcp", "echo.test", 7)
    assert isinstance(await error_of(modem.sockets.open_transparent("echo.test", 7)), Busy)
    await link.close()
