# The simulated EC20: contexts, sleep and power; what the network is not asked.
import atmodem
from atmodem.errors import CommandError, LinkLost, NotSupported
from support import world
from support.program import error_of, online, opened

SETUP = {"module": "ec20", "arguments": ["--booted", "--chunks"], "also": {"test_power_off": ["--boot-ms", "200"]}}


@online
async def test_a_ping_the_manual_forbids(modem):
    assert await error_of(modem.packet.ping("echo.test", count=11), ValueError)
    assert await error_of(modem.packet.ping("echo.test", size=33), ValueError)


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
