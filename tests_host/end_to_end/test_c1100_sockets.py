# Sockets of the simulated C1100 against real servers: every length, every byte value, both modes, links that end.
from atmodem.errors import Busy, LinkLost
from support import world
from support.program import error_of, online, run

SETUP = {
    "module": "c1100",
    "arguments": ["--booted", "--chunks"],
    "also": {
        "test_peer_that_closes_without_a_word": ["--set", "lsip-close-urc=none"],
        "test_prompt_with_a_blank_and_a_line": ["--set", "tps-prompt=\r\n> "],
    },
    "once": ["test_four_links_at_once"],
}
ALL = bytes(range(256))


def pattern(n):
    data = bytearray(n)
    for i in range(n):
        data[i] = (i * 7 + i // 256) & 255
    return data


async def exactly(link, n):
    """`n` bytes from the link, in as many pieces as they come; fewer when it ends."""
    data = bytearray(n)
    got = 0
    while got < n:
        count = await link.readinto(memoryview(data)[got:], 10000)
        if not count:
            break
        got += count
    return data[:got]


@online
async def test_tcp_echoes_every_length_and_every_byte(modem):
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        for n in (1, 2, 255, 256, 499, 500, 501, 1499, 1500, 1501, 4000):
            data = pattern(n)
            await link.write(data)
            assert await exactly(link, n) == data, n


@online
async def test_udp_echoes_datagrams(modem):
    async with await modem.sockets.open("udp", "echo.test", 7) as link:
        for n in (1, 255, 501, 1400):
            await link.write(pattern(n))
            assert await exactly(link, n) == pattern(n), n


@online
async def test_characters_of_every_value(modem):
    modem.sockets.hexadecimal = False
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        for data in (ALL, b"+", b"a+", b"+++", b"a+++b++++c", b"0\r4\r\n", b'"\x1a\x1b', pattern(3000)):
            await link.write(data)
            assert await exactly(link, len(data)) == data, data[:20]
    async with await modem.sockets.open("udp", "echo.test", 7) as link:
        for data in (ALL, b"a+++b"):
            await link.write(data)
            assert await exactly(link, len(data)) == data
        assert await error_of(link.write(b"\x00+++"), ValueError)


@online
async def test_prompt_with_a_blank_and_a_line(modem):
    modem.sockets.hexadecimal = False
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        await link.write(ALL)
        assert await exactly(link, 256) == ALL


@online
async def test_peer_that_refuses(modem):
    assert isinstance(await error_of(modem.sockets.open("tcp", "echo.test", 1)), LinkLost)
    # and the link is free again
    assert await modem.sockets.status() == ([], [1, 2, 3, 4])


@online
async def test_peer_that_closes(modem):
    link = await modem.sockets.open("tcp", "echo.test", 7)
    await link.write(b"last words")
    assert await exactly(link, 10) == b"last words"
    world.ask("modem socket-drop 1")
    assert await link.readinto(bytearray(1), 5000) == 0
    assert not link.connected
    await link.close()


@online
async def test_peer_that_closes_without_a_word(modem):
    link = await modem.sockets.open("tcp", "echo.test", 7)
    world.ask("modem socket-drop 1")
    assert isinstance(await error_of(link.write(b"x")), LinkLost)
    assert not link.connected


@online
async def test_four_links_at_once(modem):
    links = []
    for _ in range(4):
        links.append(await modem.sockets.open("tcp", "echo.test", 7))
    assert isinstance(await error_of(modem.sockets.open("tcp", "echo.test", 7)), Busy)
    assert await modem.sockets.status() == ([1, 2, 3, 4], [])
    for i in range(4):
        await links[i].write(b"%d" % i * 700)
    for i in range(4):
        assert await exactly(links[i], 700) == b"%d" % i * 700
    await links[1].close()
    assert await modem.sockets.status() == ([1, 3, 4], [2])
    for link in links:
        await link.close()


def test_links_left_open_by_the_program_before():
    async def first(modem):
        await modem.sockets.open("tcp", "echo.test", 7)

    async def second(modem):
        await modem.packet.start()
        async with await modem.sockets.open("tcp", "echo.test", 7) as link:
            await link.write(ALL)
            assert await exactly(link, 256) == ALL

    run(first, start=True)
    run(second)
