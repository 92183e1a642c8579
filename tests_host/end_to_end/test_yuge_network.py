# Network, clock, packet domain and settings of the simulated YM310: what the manual prints comes back, and real servers agree.
import time

import atmodem
from support import world
from support.moments import seconds
from support.program import exactly, opened, until

SETUP = {
    "module": "ym310",
    "arguments": ["--booted", "--chunks"],
    "once": [
        "test_cells_again_and_again", "test_the_modules_own_heartbeat", "test_what_else_the_servers_of_the_network_are_asked",
        "test_the_network_tells_the_time", "test_a_private_network", "test_settings", "test_states_of_the_links",
        "test_hexadecimal_and_what_is_left",
    ],
}  # fmt: skip


@opened
async def test_what_else_the_servers_of_the_network_are_asked(modem):
    await modem.clock.synchronise("ntp.test", zone=-20, timeout_ms=20000)
    assert await modem.clock.ntp_settings() == ("ntp.test", -20, 5)
    assert await modem.packet.ping("echo.test", 3) == [35, 35, 35]
    assert await modem.packet.ping("198.51.100.9", 2, timeout_ms=200) == [None, None]
    await modem.packet.set_dns_servers("9.9.9.10")
    assert await modem.packet.dns_servers() == ["9.9.9.10"]


@opened
async def test_cells_band_and_system(modem):
    cell = await modem.cells.serving()
    assert (cell.technology, cell.mcc, cell.mnc, cell.area, cell.cell) == ("LTE", "460", "01", 6243, 25418530), cell
    assert (cell.frequency, cell.physical, cell.band, cell.bandwidth, cell.roaming) == (1650, 351, 3, "n100", 0), cell
    others = await modem.cells.neighbours()
    assert [other.cell for other in others] == [25418531, 26224401], others
    assert [other.physical for other in others] == [352, 37], others
    assert await modem.cells.level() == 15
    assert await modem.cells.band() == (3, 7)
    assert tuple(await modem.cells.system()) == (2, 3, 0, 17, 1, 7)


@opened
async def test_cells_again_and_again(modem):
    heard = []
    await modem.cells.watch(heard.append)
    await until(lambda: len(heard) >= 2, 15000)
    await modem.cells.watch(None)
    assert [cell.cell for cell in heard] == [25418530] * len(heard)


@opened
async def test_the_network_tells_the_time(modem):
    heard = []
    modem.clock.handlers.append(heard.append)
    assert await modem.clock.is_automatic()
    assert await modem.clock.is_reporting()
    await modem.clock.report_zone(8)
    world.ask("modem lose-network")
    world.ask("modem regain-network")
    await until(lambda: heard, 30000)
    assert abs(seconds(heard[0]) - seconds(time.gmtime()) - 8 * 3600) <= 5, heard
    await modem.clock.automatic(False)
    assert not await modem.clock.is_automatic()


@opened
async def test_settings(modem):
    options = modem.socket_options
    for name, values in (
        ("keep_alive", (1, 60, 30, 3)), ("confirmation", (2,)), ("timer", (1, 10)), ("bare", (1,)), ("receive", (5,)),
        ("loss_detection", (1, 20, 5)), ("close_timers", (1000, 2000)),
    ):  # fmt: skip
        await options.set(name, *values)
        assert await options.get(name) == values, name
    await modem.packet.stop()
    await options.set("links", 0)
    await options.set("transparent", 1)
    await options.set("packing", 3, 2, 512, 1)
    assert (await options.get("packing"))[:4] == (3, 2, 512, 1)
    await options.set("transparent", 0)
    for name in ("header", "protocol", "sender"):
        await options.set(name, 1)
        assert await options.get(name) == (1,), name
    assert await options.get("segment") == (1460,)
    await options.set_bearer("cmiot", "me", "word")
    assert await options.get("bearer") == (1, "cmiot", "me", "word")
    await options.set_gateway("192.168.7.2")
    assert await options.gateway() == "192.168.7.2"
    assert (await options.saved())["+CIPSCONT"] == "1"
    await options.save()
    saved = await options.saved()
    assert saved["+CIPSCONT"] == "0" and saved["+CIPHEAD"] == "1" and saved["+CIPATS"] == "1,10", saved
    assert saved["Gprs Config APN"] == "cmiot"


@opened
async def test_a_private_network(modem):
    options = modem.socket_options
    assert await options.private_apn() is None
    await options.automatic_apn(False)
    await options.set_private_apn("jscmiot", "u9682", "iot98765", "CHAP")
    await modem.network.wait_registered(30000)
    assert await options.private_apn() == ("jscmiot", "u9682", "CHAP")
    assert (await modem.packet.contexts())[0][2] == "jscmiot"
    await options.set_private_apn(None)
    assert await options.private_apn() is None


@opened
async def test_states_of_the_links(modem):
    # manual 9.40
    sockets = modem.sockets
    options = modem.socket_options
    await modem.packet.stop()
    assert (await sockets.status())[0] == "IP INITIAL"
    assert await options.address() is None
    await modem.packet.start()
    assert await sockets.status() == ("IP STATUS", ["INITIAL"] * 6)
    assert (await options.address()).count(".") == 3
    link = await sockets.open("tcp", "echo.test", 7)
    assert await sockets.status() == ("IP PROCESSING", ["CONNECTED"] + ["INITIAL"] * 5)
    link.quick = True
    await link.close()
    assert await sockets.status() == ("IP STATUS", ["CLOSED"] + ["INITIAL"] * 5)
    await modem.packet.attach(0)
    await atmodem.sleep_ms(50)
    assert (await sockets.status())[0] == "PDP DEACT"
    await modem.packet.attach()
    port = 20000 + int(time.time() * 100) % 20000  # one that no run before has used a moment ago
    async with await sockets.open("tcp", "echo.test", 113, local_port=port) as link:
        assert (await options.get("ports"))[0] == (0, port, 0)
        assert await exactly(link, 6) == b"%d\n" % port


@opened
async def test_ways_to_send(modem):
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        assert await link.acknowledged() == (0, 0, 0)
        await link.send_until(b"up to Ctrl-Z")
        assert await exactly(link, 12) == b"up to Ctrl-Z"
        await modem.socket_options.set("timer", 1, 1)
        await link.send_until(b"and by the clock", timed=True)
        assert await exactly(link, 16) == b"and by the clock"
        await modem.socket_options.set("timer", 0)
        for mode in (0, 2, 1):
            await modem.socket_options.set("confirmation", mode)
            await link.write(b"\n\x1a\x1b")
            assert await exactly(link, 3) == b"\n\x1a\x1b"
        assert await link.acknowledged() == (37, 37, 0)
        # told at each arrival instead of once
        await modem.socket_options.set("receive", 5)
        await link.write(b"five")
        assert await exactly(link, 4) == b"five"


@opened
async def test_hexadecimal_and_what_is_left(modem):
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        data = bytes(range(256)) * 3
        await link.write(data)
        for _ in range(200):
            if await link.unread() == len(data):
                break
            await atmodem.sleep_ms(10)
        got = await link.read_hex(10)
        assert got == data[:10] and await link.unread() == len(data) - 10
        while len(got) < len(data):
            got += await link.read_hex()
        assert got == data and await link.read_hex() == b""


@opened
async def test_the_modules_own_heartbeat(modem):
    beat = modem.heartbeat
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        await beat.start(link, 5)
        assert await beat.settings() == (1, 0, 5)
        assert await beat.content() == (await modem.device.identity()).imei.encode()
        await beat.set_bytes(b"\x00\xffbeat", link)
        assert await exactly(link, 6) == b"\x00\xffbeat"
        assert await beat.content() == b"\x00\xffbeat"
        await beat.set_text("TCP-heart", link)
        assert await beat.content_text() == b"TCP-heart"
        assert await exactly(link, 9) == b"TCP-heart"
        assert (await beat.statistics())[2] == 2
        await beat.stop(link)
        assert await beat.statistics() == (0, 0, 0)
