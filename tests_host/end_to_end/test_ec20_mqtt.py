# MQTT between a program on an EC20 and other clients of a real broker.
import atmodem
from support import world
from support.program import error_of, online, until

SETUP = {
    "module": "ec20",
    "arguments": ["--booted", "--speed", "5"],
    "everywhere": True,
    "once": (
        "test_all_clients_of_the_module_can_be_used_and_are_given_back",
        "test_a_persistent_session_gets_what_came_while_it_was_away",
        "test_a_retained_message_waits_for_who_subscribes_later_until_it_is_cleared",
        "test_a_clean_session_forgets",
        "test_nothing_comes_after_unsubscribing",
        "test_the_same_client_elsewhere_ends_the_session",
        "test_a_quiet_session_stays_alive",
    ),
}
HOST = "broker.test"


@online
async def test_another_client_gets_what_is_published_at_every_qos(modem):
    async with await modem.mqtt.connect(HOST, client_id="out") as session:
        for qos in range(3):
            await session.publish("out/%d" % qos, b"\x00\x1a\xff", qos=qos)
            assert world.received("out/%d" % qos) == b"\x00\x1a\xff"


@online
async def test_what_another_client_publishes_is_received_at_every_qos(modem):
    async with await modem.mqtt.connect(HOST, client_id="in") as session:
        for qos in range(3):
            assert await session.subscribe("in/%d/#" % qos, qos) == qos
            world.publish("in/%d/a" % qos, b"\x00\x1a\xff", qos)
            assert await session.receive(5000) == ("in/%d/a" % qos, b"\x00\x1a\xff")


@online
async def test_qos_2_is_delivered_exactly_once_and_in_order(modem):
    async with await modem.mqtt.connect(HOST, client_id="once") as session:
        await session.subscribe("once/in", 2)
        for number in range(8):
            world.publish("once/in", b"%d" % number, 2)
            await session.publish("once/out", b"%d" % number, 2)
        for number in range(8):
            assert await session.receive(5000) == ("once/in", b"%d" % number)
            assert world.received("once/out") == b"%d" % number
        # What came twice would come before this.
        await session.publish("once/in", b"end", 2)
        await session.publish("once/out", b"end", 2)
        assert await session.receive(5000) == ("once/in", b"end")
        assert world.received("once/out") == b"end"


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
        assert isinstance(await error_of(session.receive(300)), atmodem.Timeout)


@online
async def test_the_will_is_published_when_the_link_drops_and_not_when_the_session_closes(modem):
    will = ("will/state", b"gone, with a comma", 1, False)
    session = await modem.mqtt.connect(HOST, client_id="will", will=will)
    await modem.mqtt.drop(session.index)
    assert world.received("will/state") == b"gone, with a comma"
    assert isinstance(await error_of(session.receive(100)), atmodem.LinkLost)
    session = await modem.mqtt.connect(HOST, client_id="will", will=will)
    await session.close()
    session = await modem.mqtt.connect(HOST, client_id="will")  # this one has none
    await modem.mqtt.drop(session.index)
    world.publish("will/state", b"end")
    assert world.received("will/state") == b"end"


@online
async def test_a_persistent_session_gets_what_came_while_it_was_away(modem):
    session = await modem.mqtt.connect(HOST, client_id="persistent", clean=False)
    await session.subscribe("persistent", 1)
    await session.close()
    for number in range(3):
        world.publish("persistent", b"%d" % number, 1)
    async with await modem.mqtt.connect(HOST, client_id="persistent", clean=False) as session:
        for number in range(3):
            assert await session.receive(5000) == ("persistent", b"%d" % number)


@online
async def test_a_clean_session_forgets(modem):
    session = await modem.mqtt.connect(HOST, client_id="clean")
    await session.subscribe("clean", 1)
    await session.close()
    world.publish("clean", b"missed", 1)
    async with await modem.mqtt.connect(HOST, client_id="clean") as session:
        assert isinstance(await error_of(session.receive(300)), atmodem.Timeout)


@online
async def test_nothing_comes_after_unsubscribing(modem):
    async with await modem.mqtt.connect(HOST, client_id="unsubscribe") as session:
        await session.subscribe("unsubscribe/a", 1)
        await session.subscribe("unsubscribe/b", 1)
        await session.unsubscribe("unsubscribe/a")
        world.publish("unsubscribe/a", b"1", 1)
        world.publish("unsubscribe/b", b"2", 1)
        assert await session.receive(5000) == ("unsubscribe/b", b"2")


@online
async def test_two_sessions_at_once_keep_their_messages_apart(modem):
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
async def test_all_clients_of_the_module_can_be_used_and_are_given_back(modem):
    for _ in range(2):
        sessions = []
        for number in range(6):
            sessions.append(await modem.mqtt.connect(HOST, client_id="all%d" % number))
        assert isinstance(await error_of(modem.mqtt.connect(HOST, client_id="all6")), atmodem.Busy)
        for number in range(6):
            await sessions[number].publish("all", b"%d" % number, 1)
            assert world.received("all") == b"%d" % number
            await sessions[number].close()


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
    async with await modem.mqtt.connect(HOST, client_id="buffered", queue=2, buffered=True) as session:
        await session.subscribe("buffered/#", 2)
        for number in range(7):  # two in the inbox, five in the module
            world.publish("buffered/%d" % number, b'\x00",\r\nOK\r\n' * number, 2)
            await atmodem.sleep_ms(20)
        for number in range(7):
            assert await session.receive(5000) == ("buffered/%d" % number, b'\x00",\r\nOK\r\n' * number)
        assert session.dropped == 0


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
