# MQTT of the simulated YM310 with a real broker: publication in one line, messages that are cut.
from support import world
from support.messages import EVERY, HOST
from support.program import error_of, online

SETUP = {"module": "ym310", "arguments": ["--booted", "--chunks"], "everywhere": True}


@online
async def test_publication_in_one_line(modem):
    async with await modem.mqtt.connect(HOST, client_id="line") as mqtt:
        await mqtt.subscribe("line", qos=1)
        for qos in (0, 1, 2):
            await modem.mqtt.publish_line(mqtt, "line", EVERY, qos)
            assert await mqtt.receive(10000) == ("line", EVERY)
        assert await modem.mqtt.mode() == 0
        error = await error_of(modem.mqtt.publish_line(mqtt, "line", bytes(513)), ValueError)
        assert str(error).startswith("payload"), error
        await mqtt.publish("line", b'"text"')
        assert await mqtt.receive(10000) == ("line", b'"text"')


@online
async def test_a_message_longer_than_the_module_hands_over(modem):
    async with await modem.mqtt.connect(HOST, client_id="cut") as mqtt:
        await mqtt.subscribe("cut", qos=1)
        payload = EVERY * 9
        await mqtt.publish("cut", payload, qos=1)
        assert world.received("cut") == payload
        assert await mqtt.receive(10000) == ("cut", payload[:1360])
        assert mqtt.cut == 1
