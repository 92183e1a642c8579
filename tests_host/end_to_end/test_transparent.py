# Transparent mode against real servers: any byte passes, `+++` too; the way back to commands and out.
import asyncio

import atmodem
from atmodem.errors import Busy, CommandError, LinkLost
from atmodem.tls import Tls
from support import world
from support.program import echoes, error_of, exactly, in_asyncio, online

SETUP = {
    "module": ["ec20", "ym310"],
    "arguments": ["--booted", "--chunks"],
    "only": {"test_the_link_breaks": ["ym310"], "test_packing": ["ym310"]},
    # Silence is what takes time here.
    "once": [
        "test_three_plus_signs_are_data", "test_the_peer_leaves",
        "test_commands_in_between", "test_texts_of_the_module_in_the_data", "test_the_link_breaks", "test_the_context_is_lost",
        "test_nothing_is_lost_while_it_is_suspended", "test_tls", "test_packing", "test_inside_an_asyncio_program",
        "test_a_program_that_only_writes_sends_the_module_no_commands",
    ],
}  # fmt: skip


@online
async def test_every_byte_passes(modem):
    async with await modem.sockets.open_transparent("echo.test", 7) as link:
        data = bytes(range(256)) * 6 + b"\r\nOK\r\nAT\r\n"
        await echoes(link, data)
    # and commands are taken again
    assert await modem.network.signal()
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        await echoes(link, b"x")


@online
async def test_three_plus_signs_are_data(modem):
    async with await modem.sockets.open_transparent("echo.test", 7) as link:
        await echoes(link, b"a+++b+++")
        await atmodem.sleep_ms(1200)
        await echoes(link, b"+++")
        await atmodem.sleep_ms(1200)
        for piece in (b"+", b"+", b"+"):
            await link.write(piece)
        assert await exactly(link, 3) == b"+++"
        assert link.connected
        await echoes(link, b"still there")


@online
async def test_commands_in_between(modem):
    async with await modem.sockets.open_transparent("echo.test", 7) as link:
        await echoes(link, b"one")
        assert isinstance(await error_of(modem.network.signal()), Busy)
        await link.suspend()
        assert (await modem.network.signal()).rssi is not None
        if world.module() == "ym310":
            assert (await modem.sockets.status())[0] == "CONNECT OK"
        await link.resume()
        await echoes(link, b"two+++")
        assert isinstance(await error_of(modem.sockets.open("tcp", "echo.test", 7)), Busy)


@online
async def test_nothing_is_lost_while_it_is_suspended(modem):
    async with await modem.sockets.open_transparent("echo.test", 19) as link:
        await link.write(b"3000\n")
        got = await exactly(link, 100)
        await link.suspend()
        await modem.network.signal()
        await link.resume()
        got += await exactly(link, 2900)
        assert got == (bytes(range(251)) * 12)[:3000]


@online
async def test_texts_of_the_module_in_the_data(modem):
    async with await modem.sockets.open_transparent("echo.test", 7) as link:
        for data in (b"\r\nCLOSED\r\nmore", b"\r\nNO CARRIER\r\nmore", b"a\r\n", b"\r\nCLOSED", b"\r\nNO CARRIER\r\n"):
            await echoes(link, data)
            assert link.connected


@online
async def test_the_peer_leaves(modem):
    link = await modem.sockets.open_transparent("web.test", 80)
    await link.write(b"GET /small HTTP/1.0\r\n\r\n")
    answer = await exactly(link, 10000)
    assert answer[:9] == b"HTTP/1.1 " and answer[-15:] == b"Hello, modules!", answer
    assert not link.connected
    assert isinstance(await error_of(link.write(b"AT+CPOWD=1\r")), LinkLost)
    await link.close()
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        await echoes(link, b"x")


@online
async def test_a_program_that_only_writes_sends_the_module_no_commands(modem):
    link = await modem.sockets.open_transparent("web.test", 80)
    await link.write(b"GET /small HTTP/1.0\r\n\r\n")
    await atmodem.sleep_ms(500)
    assert isinstance(await error_of(link.write(b"AT+CPOWD=1\r")), LinkLost)
    assert (await exactly(link, 2000))[-15:] == b"Hello, modules!"
    await link.close()
    assert (await modem.network.signal()).rssi is not None


@online
async def test_the_link_breaks(modem):
    async with await modem.sockets.open_transparent("echo.test", 7) as link:
        await echoes(link, b"last words")
        world.ask("modem break-link 0")
        error = await error_of(exactly(link, 1))
        assert isinstance(error, LinkLost) and "TCP ERROR:14" in str(error), error


@online
async def test_the_context_is_lost(modem):
    async with await modem.sockets.open_transparent("echo.test", 7) as link:
        world.ask("modem pdp-deact")
        error = await error_of(exactly(link, 1))
        assert isinstance(error, LinkLost), error
    async with await modem.sockets.open_transparent("echo.test", 7) as link:
        await echoes(link, b"again")


@online
async def test_tls(modem):
    tls = Tls(ca=world.certificate("ca"))
    async with await modem.sockets.open_transparent("echo.test", 4433, tls=tls) as link:
        await echoes(link, b"\x00secret\xff" * 300)
    tls = Tls(ca=world.certificate("unknown-ca"))
    error = await error_of(modem.sockets.open_transparent("echo.test", 4433, tls=tls))
    assert isinstance(error, (LinkLost, CommandError)), error


@online
async def test_packing(modem):
    modem.sockets.packing = (5, 2, 1024, 1)
    async with await modem.sockets.open_transparent("echo.test", 7) as link:
        await echoes(link, b"secret" * 500)


@online
async def test_nobody_listens(modem):
    error = await error_of(modem.sockets.open_transparent("echo.test", 1))
    if world.module() == "ym310":
        assert isinstance(error, CommandError) and error.detail == "CONNECT FAIL", error
    else:
        assert isinstance(error, LinkLost) and "566" in str(error), error
    async with await modem.sockets.open_transparent("echo.test", 7) as link:
        await echoes(link, b"x")


@online
async def test_a_link_that_stays_a_link(modem):
    async with await modem.sockets.open("tcp", "echo.test", 7):
        assert isinstance(await error_of(modem.sockets.open_transparent("echo.test", 7)), Busy)


@in_asyncio
async def test_inside_an_asyncio_program(modem):
    async with await modem.sockets.open_transparent("echo.test", 7) as link:
        reading = asyncio.create_task(exactly(link, 600))
        await link.write(b"+++\r\n" * 120)
        assert await reading == b"+++\r\n" * 120
        await link.suspend()
        assert (await modem.network.signal()).rssi is not None
        await link.resume()
        await echoes(link, b"again")
