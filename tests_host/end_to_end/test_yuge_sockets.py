# Sockets of the simulated YM310 against real servers: every length, every byte value, links that end.
import atmodem
from atmodem.errors import Busy, LinkLost
from atmodem.tls import Tls
from support import world

SETUP = {"module": "ym310", "arguments": ["--booted", "--chunks"], "everywhere": True}


def session(work, single=False):
    """Open the module, bring the packet context up, do `work(modem)`."""

    async def main():
        modem = await atmodem.open(port)
        try:
            modem.packet.single = single
            await modem.packet.start()
            return await work(modem)
        finally:
            modem.close()

    port = world.port()
    try:
        return atmodem.run(main())
    finally:
        port.close()


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


def test_tcp_echoes_every_length_and_every_byte():
    async def work(modem):
        async with await modem.sockets.open("tcp", "echo.test", 7) as link:
            for n in (1, 2, 255, 256, 257, 1459, 1460, 1461, 4000):
                data = pattern(n)
                await link.write(data)
                assert await exactly(link, n) == data, n

    session(work)


def test_data_that_begins_with_a_line_feed():
    async def work(modem):
        async with await modem.sockets.open("tcp", "echo.test", 7) as link:
            for data in (b"\n", b"\n\r\n", b"\r\n\x1a\x1b>", b"\nOK\r\n"):
                await link.write(data)
                assert await exactly(link, len(data)) == data, data

    session(work)


def test_udp_echoes_datagrams():
    async def work(modem):
        async with await modem.sockets.open("udp", "echo.test", 7) as link:
            for n in (1, 255, 1024, 1460):
                await link.write(pattern(n))
                assert await exactly(link, n) == pattern(n), n

    session(work)


def test_tls_echoes_and_verifies():
    async def work(modem):
        tls = Tls(ca=world.certificate("ca"))
        async with await modem.sockets.open("tcp", "echo.test", 4433, tls=tls) as link:
            data = pattern(3000)
            await link.write(data)
            assert await exactly(link, 3000) == data

    session(work)


def test_tls_refuses_a_server_of_another_authority():
    async def work(modem):
        try:
            await modem.sockets.open("tcp", "echo.test", 4433, tls=Tls(ca=world.certificate("unknown-ca")))
        except LinkLost:
            pass
        else:
            raise AssertionError("connected")
        # unless it is told not to look
        async with await modem.sockets.open("tcp", "echo.test", 4433, tls=Tls(verify=False)) as link:
            await link.write(b"x")
            assert await exactly(link, 1) == b"x"

    session(work)


def test_six_links_at_once():
    async def one(modem, n, tls):
        port = 4433 if tls else 7
        async with await modem.sockets.open("tcp", "echo.test", port, tls=tls) as link:
            data = pattern(700 + n)
            await link.write(data)
            assert await exactly(link, len(data)) == data
            return link.index

    async def work(modem):
        tls = Tls(verify=False)
        tasks = [atmodem.spawn(one(modem, n, tls if n % 2 else None)) for n in range(6)]
        used = []
        for task in tasks:
            used.append(await task)
        assert sorted(used) == [0, 1, 2, 3, 4, 5]
        links = []
        for _ in range(6):
            links.append(await modem.sockets.open("udp", "echo.test", 7))
        try:
            await modem.sockets.open("udp", "echo.test", 7)
        except Busy:
            pass
        else:
            raise AssertionError("a seventh link")
        state, states = await modem.sockets.status()
        assert (state, states) == ("IP PROCESSING", ["CONNECTED"] * 6), (state, states)
        for link in links:
            await link.close()

    session(work)


def test_a_slow_reader_loses_nothing():
    async def work(modem):
        async with await modem.sockets.open("tcp", "echo.test", 19) as link:
            await link.write(b"20000\n")
            await atmodem.sleep_ms(500)
            buffer = bytearray(600)
            got = 0
            while got < 20000:
                n = await link.readinto(buffer, 10000)
                for i in range(n):
                    assert buffer[i] == (got + i) % 251, got + i
                got += n

    session(work)


def test_a_server_that_ends_is_the_end_of_the_data():
    async def work(modem):
        async with await modem.sockets.open("tcp", "broker.test", 1883) as link:
            await link.write(b"\n no packet of MQTT")
            assert await exactly(link, 10) == b""
            assert not link.connected

    session(work)


def test_nobody_listens():
    async def work(modem):
        try:
            await modem.sockets.open("tcp", "echo.test", 1)
        except LinkLost as error:
            assert "FAIL" in str(error), error
        else:
            raise AssertionError("connected")
        async with await modem.sockets.open("tcp", "echo.test", 7) as link:
            assert link.index == 0

    session(work)


def test_the_lost_context_is_rebuilt():
    async def work(modem):
        link = await modem.sockets.open("tcp", "echo.test", 7)
        await link.write(b"a")
        assert await exactly(link, 1) == b"a"
        world.ask("modem pdp-deact")
        try:
            await link.readinto(bytearray(1), 10000)
        except LinkLost:
            pass
        else:
            raise AssertionError("no loss")
        await link.close()
        async with await modem.sockets.open("tcp", "echo.test", 7) as link:
            await link.write(b"b")
            assert await exactly(link, 1) == b"b"

    session(work)


def test_a_single_link_without_a_number():
    async def work(modem):
        for kind, port, tls in (("tcp", 7, None), ("udp", 7, None), ("tcp", 4433, Tls(verify=False))):
            async with await modem.sockets.open(kind, "echo.test", port, tls=tls) as link:
                data = b"\n" + pattern(1400)
                await link.write(data)
                assert await exactly(link, len(data)) == data
                state, states = await modem.sockets.status()
                assert (state, states) == ("CONNECT OK", []), (state, states)
                try:
                    await modem.sockets.open("tcp", "echo.test", 7)
                except Busy:
                    pass
                else:
                    raise AssertionError("a second link")

    session(work, single=True)
