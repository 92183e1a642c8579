# Numbers out of range, words that are none, and texts as long as they may be: refused before a byte leaves, or sent.
from atmodem import opening
from atmodem.tls import Tls
from support.hostile import HOSTILE, check, connect, with_session
from support.obedient import Obedient, begin

CA = b"-----BEGIN CERTIFICATE-----"

# name in the error, call(modem, session)
OTHERS = (
    ("command", lambda m, s: m.command("+CSQ\r\n")),
    ("command", lambda m, s: m.command("+CSQ\rAT+CFUN=0")),
    ("command", lambda m, s: m.command(b"+CSQ\x1a")),
    ("command", lambda m, s: m.at.integers(b"+CSQ\r", [0])),
    ("pin", lambda m, s: m.sim.unlock("123")),
    ("pin", lambda m, s: m.sim.unlock("12a4")),
    ("level", lambda m, s: m.device.set_functionality("1\r")),
    ("context", lambda m, s: m.packet.start("a", context="1\r")),
    ("context", lambda m, s: m.packet.activate(17)),
    ("context", lambda m, s: m.packet.address(0)),
    ("context", lambda m, s: m.packet.parameters("1")),
    ("state", lambda m, s: m.packet.attach(2)),
    ("kind", lambda m, s: m.packet.define(1, "a", 'IP"')),
    ("method", lambda m, s: m.packet.authenticate(1, "MSCHAP", "u", "p")),
    ("mode", lambda m, s: m.network.select(5)),
    ("kind", lambda m, s: m.network.select(1, 3, "46000")),
    ("act", lambda m, s: m.network.select(1, 2, "46000", 16)),
    ("domain", lambda m, s: m.network.registration(b"+CSQ")),
    ("month", lambda m, s: m.clock.set((2018, 13, 7, 0, 0, 0, 0))),
    ("day", lambda m, s: m.clock.set((2019, 2, 29, 0, 0, 0, 0))),
    ("zone", lambda m, s: m.clock.set((2018, 8, 7, 0, 0, 0, None))),
    ("time", lambda m, s: m.clock.set((2018, 8, 7, 0, 0, 0))),
    ("host", lambda m, s: connect(m, host=None)),
    ("port", lambda m, s: connect(m, port="1883\r")),
    ("keepalive", lambda m, s: connect(m, keepalive=3601)),
    ("queue", lambda m, s: connect(m, queue=None)),
    ("will qos", lambda m, s: connect(m, will=("t", b"", 3, False))),
    ("will topic", lambda m, s: connect(m, will=("t/#", b"x", 1, True))),
    ("will topic", lambda m, s: connect(m, will=("+", b"x", 1, True))),
    ("will: ", lambda m, s: connect(m, will=("t", b"x", 1))),
    ("will: ", lambda m, s: connect(m, will=("t", b"x", 1, True, 5))),
    ("will: ", lambda m, s: connect(m, will="text")),
    ("will: ", lambda m, s: connect(m, will=5)),
    ("tls: Tls expected", lambda m, s: connect(m, tls=True)),
    ("qos", lambda m, s: s.publish("t", b"", "0\r")),
    ("payload", lambda m, s: s.publish("t", "text")),
    ("payload", lambda m, s: s.publish("t", bytes(1549))),
    ("topic", lambda m, s: s.publish("a/+/b", b"")),
    ("qos", lambda m, s: s.subscribe("t", 3)),
    ("index", lambda m, s: m.mqtt.configure("version", 6)),
    ("index", lambda m, s: m.mqtt.configure("version", "0\r")),
    ("index", lambda m, s: m.mqtt.drop(-1)),
    ("parameter", lambda m, s: m.command("+X", 1.5)),
    ("data", lambda m, s: m.tls.upload("f", "text")),
    ("context", lambda m, s: m.tls.configure(6, Tls(verify=False), "h")),
)


def test_numbers_and_choices():
    async def main(modem, wire, session):
        for name, function in OTHERS:
            await check(modem, wire, session, name, lambda: function(modem, session), None)

    with_session(main)


def test_texts_of_the_greatest_length_go_out():
    async def main(modem, wire, session):
        await session.subscribe("x" * 255)
        await modem.packet.start("a" * 100, "u" * 127, "p" * 127)
        will = ("t" * 255, "w" * 255, 2, True)
        await connect(modem, host="h" * 100, client_id="c" * 255, user="u" * 255, password="p" * 255, will=will)
        await modem.tls.upload("n" * 80, b"x")
        assert b'"' + b"n" * 80 + b'"' in wire.sent

    with_session(main)


def test_payloads_take_any_byte():
    async def main(modem, wire, session):
        for value in HOSTILE:
            await session.publish("t", bytes(value, "utf-8"))
            await modem.tls.upload("f", bytes(value, "utf-8"))
        await session.publish("t", bytes(1548))

    with_session(main)


def test_letters_beyond_ascii_are_texts():
    async def main(modem, wire, session):
        await session.subscribe("温度/°C")
        assert bytes("温度/°C", "utf-8") in wire.sent
        await session.subscribe(b"\xff\xfe")
        await check(modem, wire, session, "topic", lambda: session.subscribe("°" * 128), None)  # 256 bytes

    with_session(main)


def test_a_module_s_name_is_not_guessed():
    for name in ("ec20\r", "EC20", "../ec20"):
        wire = Obedient()
        try:
            begin(wire, lambda: opening.open(wire, module=name))
            raise AssertionError(name)
        except ValueError as error:
            assert str(error).startswith("module")
        assert wire.sent == b""


def test_tls_settings_that_make_no_sense():
    for name, options in (
        ("ca", {}),
        ("certificate", {"ca": CA, "certificate": CA}),
        ("certificate", {"ca": CA, "key": CA}),
        ("ca", {"ca": "-----BEGIN CERTIFICATE-----"}),
        ("ca", {"ca": b"/etc/ssl/ca.pem"}),
    ):
        try:
            Tls(**options)
            raise AssertionError(options)
        except ValueError as error:
            assert str(error).startswith(name), options
