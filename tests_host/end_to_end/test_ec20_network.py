# What the simulated EC20 asks the network: names, echoes, the time; contexts, sleep and power.
import time

import atmodem
from atmodem.errors import CommandError, LinkLost, NotSupported, Rejected
from support import world
from support.program import error_of, online, opened

SETUP = {"module": "ec20", "arguments": ["--booted", "--chunks"], "also": {"test_power_off": ["--boot-ms", "200"]}}


def seconds(moment):
    """Seconds since 2000 of (year, month, day, hour, minute, second), from the calendar's rules alone."""
    year, month, day, hour, minute, second = moment[:6]
    days = (year - 2000) * 365 + (year - 1997) // 4 + day - 1
    for passed in range(1, month):
        days += 31 if passed in (1, 3, 5, 7, 8, 10, 12) else 30 if passed != 2 else 28 + (year % 4 == 0)
    return ((days * 24 + hour) * 60 + minute) * 60 + second


@online
async def test_names(modem):
    addresses = await modem.packet.resolve("echo.test")
    assert len(addresses) == 1 and addresses[0].startswith("203.0.113."), addresses
    error = await error_of(modem.packet.resolve("nowhere.test"), Rejected)
    assert error.code == 565
    async with await modem.sockets.open("tcp", addresses[0], 7) as link:
        await link.write(b"by address")
        assert await link.readinto(bytearray(10), 5000)


@online
async def test_name_servers(modem):
    assert len(await modem.packet.dns_servers()) == 2
    await modem.packet.set_dns_servers("8.8.8.8", "8.8.4.4")
    assert await modem.packet.dns_servers() == ["8.8.8.8", "8.8.4.4"]


@online
async def test_ping(modem):
    times = await modem.packet.ping("echo.test", count=3)
    assert len(times) == 3 and all([30 <= ms < 90 for ms in times]), times
    error = await error_of(modem.packet.ping("nowhere.test"), Rejected)
    assert error.code == 565
    assert await error_of(modem.packet.ping("echo.test", count=11), ValueError)
    assert await error_of(modem.packet.ping("echo.test", size=33), ValueError)


@online
async def test_an_ntp_server_sets_the_clock(modem):
    await modem.clock.set((2003, 2, 1, 4, 5, 6, 8))
    for zone in (-20, 0, 32, 56, -48):
        local = await modem.clock.synchronise("ntp.test", zone=zone, timeout_ms=20000)
        true = seconds(time.gmtime())
        assert local[6] == zone
        assert abs(seconds(await modem.clock.utc()) - true) <= 3, zone
        assert abs(seconds(local) - (true + zone * 900)) <= 3, zone
    # the zone stays when none is named
    assert (await modem.clock.synchronise("ntp.test", timeout_ms=20000))[6] == -48


@online
async def test_an_ntp_server_that_is_none(modem):
    error = await error_of(modem.clock.synchronise("nowhere.test", timeout_ms=20000), Rejected)
    assert error.code == 565, error
    error = await error_of(modem.clock.synchronise("web.test", timeout_ms=20000), Rejected)
    assert error.code == 569, error


@online
async def test_a_context_is_closed_and_opened(modem):
    link = await modem.sockets.open("tcp", "echo.test", 7)
    await modem.packet.stop()
    assert await error_of(link.readinto(bytearray(1), 5000), LinkLost)
    await link.close()
    assert await modem.at.rows("+QIACT?") == []
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        await link.write(b"x")
        assert await link.readinto(bytearray(1), 5000) == 1


@opened
async def test_sleep(modem):
    await modem.power.sleep()
    assert await modem.power.sleep_mode() == 1
    assert await modem.power.wake()
    await modem.power.stay_awake()
    assert await modem.power.sleep_mode() == 0
    try:
        await modem.power.sleep(2)
    except ValueError as error:
        assert "mode" in str(error)
    else:
        raise AssertionError("mode 2")
    assert await error_of(modem.power.psm(), NotSupported)


@online
async def test_power_off(modem):
    await modem.device.power_off()
    await atmodem.sleep_ms(200)  # it says so first
    assert await error_of(modem.at.query("+CSQ", timeout_ms=300))
    world.ask("modem power-key")
    for _ in range(20):
        if await error_of(modem.at.query("+CSQ", timeout_ms=1000)) is None:
            break
        await atmodem.sleep_ms(100)
    else:
        raise AssertionError("it does not come up again")
    assert await error_of(modem.at.execute("+CSQ", 1), CommandError)
