# The simulated C1100 found, started, restarted and asked: numeric results throughout.
import atmodem
from atmodem.errors import CommandError
from support import world
from support.program import leave_behind, online, opened, run, until

SETUP = {
    "module": "c1100",
    "arguments": ["--booted", "--chunks"],
    "once": ["test_numeric_again_after_a_restart"],
    "also": {
        "test_module_with_one_radio": ["--set", "variant=NGCX"],
        "test_texts_without_blanks_and_with_line_feeds": ["--set", "spaces=none", "--set", "lsip-end=crlf"],
        "test_address_behind_the_result_code": ["--set", "lsip-result=after"],
    },
}


@opened
async def test_found_by_its_name(modem):
    assert modem.profile.name == "c1100"
    identity = await modem.device.identity()
    assert identity.manufacturer == "LONGSUNG" and identity.model == "C1100 MGGT" and len(identity.imei) == 15


@online
async def test_online_with_numeric_results(modem):
    assert modem.at.digest.numeric
    # the result is a digit now, on the wire too
    seen = []
    modem.trace(lambda direction, data, ticks: seen.append(bytes(data)) if direction == "<" else None)
    assert (await modem.network.registration()).stat == 1
    modem.trace(None)
    text = b"".join(seen)
    assert text.endswith(b"0\r") and b"OK" not in text
    assert await modem.packet.status() == (True, "10.32.226.112")
    assert await modem.packet.address() == ["10.32.226.112"]
    assert -114 < (await modem.network.signal()).rssi < 0
    assert (await modem.network.operator())[2] == "46000"


def test_left_numeric_by_the_program_before():
    leave_behind((b"ATV0\r", b"0\r"))

    async def main(modem):
        assert modem.profile.name == "c1100" and await modem.packet.address()

    run(main, start=True)


@online
async def test_texts_without_blanks_and_with_line_feeds(modem):
    assert await modem.packet.address() == ["10.32.226.112"]
    link = await modem.sockets.open("tcp", "echo.test", 7)
    await link.write(b"x")
    assert bytes(await link.read(timeout_ms=5000)) == b"x"


@online
async def test_address_behind_the_result_code(modem):
    assert await modem.packet.address() == ["10.32.226.112"]
    link = await modem.sockets.open("tcp", "echo.test", 7)
    await link.close()
    assert await modem.sockets.status() == ([], [1, 2, 3, 4])


@online
async def test_radio_modes(modem):
    for mode in ("auto", "gsm", "lte", "gsm+lte"):
        await modem.network.set_radio_mode(mode)


@opened
async def test_module_with_one_radio(modem):
    assert modem.network.variant()[0] == ("auto", "lte")
    await modem.network.set_radio_mode("lte")
    try:
        await modem.network.set_radio_mode("gsm")
    except atmodem.NotSupported:
        return
    raise AssertionError("it has no GSM")


@online
async def test_error_is_numeric_too(modem):
    try:
        await modem.at.execute("+NOSUCH", 1)
    except CommandError as error:
        assert error.kind == "ERROR"
        return
    raise AssertionError("no error")


@online
async def test_context_that_the_network_takes_away(modem):
    link = await modem.sockets.open("tcp", "echo.test", 7)
    world.ask("modem pdp-deact")
    await until(lambda: not link.connected)
    await modem.packet.start("cmnet")
    link = await modem.sockets.open("tcp", "echo.test", 7)
    await link.write(b"again")
    assert bytes(await link.read(timeout_ms=5000)) == b"again"


@online
async def test_numeric_again_after_a_restart(modem):
    await modem.device.restart()
    assert modem.at.digest.numeric
    await modem.start(apn="cmnet")
    assert await modem.packet.address() == ["10.32.226.112"]
