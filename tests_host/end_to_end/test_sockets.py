# Sockets of the modules against real servers: every length, every byte value, all links, links that end.
import atmodem
from atmodem.errors import Busy, LinkLost, Timeout
from atmodem.tls import Tls
from support import world
from support.program import APN, echoes, error_of, exactly, online, pattern, run, until

TLS_MODULES = ["ec20", "ym310"]
SETUP = {
    "module": ["ec20", "c1100", "ym310"],
    "arguments": ["--booted", "--chunks", "--speed", "5"],
    "also": {"test_data_that_looks_like_answers": ["--urc-in-answer"]},
    "only": {
        "test_tls_echoes_and_verifies": TLS_MODULES,
        "test_tls_refuses_a_server_of_another_authority": TLS_MODULES,
        "test_all_links_at_once_some_with_tls": TLS_MODULES,
        "test_a_slow_reader_loses_nothing": TLS_MODULES,  # the C1100 sends what comes at once
        "test_the_peer_drops_the_link_while_we_wait": ["ec20", "c1100"],
        "test_a_restart_ends_the_links": ["ec20"],  # the others start without a word
        "test_links_left_open_by_the_program_before": ["ec20", "c1100"],
    },
    "once": [
        "test_all_links_at_once_and_no_more", "test_all_links_at_once_some_with_tls", "test_nobody_listens_and_no_such_host",
        "test_links_left_open_by_the_program_before", "test_silence_is_a_timeout",
        "test_a_server_that_ends_is_the_end_of_the_data",
    ],
}  # fmt: skip


@online
async def test_tcp_echoes_every_length_and_every_byte(modem):
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        for n in (1, 2, 255, 256, 257, 499, 500, 501, 1459, 1460, 1461, 1499, 1500, 1501, 4000):
            await echoes(link, pattern(n))


@online
async def test_data_that_looks_like_answers(modem):
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        for data in (
            b"\n", b"\n\r\n", b"\r\n\r\nOK\r\n", b"\r\n\x1a\x1b>", b"\nOK\r\n", b"0\r4\r\n", b"\r\nERROR\r\n", b"+++",
            b'"\x1a\x1b', b'\r\n+QIURC: "closed",0\r\n', b"\r\n1, CLOSED\r\n", b"\r\n> \x00",
        ):  # fmt: skip
            await echoes(link, data)


@online
async def test_udp_echoes_datagrams(modem):
    async with await modem.sockets.open("udp", "echo.test", 7) as link:
        for n in (1, 255, 501, 1024, 1400, 1460):
            await echoes(link, pattern(n))


@online
async def test_tls_echoes_and_verifies(modem):
    tls = Tls(ca=world.certificate("ca"))
    async with await modem.sockets.open("tcp", "echo.test", 4433, tls=tls) as link:
        await echoes(link, pattern(3000))


@online
async def test_tls_refuses_a_server_of_another_authority(modem):
    tls = Tls(ca=world.certificate("unknown-ca"))
    assert isinstance(await error_of(modem.sockets.open("tcp", "echo.test", 4433, tls=tls)), LinkLost)
    # unless it is told not to look
    async with await modem.sockets.open("tcp", "echo.test", 4433, tls=Tls(verify=False)) as link:
        await echoes(link, b"x")


@online
async def test_all_links_at_once_some_with_tls(modem):
    async def one(n, tls):
        async with await modem.sockets.open("tcp", "echo.test", 4433 if tls else 7, tls=tls) as link:
            await echoes(link, pattern(700 + n))
            return link.index

    count = modem.profile.links
    tls = Tls(verify=False)
    tasks = [atmodem.spawn(one(n, tls if n % 4 == 1 else None)) for n in range(count)]
    used = []
    for task in tasks:
        used.append(await task)
    assert sorted(used) == list(range(count))


@online
async def test_all_links_at_once_and_no_more(modem):
    count = modem.profile.links
    links = []
    for n in range(count):
        links.append(await modem.sockets.open("udp" if n % 2 else "tcp", "echo.test", 7))
    assert isinstance(await error_of(modem.sockets.open("udp", "echo.test", 7)), Busy)
    status = await modem.sockets.status()
    if world.module() == "ec20":
        assert [row[:2] + row[3:4] for row in status] == [(n, "UDP" if n % 2 else "TCP", 7) for n in range(count)]
    elif world.module() == "ym310":
        assert status == ("IP PROCESSING", ["CONNECTED"] * count), status
    else:
        assert status == (list(range(1, count + 1)), []), status
    for n in range(count):
        await links[n].write(b"%d" % n * 700)
    for n in range(count):
        assert await exactly(links[n], len(b"%d" % n) * 700) == b"%d" % n * 700
    await links[1].close()
    links[1] = await modem.sockets.open("tcp", "echo.test", 7)
    assert links[1].index == 1
    for link in links:
        await link.close()


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
    told = {"ec20": ("566", "565"), "ym310": ("FAIL", "FAIL"), "c1100": ("", "")}[world.module()]
    for host, port, text in (("echo.test", 1, told[0]), ("nowhere.test", 7, told[1])):
        error = await error_of(modem.sockets.open("tcp", host, port))
        assert isinstance(error, LinkLost) and text in str(error), error
    # and the link is free again
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        assert link.index == 0


def test_links_left_open_by_the_program_before():
    async def first(modem):
        await modem.sockets.open("tcp", "echo.test", 7)

    async def second(modem):
        await modem.packet.start()
        async with await modem.sockets.open("tcp", "echo.test", 7) as link:
            await echoes(link, pattern(256))

    run(first, start=True)
    run(second)


@online
async def test_the_context_goes_in_mid_transfer_and_is_rebuilt(modem):
    link = await modem.sockets.open("tcp", "echo.test", 19)
    await link.write(b"4000\n")
    buffer = bytearray(1000)
    assert await link.readinto(buffer, 10000) > 0
    world.ask("modem pdp-deact")

    async def rest():
        while True:
            await link.readinto(buffer, 10000)

    assert isinstance(await error_of(rest()), LinkLost)
    assert isinstance(await error_of(link.write(b"x")), LinkLost)
    await link.close()
    await modem.packet.start(APN)
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        await echoes(link, b"again")


@online
async def test_the_peer_drops_the_link_while_we_wait(modem):
    link = await modem.sockets.open("tcp", "echo.test", 7)
    await echoes(link, b"last words")
    waiting = atmodem.spawn(link.readinto(bytearray(5)))
    await atmodem.sleep_ms(50)
    world.ask("modem socket-drop " + ("0" if world.module() == "ec20" else "1"))
    assert await waiting == 0
    assert not link.connected
    await link.close()


@online
async def test_a_restart_ends_the_links(modem):
    link = await modem.sockets.open("tcp", "echo.test", 7)
    world.ask("modem restart")
    assert isinstance(await error_of(link.readinto(bytearray(5), 20000)), LinkLost)
    await until(lambda: modem.started.is_set, 20000)
    await modem.start(apn=APN)
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        await echoes(link, b"again")


@online
async def test_silence_is_a_timeout(modem):
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        assert isinstance(await error_of(link.readinto(bytearray(5), 200)), Timeout)
