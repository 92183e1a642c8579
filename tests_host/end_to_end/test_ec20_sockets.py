# Sockets of the simulated EC20 against real servers: every length, every byte value, links that end.
import atmodem
from atmodem.errors import Busy, CommandError, LinkLost, Timeout
from atmodem.tls import Tls
from support import world
from support.program import error_of, online, until

SETUP = {
    "module": "ec20",
    "arguments": ["--booted", "--chunks", "--speed", "5"],
    "also": {"test_data_that_looks_like_answers": ["--urc-in-answer"]},
    "once": ["test_twelve_links_at_once"],
}


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
        for n in (1, 2, 255, 256, 257, 1459, 1460, 1461, 1500, 1501, 4000):
            data = pattern(n)
            await link.write(data)
            assert await exactly(link, n) == data, n
        assert await link.unacknowledged() == 0


@online
async def test_data_that_looks_like_answers(modem):
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        for data in (b"\n", b"\r\n\r\nOK\r\n", b"\x1a\x1b>", b"\r\nERROR\r\n", b'\r\n+QIURC: "closed",0\r\n', b"\r\n> \x00"):
            await link.write(data)
            assert await exactly(link, len(data)) == data, data


@online
async def test_udp_echoes_datagrams(modem):
    async with await modem.sockets.open("udp", "echo.test", 7) as link:
        for n in (1, 255, 1024, 1460):
            await link.write(pattern(n))
            assert await exactly(link, n) == pattern(n), n


@online
async def test_tls_echoes_and_verifies(modem):
    tls = Tls(ca=world.certificate("ca"))
    async with await modem.sockets.open("tcp", "echo.test", 4433, tls=tls) as link:
        data = pattern(3000)
        await link.write(data)
        assert await exactly(link, 3000) == data


@online
async def test_tls_refuses_a_server_of_another_authority(modem):
    tls = Tls(ca=world.certificate("unknown-ca"))
    assert await error_of(modem.sockets.open("tcp", "echo.test", 4433, tls=tls), LinkLost)
    # unless it is told not to look
    async with await modem.sockets.open("tcp", "echo.test", 4433, tls=Tls(verify=False)) as link:
        await link.write(b"x")
        assert await exactly(link, 1) == b"x"


async def one(modem, n, tls):
    port = 4433 if tls else 7
    async with await modem.sockets.open("tcp", "echo.test", port, tls=tls) as link:
        data = pattern(700 + n)
        await link.write(data)
        assert await exactly(link, len(data)) == data
        return link.index


@online
async def test_twelve_links_at_once(modem):
    tls = Tls(verify=False)
    tasks = [atmodem.spawn(one(modem, n, tls if n % 4 == 1 else None)) for n in range(12)]
    used = []
    for task in tasks:
        used.append(await task)
    assert sorted(used) == list(range(12))
    links = []
    for _ in range(12):
        links.append(await modem.sockets.open("udp", "echo.test", 7))
    assert await error_of(modem.sockets.open("udp", "echo.test", 7), Busy)
    assert [row[:2] + row[3:4] for row in await modem.sockets.status()] == [(n, "UDP", 7) for n in range(12)]
    for link in links:
        await link.close()
    assert await modem.sockets.status() == []


@online
async def test_a_slow_reader_loses_nothing(modem):
    async with await modem.sockets.open("tcp", "echo.test", 19) as link:
        await link.write(b"40000\n")
        await atmodem.sleep_ms(500)
        buffer = bytearray(600)
        got = 0
        while got < 40000:
            n = await link.readinto(buffer, 10000)
            for i in range(n):
                assert buffer[i] == (got + i) % 251, got + i
            got += n


@online
async def test_a_server_that_ends_is_the_end_of_the_data(modem):
    async with await modem.sockets.open("tcp", "broker.test", 1883) as link:
        await link.write(b"\n no packet of MQTT")
        assert await exactly(link, 10) == b""
        assert not link.connected


@online
async def test_nobody_listens_and_no_such_host(modem):
    error = await error_of(modem.sockets.open("tcp", "echo.test", 1), LinkLost)
    assert "566" in str(error), error
    error = await error_of(modem.sockets.open("tcp", "nowhere.test", 7), LinkLost)
    assert "565" in str(error), error
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        assert link.index == 0


@online
async def test_a_link_that_a_program_before_left_open(modem):
    await modem.at.command("+QIOPEN", 1, 0, "TCP", "echo.test", 7, 0, 0)
    await atmodem.sleep_ms(300)
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        await link.write(b"new")
        assert await exactly(link, 3) == b"new"


@online
async def test_the_context_goes_in_mid_transfer_and_is_rebuilt(modem):
    link = await modem.sockets.open("tcp", "echo.test", 19)
    await link.write(b"60000\n")
    buffer = bytearray(1500)
    assert await link.readinto(buffer, 10000) > 0
    world.ask("modem pdp-deact 1")

    async def rest():
        while True:
            await link.readinto(buffer, 10000)

    assert await error_of(rest(), LinkLost)
    assert await error_of(link.write(b"x"), LinkLost)
    await link.close()
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        await link.write(b"b")
        assert await exactly(link, 1) == b"b"


@online
async def test_the_peer_drops_the_link_while_we_wait(modem):
    link = await modem.sockets.open("tcp", "echo.test", 7)
    waiting = atmodem.spawn(link.readinto(bytearray(5)))
    await atmodem.sleep_ms(50)
    world.ask("modem socket-drop 0")
    assert await waiting == 0
    await link.close()


@online
async def test_a_restart_ends_the_links(modem):
    link = await modem.sockets.open("tcp", "echo.test", 7)
    world.ask("modem restart")
    assert await error_of(link.readinto(bytearray(5), 20000), LinkLost)
    await until(lambda: modem.started.is_set, 20000)
    await modem.start(apn="cmnet")
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        await link.write(b"again")
        assert await exactly(link, 5) == b"again"


@online
async def test_silence_is_a_timeout(modem):
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        assert await error_of(link.readinto(bytearray(5), 200), Timeout)


@online
async def test_settings(modem):
    await modem.sockets.configure("transpktsize", 512)
    assert await modem.sockets.configure("transpktsize") == ("transpktsize", 512)
    assert await error_of(modem.sockets.configure("transpktsize", 1461), CommandError)
