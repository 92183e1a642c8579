# The simulated C1100: positions of a recorded drive, LwM2M at real servers, power saving.
from atmodem.errors import CommandError
from atmodem.sched import loop, sleep_ms, ticks_diff
from support import world
from support.program import error_of, online, until

SETUP = {
    "module": "c1100",
    "arguments": ["--booted", "--chunks"],
    "also": {
        "test_position_that_is_asked_for": ["--set", "gps-report=quiet"],
        "test_position_with_a_prefix": ["--set", "gps-names=prefixed"],
        "test_psm": ["--set", "rrc=2"],
    },
    "once": [
        "test_position",
        "test_registers_with_three_servers_after_a_restart",
        "test_position_with_a_prefix",
        "test_position_that_is_asked_for",
    ],
}


async def drive(modem):
    await modem.gnss.start()
    found = await modem.gnss.position(timeout_ms=15000)
    # the drive begins here (see the simulator's track)
    assert abs(found.latitude - 30246012) < 20000 and abs(found.longitude - 120142384) < 20000
    await sleep_ms(1100)
    found = await modem.gnss.position(timeout_ms=3000)
    assert found.time[:3] == (2018, 5, 16) and found.satellites > 3
    await modem.gnss.stop()


@online
async def test_position(modem):
    await drive(modem)


@online
async def test_position_that_is_asked_for(modem):
    assert isinstance(await error_of(modem.gnss.position()), CommandError)  # the receiver is off
    await drive(modem)


@online
async def test_position_with_a_prefix(modem):
    await drive(modem)


@online
async def test_registers_with_three_servers_after_a_restart(modem):
    await modem.lwm2m.start({102: ("lwm2m.test", 5683), 101: ("lwm2m.test", 5684), 1000: ("lwm2m.test", 5685)})
    for server in (102, 101, 1000):
        endpoint, lifetime = world.ask("lwm2m registered %d" % server).split(" ")[:2]
        assert endpoint == "urn:imei:866425030012347" and lifetime == "86400"
    assert world.ask("lwm2m read 102 /3/0/0").endswith("LONGSUNG")
    await modem.start(apn="cmnet")


@online
async def test_psm(modem):
    events = []
    reports = []
    modem.power.handlers.append(lambda event, *details: events.append(event))
    await modem.power.set_psm(active_s=4, periodic_s=3600)
    assert await modem.power.psm() == (True, 3600, 4)
    await modem.network.subscribe(lambda domain, found: reports.append(found))
    await until(lambda: "data_disconnected" in events)
    assert await modem.power.granted() == (3600, 4)
    await until(lambda: "enter_psm" in events)
    # what it hears first wakes it, and is lost
    begin = loop.now()
    assert await modem.power.wake()
    assert ticks_diff(loop.now(), begin) < 5000
    await until(lambda: "exit_psm" in events)
    assert events[:3] == ["data_disconnected", "enter_psm", "exit_psm"]
    await modem.power.set_psm()
    assert (await modem.power.psm())[0] is False
    assert (await modem.network.registration()).stat == 1


@online
async def test_edrx(modem):
    assert await modem.power.edrx() == (None, None)
    await modem.power.set_edrx(20.48)
    ((access, asked),) = await modem.power.edrx_requests()
    assert access == "NB-IoT" and abs(asked - 20.48) < 0.01
    cycle, window = await modem.power.edrx()
    assert abs(cycle - 20.48) < 0.01 and abs(window - 10.24) < 0.01
    await modem.power.set_edrx(None)
    assert await modem.power.edrx() == (None, None)
