# MQTT of the simulated ML302 with a real broker: what its firmwares may differ in, and the links it opens again by itself.
import atmodem
from atmodem.errors import LinkLost, Rejected
from atmodem.tls import Tls
from support import world
from support.messages import EVERY, HOST, HOSTILE, back_and_forth
from support.program import error_of, in_asyncio, leave_behind, online, opened, until

SETUP = {
    "module": "ml302",
    "arguments": ["--booted", "--chunks", "--speed", "10", "--registration-ms", "200"],
    "also": {
        "test_results_behind_the_ok": ["--set", "result=after"],
        "test_topics_without_quotes": ["--set", "topic=bare", "--set", "colon=:"],
        "test_messages_in_pieces": ["--set", "piece=1024"],
        "test_a_payload_cut_at_its_nul_blocks_nothing": ["--set", "nul=cut"],
        "test_an_encrypted_link_lost_without_a_word": ["--set", "tls-loss=silent"],
        "test_a_refusal_told_by_open_fail": ["--set", "refused=fail"],
        "test_a_farewell_that_is_an_error": ["--set", "farewell=615"],
    },
    "once": (
        "test_a_payload_cut_at_its_nul_blocks_nothing",
        "test_a_farewell_that_is_an_error",
        "test_a_link_on_which_nothing_passes",
        "test_what_the_broker_ends_the_link_for_is_given_up",
        "test_a_broker_that_does_not_come_back_ends_the_session",
    ),
}


@online
async def test_results_behind_the_ok(modem):
    async with await modem.mqtt.connect(HOST, client_id="behind") as mqtt:
        await back_and_forth(mqtt, "behind", (0, 1, 2), HOSTILE)


@online
async def test_topics_without_quotes(modem):
    async with await modem.mqtt.connect(HOST, client_id="bare") as mqtt:
        await back_and_forth(mqtt, "bare/a,b", (1,), HOSTILE)
        await back_and_forth(mqtt, "bare", (2,), HOSTILE)


@online
async def test_backslashes_in_topics_and_texts(modem):
    will = ("back\\will\\", b"\\22gone\\", 1, False)
    mqtt = await modem.mqtt.connect(HOST, client_id="back\\slash", user="a\\b", password="\\\\", will=will)
    await back_and_forth(mqtt, "back\\22slash\\", (0, 1, 2), (b"\\22\\", b"x"))
    assert (await modem.mqtt.settings.configuration())[2:5] == ("back\\slash", 60, "a\\b")
    world.ask("modem pdp-deact")
    assert world.received("back\\will\\") == b"\\22gone\\"


@online
async def test_messages_longer_than_those_it_sends_on_topics_with_quotes(modem):
    async with await modem.mqtt.connect(HOST, client_id="others") as mqtt:
        await mqtt.subscribe("others/#", qos=2)
        for topic, payload in (('others/"', b"x"), ("others/1", EVERY * 8)):
            world.publish(topic, payload, qos=2)
            assert await mqtt.receive(10000) == (topic, payload)


@online
async def test_messages_in_pieces(modem):
    modem.mqtt.settings.pieces(1024)
    async with await modem.mqtt.connect(HOST, client_id="pieces") as mqtt:
        await mqtt.subscribe("pieces", 1)
        for n in (1, 511, 512, 513, 1024, 1025):
            world.ask("publish pieces 1 0 0d0a*%d" % n)
            assert await mqtt.receive(10000) == ("pieces", b"\r\n" * n), n


@online
async def test_a_payload_cut_at_its_nul_blocks_nothing(modem):
    async with await modem.mqtt.connect(HOST, client_id="nul") as mqtt:
        await mqtt.subscribe("nul", 1)
        world.publish("nul", b"ab\0cd", qos=1)
        await atmodem.sleep_ms(5000)
        world.publish("nul", b"whole", qos=1)
        assert await mqtt.receive(10000) == ("nul", b"whole")


@online
async def test_a_refusal_told_by_open_fail(modem):
    error = await error_of(modem.mqtt.connect(HOST, 1884, client_id="fail", user="alice", password="wrong"), Rejected)
    assert error.code == 5


@online
async def test_an_encrypted_link_lost_without_a_word(modem):
    mqtt = await modem.mqtt.connect(HOST, 8883, client_id="silent", keepalive=2, tls=Tls(verify=False))
    world.ask("modem mqtt-drop")
    assert isinstance(await error_of(mqtt.receive(20000)), LinkLost)


@online
async def test_settings_of_the_module(modem):
    settings = modem.mqtt.settings
    async with await modem.mqtt.connect(HOST, client_id="settings", user="u", password="p") as mqtt:
        assert await settings.configuration() == (HOST, 1883, "settings", 60, "u", "***", 1, "", 0)
        await mqtt.subscribe("settings/a,1", 1)
        assert await settings.topics() == [("settings/a", 1)] or await settings.topics() == [("settings/a,1", None)]
        assert await modem.mqtt.state() == 1
        assert await settings.pings_shown()
        await settings.show_pings(False)
        assert not await settings.pings_shown()
        await settings.set_acknowledgement_timeout(20)
        assert await settings.acknowledgement_timeout() == 20
        await settings.reconnect(False)
        assert await settings.reconnection() == (False, 0)
    assert await modem.mqtt.state() == 0


@online
async def test_what_the_broker_ends_the_link_for_is_given_up(modem):
    async with await modem.mqtt.connect(HOST, client_id="given-up") as mqtt:
        for asked in (mqtt.subscribe("a/#/b", 1), mqtt.unsubscribe("a/#/b"), mqtt.publish("/" * 205, b"x", 1)):
            assert isinstance(await error_of(asked), LinkLost)
        await back_and_forth(mqtt, "given-up", (1,), (b"x",))


@online
async def test_pings_are_told(modem):
    mqtt = await modem.mqtt.connect(HOST, client_id="pings", keepalive=5)
    heard = []
    mqtt.handlers.append(lambda *event: heard.append(event))
    await until(lambda: heard.count(("ping",)) > 1)
    await mqtt.close()


@online
async def test_a_link_that_is_opened_again_by_the_module(modem):
    mqtt = await modem.mqtt.connect(HOST, client_id="again")
    heard = []
    mqtt.handlers.append(lambda *event: heard.append(event))
    await mqtt.subscribe("again/#", 1)
    world.ask("modem mqtt-drop")
    await mqtt.publish("again/1", b"while it is away", 1)
    assert await mqtt.receive(10000) == ("again/1", b"while it is away")
    assert heard == [("lost",), ("reconnecting", 1), ("reconnected",)]
    world.publish("again/2", b"of another")
    assert await mqtt.receive(10000) == ("again/2", b"of another")
    await mqtt.close()


@online
async def test_a_broker_that_does_not_come_back_ends_the_session(modem):
    mqtt = await modem.mqtt.connect(HOST, client_id="for-good")
    heard = []
    mqtt.handlers.append(lambda *event: heard.append(event[:2]))
    world.ask("broker kill")
    publishing = atmodem.spawn(error_of(mqtt.publish("for-good", b"?", 1)))
    assert isinstance(await error_of(mqtt.receive(30000)), LinkLost)
    assert isinstance(await publishing, LinkLost)
    assert [event for event in heard if event[0] == "reconnecting"] == [("reconnecting", n) for n in (1, 2, 3)]
    assert heard[0] == ("lost",) and heard[-1][0] == "ended" and not mqtt.connected


@online
async def test_a_farewell_that_is_an_error(modem):
    mqtt = await modem.mqtt.connect(HOST, client_id="error")
    world.ask("broker kill")
    assert isinstance(await error_of(mqtt.receive(60000)), LinkLost)


@online
async def test_a_link_on_which_nothing_passes(modem):
    mqtt = await modem.mqtt.connect(HOST, client_id="stalled", keepalive=11)
    heard = []
    mqtt.handlers.append(lambda *event: heard.append(event))
    world.ask("modem mqtt-stall")
    await mqtt.publish("stalled", b"at last", 1)
    assert world.received("stalled") == b"at last"
    assert ("unanswered", "publish") in heard and ("unanswered", "ping") in heard and heard[-1] == ("reconnected",)
    await mqtt.close()


@in_asyncio
async def test_a_link_that_is_opened_again_inside_asyncio(modem):
    async with await modem.mqtt.connect(HOST, client_id="asyncio") as mqtt:
        heard = []
        mqtt.handlers.append(lambda *event: heard.append(event))
        await mqtt.subscribe("asyncio", 2)
        world.ask("modem mqtt-drop")
        await mqtt.publish("asyncio", EVERY, 2)
        assert await mqtt.receive(10000) == ("asyncio", EVERY)
        assert heard == [("lost",), ("reconnecting", 1), ("reconnected",)]


def test_the_module_is_found_whatever_was_before():
    leave_behind((b'AT+MQTTCFG="broker.test",1883,"half","unfinished\r', b"ERROR\r\n"))

    async def identity(modem):
        assert modem.profile.name == "ml302"
        assert (await modem.device.identity()).model == "ML302"
        assert modem.supports("mqtt") and not modem.supports("sockets")

    opened(identity)()
