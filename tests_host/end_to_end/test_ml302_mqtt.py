# MQTT of the simulated ML302 with a real broker.
import asyncio

import atmodem
from atmodem.errors import CommandError, LinkLost, NotSupported, Rejected
from atmodem.tls import Tls
from support import world
from support.program import APN, error_of, leave_behind, online, opened, until

SETUP = {
    "module": "ml302",
    "arguments": ["--booted", "--chunks", "--speed", "10", "--registration-ms", "200"],
    "also": {
        "test_results_behind_the_ok": ["--set", "result=after"],
        "test_topics_without_quotes": ["--set", "topic=bare", "--set", "colon=:"],
        "test_messages_in_pieces": ["--set", "piece=1024"],
        "test_a_payload_cut_at_its_nul_blocks_nothing": ["--set", "nul=cut"],
        "test_a_link_that_is_not_opened_again": ["--set", "on-close=disconnect"],
        "test_an_encrypted_link_lost_without_a_word": ["--set", "tls-loss=silent"],
        "test_a_refusal_told_by_open_fail": ["--set", "refused=fail"],
        "test_a_farewell_that_is_an_error": ["--set", "farewell=615"],
    },
    "once": (
        "test_a_payload_cut_at_its_nul_blocks_nothing",
        "test_a_farewell_that_is_an_error",
        "test_a_link_on_which_nothing_passes",
        "test_a_broker_that_does_not_come_back_ends_the_session",
        "test_a_context_the_network_takes_away",
        "test_a_restart_in_the_middle_of_an_answer",
    ),
}
HOST = "broker.test"
EVERY = bytes(range(256))
HOSTILE = (EVERY, b"\n", b"\r\nOK\r\n", b"\x1a", b"\x1b", b">", b"\r\n+MQTTPUBACK:0,1\r\n", b"0,1,0,1,t,3,", EVERY * 4, b"")


async def back_and_forth(mqtt, topic, qualities=(0, 1, 2), payloads=HOSTILE):
    """What is published is what others get, and what comes back."""
    for qos in qualities:
        assert await mqtt.subscribe(topic, qos=qos) == qos
        for payload in payloads:
            await mqtt.publish(topic, payload, qos=qos)
            assert world.received(topic) == payload, (qos, payload)
            assert await mqtt.receive(10000) == (topic, payload), (qos, payload)
        await mqtt.unsubscribe(topic)
    assert mqtt.dropped == 0


@online
async def test_every_byte_in_every_quality(modem):
    async with await modem.mqtt.connect(HOST, client_id="every") as mqtt:
        await back_and_forth(mqtt, "every")


@online
async def test_results_behind_the_ok(modem):
    async with await modem.mqtt.connect(HOST, client_id="behind") as mqtt:
        await back_and_forth(mqtt, "behind")


@online
async def test_topics_without_quotes(modem):
    async with await modem.mqtt.connect(HOST, client_id="bare") as mqtt:
        await back_and_forth(mqtt, "bare/a,b", (1,))
        await back_and_forth(mqtt, "bare", (2,))


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
async def test_messages_of_others(modem):
    async with await modem.mqtt.connect(HOST, client_id="others") as mqtt:
        await mqtt.subscribe("others/#", qos=2)
        messages = ("others/1", b"\r\nERROR\r\n"), ("others/a,b", EVERY), ('others/"', b"x"), ("others/1", EVERY * 8)
        for topic, payload in messages:
            world.publish(topic, payload, qos=2)
            assert await mqtt.receive(10000) == (topic, payload)
        await mqtt.unsubscribe("others/#")
        world.publish("others/1", b"unheard")
        assert isinstance(await error_of(mqtt.receive(500)), atmodem.Timeout)


@online
async def test_the_longest_message_and_one_that_is_kept(modem):
    async with await modem.mqtt.connect(HOST, client_id="kept") as mqtt:
        await mqtt.publish("kept/long", EVERY * 4, qos=2)
        assert world.received("kept/long") == EVERY * 4
        await mqtt.publish("kept", b"kept", qos=1, retain=True)
        await mqtt.subscribe("kept")
        assert await mqtt.receive(10000) == ("kept", b"kept")
        await mqtt.publish("kept", b"", qos=1, retain=True)


@online
async def test_password(modem):
    async with await modem.mqtt.connect(HOST, 1884, client_id="password", user="alice", password="secret") as mqtt:
        await back_and_forth(mqtt, "password", (2,), (EVERY,))


@online
async def test_a_wrong_password_is_a_refusal(modem):
    login = {"client_id": "password", "user": "alice", "password": "wrong"}
    error = await error_of(modem.mqtt.connect(HOST, 1884, **login), Rejected)
    assert error.code == 5 and "wrong" not in str(error)
    async with await modem.mqtt.connect(HOST, client_id="password") as mqtt:
        await back_and_forth(mqtt, "password", (1,), (EVERY,))


@online
async def test_a_refusal_told_by_open_fail(modem):
    error = await error_of(modem.mqtt.connect(HOST, 1884, client_id="fail", user="alice", password="wrong"), Rejected)
    assert error.code == 5


@online
async def test_encryption_that_verifies_nothing_must_be_asked_for_in_so_many_words(modem):
    tls = Tls(ca=world.certificate("ca"))
    assert isinstance(await error_of(modem.mqtt.connect(HOST, 8883, client_id="tls", tls=tls)), NotSupported)
    async with await modem.mqtt.connect(HOST, 8883, client_id="tls", tls=Tls(verify=False)) as mqtt:
        await back_and_forth(mqtt, "tls", (1,), (EVERY,))


@online
async def test_an_encrypted_link_lost_without_a_word(modem):
    mqtt = await modem.mqtt.connect(HOST, 8883, client_id="silent", keepalive=2, tls=Tls(verify=False))
    world.ask("modem mqtt-drop")
    assert isinstance(await error_of(mqtt.receive(20000)), LinkLost)


@online
async def test_nobody_listens(modem):
    error = await error_of(modem.mqtt.connect(HOST, 1, client_id="nobody"), CommandError)
    assert error.code == 603 and "connect failed" in str(error)


@online
async def test_the_will(modem):
    await modem.mqtt.connect(HOST, client_id="will", will=("will/state", b"gone", 1, False))
    world.ask("modem restart")
    assert world.received("will/state") == b"gone"


@online
async def test_a_session_that_stays(modem):
    mqtt = await modem.mqtt.connect(HOST, client_id="stays", clean=False)
    await mqtt.subscribe("stays/1", qos=1)
    await mqtt.close()
    world.publish("stays/1", b"meanwhile", qos=1)
    mqtt = await modem.mqtt.connect(HOST, client_id="stays", clean=False)
    assert await mqtt.receive(10000) == ("stays/1", b"meanwhile")
    await mqtt.close()
    await (await modem.mqtt.connect(HOST, client_id="stays", clean=True)).close()


@online
async def test_a_session_left_open_is_taken_over(modem):
    await modem.at.execute('+MQTTCFG="broker.test",1883,"before",60,"","",1')
    await modem.at.execute('+MQTTOPEN=0,0,0,0,0,"",""', timeout_ms=10000)
    async with await modem.mqtt.connect(HOST, client_id="after") as mqtt:
        await back_and_forth(mqtt, "after", (1,), (EVERY,))


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
async def test_a_link_that_is_not_opened_again(modem):
    mqtt = await modem.mqtt.connect(HOST, client_id="final")
    heard = []
    mqtt.handlers.append(lambda *event: heard.append(event[0]))
    publishing = atmodem.spawn(error_of(mqtt.receive(20000)))
    world.ask("broker kill")
    assert isinstance(await publishing, LinkLost)
    assert heard == ["ended"]
    world.ask("broker start")
    async with await modem.mqtt.connect(HOST, client_id="final") as mqtt:
        await back_and_forth(mqtt, "final", (1,), (EVERY,))


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


@online
async def test_a_context_the_network_takes_away(modem):
    mqtt = await modem.mqtt.connect(HOST, client_id="context")
    world.ask("modem pdp-deact")
    assert isinstance(await error_of(mqtt.receive(20000)), LinkLost)
    await modem.start(apn=APN)
    async with await modem.mqtt.connect(HOST, client_id="context") as mqtt:
        await back_and_forth(mqtt, "context", (1,), (EVERY,))


@online
async def test_a_restart_of_the_module(modem):
    mqtt = await modem.mqtt.connect(HOST, client_id="restart")
    waiting = atmodem.spawn(error_of(mqtt.receive(20000)))
    world.ask("modem restart")
    assert isinstance(await waiting, LinkLost)
    await modem.start(apn=APN)
    async with await modem.mqtt.connect(HOST, client_id="restart") as mqtt:
        await back_and_forth(mqtt, "restart", (1,), (EVERY,))


@online
async def test_a_restart_in_the_middle_of_an_answer(modem):
    for command in ("AT+MQTTSUB", "AT+MQTTPUB"):
        mqtt = await modem.mqtt.connect(HOST, client_id="middle")
        world.ask("modem at %s: reboot" % command)
        doing = mqtt.subscribe("middle", 1) if command == "AT+MQTTSUB" else mqtt.publish("middle", b"?", 1)
        assert isinstance(await error_of(doing), LinkLost), command
        await modem.start(apn=APN)
    async with await modem.mqtt.connect(HOST, client_id="middle") as mqtt:
        await back_and_forth(mqtt, "middle/after", (1,), (EVERY,))


def test_a_link_that_is_opened_again_inside_asyncio():
    async def main():
        modem = await atmodem.open(port)
        try:
            await modem.start(apn=APN)
            async with await modem.mqtt.connect(HOST, client_id="asyncio") as mqtt:
                heard = []
                mqtt.handlers.append(lambda *event: heard.append(event))
                await mqtt.subscribe("asyncio", 2)
                world.ask("modem mqtt-drop")
                await mqtt.publish("asyncio", EVERY, 2)
                assert await mqtt.receive(10000) == ("asyncio", EVERY)
                assert heard == [("lost",), ("reconnecting", 1), ("reconnected",)]
        finally:
            modem.close()

    port = world.port()
    try:
        asyncio.run(main())
    finally:
        port.close()


@online
async def test_publishing_from_many_tasks(modem):
    async with await modem.mqtt.connect(HOST, client_id="many") as mqtt:
        tasks = [atmodem.spawn(mqtt.publish("many/%d" % i, b"%d" % i, qos=i % 3)) for i in range(12)]
        for task in tasks:
            await task
        for i in range(12):
            assert world.received("many/%d" % i) == b"%d" % i


def test_the_module_is_found_whatever_was_before():
    leave_behind((b'AT+MQTTCFG="broker.test",1883,"half","unfinished\r', b"ERROR\r\n"))

    async def identity(modem):
        assert modem.profile.name == "ml302"
        assert (await modem.device.identity()).model == "ML302"
        assert modem.supports("mqtt") and not modem.supports("sockets")

    opened(identity)()
