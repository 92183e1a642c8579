# MQTT between the library on an EC20 and other clients of a real broker.
from support import world
from support.program import online

SETUP = {"module": "ec20", "arguments": ["--booted"]}


@online
async def test_another_client_gets_what_is_published_at_every_qos(modem):
    async with await modem.mqtt.connect("broker.test", client_id="out") as session:
        for qos in range(3):
            await session.publish("out/%d" % qos, b"\x00\x1a\xff", qos=qos)
            assert world.received("out/%d" % qos) == b"\x00\x1a\xff"
