# Sockets of the simulated EC20: what it tells and keeps beside what all modules do.
import atmodem
from atmodem.errors import CommandError, LinkLost, Timeout
from support import world
from support.program import APN, echoes, error_of, online, pattern

SETUP = {
    "module": "ec20",
    "arguments": ["--booted", "--chunks", "--speed", "5"],
    "once": ["test_a_restart_inside_the_data_is_found_out_by_reading_on"],
}


@online
async def test_what_was_written_is_acknowledged(modem):
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        await echoes(link, pattern(4000))
        assert await link.unacknowledged() == 0
    assert await modem.sockets.status() == []


@online
async def test_a_link_that_a_program_before_left_open(modem):
    await modem.at.command("+QIOPEN", 1, 0, "TCP", "echo.test", 7, 0, 0)
    await atmodem.sleep_ms(300)
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        await echoes(link, b"new")


@online
async def test_a_restart_inside_the_data_is_found_out_by_reading_on(modem):
    link = await modem.sockets.open("tcp", "echo.test", 19)
    world.ask("modem at AT+QIRD: reboot")
    await link.write(b"4000\n")
    errors = []
    while not errors or isinstance(errors[-1], Timeout):  # RDY itself is taken for data that was announced
        assert len(errors) < 3
        errors.append(await error_of(link.readinto(bytearray(1000), 20000)))
    assert isinstance(errors[-1], LinkLost), errors
    await modem.start(apn=APN)
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        await echoes(link, b"again")


@online
async def test_settings(modem):
    await modem.sockets.configure("transpktsize", 512)
    assert await modem.sockets.configure("transpktsize") == ("transpktsize", 512)
    assert await error_of(modem.sockets.configure("transpktsize", 1461), CommandError)
