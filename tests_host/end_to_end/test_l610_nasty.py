# The L610 says a command again that ended with an error.
from support import world
from support.messages import HOST
from support.program import online

SETUP = {"module": "l610", "arguments": ["--booted", "--set", "stored=1"]}


@online
async def test_an_error_in_between_is_no_end(modem):
    async with await modem.mqtt.connect(HOST, client_id="error") as session:
        await session.subscribe("error", 1)
        world.ask("modem at AT+MQTTPUB: error 3")
        await session.publish("error", b"whole", 1)
        assert world.received("error") == b"whole"
        assert await session.receive(5000) == ("error", b"whole")
        world.ask("modem at AT+MQTTSUB: error 3")
        await session.subscribe("error", 1)
