# MQTT of the YM310 under every fault: each call ends within the time its docstring states, and the next one works.
from support.faulty import check
from support.faulty_ym310 import ANSWER, Yuge

CONNECT = (("connect", lambda m, s: m.mqtt.connect("broker.test", 1883, "one", timeout_ms=20000), 40000 + 60000),)
MQTT = (
    ("publish", lambda m, s: s.publish("t/out", b"\r\nOK\r\n\x1a", 1), 30000),  # "the profile's `publish_ms`"
    ("subscribe", lambda m, s: s.subscribe("t/in", 1, timeout_ms=15000), 15000),
    ("unsubscribe", lambda m, s: s.unsubscribe("t/in", timeout_ms=15000), 15000),
    ("close", lambda m, s: s.close(), 2 * ANSWER),  # "the profile's `answer_ms` twice"
    ("state", lambda m, s: m.mqtt.state(), ANSWER),
)


def mqtt(modem):
    return modem.mqtt.connect("broker.test", 1883, "one")


def test_mqtt_connect():
    check(CONNECT, family=Yuge())


def test_mqtt_session():
    check(MQTT, True, Yuge(mqtt))
