# MQTT of the simulated C1100 with a real broker: one slot for topic and message, used by many; what firmwares may differ in.
from atmodem.longsung import names
from atmodem.sched import spawn
from support import world
from support.messages import EVERY, HOST, talks
from support.program import error_of, online, until

SETUP = {
    "module": "c1100",
    "arguments": ["--booted", "--chunks"],
    "also": {
        "test_every_byte_value_both_ways_in_hexadecimal": ["--set", "mqtt-hex=1"],
        "test_module_that_tells_no_subscription": ["--set", "mqtt-subscribed=", "--set", "mqtt-unsubscribed="],
        "test_results_before_the_result_code": ["--set", "mqtt-result=before", "--set", "mqtt-urc=plain"],
    },
}


def connect(modem):
    return modem.mqtt.connect(HOST, client_id="c1100-test")


@online
async def test_results_before_the_result_code(modem):
    await talks(modem, "c1100")


@online
async def test_module_that_tells_no_subscription(modem):
    await talks(modem, "c1100")


@online
async def test_many_publish_and_subscribe_at_once_through_the_one_slot(modem):
    mqtt = await connect(modem)
    tasks = []
    for i in range(4):
        tasks.append(spawn(mqtt.publish("c1100/slot/%d" % i, b"message %d" % i, qos=i % 3)))
        tasks.append(spawn(mqtt.subscribe("c1100/in/%d" % i, qos=i % 3)))
    for task in tasks:
        await task
    for i in range(4):
        assert world.received("c1100/slot/%d" % i) == b"message %d" % i
        world.publish("c1100/in/%d" % i, b"%d" % i, 1)
        topic, payload = await mqtt.receive(timeout_ms=10000)
        assert (topic, bytes(payload)) == ("c1100/in/%d" % i, b"%d" % i)
    await mqtt.unsubscribe("c1100/in/1")
    # the slot holds what was used last
    assert (await modem.mqtt.settings())[0].find("c1100/in/1") > 0 and await modem.mqtt.settings(publishing=True)
    world.publish("c1100/in/1", b"nobody", 1)
    world.publish("c1100/in/2", b"somebody", 1)
    assert bytes((await mqtt.receive(timeout_ms=10000))[1]) == b"somebody"
    await mqtt.close()


@online
async def test_publication_is_no_will_of_the_next_session(modem):
    mqtt = await connect(modem)
    await mqtt.publish("c1100/last", b"published", qos=1, retain=True)
    assert world.received("c1100/last") == b"published"
    await mqtt.close()
    mqtt = await connect(modem)
    world.ask("modem mqtt-drop")
    await until(lambda: not mqtt.connected)
    mqtt = await connect(modem)
    await mqtt.subscribe("c1100/last", 1)
    # what was retained is still there
    assert bytes((await mqtt.receive(timeout_ms=10000))[1]) == b"published"
    await mqtt.publish("c1100/last", b"", retain=True)
    await mqtt.close()


@online
async def test_every_byte_value_both_ways_in_hexadecimal(modem):
    names.MQTT_HEXADECIMAL = ("message", 1)
    try:
        mqtt = await connect(modem)
        await mqtt.subscribe("c1100/bytes", 1)
        await mqtt.publish("c1100/bytes", EVERY, qos=1)
        assert bytes((await mqtt.receive(timeout_ms=10000))[1]) == EVERY
        assert world.received("c1100/bytes") == EVERY
    finally:
        names.MQTT_HEXADECIMAL = None


@online
async def test_what_is_no_text_is_not_published(modem):
    mqtt = await connect(modem)
    for payload in (b"\x00", b'"', b"\r", b"\x1a"):
        assert await error_of(mqtt.publish("c1100/text", payload), ValueError), payload
    await mqtt.publish("c1100/text", b"text", qos=1)
    assert world.received("c1100/text") == b"text"
    await mqtt.close()
