# MQTT of the simulated L610 with a real broker: what its firmwares differ in.
import atmodem
from atmodem.errors import LinkLost, Rejected
from atmodem.tls import Tls
from support import world
from support.messages import EVERY, HOST, LINE, talks
from support.program import APN, error_of, opened

SETUP = {
    "module": "l610",
    "arguments": ["--booted", "--chunks"],
    "also": {
        "test_results_before_ok": ["--set", "result=before"],
        "test_messages_in_quotes": ["--set", "message=quoted"],
        "test_messages_with_their_topic_in_quotes": ["--set", "message=topic"],
        "test_messages_without_blanks": ["--set", "message=tight"],
        "test_every_byte_in_both_directions": ["--set", "stored=1"],
        "test_the_brokers_no_with_a_number": ["--set", "refusal=code"],
        "test_tls_of_the_firmware_of_the_guide": ["--set", "tls=files"],
        "test_a_session_the_module_opened_again": ["--set", "reconnect=1"],
    },
    "once": [
        "test_messages_in_quotes", "test_messages_with_their_topic_in_quotes", "test_messages_without_blanks",
        "test_results_before_ok", "test_the_brokers_no_with_a_number", "test_a_root_is_loaded_once", "test_clients_are_listed",
        "test_tls_of_the_firmware_of_the_guide", "test_a_session_the_module_opened_again",
        "test_the_address_is_lost_and_called_for_again",
    ],
}  # fmt: skip


def connected(work):
    """A session is open; the packet context was not started."""

    async def main(modem):
        modem.packet.given = (APN, None, None, "PAP")
        return await work(modem, await modem.mqtt.connect(HOST, client_id="l610"))

    return opened(main)


@opened
async def test_every_byte_in_both_directions(modem):
    async with await modem.mqtt.connect(HOST, client_id="both", buffered=True) as mqtt:
        for qos in (0, 1, 2):
            topic = "both/%d" % qos
            await mqtt.subscribe(topic, qos=qos)
            for payload in (EVERY, EVERY * 4, b"\r\nOK\r\n", b"\n", b'"', b'","', b"+MQTTPUB: 1,0\r\n", b""):
                await mqtt.publish(topic, payload, qos=qos)
                assert await mqtt.receive(10000) == (topic, payload), (qos, payload)


@connected
async def test_messages_in_quotes(modem, mqtt):
    await others(mqtt)


@connected
async def test_messages_with_their_topic_in_quotes(modem, mqtt):
    await others(mqtt)


@connected
async def test_messages_without_blanks(modem, mqtt):
    await others(mqtt)


async def others(mqtt):
    await mqtt.subscribe("others/#", qos=1)
    await mqtt.subscribe("a, b", qos=1)
    for topic, payload in (
        ("others/1", b"+MQTTBREAK: 1,1"),
        ("others/a b", b'{"on": true, "level": 3}'),
        ("others/a b", b""),
        ("a, b", b"c, d"),
        ("others/1", LINE[40:]),
        ("others/2", LINE),
    ):
        await mqtt.publish(topic, payload, qos=1)
        assert await mqtt.receive(10000) == (topic, payload)
    await mqtt.unsubscribe("others/#")
    world.publish("others/1", b"unheard")
    await mqtt.publish("a, b", b"heard")
    assert await mqtt.receive(10000) == ("a, b", b"heard")
    await mqtt.close()


@connected
async def test_a_payload_that_says_that_all_is_lost(modem, mqtt):
    told = []
    modem.losses.append(told.append)
    await mqtt.subscribe("said", qos=1)
    for line in (b"+MIPCALL: 0", b"+MQTTBREAK: 1,1", b"+MQTTCLOSE: 1,1"):
        world.publish("said", b"x\r\n" + line + b"\r\ny", 1)
        assert await mqtt.receive(10000) == ("said", b"x"), "cut at its first line end"
        await mqtt.publish("said", b"here", qos=1)
        assert await mqtt.receive(10000) == ("said", b"here")
    assert mqtt.connected and told == []


@opened
async def test_results_before_ok(modem):
    await talks(modem, "before")


@opened
async def test_the_brokers_no_with_a_number(modem):
    error = await error_of(modem.mqtt.connect(HOST, 1884, client_id="no", user="alice", password="wrong"), Rejected)
    assert error.code == 5 and str(error) == "not authorized"


@opened
async def test_tls_of_the_firmware_of_the_guide(modem):
    modem.mqtt.tls_argument = ()
    await talks(modem, "guide", 8883, tls=Tls(ca=world.certificate("ca")))


@opened
async def test_a_root_is_loaded_once(modem):
    for port in (8883, 8883):
        await talks(modem, "root", port, tls=Tls(ca=world.certificate("ca")))
    assert await modem.at.rows("+GTSSLFILE?") == [("TRUSTFILE", 1)]


@connected
async def test_clients_are_listed(modem, mqtt):
    second = await modem.mqtt.connect(HOST, client_id="two")
    assert await modem.mqtt.open_clients() == [1, 2]
    await mqtt.close()
    assert await modem.mqtt.open_clients() == [2]
    await second.close()


@connected
async def test_a_session_the_module_opened_again(modem, mqtt):
    world.ask("broker restart")
    assert await error_of(mqtt.receive(20000), LinkLost)
    for _ in range(1000):
        if await modem.mqtt.open_clients():
            break
        await atmodem.sleep_ms(20)
    await talks(modem, "again")


@connected
async def test_the_address_is_lost_and_called_for_again(modem, mqtt):
    world.ask("modem pdp-deact")
    assert await error_of(mqtt.receive(20000), LinkLost)
    await talks(modem, "address")
