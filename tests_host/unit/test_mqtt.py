# MQTT as every module offers it, with a vendor made up for it: what is checked, what the inbox keeps, how a session ends.
from atmodem import mqtt
from atmodem.errors import Busy, CommandError, LinkLost, Timeout
from atmodem.mqtt import Message
from atmodem.sched import Cancelled, sleep_ms, spawn
from support.standin import Modem, call, refused
from support.wire import error_of, run

LIMITS = {"host": 20, "topic": 10, "payload": 50, "client_id": 8, "user": 6, "password": 7, "will": 9}


class Session(mqtt.Session):
    """Writes down what it is asked to do. `fails`: what it raises instead."""

    fails = None

    def did(self, *what):
        self.service.log.append(what)
        if self.fails is not None:
            raise self.fails

    async def _connect(self, *parameters):
        self.fails = self.service.fails
        self.did("connect", self.index, *parameters)
        if self.service.connecting:
            await sleep_ms(self.service.connecting)

    async def _publish(self, *parameters):
        self.did("publish", *parameters)

    async def _subscribe(self, topic, qos, timeout_ms):
        self.did("subscribe", topic, qos, timeout_ms)
        return qos

    async def _unsubscribe(self, *parameters):
        self.did("unsubscribe", *parameters)

    async def _close(self):
        self.did("close")


class Service(mqtt.Mqtt):
    Session = Session
    fails = None
    connecting = 0

    def __init__(self, modem):
        super().__init__(modem)
        self.log = []


def service():
    modem = Modem(mqtt_clients=2, keepalive_least=10, keepalive_most=100, open_ms=7000, publish_ms=3000, limits=LIMITS)
    modem.losses = []
    return modem, Service(modem)


def opened(**options):
    """(modem, its service, an open session)"""
    modem, mqtt = service()
    session = call(modem, mqtt.connect, "h", 1883, "me", **options)
    mqtt.log.clear()
    return modem, mqtt, session


def test_connect_hands_over_what_it_was_given():
    modem, mqtt = service()
    will = ("w", bytearray(b"gone"), 1, True)
    session = call(modem, mqtt.connect, "h", 99, "me", "u", "", 30, False, will, None, 4, True, 500)
    assert mqtt.log == [("connect", 0, "h", 99, "me", "u", "", 30, False, ("w", b"gone", 1, True), None, 500)]
    assert session.connected and session.buffered and session.dropped == 0
    mqtt.log.clear()
    call(modem, mqtt.connect, "h", 1883, "me")
    assert mqtt.log == [("connect", 1, "h", 1883, "me", None, None, 60, True, None, None, 7000)]


def test_connect_refuses_what_cannot_be_sent():
    modem, mqtt = service()
    for name, options in (
        ("host", {"host": ""}),
        ("host", {"host": "x" * 21}),
        ("port", {"port": 0}),
        ("port", {"port": 65536}),
        ("port", {"port": "1883"}),
        ("client_id", {"client_id": ""}),
        ("client_id", {"client_id": "x" * 9}),
        ("user", {"user": "x" * 7}),
        ("user", {"password": "x"}),  # MQTT 3.1.1, 3.1.2.9: no password without a user name
        ("password", {"user": "u", "password": "x" * 8}),
        ("keepalive", {"keepalive": 9}),
        ("keepalive", {"keepalive": 101}),
        ("queue", {"queue": 0}),
        ("will topic", {"will": ("x" * 11, b"", 0, False)}),
        ("will payload", {"will": ("t", b"x" * 10, 0, False)}),
        ("will qos", {"will": ("t", b"", 3, False)}),
    ):
        given = {"host": "h", "client_id": "me"}
        given.update(options)
        error = refused(ValueError, modem, mqtt.connect, **given)
        assert str(error).startswith(name), (name, str(error))
    assert mqtt.log == [] and mqtt.sessions == [None, None]


def test_all_clients_taken():
    modem, mqtt = service()
    for _ in range(2):
        call(modem, mqtt.connect, "h", 1883, "me")
    refused(Busy, modem, mqtt.connect, "h", 1883, "me")
    call(modem, mqtt.sessions[0].close)
    assert call(modem, mqtt.connect, "h", 1883, "me").index == 0


def test_a_connect_that_fails_frees_its_client():
    modem, mqtt = service()
    mqtt.fails = CommandError(b"+OPEN")
    assert refused(CommandError, modem, mqtt.connect, "h", 1883, "me") is mqtt.fails
    assert mqtt.sessions == [None, None]


def test_a_connect_that_is_cancelled_frees_its_client():
    modem, mqtt = service()
    mqtt.connecting = 1000

    async def main():
        task = spawn(mqtt.connect("h", 1883, "me"))
        await sleep_ms(10)
        assert mqtt.sessions[0] is not None
        task.cancel()
        await error_of(task, Cancelled)
        return mqtt.sessions

    assert run(main(), modem.wire) == [None, None]


def test_a_connect_during_which_all_is_lost_gives_no_dead_session():
    modem, mqtt = service()
    mqtt.connecting = 1000

    async def main():
        task = spawn(mqtt.connect("h", 1883, "me"))
        await sleep_ms(10)
        modem.losses[0](LinkLost("restart"))
        error = await error_of(task, LinkLost)
        return str(error)

    assert run(main(), modem.wire) == "restart"
    assert mqtt.sessions == [None, None]


def test_publish_checks_and_hands_over():
    modem, mqtt, session = opened()
    for payload in (b"\x00\x1a\xff\"\r\n", bytearray(b"x"), memoryview(b"y"), b""):
        call(modem, session.publish, "t", payload, 2, True, 400)
        assert mqtt.log.pop() == ("publish", b"t", payload, 2, True, 400)
    call(modem, session.publish, b"t", b"")
    assert mqtt.log.pop() == ("publish", b"t", b"", 0, False, 3000)
    for name, topic, payload, qos in (
        ("topic", "", b"", 0),
        ("topic", "a/+", b"", 0),
        ("topic", "#", b"", 0),
        ("topic", "x" * 11, b"", 0),
        ("topic", None, b"", 0),
        ("payload", "t", "text", 0),
        ("payload", "t", b"x" * 51, 0),
        ("payload", "t", None, 0),
        ("qos", "t", b"", 3),
        ("qos", "t", b"", -1),
        ("qos", "t", b"", None),
    ):
        error = refused(ValueError, modem, session.publish, topic, payload, qos)
        assert str(error).startswith(name), (name, str(error))
    assert mqtt.log == []


def test_subscribe_takes_wildcards():
    modem, mqtt, session = opened()
    assert call(modem, session.subscribe, "a/+/#", 2) == 2
    assert mqtt.log.pop() == ("subscribe", b"a/+/#", 2, 3000)
    call(modem, session.unsubscribe, "a/+/#", 700)
    assert mqtt.log.pop() == ("unsubscribe", b"a/+/#", 700)
    for name, topic, qos in (("topic", "", 0), ("qos", "t", 3)):
        assert str(refused(ValueError, modem, session.subscribe, topic, qos)).startswith(name)
    assert str(refused(ValueError, modem, session.unsubscribe, "x" * 11)).startswith("topic")
    assert mqtt.log == []


def test_a_session_that_is_over_sends_nothing():
    modem, mqtt, session = opened()
    session.lost(LinkLost("gone"))
    for function, parameters in ((session.publish, ("t", b"")), (session.subscribe, ("t",)), (session.unsubscribe, ("t",))):
        assert str(refused(LinkLost, modem, function, *parameters)) == "gone"
    call(modem, session.close)
    assert mqtt.log == [] and mqtt.sessions == [None, None]


def test_what_has_come_is_taken_in_order_also_after_the_end():
    modem, mqtt, session = opened(queue=3)
    session.topic_text = "t"
    for n in range(5):
        session.deliver(b"%d" % n)
    session.deliver(None)  # there was no room for it
    session.lost(LinkLost("gone"))
    assert session.dropped == 2
    for n in range(3):
        assert call(modem, session.receive) == ("t", b"%d" % n)
    assert str(refused(LinkLost, modem, session.receive)) == "gone"


def test_receive_waits_no_longer_than_told():
    modem, mqtt, session = opened()
    start = modem.wire.clock.now
    refused(Timeout, modem, session.receive, 700)
    refused(Timeout, modem, session.receive_into, Message(), 0)
    assert modem.wire.clock.now - start == 700


def test_two_who_receive_get_a_message_each():
    modem, mqtt, session = opened()
    session.topic_text = "t"

    async def main():
        tasks = [spawn(receive()) for _ in range(2)]
        await sleep_ms(5)
        session.deliver(b"1")
        await sleep_ms(5)
        session.deliver(b"2")
        return sorted([await tasks[0], await tasks[1]])

    async def receive():
        return bytes((await session.receive(1000))[1])

    assert run(main(), modem.wire) == [b"1", b"2"]


def test_close_never_raises_and_leaves_no_client_behind():
    for fails in (None, CommandError(b"+DISC"), Timeout(b"+DISC"), LinkLost("gone")):
        modem, mqtt, session = opened()
        session.fails = fails
        call(modem, session.close)
        call(modem, session.close)
        assert mqtt.log == [("close",)]
        assert not session.connected and mqtt.sessions == [None, None]


def test_async_with_closes():
    modem, mqtt = service()

    async def main():
        async with await mqtt.connect("h", 1883, "me") as session:
            assert session.connected
            mqtt.log.clear()

    run(main(), modem.wire)
    assert mqtt.log == [("close",)]


def test_a_session_that_is_gone_does_not_free_another_s_client():
    modem, mqtt, session = opened()
    session.lost(LinkLost("gone"))
    again = call(modem, mqtt.connect, "h", 1883, "me")
    session.lost(LinkLost("late"))
    assert again.index == session.index and mqtt.sessions[0] is again


def test_message_ids_are_never_0():
    modem, mqtt, session = opened()
    session.message_id = 65533
    assert [session.next_id() for _ in range(4)] == [65534, 65535, 1, 2]
