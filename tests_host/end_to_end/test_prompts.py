# A publication whose prompt comes to nobody: what reaches the broker is its payload or nothing, and the channel is in step again.
import atmodem
from support import world
from support.messages import HOST
from support.program import error_of, online, pattern

SETUP = {
    "module": ["ec20", "l610", "ml302", "ym310"],
    "arguments": ["--booted", "--latency", "20"],
    "once": ("test_a_prompt_that_is_lost",),
}
PUBLISH = {"ec20": "AT+QMTPUBEX", "l610": "AT+MQTTPUB", "ml302": "AT+MQTTPUB", "ym310": "AT+MPUBEX"}


@online
async def test_cancelled_before_the_prompt(modem):
    session = await modem.mqtt.connect(HOST, client_id="prompts")
    payload = pattern(200)

    async def publish():
        await session.publish("prompts/cancelled", payload, 1)

    for ms in (0, 3, 10, 30):
        task = atmodem.spawn(publish())
        await atmodem.sleep_ms(ms)
        task.cancel()
        await atmodem.sleep_ms(0)
        await session.publish("prompts/next", b"next", 1)
        assert world.received("prompts/next") == b"next"
    world.publish("prompts/cancelled", b"end", 1)
    arrived = world.received("prompts/cancelled")
    while arrived != b"end":
        assert arrived == payload
        arrived = world.received("prompts/cancelled")


@online
async def test_a_prompt_that_is_lost(modem):
    session = await modem.mqtt.connect(HOST, client_id="prompts")
    payload = bytes(range(33, 133)) * 10
    world.ask("modem at %s: lost-prompt" % PUBLISH[world.module()])
    assert isinstance(await error_of(session.publish("prompts/lost", payload, 1, timeout_ms=1000)), atmodem.Timeout)
    await modem.network.signal()
    await session.publish("prompts/lost", b"end", 1)
    assert [world.received("prompts/lost"), world.received("prompts/lost")] == [payload, b"end"]
