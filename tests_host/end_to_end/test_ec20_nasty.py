# Payload the EC20 has announced drowns in other lines.
from support import world
from support.messages import HOST
from support.program import online

SETUP = {"module": "ec20", "arguments": ["--booted"], "once": ("test_a_flood_in_what_is_fetched",)}


@online
async def test_a_flood_in_what_is_fetched(modem):
    async with await modem.mqtt.connect(HOST, client_id="flood", buffered=True) as session:
        await session.subscribe("flood/in", 1)
        for command in ("AT+QMTPUBEX", "AT+CSQ", "AT+QMTRECV", "AT+QMTSUB"):
            world.ask("modem at %s: flood 40" % command)
        await session.subscribe("flood/in", 1)
        await modem.network.signal()
        await session.publish("flood/in", b"dry", 1)
        assert await session.receive(5000) == ("flood/in", b"dry")
