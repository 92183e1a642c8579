# The simulated YM310 fetches a firmware from a real web server, with each way it can fail.
from atmodem.errors import CommandError, LinkLost, Timeout
from support import world
from support.program import error_of, opened

SETUP = {
    "module": "ym310",
    "arguments": ["--booted", "--speed", "5"],
    "once": ("test_each_error", "test_a_firmware_that_is_not_newer", "test_settings_survive_a_restart"),
}
OLD = "YM310.X09_AT.U60_R2.0.0.240820"
NEW = "YM310.X09_AT.U60_R2.1.0.250101"  # what web.test serves as /firmware


def fota(modem):
    modem.at.timeout_ms = 1000  # five seconds of the module's
    service = modem.fota
    service.poll_ms = 100
    return service


@opened
async def test_an_update(modem):
    told = []
    lost = []
    modem.losses.append(lost.append)
    assert await fota(modem).revision() == OLD
    assert await fota(modem).update("http://web.test/firmware", told.append, timeout_ms=60000) == NEW
    assert told == sorted(told) and len(told) > 2 and told[-1] == 100, told
    assert lost and isinstance(lost[0], LinkLost)
    assert await modem.device.version() == NEW
    assert await modem.configuration.error_form() == 1
    assert (await fota(modem).state()).phase == "idle"


async def failure(modem, url):
    return await error_of(fota(modem).update(url, timeout_ms=60000), CommandError)


@opened
async def test_each_error(modem):
    for url, code, words in (
        ("http://web.test", -1000, "invalid URL"),
        ("http://web.test:81/firmware", -1002, "the server cannot be reached"),
        ("http://nowhere.test/firmware", -1002, "the server cannot be reached"),
        ("http://web.test/page", -1003, "invalid firmware, HTTP 200, invalid firmware"),
        ("http://web.test/missing", -1004, "the server's answer, HTTP 404"),
        ("http://web.test/big", -1005, "the firmware cannot be stored, HTTP 200"),
    ):
        error = await failure(modem, url)
        assert (error.code, error.detail) == (code, words), (url, error)
    world.ask("modem upgrade-error -1006")
    assert (await failure(modem, "http://web.test/firmware")).code == -1006
    world.ask("modem lose-network")
    assert (await failure(modem, "http://web.test/firmware")).code == -1001
    assert await fota(modem).revision() == OLD
    assert (await fota(modem).state()).code == -1001


@opened
async def test_a_firmware_that_is_not_newer(modem):
    for url in ("http://web.test/firmware-old", None):
        error = await failure(modem, url)
        assert (error.code, error.detail) == (-1004, "the server's answer, HTTP 200, no newer firmware")
    assert await fota(modem).revision() == OLD


@opened
async def test_a_server_that_breaks_off(modem):
    def stop(percent):
        told.append(percent)
        if percent > 5:
            world.ask("web stop")

    told = []
    error = await error_of(fota(modem).update("http://web.test/slow-firmware", stop, timeout_ms=60000), CommandError)
    assert (error.code, error.detail) == (-1006, "other error, HTTP 200")
    assert 5 < told[-1] < 100
    assert await fota(modem).revision() == OLD


@opened
async def test_a_module_that_takes_too_long(modem):
    assert isinstance(await error_of(fota(modem).update("http://web.test/slow-firmware", timeout_ms=1000)), Timeout)


@opened
async def test_settings_survive_a_restart(modem):
    assert await fota(modem).settings() == (True, 86400, "")
    await fota(modem).configure(automatic=False, period_s=3600, url="http://web.test/firmware", key="k")
    await modem.device.restart()
    assert await fota(modem).settings() == (False, 3600, "http://web.test/firmware")
    await fota(modem).configure(period_s=4294967296, keep=False)
    await modem.device.restart()
    assert await fota(modem).settings() == (False, 3600, "http://web.test/firmware")


@opened
async def test_an_update_by_hand(modem):
    await fota(modem).configure(automatic=False, url="http://web.test/firmware", keep=False)
    await fota(modem).start()
    state = await fota(modem).state()
    assert state.phase == "fetching" and 1 <= state.percent <= 100
