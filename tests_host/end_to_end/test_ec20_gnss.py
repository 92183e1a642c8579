# Positions of the simulated EC20's receiver, which hears a recorded drive.
import atmodem
from atmodem import nmea
from atmodem.errors import CommandError, NotSupported
from support import world
from support.program import error_of, opened

SETUP = {
    "module": "ec20",
    "arguments": ["--booted", "--chunks", "--speed", "20"],
    "also": {"test_a_position_of_the_drive": ["--urc-in-answer"]},
}


@opened
async def test_a_position_of_the_drive(modem):
    await modem.gnss.start()
    assert await modem.gnss.position() is None  # it searches
    position = await modem.gnss.position(60000)
    # the recorded drive is in Hangzhou on 16 May 2018
    assert 30200000 < position.latitude < 30300000, position
    assert 120000000 < position.longitude < 120200000, position
    assert position.time[:3] == (2018, 5, 16) and position.time[3] == 7, position
    assert 3 <= position.satellites <= 20 and 0 < position.hdop < 20, position
    assert -10 < position.altitude_m < 100 and 0 <= position.speed_kmh < 130 and 0 <= position.course < 360, position
    await modem.gnss.stop()


@opened
async def test_it_agrees_with_the_sentences(modem):
    await modem.gnss.start(nmeasrc=1)
    assert await modem.gnss.position(60000)
    track = nmea.Track()
    for kind in ("RMC", "GGA"):
        for line in await modem.at.command("+QGPSGNMEA", kind):
            assert track.feed(line.encode()), line
    position = await modem.gnss.position()
    # a few seconds of a drive are less than a thousandth of a degree
    assert abs(position.latitude - track.position.latitude) < 5000
    assert abs(position.longitude - track.position.longitude) < 5000


@opened
async def test_it_is_started_twice_and_stopped_twice(modem):
    await modem.gnss.start()
    await modem.gnss.start()
    await modem.gnss.stop()
    await modem.gnss.stop()
    error = await error_of(modem.gnss.position(), CommandError)
    assert error.code == 505


@opened
async def test_a_tunnel(modem):
    await modem.gnss.start()
    assert await modem.gnss.position(60000)
    world.ask("modem tunnel 1")
    assert await modem.gnss.position(300) is None
    task = atmodem.spawn(modem.gnss.position(60000))
    await atmodem.sleep_ms(100)
    world.ask("modem tunnel 0")
    assert await task is not None


@opened
async def test_settings(modem):
    await modem.gnss.configure(outport="none", xtra=1)
    assert await modem.gnss.setting("outport") == "none"
    assert await modem.gnss.setting("xtra") == 1
    assert await error_of(modem.gnss.configure(outport="moon"), CommandError)
    assert await error_of(modem.gnss.configure(foo=1), NotSupported)
