# What modules ask the network: names, echoes, the time. Real servers agree.
import time

from atmodem.errors import CommandError, Rejected
from support import world
from support.moments import seconds
from support.program import echoes, error_of, online, until

SETUP = {
    "module": ["ec20", "ym310"],
    "arguments": ["--booted", "--chunks"],
    "once": ["test_an_ntp_server_that_is_none", "test_ping", "test_names", "test_name_servers"],
}


@online
async def test_an_ntp_server_sets_the_clock(modem):
    await modem.clock.set((2003, 2, 1, 4, 5, 6, 8))
    zones = (0, 32, 48, -20) if world.module() == "ym310" else (0, 32, 56, -48, -20)
    for zone in zones:
        local = await modem.clock.synchronise("ntp.test", zone=zone, timeout_ms=20000)
        true = seconds(time.gmtime())
        assert local[6] == zone
        assert abs(seconds(await modem.clock.utc()) - true) <= 2, zone
        assert abs(seconds(local) - (true + zone * 900)) <= 2, zone
    # the zone stays when none is named
    assert (await modem.clock.synchronise("ntp.test", timeout_ms=20000))[6] == -20


@online
async def test_an_ntp_server_that_is_none(modem):
    unknown, silent = {"ec20": (565, 569), "ym310": (62, 65)}[world.module()]
    for host, code in (("nowhere.test", unknown), ("web.test", silent)):
        error = await error_of(modem.clock.synchronise(host, timeout_ms=20000))
        assert isinstance(error, Rejected) and error.code == code, error


@online
async def test_names(modem):
    addresses = await modem.packet.resolve("echo.test")
    assert addresses == ["203.0.113.1"], addresses
    error = await error_of(modem.packet.resolve("nowhere.test"))
    assert isinstance(error, Rejected) and error.code == {"ec20": 565, "ym310": 14}[world.module()], error
    async with await modem.sockets.open("tcp", addresses[0], 7) as link:
        await echoes(link, b"by address")


@online
async def test_name_servers(modem):
    assert len(await modem.packet.dns_servers()) == 2
    await modem.packet.set_dns_servers("9.9.9.9", "149.112.112.112")
    assert await modem.packet.dns_servers() == ["9.9.9.9", "149.112.112.112"]


@online
async def test_ping(modem):
    times = await modem.packet.ping("echo.test", 3)
    assert len(times) == 3 and all([30 <= ms < 90 for ms in times]), times
    assert isinstance(await error_of(modem.packet.ping("nowhere.test", 1)), (CommandError, Rejected))


@online
async def test_reports_of_a_domain_of_ones_choice(modem):
    told = []
    await modem.network.subscribe(lambda domain, found: told.append((domain, found.stat, found.area is None)), b"+CREG", 2)
    world.ask("modem lose-network" + ("" if world.module() == "ym310" else " 1"))
    await until(lambda: told)
    assert told[0][0] == b"+CREG" and told[0][1] not in (1, 5), told
    if world.module() == "ym310":
        world.ask("modem regain-network")
    await until(lambda: told[-1] == (b"+CREG", 1, False), 20000)
    await modem.network.subscribe(None, b"+CREG", 0)
