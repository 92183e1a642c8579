# Sockets of the simulated C1100: both modes of sending, and what firmwares may differ in.
from atmodem.errors import LinkLost
from support import world
from support.program import echoes, error_of, online, pattern

SETUP = {
    "module": "c1100",
    "arguments": ["--booted", "--chunks"],
    "also": {
        "test_peer_that_closes_without_a_word": ["--set", "lsip-close-urc=none"],
        "test_prompt_with_a_blank_and_a_line": ["--set", "tps-prompt=\r\n> "],
    },
}
ALL = bytes(range(256))


@online
async def test_characters_of_every_value(modem):
    modem.sockets.hexadecimal = False
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        for data in (ALL, b"+", b"a+", b"+++", b"a+++b++++c", b"0\r4\r\n", b'"\x1a\x1b', pattern(3000)):
            await echoes(link, data)
    async with await modem.sockets.open("udp", "echo.test", 7) as link:
        for data in (ALL, b"a+++b"):
            await echoes(link, data)
        assert await error_of(link.write(b"\x00+++"), ValueError)


@online
async def test_prompt_with_a_blank_and_a_line(modem):
    modem.sockets.hexadecimal = False
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        await echoes(link, ALL)


@online
async def test_peer_that_refuses_leaves_all_links_free(modem):
    assert isinstance(await error_of(modem.sockets.open("tcp", "echo.test", 1)), LinkLost)
    assert await modem.sockets.status() == ([], [1, 2, 3, 4])


@online
async def test_peer_that_closes_without_a_word(modem):
    link = await modem.sockets.open("tcp", "echo.test", 7)
    world.ask("modem socket-drop 1")
    assert isinstance(await error_of(link.write(b"x")), LinkLost)
    assert not link.connected
