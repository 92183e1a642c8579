# Sleep of the simulated YM310: it loses what wakes it, or hears the second half; from the deepest sleep it starts anew.
import atmodem
from atmodem.errors import LinkLost, NotSupported, Timeout
from support import world
from support.program import error_of, opened, run

SETUP = {
    "module": "ym310",
    "arguments": ["--booted", "--speed", "2"],
    "also": {"test_the_first_line_is_broken": ["--booted", "--speed", "2", "--set", "waking=broken"]},
    "once": ("test_other_modes", "test_settings_are_in_force", "test_a_module_that_is_off"),
}
DELAY_S = 3  # of the module's seconds, which are half as long
SILENCE_MS = 1700


async def put_to_sleep(modem, mode):
    """The module sleeps; what is said to it from now on."""
    said = []
    await modem.power.set_sleep_delay(DELAY_S)
    await modem.power.sleep(mode)
    await atmodem.sleep_ms(SILENCE_MS)
    modem.trace(lambda direction, data, ticks: said.append(data) if direction == ">" else None)
    return said


def awake_again(mode):
    async def main(modem):
        said = await put_to_sleep(modem, mode)
        assert await modem.power.wake() is True
        assert said[0] == b"AT\r" and said.count(b"AT\r") > 1, "it heard the first one: it was awake"
        assert await modem.power.sleep_mode() == mode
        assert (await modem.device.identity()).model == "YM310 X09"
        await atmodem.sleep_ms(SILENCE_MS)
        await modem.power.stay_awake()
        await atmodem.sleep_ms(SILENCE_MS)
        del said[:]
        assert await modem.power.sleep_mode() == 0
        assert len(said) == 1

    run(main)


def test_the_first_line_is_lost():
    awake_again(2)


@opened
async def test_other_modes(modem):
    for mode in (1, 3):
        said = await put_to_sleep(modem, mode)
        await modem.power.stay_awake()
        assert said.count(b"AT\r") > 1, "it heard the first one: it was awake"
        modem.trace(None)


def test_the_first_line_is_broken():
    awake_again(2)


@opened
async def test_the_deepest_sleep_ends_with_a_start(modem):
    lost = []
    modem.losses.append(lost.append)
    await put_to_sleep(modem, 4)
    assert await modem.power.wake() is False
    assert lost and isinstance(lost[0], LinkLost)
    assert modem.started.is_set
    assert await modem.configuration.error_form() == 1
    assert await modem.power.sleep_mode() == 0, "the start has forgotten it"


@opened
async def test_a_module_that_sleeps_is_put_back_in_step_by_a_timeout(modem):
    await put_to_sleep(modem, 2)
    assert isinstance(await error_of(modem.at.execute("+CSQ", timeout_ms=300)), Timeout)
    assert (await modem.at.query("+CSQ"))[0] == 15


@opened
async def test_a_module_that_is_off(modem):
    await modem.device.power_off_now()
    world.ask("modem power-key")
    assert await modem.power.wake(20000) is False
    assert (await modem.device.identity()).model == "YM310 X09"


@opened
async def test_settings_are_in_force(modem):
    power = modem.power
    assert await power.sleep_delay() == 5
    await power.set_sleep_delay(8)
    assert await power.sleep_delay() == 8
    assert await power.release_time() == 0
    await power.set_release_time(20)
    assert await power.release_time() == 20
    assert await power.ring() is False
    await power.set_ring(True, 200, 150, 3)
    assert await power.ring() is True
    assert await power.ring_text() is None
    await power.set_ring_text("ABC")
    assert await power.ring_text() == "ABC"
    await power.set_ring_text(None)
    assert await power.ring_text() is None
    await power.set_ring(False)
    assert await power.ring() is False
    assert isinstance(await error_of(power.psm()), NotSupported)
