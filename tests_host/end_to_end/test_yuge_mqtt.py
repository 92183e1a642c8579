# MQTT of the simulated YM310 with a real broker.
import atmodem
from atmodem.errors import CommandError, LinkLost, Rejected
from atmodem.tls import Tls
from support import world

SETUP = {"module": "ym310", "arguments": ["--booted", "--chunks"], "everywhere": True}

EVERY = bytes(range(256))


def session(work, *arguments, **named):
    """Open the module, connect with these arguments, do `work(modem, mqtt)`."""

    async def main():
        modem = await atmodem.open(port)
        try:
            return await work(modem, await modem.mqtt.connect("broker.test", *arguments, **named))
        finally:
            modem.close()

    port = world.port()
    try:
        return atmodem.run(main())
    finally:
        port.close()


async def back_and_forth(modem, mqtt):
    topic = world.module() + "/back"
    await mqtt.subscribe(topic, qos=1)
    await mqtt.publish(topic, EVERY, qos=1)
    assert await mqtt.receive(10000) == (topic, EVERY)
    await mqtt.close()


def test_every_byte_in_every_quality():
    async def work(modem, mqtt):
        for qos in (0, 1, 2):
            topic = "every/%d" % qos
            assert await mqtt.subscribe(topic, qos=qos) == qos
            for payload in (EVERY, b"\n", b"\r\nOK\r\n", b"\x1a", b"\x1b", b">", b'",5 byte,', EVERY * 5):
                await mqtt.publish(topic, payload, qos=qos)
                assert await mqtt.receive(10000) == (topic, payload), (qos, payload)
                assert world.received(topic) == payload
        assert mqtt.dropped == 0
        await mqtt.close()

    session(work, client_id="every")


def test_publication_in_one_line():
    async def work(modem, mqtt):
        await mqtt.subscribe("line", qos=1)
        for qos in (0, 1, 2):
            await modem.mqtt.publish_line(mqtt, "line", EVERY, qos)
            assert await mqtt.receive(10000) == ("line", EVERY)
        assert await modem.mqtt.mode() == 0
        try:
            await modem.mqtt.publish_line(mqtt, "line", bytes(513))
        except ValueError as error:
            assert str(error).startswith("payload")
        else:
            raise AssertionError("sent")
        await mqtt.publish("line", b'"text"')
        assert await mqtt.receive(10000) == ("line", b'"text"')
        await mqtt.close()

    session(work, client_id="line")


def test_the_longest_and_the_empty_message():
    async def work(modem, mqtt):
        for payload in (EVERY * 9 + EVERY[:80], b""):
            for qos in (0, 1, 2):
                await mqtt.publish("long", payload, qos=qos)
                assert world.received("long") == payload
        await mqtt.publish("long/kept", b"kept", qos=1, retain=True)
        await mqtt.subscribe("long/kept")
        assert await mqtt.receive(10000) == ("long/kept", b"kept")
        await mqtt.publish("long/kept", b"", qos=1, retain=True)
        await mqtt.close()

    session(work, client_id="long")


def test_messages_of_others():
    async def work(modem, mqtt):
        await mqtt.subscribe("others/#", qos=1)
        for topic, payload in (("others/1", b"\r\nERROR\r\n"), ("others/a,b", EVERY)):
            world.publish(topic, payload, qos=1)
            assert await mqtt.receive(10000) == (topic, payload)
        await mqtt.unsubscribe("others/#")
        world.publish("others/1", b"unheard")
        try:
            await mqtt.receive(1000)
        except atmodem.Timeout:
            pass
        else:
            raise AssertionError("heard")
        await mqtt.close()

    session(work, client_id="others")


def test_messages_kept_in_the_module():
    async def work(modem, mqtt):
        await mqtt.subscribe("kept/#", qos=1)
        for i in range(4):
            world.publish("kept/%d" % i, b"%d\r\nOK\r\n" % i, qos=1)
        for i in range(4):
            assert await mqtt.receive(10000) == ("kept/%d" % i, b"%d\r\nOK\r\n" % i)
        world.publish("kept/5", EVERY)
        assert await mqtt.receive(10000) == ("kept/5", EVERY)
        await mqtt.close()

    session(work, client_id="kept", buffered=True)


def test_password():
    session(back_and_forth, 1884, client_id="password", user="alice", password="secret")


def test_a_wrong_password_is_a_refusal():
    try:
        session(back_and_forth, 1884, client_id="password", user="alice", password="wrong")
    except Rejected as error:
        assert error.code == -1 and "wrong" not in str(error)
    else:
        raise AssertionError("let in")


def test_tls():
    session(back_and_forth, 8883, client_id="tls", tls=Tls(ca=world.certificate("ca")))


def test_mutual_tls():
    tls = Tls(ca=world.certificate("ca"), certificate=world.certificate("client"), key=world.certificate("client.key"))
    session(back_and_forth, 8884, client_id="mutual", tls=tls)


def test_servers_that_must_not_be_trusted():
    for port in (8885, 8886):
        try:
            session(back_and_forth, port, client_id="mistrust", tls=Tls(ca=world.certificate("ca")))
        except CommandError:
            continue
        raise AssertionError(port)


def test_nobody_listens():
    try:
        session(back_and_forth, 1, client_id="nobody")
    except CommandError as error:
        assert error.kind == "result"
    else:
        raise AssertionError("connected")


def test_the_will():
    async def work(modem, mqtt):
        world.ask("modem restart")
        assert world.received("will/state") == b"gone"

    session(work, client_id="will", will=("will/state", b"gone", 1, False))


def test_a_session_that_stays():
    async def subscribe(modem, mqtt):
        await mqtt.subscribe("stays/1", qos=1)
        await mqtt.close()
        world.publish("stays/1", b"meanwhile", qos=1)
        mqtt = await modem.mqtt.connect("broker.test", client_id="stays", clean=False)
        assert await mqtt.receive(10000) == ("stays/1", b"meanwhile")
        await mqtt.close()
        mqtt = await modem.mqtt.connect("broker.test", client_id="stays", clean=True)
        await mqtt.close()

    session(subscribe, client_id="stays", clean=False)


def test_the_broker_dies_and_comes_back():
    async def work(modem, mqtt):
        await mqtt.subscribe("dies")
        world.ask("broker kill")
        try:
            await mqtt.receive(20000)
        except LinkLost:
            pass
        else:
            raise AssertionError("nothing was lost")
        try:
            await mqtt.publish("dies", b"x", qos=1)
        except LinkLost:
            pass
        world.ask("broker start")
        mqtt = await modem.mqtt.connect("broker.test", client_id="dies")
        await back_and_forth(modem, mqtt)

    session(work, client_id="dies")


def test_the_context_is_lost_and_rebuilt():
    async def work(modem, mqtt):
        world.ask("modem pdp-deact")
        try:
            await mqtt.receive(20000)
        except LinkLost:
            pass
        else:
            raise AssertionError("nothing was lost")
        await back_and_forth(modem, await modem.mqtt.connect("broker.test", client_id="context"))

    session(work, client_id="context")


def test_sockets_beside_it():
    async def work(modem, mqtt):
        await mqtt.subscribe("beside", qos=1)
        async with await modem.sockets.open("tcp", "echo.test", 7) as link:
            buffer = bytearray(300)
            for _ in range(10):
                published = atmodem.spawn(mqtt.publish("beside", EVERY, qos=2))
                await link.write(EVERY)
                n = 0
                while n < 256:
                    n += await link.readinto(buffer, 10000)
                await published
                assert await mqtt.receive(10000) == ("beside", EVERY)
        assert mqtt.connected
        await mqtt.close()

    session(work, client_id="beside")


def test_publishing_from_many_tasks():
    async def work(modem, mqtt):
        tasks = [atmodem.spawn(mqtt.publish("many/%d" % i, b"%d" % i, qos=i % 3)) for i in range(12)]
        for task in tasks:
            await task
        for i in range(12):
            assert world.received("many/%d" % i) == b"%d" % i
        await mqtt.close()

    session(work, client_id="many")


def test_the_module_restarts_without_a_word():
    async def work(modem, mqtt):
        world.ask("modem restart")
        await atmodem.sleep_ms(500)
        # It waits to be told the baud rate: the next command does, and is lost.
        for _ in range(20):
            if not mqtt.connected:
                break
            try:
                await mqtt.publish("restart", b"x", timeout_ms=2000)
            except atmodem.ModemError:
                pass
            await atmodem.sleep_ms(500)
        assert not mqtt.connected
        assert await modem.wait_boot(30000)
        await modem.network.wait_registered(60000)
        await back_and_forth(modem, await modem.mqtt.connect("broker.test", client_id="restart"))

    session(work, client_id="restart")
