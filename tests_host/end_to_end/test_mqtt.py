# MQTT messages between a program on any of the modules and other clients of a real broker.
import atmodem
from atmodem.errors import Busy, NotSupported, Timeout
from support import world
from support.messages import EVERY, HOST, HOSTILE, back_and_forth, heard_whole, is_sent, talks
from support.program import APN, echoes, error_of, online, until

SETUP = {
    "module": ["ec20", "l610", "ml302", "c1100", "ym310"],
    "arguments": ["--booted", "--chunks", "--speed", "5"],
    "everywhere": True,
    "also": {
        "test_messages_wait_in_the_module_when_receiving_is_buffered[l610]": ["--set", "stored=1"],
        # It tries to connect again first.
        "test_the_will_is_published_when_the_link_is_lost_and_not_when_the_session_closes[ml302]": ["--speed", "20"],
    },
    "only": {
        "test_messages_wait_in_the_module_when_receiving_is_buffered": ["ec20", "l610", "ym310"],
        "test_a_module_that_keeps_no_messages_says_so": ["l610", "c1100"],
        "test_sessions_at_once_keep_their_messages_apart": ["ec20", "l610"],
        "test_the_same_client_elsewhere_ends_the_session": ["ec20", "l610"],
        "test_links_beside_a_session": ["ec20", "c1100", "ym310"],
    },
    "once": [
        "test_sessions_at_once_keep_their_messages_apart", "test_links_beside_a_session", "test_messages_of_other_clients",
        "test_the_longest_message_and_one_that_is_longer",
        "test_a_retained_message_waits_for_who_subscribes_later_until_it_is_cleared",
        "test_the_will_is_published_when_the_link_is_lost_and_not_when_the_session_closes",
        "test_a_session_that_stays_gets_what_came_while_it_was_away", "test_a_clean_session_forgets",
        "test_as_many_sessions_as_the_module_has_clients_and_no_more", "test_a_module_that_keeps_no_messages_says_so",
        "test_the_same_client_elsewhere_ends_the_session", "test_a_quiet_session_stays_alive",
    ],
}  # fmt: skip


@online
async def test_every_byte_in_every_quality(modem):
    async with await modem.mqtt.connect(HOST, client_id="every") as session:
        await back_and_forth(session, "every", (0, 1, 2), HOSTILE)


@online
async def test_messages_of_other_clients(modem):
    async with await modem.mqtt.connect(HOST, client_id="others") as session:
        await session.subscribe("others/#", 2)
        await session.subscribe("a, b", 1)
        for topic, payload in (
            ("others/1", b"+MQTTBREAK: 1,1"), ("others/1", b"\r\nERROR\r\n"), ("others/a,b", EVERY), ("others/水表/状态", b"x"),
            ("others/a b", b"on: true, level: 3"), ("others/a b", b""), ("a, b", b"c, d"), ("others/1", b"0123456789abcdef" * 64),
        ):  # fmt: skip
            if " " in topic:
                await session.publish(topic, payload, 1)
            elif heard_whole(payload):
                world.publish(topic, payload, 1)
            else:
                continue
            assert await session.receive(10000) == (topic, payload)
        await session.unsubscribe("others/#")
        world.publish("others/1", b"unheard", 1)
        await session.publish("a, b", b"heard", 1)
        assert await session.receive(10000) == ("a, b", b"heard")


@online
async def test_quality_2_is_exactly_once_and_in_order(modem):
    async with await modem.mqtt.connect(HOST, client_id="once") as session:
        await session.subscribe("once/in", 2)
        for number in range(8):
            world.publish("once/in", b"%d" % number, 2)
            await session.publish("once/out", b"%d" % number, 2)
        # What came twice would come before the end.
        await session.publish("once/out", b"end", 2)
        for payload in [b"%d" % number for number in range(8)] + [b"end"]:
            assert world.received("once/out") == payload
        for number in range(8):
            assert await session.receive(5000) == ("once/in", b"%d" % number)
        await session.publish("once/in", b"end", 2)
        assert await session.receive(5000) == ("once/in", b"end")


@online
async def test_a_retained_message_waits_for_who_subscribes_later_until_it_is_cleared(modem):
    async with await modem.mqtt.connect(HOST, client_id="retain") as session:
        await session.publish("retain", b"kept", qos=1, retain=True)
        await session.publish("retain", b"passed", qos=1)
        await session.subscribe("retain", 1)
        assert await session.receive(5000) == ("retain", b"kept")
        await session.publish("retain", b"", qos=1, retain=True)
        assert await session.receive(5000) == ("retain", b"")
        await session.subscribe("retain", 1)
        assert isinstance(await error_of(session.receive(300)), Timeout)


@online
async def test_the_longest_message_and_one_that_is_longer(modem):
    most = modem.profile.limits["payload"]
    async with await modem.mqtt.connect(HOST, client_id="long") as session:
        every = bytes([value for value in range(256) if is_sent(session, bytes([value]))])
        longest = every * (most // len(every)) + every[: most % len(every)]
        for qos in (0, 1, 2):
            await session.publish("long", longest, qos)
            assert world.received("long") == longest
        error = await error_of(session.publish("long", longest + b"x", 1), ValueError)
        assert str(most) in str(error), error
        await session.publish("long", b"end", 1)
        assert world.received("long") == b"end"


@online
async def test_the_will_is_published_when_the_link_is_lost_and_not_when_the_session_closes(modem):
    will = ("will/state", b"gone, with a comma", 1, False)
    session = await modem.mqtt.connect(HOST, client_id="will", will=will)
    world.ask("modem pdp-deact")
    assert world.received("will/state") == b"gone, with a comma"
    await until(lambda: not session.connected)
    await modem.start(apn=APN)
    session = await modem.mqtt.connect(HOST, client_id="will", will=will)
    await session.close()
    session = await modem.mqtt.connect(HOST, client_id="will")  # this one has none
    world.ask("modem pdp-deact")
    await until(lambda: not session.connected)
    if world.module() == "c1100":  # it has no session without a will, but an empty one on the client's name
        assert world.received("will") == b""
    world.publish("will/state", b"end")
    assert world.received("will/state") == b"end"


@online
async def test_a_session_that_stays_gets_what_came_while_it_was_away(modem):
    session = await modem.mqtt.connect(HOST, client_id="stays", clean=False)
    await session.subscribe("stays", 1)
    await session.close()
    for number in range(3):
        world.publish("stays", b"%d" % number, 1)
    async with await modem.mqtt.connect(HOST, client_id="stays", clean=False) as session:
        for number in range(3):
            assert await session.receive(5000) == ("stays", b"%d" % number)
    await (await modem.mqtt.connect(HOST, client_id="stays")).close()  # the broker need not keep it any longer


@online
async def test_a_clean_session_forgets(modem):
    session = await modem.mqtt.connect(HOST, client_id="clean")
    await session.subscribe("clean", 1)
    await session.close()
    world.publish("clean", b"missed", 1)
    async with await modem.mqtt.connect(HOST, client_id="clean") as session:
        assert isinstance(await error_of(session.receive(300)), Timeout)


@online
async def test_a_session_behind_one_that_subscribed_to_many_topics(modem):
    for _ in range(2):
        async with await modem.mqtt.connect(HOST, client_id="behind") as session:
            await session.subscribe("behind/#", 1)


@online
async def test_publishing_and_subscribing_from_many_tasks(modem):
    async with await modem.mqtt.connect(HOST, client_id="many") as session:
        tasks = [atmodem.spawn(session.publish("many/%d" % i, b"%d" % i, i % 3)) for i in range(12)]
        tasks += [atmodem.spawn(session.subscribe("many/in/%d" % i, i % 3)) for i in range(4)]
        for task in tasks:
            await task
        for i in range(12):
            assert world.received("many/%d" % i) == b"%d" % i
        for i in range(4):
            world.publish("many/in/%d" % i, b"%d" % i, 1)
            assert await session.receive(10000) == ("many/in/%d" % i, b"%d" % i)


@online
async def test_as_many_sessions_as_the_module_has_clients_and_no_more(modem):
    clients = modem.profile.mqtt_clients
    for _ in range(2):
        sessions = []
        for number in range(clients):
            sessions.append(await modem.mqtt.connect(HOST, client_id="all%d" % number))
        assert isinstance(await error_of(modem.mqtt.connect(HOST, client_id="one-more")), Busy)
        for number in range(clients):
            await sessions[number].publish("all", b"%d" % number, 1)
            assert world.received("all") == b"%d" % number
            await sessions[number].close()


@online
async def test_sessions_at_once_keep_their_messages_apart(modem):
    first = await modem.mqtt.connect(HOST, client_id="first")
    second = await modem.mqtt.connect(HOST, client_id="second")
    await first.subscribe("two/first", 1)
    await second.subscribe("two/second", 2)

    async def talk(session, own, other, qos):
        for number in range(8):
            await session.publish(other, b"%d" % number, qos)
        for number in range(8):
            assert await session.receive(5000) == (own, b"%d" % number)

    tasks = [
        atmodem.spawn(talk(first, "two/first", "two/second", 1)),
        atmodem.spawn(talk(second, "two/second", "two/first", 2)),
    ]
    for task in tasks:
        await task
    await first.close()
    assert second.connected
    await second.publish("two/second", b"left alone", 1)
    assert await second.receive(5000) == ("two/second", b"left alone")
    await second.close()


@online
async def test_a_full_inbox_drops_the_latest_and_counts_them(modem):
    async with await modem.mqtt.connect(HOST, client_id="full", queue=3) as session:
        await session.subscribe("full", 1)
        for number in range(5):
            world.publish("full", b"%d" % number, 1)
        await until(lambda: session.dropped == 2)
        for number in range(3):
            assert await session.receive(5000) == ("full", b"%d" % number)
        await session.publish("full", b"5", 1)
        assert await session.receive(5000) == ("full", b"5")
        assert session.dropped == 2


@online
async def test_messages_wait_in_the_module_when_receiving_is_buffered(modem):
    room, count = (4, 5) if world.module() == "ym310" else (2, 7)  # the YM310 keeps four, and hands out all of them at once
    async with await modem.mqtt.connect(HOST, client_id="buffered", queue=room, buffered=True) as session:
        await session.subscribe("buffered/#", 2)
        for number in range(count):
            world.publish("buffered/%d" % number, b'\x00",\r\nOK\r\n' * number, 2)
            await atmodem.sleep_ms(20)
        for number in range(count):
            assert await session.receive(5000) == ("buffered/%d" % number, b'\x00",\r\nOK\r\n' * number)
        assert session.dropped == 0


@online
async def test_a_module_that_keeps_no_messages_says_so(modem):
    assert isinstance(await error_of(modem.mqtt.connect(HOST, client_id="none", buffered=True)), NotSupported)
    await talks(modem, "none")


@online
async def test_the_same_client_elsewhere_ends_the_session(modem):
    first = await modem.mqtt.connect(HOST, client_id="same")
    second = await modem.mqtt.connect(HOST, client_id="same")
    assert isinstance(await error_of(first.receive(5000)), atmodem.LinkLost)
    await second.publish("same", b"me", 1)
    assert world.received("same") == b"me"
    await second.close()


@online
async def test_a_quiet_session_stays_alive(modem):
    async with await modem.mqtt.connect(HOST, client_id="alive", keepalive=3) as session:
        await atmodem.sleep_ms(1500)  # 7.5 s for the module
        await session.publish("alive", b"yes", 1)
        assert world.received("alive") == b"yes"


@online
async def test_links_beside_a_session(modem):
    async with await modem.mqtt.connect(HOST, client_id="beside") as session:
        await session.subscribe("beside", 1)
        async with await modem.sockets.open("tcp", "echo.test", 7) as link:
            for number in range(10):
                published = atmodem.spawn(session.publish("beside", b"%d" % number, 2))
                await echoes(link, EVERY)
                await published
                assert await session.receive(10000) == ("beside", b"%d" % number)
        assert session.connected
