# MQTT and TLS of the EC20 under every fault: each call ends within the time its docstring states, and the next one works.
from atmodem.tls import Tls
from support.faulty import ANSWER, check

TLS = Tls(ca=b"-----BEGIN CERTIFICATE-----\n" * 3)

MQTT = (
    ("publish", lambda m, s: s.publish("t/out", b"\r\nOK\r\n\x1a", 1), 16000),  # "the profile's `publish_ms`"
    ("subscribe", lambda m, s: s.subscribe("t/in", 1), 16000),
    ("unsubscribe", lambda m, s: s.unsubscribe("t/in"), 16000),
    ("close", lambda m, s: s.close(), 2 * ANSWER),  # "the profile's `answer_ms` twice"
    ("configure", lambda m, s: m.mqtt.configure("version", 0), ANSWER),
    ("state", lambda m, s: m.mqtt.state(0), 2 * ANSWER),  # "10 s"
    ("drop", lambda m, s: m.mqtt.drop(0), ANSWER),
)
# "`timeout_ms` for the link and as much for the broker's answer; and a minute for the settings"
CONNECT = (("connect", lambda m, s: m.mqtt.connect("broker.test", 1883, "one", timeout_ms=20000), 40000 + 60000),)
SECURE = (
    ("upload", lambda m, s: m.tls.upload("RAM:ca.pem", b"odd", 9000), 9000 + 10000),  # "`timeout_ms` and 10 s"
    ("configure", lambda m, s: m.tls.configure(2, TLS, "broker.test"), 30000 + 7 * ANSWER),  # "30 s a certificate, 5 s a setting"
    ("setting", lambda m, s: m.tls.setting("seclevel", 2), ANSWER),
)


def test_mqtt_connect():
    check(CONNECT)


def test_mqtt_session():
    check(MQTT, True)


def test_tls():
    check(SECURE)
