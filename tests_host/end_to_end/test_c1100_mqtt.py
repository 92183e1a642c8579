# MQTT of the simulated C1100 with a real broker: one slot for topic and message, used by many.
from atmodem.errors import CommandError, LinkLost
from atmodem.longsung import names
from atmodem.sched import spawn
from support import world
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
ALL = bytes(range(256))


def connect(modem, port=1883, **options):
    return modem.mqtt.connect("broker.test", port, client_id="c1100-test", **options)


async def both_ways(modem):
    mqtt = await connect(modem)
    await mqtt.subscribe("c1100/cmd", qos=1)
    world.publish("c1100/cmd", b"on", 1)
    topic, payload = await mqtt.receive(timeout_ms=10000)
    assert (topic, bytes(payload)) == ("c1100/cmd", b"on")
    await mqtt.publish("c1100/out", b"hello", qos=1)
    assert world.received("c1100/out") == b"hello"
    await mqtt.close()


@online
async def test_both_ways(modem):
    await both_ways(modem)


@online
async def test_results_before_the_result_code(modem):
    await both_ways(modem)


@online
async def test_module_that_tells_no_subscription(modem):
    await both_ways(modem)


@online
async def test_messages_of_every_byte_value_on_several_topics(modem):
    mqtt = await connect(modem)
    for topic in ("c1100/a", "c1100/b/#", "c1100/水"):
        await mqtt.subscribe(topic, 1)
    sent = [
        ("c1100/a", ALL),
        ("c1100/b/x,y", b"0\r4\r\n"),
        ("c1100/水", b""),
        ("c1100/a", b'"'),
        ("c1100/b", bytes(range(255, -1, -1)) * 3),
    ]
    for topic, payload in sent:
        world.publish(topic, payload, 1)
    for topic, payload in sent:
        found = await mqtt.receive(timeout_ms=10000)
        assert (found[0], bytes(found[1])) == (topic, payload)
    await mqtt.close()


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
async def test_login(modem):
    mqtt = await connect(modem, 1884, user="alice", password="secret")
    await mqtt.publish("c1100/login", b"in", qos=1)
    await mqtt.close()
    assert isinstance(await error_of(connect(modem, 1884, user="alice", password="wrong")), CommandError)
    assert not modem.mqtt.sessions[0]


@online
async def test_will_of_a_session_that_breaks(modem):
    await connect(modem, will=("c1100/will", b"gone", 1, False))
    world.ask("modem mqtt-drop")
    assert world.received("c1100/will") == b"gone"


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
async def test_session_that_the_broker_ends(modem):
    mqtt = await connect(modem)
    world.ask("modem mqtt-drop")
    assert isinstance(await error_of(mqtt.receive(timeout_ms=10000)), LinkLost)
    mqtt = await connect(modem)
    await mqtt.publish("c1100/again", b"1", qos=1)
    assert world.received("c1100/again") == b"1"


@online
async def test_every_byte_value_both_ways_in_hexadecimal(modem):
    names.MQTT_HEXADECIMAL = ("message", 1)
    try:
        mqtt = await connect(modem)
        await mqtt.subscribe("c1100/bytes", 1)
        await mqtt.publish("c1100/bytes", ALL, qos=1)
        assert bytes((await mqtt.receive(timeout_ms=10000))[1]) == ALL
        assert world.received("c1100/bytes") == ALL
    finally:
        names.MQTT_HEXADECIMAL = None


@online
async def test_longest_message_and_one_that_is_too_long(modem):
    mqtt = await connect(modem)
    await mqtt.publish("c1100/long", b"x" * 1024, qos=1)
    assert world.received("c1100/long") == b"x" * 1024
    assert await error_of(mqtt.publish("c1100/long", b"x" * 1025), ValueError)
    assert await error_of(mqtt.publish("c1100/long", b"\x00"), ValueError)
