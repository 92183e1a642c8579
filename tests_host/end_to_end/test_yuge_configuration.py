# Settings, rate, locks, cards and pins of the simulated YM310: what was set is in force, over a restart where it was stored.
from atmodem.errors import CommandError, LinkLost, Rejected, Timeout
from support import world
from support.program import error_of, opened, run, until
from support.rated_port import RatedPort

SETUP = {
    "module": "ym310",
    "arguments": ["--booted", "--speed", "5", "--chunks"],
    "also": {
        "test_the_rate_is_changed": ["--strict-baud"],
        "test_the_rate_is_kept_over_a_restart": ["--strict-baud"],
        "test_a_rate_the_module_does_not_take": ["--strict-baud"],
        "test_a_rate_at_which_the_module_is_not_heard": ["--strict-baud"],
        "test_a_pin_is_changed": ["--pin", "1234"],
        "test_a_wrong_pin_is_sent_once": ["--pin", "1234"],
        "test_a_blocked_card_gets_a_new_pin": ["--pin", "1234"],
        "test_another_card": ["--set", "second-card=1"],
    },
    "once": (
        "test_settings_are_in_force",
        "test_frame_and_flow_control",
        "test_who_it_is",
        "test_pins",
        "test_a_card_is_watched",
        "test_another_card",
        "test_a_lock_shows_at_the_next_start",
        "test_values_that_are_none_send_nothing",
    ),
}


def rated(main, **options):
    """Run `main(modem, port)` on a port with a baud rate."""
    port = RatedPort(**options)
    return run(lambda modem: main(modem, port), port=port)


async def answers(modem):
    assert (await modem.device.identity()).model == "YM310 X09"
    assert await modem.sim.imsi() == "460115883032649"


def test_the_rate_is_changed():
    async def main(modem, port):
        assert port.rate == 115200
        assert await modem.serial.rate() == 0, "as the factory leaves it, it finds the rate out"
        for rate in (921600, 9600, 230400):
            await modem.serial.set_rate(rate)
            assert port.rate == rate and await modem.serial.rate() == rate
            await answers(modem)

    rated(main)


def test_the_rate_is_kept_over_a_restart():
    async def main(modem, port):
        await modem.serial.set_rate(460800, store=True)
        await modem.device.restart()
        assert port.rate == 460800 and await modem.serial.rate() == 460800
        await answers(modem)

    rated(main)
    # the next program finds it there
    rated(lambda modem, port: answers(modem))


def test_a_rate_the_module_does_not_take():
    async def main(modem, port):
        world.ask("modem keep-rate")
        assert isinstance(await error_of(modem.serial.set_rate(9600, store=True)), Timeout)
        assert port.rate == 115200
        await answers(modem)
        await modem.device.restart()
        await answers(modem)
        await modem.serial.set_rate(9600)
        await answers(modem)
        assert port.rate == 9600

    rated(main)


def test_a_rate_at_which_the_module_is_not_heard():
    async def main(modem, port):
        assert isinstance(await error_of(modem.serial.set_rate(921600)), Timeout)
        assert port.rate == 115200
        await answers(modem)

    rated(main, unheard=921600)


@opened
async def test_settings_are_in_force(modem):
    settings = modem.configuration
    assert await settings.character_set() == "GSM"
    await settings.set_character_set("UCS2")
    assert await settings.character_set() == "UCS2"
    for index, value in ((3, 13), (4, 10), (5, 8)):
        assert await settings.register(index) == value
        await settings.set_register(index, value)
    await settings.set_register(5, 127)
    assert await settings.register(5) == 127
    assert await settings.error_form() == 1
    for mode in (0, 1):
        await settings.carrier_detect(mode)
    for mode in (0, 1, 2):
        await settings.terminal_ready(mode)
    await settings.echo(True)
    await answers(modem)
    await settings.echo(False)
    await answers(modem)


@opened
async def test_frame_and_flow_control(modem):
    assert await modem.serial.frame() == (None, 1)
    await modem.serial.set_frame("even")
    assert await modem.serial.frame() == ("even", 1)
    await modem.serial.set_frame(None, 2)
    assert await modem.serial.frame() == (None, 2)
    assert await modem.serial.flow_control() == (False, False)
    await modem.serial.set_flow_control(True)
    assert await modem.serial.flow_control() == (True, True)


@opened
async def test_what_is_stored_survives_a_restart_that_is_noticed(modem):
    await modem.configuration.set_character_set("IRA")
    await modem.configuration.store()
    await modem.configuration.set_register(5, 9)
    lost = []
    modem.losses.append(lost.append)
    world.ask("modem restart")
    await until(lambda: lost and modem.started.is_set)
    assert isinstance(lost[0], LinkLost)
    assert await modem.configuration.character_set() == "IRA"
    assert await modem.configuration.register(5) == 8
    await modem.configuration.factory()
    assert await modem.configuration.character_set() == "GSM"
    await answers(modem)


@opened
async def test_results_off_and_on_again(modem):
    await modem.configuration.results(False)
    await modem.configuration.results(True)
    await answers(modem)


@opened
async def test_who_it_is(modem):
    device = modem.device
    assert await device.product() == await device.version() == "YM310.X09_AT.U60_R2.0.0.240820"
    details = await device.details()
    assert details["Manufacturer"] == "Yuga Co.,Ltd." and details["IMEI"] == "868777059994693"
    assert await device.serial_number() == ""
    await device.set_serial_number("meter 7/12")
    await device.restart()
    assert await device.serial_number() == "meter 7/12"


@opened
async def test_pins(modem):
    device = modem.device
    assert await device.supply() == (None, None, 3857)
    await device.set_supply_limits(3500, 3300)
    assert await device.supply_limits() == (3500, 3300)
    assert await device.analog(0) == 1210
    assert await device.analog(1) == 905
    await device.set_analog(1, False)
    for enabled in (False, True):
        await device.set_network_light(enabled)
        assert await device.network_light() is enabled
        await device.set_usb_network(enabled)
        assert await device.usb_network() is enabled


@opened
async def test_a_card_is_watched(modem):
    sim = modem.sim
    await sim.set_detection(True, 0)
    assert await sim.detection() == (True, 0)
    assert await sim.inserted() and not await sim.inserted(2)
    world.ask("modem remove-card")
    assert not await sim.inserted()
    assert await sim.state() == "NOT INSERTED"


@opened
async def test_another_card(modem):
    sim = modem.sim
    assert await sim.selected() == 0
    first = await sim.imsi()
    await sim.select(1)
    assert await sim.selected() == 1
    assert await sim.imsi() == "460115469591740" != first
    assert await modem.device.functionality() == 1
    await modem.device.restart()
    assert await sim.imsi() == "460115469591740"
    await sim.select(0)
    assert await sim.imsi() == first
    await sim.select_best()
    assert await sim.best() == 0


@opened
async def test_a_lock_shows_at_the_next_start(modem):
    locks = modem.sim_lock
    assert not await locks.locked()
    assert isinstance(await error_of(locks.change_password("1234", "8888")), Rejected)
    await locks.set_locked(True, "1234")
    assert await locks.locked()
    assert await modem.sim.state() == "READY"
    await modem.device.restart()
    assert await modem.sim.state() == "SIM PIN"
    await modem.sim.unlock("1234")
    await locks.set_locked(False, "1234")
    await modem.device.restart()
    await modem.sim.unlock()
    assert not await locks.locked()


@opened
async def test_a_pin_is_changed(modem):
    await modem.sim.unlock("1234")
    await modem.sim_lock.change_password("1234", "8888")
    await modem.device.restart()
    assert await modem.sim.state() == "SIM PIN"
    await modem.sim.unlock("8888")
    assert await modem.sim.state() == "READY"


@opened
async def test_a_wrong_pin_is_sent_once(modem):
    await modem.sim.unlock("1234")
    locks = modem.sim_lock
    assert (await error_of(locks.change_password("4321", "8888"), CommandError)).code == 16
    assert isinstance(await error_of(locks.change_password("4321", "8888")), Rejected)
    assert isinstance(await error_of(locks.set_locked(False, "4321")), Rejected)
    await locks.change_password("1234", "8888", force=True)
    await locks.set_locked(False, "8888")


@opened
async def test_a_blocked_card_gets_a_new_pin(modem):
    for _ in range(3):
        assert isinstance(await error_of(modem.sim.unlock("9999", force=True, timeout_ms=1000)), CommandError)
    assert await modem.sim.state() == "SIM PUK"
    assert (await error_of(modem.sim_lock.unblock("11111111", "5678"), CommandError)).code == 16
    assert isinstance(await error_of(modem.sim_lock.unblock("12345678", "5678")), Rejected)
    await modem.sim_lock.unblock("12345678", "5678", force=True)
    await answers(modem)
    await modem.device.restart()
    await modem.sim.unlock("5678")
    await answers(modem)


def test_values_that_are_none_send_nothing():
    async def main(modem):
        heard = []
        modem.trace(lambda direction, data, ticks: heard.append(data) if direction == ">" else None)
        for call in (
            lambda: modem.serial.set_rate(14400),
            lambda: modem.configuration.set_character_set("HEX"),
            lambda: modem.device.set_serial_number("x" * 65),
            lambda: modem.sim.select(2),
            lambda: modem.sim_lock.change_password("1234", "12345678 "),
        ):
            try:
                await call()
            except ValueError:
                continue
            raise AssertionError("accepted")
        assert heard == []

    run(main)
