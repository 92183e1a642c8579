# MQTT of the simulated L610 with a real broker.
import atmodem
from atmodem.errors import Busy, CommandError, LinkLost, Rejected
from atmodem.tls import Tls
from support import world
from support.program import APN, error_of, run

BEFORE = ["--set", "result=before"]
STORED = ["--set", "stored=1"]
SETUP = {
    "module": "l610",
    "arguments": ["--booted", "--chunks"],
    "also": {
        "test_results_before_ok": BEFORE,
        "test_messages_in_quotes": ["--set", "message=quoted"],
        "test_messages_with_their_topic_in_quotes": ["--set", "message=topic"],
        "test_messages_without_blanks": ["--set", "message=tight"],
        "test_every_byte_in_both_directions": STORED,
        "test_more_messages_than_the_inbox_holds": STORED,
        "test_the_brokers_no_with_a_number": ["--set", "refusal=code"],
        "test_tls_of_the_firmware_of_the_guide": ["--set", "tls=files"],
        "test_a_session_the_module_opened_again": ["--set", "reconnect=1"],
    },
    "once": [
        "test_messages_in_quotes", "test_messages_with_their_topic_in_quotes", "test_messages_without_blanks",
        "test_results_before_ok", "test_more_messages_than_the_inbox_holds", "test_firmware_that_keeps_no_messages_says_so",
        "test_a_retained_message_and_its_end", "test_password", "test_the_brokers_no_with_a_number", "test_nobody_listens",
        "test_tls_of_the_firmware_of_the_guide", "test_mutual_tls", "test_the_will", "test_a_session_that_stays",
        "test_a_session_the_module_opened_again", "test_the_module_restarts", "test_quality_2_is_exactly_once",
        "test_who_publishes_when_the_link_breaks_is_told", "test_the_address_is_lost_and_called_for_again",
    ],
}  # fmt: skip

EVERY = bytes(range(256))
# What passes where a message ends with its line: all but CR and LF.
LINE = bytes([c for c in range(256) if c not in (10, 13)])


def session(work, *arguments, **named):
    """Open the module, connect with these arguments, do `work(modem, mqtt)`."""

    async def main(modem):
        modem.packet.given = (APN, None, None, "PAP")
        return await work(modem, await modem.mqtt.connect("broker.test", *arguments, **named))

    return run(main)


async def back_and_forth(modem, mqtt):
    topic = world.module() + "/back"
    await mqtt.subscribe(topic, qos=1)
    await mqtt.publish(topic, LINE, qos=1)
    assert await mqtt.receive(10000) == (topic, LINE)
    await mqtt.close()


def test_every_byte_in_every_quality():
    async def work(modem, mqtt):
        for qos in (0, 1, 2):
            topic = "every/%d" % qos
            assert await mqtt.subscribe(topic, qos=qos) == qos
            for payload in (LINE, b"\x1a", b"\x1b", b">", b'"123"', b", ", b' {"a": 1, "b": 2} ', LINE * 4):
                await mqtt.publish(topic, payload, qos=qos)
                assert await mqtt.receive(10000) == (topic, payload), (qos, payload)
                assert world.received(topic) == payload
            await mqtt.unsubscribe(topic)
            for payload in (EVERY, EVERY * 4, b"\r\nOK\r\n", b"\n", b"+MQTTPUB: 1,0\r\n", b""):
                await mqtt.publish(topic, payload, qos=qos)
                assert world.received(topic) == payload
        assert mqtt.dropped == 0
        await mqtt.close()

    session(work, client_id="every")


def test_every_byte_in_both_directions():
    async def work(modem, mqtt):
        for qos in (0, 1, 2):
            topic = "both/%d" % qos
            await mqtt.subscribe(topic, qos=qos)
            for payload in (EVERY, EVERY * 4, b"\r\nOK\r\n", b"\n", b'"', b'","', b"+MQTTPUB: 1,0\r\n", b""):
                await mqtt.publish(topic, payload, qos=qos)
                assert await mqtt.receive(10000) == (topic, payload), (qos, payload)
        await mqtt.close()

    session(work, client_id="both", buffered=True)


def test_more_messages_than_the_inbox_holds():
    async def work(modem, mqtt):
        await mqtt.subscribe("more/#", qos=1)
        for i in range(6):
            world.publish("more/%d" % i, b"%d\r\n" % i, qos=1)
        for i in range(6):
            assert await mqtt.receive(10000) == ("more/%d" % i, b"%d\r\n" % i)
        assert mqtt.dropped == 0
        await mqtt.close()

    session(work, client_id="more", buffered=True, queue=2)


def test_firmware_that_keeps_no_messages_says_so():
    try:
        session(back_and_forth, client_id="none", buffered=True)
    except atmodem.NotSupported:
        return
    raise AssertionError("connected")


def test_messages_in_quotes():
    session(others, client_id="others")


def test_messages_with_their_topic_in_quotes():
    session(others, client_id="others")


def test_messages_without_blanks():
    session(others, client_id="others")


def test_messages_of_others():
    session(others, client_id="others")


async def others(modem, mqtt):
    await mqtt.subscribe("others/#", qos=1)
    await mqtt.subscribe("a, b", qos=1)
    for topic, payload in (
        ("others/1", b"+MQTTBREAK: 1,1"),
        ("others/a b", b'{"on": true, "level": 3}'),
        ("others/a b", b""),
        ("a, b", b"c, d"),
        ("others/1", LINE[40:]),
    ):
        await mqtt.publish(topic, payload, qos=1)
        assert await mqtt.receive(10000) == (topic, payload)
    world.publish("others/2", LINE, qos=1)
    assert await mqtt.receive(10000) == ("others/2", LINE)
    await mqtt.unsubscribe("others/#")
    world.publish("others/1", b"unheard")
    await mqtt.publish("a, b", b"heard")
    assert await mqtt.receive(10000) == ("a, b", b"heard")
    await mqtt.close()


def test_quality_2_is_exactly_once():
    async def work(modem, mqtt):
        for i in range(20):
            await mqtt.publish("once", b"%d" % i, qos=2)
        for i in range(20):
            assert world.received("once") == b"%d" % i
        await mqtt.publish("once", b"last", qos=2)
        assert world.received("once") == b"last"
        await mqtt.close()

    session(work, client_id="once")


def test_results_before_ok():
    session(back_and_forth, client_id="before")


def test_a_retained_message_and_its_end():
    async def work(modem, mqtt):
        await mqtt.publish("kept/state", b"kept", qos=1, retain=True)
        await mqtt.subscribe("kept/state")
        assert await mqtt.receive(10000) == ("kept/state", b"kept")
        await mqtt.publish("kept/state", b"", qos=1, retain=True)
        await mqtt.close()

    session(work, client_id="retain")


def test_password():
    session(back_and_forth, 1884, client_id="password", user="alice", password="secret")


def test_a_wrong_password_is_a_refusal():
    try:
        session(back_and_forth, 1884, client_id="password", user="alice", password="wrong")
    except Rejected as error:
        assert error.code == -1 and "wrong" not in str(error)
    else:
        raise AssertionError("let in")


def test_the_brokers_no_with_a_number():
    try:
        session(back_and_forth, 1884, client_id="password", user="alice", password="wrong")
    except Rejected as error:
        assert error.code == 5 and str(error) == "not authorized"
    else:
        raise AssertionError("let in")


def test_tls():
    session(back_and_forth, 8883, client_id="tls", tls=Tls(ca=world.certificate("ca")))


def test_mutual_tls():
    tls = Tls(ca=world.certificate("ca"), certificate=world.certificate("client"), key=world.certificate("client.key"))
    session(back_and_forth, 8884, client_id="mutual", tls=tls)


def test_tls_of_the_firmware_of_the_guide():
    async def main(modem):
        modem.mqtt.tls_argument = ()
        tls = Tls(ca=world.certificate("ca"))
        await back_and_forth(modem, await modem.mqtt.connect("broker.test", 8883, "guide", tls=tls))

    run(main)


def test_servers_that_must_not_be_trusted():
    async def main(modem):
        tls = Tls(ca=world.certificate("ca"))
        for port in (8885, 8886):
            error = await error_of(modem.mqtt.connect("broker.test", port, "mistrust", tls=tls), CommandError)
            assert error and error.kind == "TLS" and error.code == -11, error
        # A root once loaded would go on being trusted: another one is not put beside it.
        other = Tls(ca=world.certificate("other-ca"))
        assert await error_of(modem.mqtt.connect("broker.test", 8883, "mistrust", tls=other), atmodem.NotSupported)
        await back_and_forth(modem, await modem.mqtt.connect("broker.test", 8885, "trust", tls=Tls(verify=False)))
        # Loaded once for all of these.
        assert await modem.at.rows("+GTSSLFILE?") == [("TRUSTFILE", 1)]

    run(main)


def test_nobody_listens():
    async def main(modem):
        error = await error_of(modem.mqtt.connect("broker.test", 1, "nobody"), Rejected)
        assert error.code == -1
        assert modem.mqtt.sessions == [None, None]

    run(main)


def test_two_clients_and_no_third():
    async def work(modem, first):
        second = await modem.mqtt.connect("broker.test", client_id="two")
        assert await error_of(modem.mqtt.connect("broker.test", client_id="three"), Busy)
        assert await modem.mqtt.open_clients() == [1, 2]
        await first.subscribe("to/1", qos=1)
        await second.subscribe("to/2", qos=1)
        tasks = [atmodem.spawn(first.publish("to/2", b"2", qos=1)), atmodem.spawn(second.publish("to/1", b"1", qos=1))]
        for task in tasks:
            await task
        assert await first.receive(10000) == ("to/1", b"1")
        assert await second.receive(10000) == ("to/2", b"2")
        await first.close()
        assert second.connected
        await second.close()

    session(work, client_id="one")


def test_the_will():
    async def work(modem, mqtt):
        world.ask("modem restart")
        assert world.received("will/state") == b"gone"

    session(work, client_id="will", will=("will/state", b"gone", 1, False))


def test_a_session_that_stays():
    async def work(modem, mqtt):
        await mqtt.subscribe("stays/1", qos=1)
        await mqtt.close()
        world.publish("stays/1", b"meanwhile", qos=1)
        mqtt = await modem.mqtt.connect("broker.test", client_id="stays", clean=False)
        assert await mqtt.receive(10000) == ("stays/1", b"meanwhile")
        await mqtt.close()
        mqtt = await modem.mqtt.connect("broker.test", client_id="stays", clean=True)
        await mqtt.close()

    session(work, client_id="stays", clean=False)


def test_the_broker_dies_and_comes_back():
    async def work(modem, mqtt):
        await mqtt.subscribe("dies")
        world.ask("broker kill")
        assert await error_of(mqtt.receive(20000), LinkLost)
        assert await error_of(mqtt.publish("dies", b"x", qos=1), LinkLost)
        world.ask("broker start")
        await back_and_forth(modem, await modem.mqtt.connect("broker.test", client_id="dies"))

    session(work, client_id="dies")


def test_a_session_the_module_opened_again():
    async def work(modem, mqtt):
        world.ask("broker restart")
        assert await error_of(mqtt.receive(20000), LinkLost)
        for _ in range(1000):
            if await modem.mqtt.open_clients():
                break
            await atmodem.sleep_ms(20)
        await back_and_forth(modem, await modem.mqtt.connect("broker.test", client_id="again"))

    session(work, client_id="again")


def test_who_publishes_when_the_link_breaks_is_told():
    async def work(modem, mqtt):
        world.ask("modem mqtt-stall 1")
        task = atmodem.spawn(mqtt.publish("breaks", b"x", qos=1))
        await atmodem.sleep_ms(100)
        world.ask("modem mqtt-drop 1 3")
        error = await error_of(task, LinkLost)
        assert "not registered" in str(error)

    session(work, client_id="breaks")


def test_the_address_is_lost_and_called_for_again():
    async def work(modem, mqtt):
        world.ask("modem pdp-deact")
        assert await error_of(mqtt.receive(20000), LinkLost)
        await back_and_forth(modem, await modem.mqtt.connect("broker.test", client_id="address"))

    session(work, client_id="address")


def test_the_module_restarts():
    async def work(modem, mqtt):
        world.ask("modem restart")
        assert await error_of(mqtt.receive(20000), LinkLost)
        assert await modem.wait_boot(20000)
        await modem.network.wait_registered(20000)
        await back_and_forth(modem, await modem.mqtt.connect("broker.test", client_id="restart"))

    session(work, client_id="restart")


def test_publishing_from_many_tasks():
    async def work(modem, mqtt):
        tasks = [atmodem.spawn(mqtt.publish("many/%d" % i, b"%d" % i, qos=i % 3)) for i in range(12)]
        for task in tasks:
            await task
        for i in range(12):
            assert world.received("many/%d" % i) == b"%d" % i
        await mqtt.close()

    session(work, client_id="many")
