# Sockets of the simulated YM310: a single link without a number, and data that is pushed instead of asked for.
import atmodem
from atmodem.errors import Busy, LinkLost
from atmodem.tls import Tls
from support.program import echoes, error_of, exactly, opened, pattern

SETUP = {"module": "ym310", "arguments": ["--booted", "--chunks"], "heap": "128k"}
PERIOD = 251


@opened
async def test_a_single_link_without_a_number(modem):
    modem.packet.single = True
    for kind, port, tls in (("tcp", 7, None), ("udp", 7, None), ("tcp", 4433, Tls(verify=False))):
        async with await modem.sockets.open(kind, "echo.test", port, tls=tls) as link:
            await echoes(link, b"\n" + pattern(1400))
            assert await modem.sockets.status() == ("CONNECT OK", [])
            assert isinstance(await error_of(modem.sockets.open("tcp", "echo.test", 7)), Busy)


@opened
async def test_pushed_data_of_six_links(modem):
    modem.sockets.push()
    data = bytes(range(256)) + b"\r\nOK\r\n+RECEIVE,1,5:\r\n\r\n1, CLOSED\r\n"
    links = []
    for kind in ("tcp", "udp", "tcp"):
        links.append(await modem.sockets.open(kind, "echo.test", 7))
    for link in links:
        await link.write(data)
    for link in links:
        assert await exactly(link, len(data)) == data, link.index
        assert link.dropped == 0
        await link.close()


@opened
async def test_pushed_data_under_every_header(modem):
    modem.packet.single = True
    modem.sockets.push()
    data = b"\n" + bytes(range(256)) + b"\r\nCLOSED\r\n+IPD,3:"
    options = modem.socket_options
    for kind in ("tcp", "udp"):
        for protocol in (0, 1):
            for sender in (0, 1):
                link = await modem.sockets.open(kind, "echo.test", 7)
                await options.set("protocol", protocol)
                await options.set("sender", sender)
                await link.write(data)
                assert await exactly(link, len(data)) == data, (kind, protocol, sender)
                assert link.sender == ("203.0.113.1:7" if sender else None)
                await link.close()


@opened
async def test_pushed_data_that_nobody_reads_is_counted(modem):
    modem.sockets.push(limit=2000)
    async with await modem.sockets.open("tcp", "echo.test", 19) as link:
        await link.write(b"6000\n")
        for _ in range(200):
            if link.held + link.dropped == 6000:
                break
            await atmodem.sleep_ms(10)
        assert link.dropped and link.held + link.dropped == 6000, (link.held, link.dropped)
        held = link.held
        got = await exactly(link, held)
        assert got == bytes([i % PERIOD for i in range(held)]) and len(got) <= 2000
        assert isinstance(await error_of(link.readinto(bytearray(1), 1000)), LinkLost)
