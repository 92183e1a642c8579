# A program can be handed hostile topics, names and addresses: what cannot be sent raises ValueError that names the parameter,
# before a byte of it, or of what prepares it, leaves.
from support.hostile import HOSTILE, check, connect, with_session

# name in the error, longest, call(modem, session, value)
TEXTS = (
    ("apn", 100, lambda m, s, v: m.start(apn=v)),
    ("user", 127, lambda m, s, v: m.start(apn="a", user=v, password="p")),
    ("password", 127, lambda m, s, v: m.start(apn="a", user="u", password=v)),
    ("pin", 8, lambda m, s, v: m.start(apn="a", pin=v)),
    ("pin", 8, lambda m, s, v: m.sim.unlock(v)),
    ("apn", 100, lambda m, s, v: m.packet.start(v)),
    ("user", 127, lambda m, s, v: m.packet.start("a", v, "p")),
    ("password", 127, lambda m, s, v: m.packet.start("a", "u", v)),
    ("apn", 100, lambda m, s, v: m.packet.define(1, v)),
    ("user", 64, lambda m, s, v: m.packet.authenticate(1, "PAP", v, "p")),
    ("password", 64, lambda m, s, v: m.packet.authenticate(1, "PAP", "u", v)),
    ("operator", 16, lambda m, s, v: m.network.select(1, 2, v)),
    ("host", 100, lambda m, s, v: connect(m, host=v)),
    ("client_id", 255, lambda m, s, v: connect(m, client_id=v)),
    ("user", 255, lambda m, s, v: connect(m, user=v)),
    ("password", 255, lambda m, s, v: connect(m, user="u", password=v)),
    ("will topic", 255, lambda m, s, v: connect(m, will=(v, b"", 0, False))),
    # This module's setting is a quoted text: it cannot carry any byte, as other payloads do.
    ("will payload", 255, lambda m, s, v: connect(m, will=("t", v, 0, False))),
    ("will payload", 255, lambda m, s, v: connect(m, will=("t", v if v == 5 else bytes(v, "utf-8"), 0, False))),
    ("topic", 255, lambda m, s, v: s.publish(v, b"")),
    ("topic", 255, lambda m, s, v: s.subscribe(v)),
    ("topic", 255, lambda m, s, v: s.unsubscribe(v)),
    ("parameter", 4096, lambda m, s, v: m.mqtt.configure("aliauth", 0, "p", "d", v)),
    ("parameter", 4096, lambda m, s, v: m.mqtt.configure(v, 0)),
    ("name", 80, lambda m, s, v: m.tls.upload(v, b"x")),
    ("parameter", 4096, lambda m, s, v: m.tls.setting(v, 0)),
    ("parameter", 4096, lambda m, s, v: m.command("+X", v)),
    ("parameter", 4096, lambda m, s, v: m.at.query("+X", 1, v)),
)


def test_texts():
    async def main(modem, wire, session):
        for name, longest, function in TEXTS:
            for value in HOSTILE + ("x" * (longest + 1), 5):
                if value == 5 and name == "parameter":
                    continue  # an integer is one
                await check(modem, wire, session, name, lambda: function(modem, session, value), value)

    with_session(main)
