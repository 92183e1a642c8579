# Whole sessions while everything is nasty: the line's pieces are random, other lines stand in every gap, every answer is late;
# answers are cut, come twice, drown, or never come.
import atmodem
from support import world
from support.messages import HOST, is_sent
from support.program import APN, online, run

START = ["--boot-ms", "50", "--boot-noise", "--pin", "0042", "--registration-ms", "200"]
NASTY = START + ["--chunks", "--urc-in-answer", "--latency", "5"]
FIRST, SECOND, SLOW = "test_everything_in_pieces", "test_everything_in_other_pieces", "test_everything_at_115200_baud"
SETUP = {
    "module": ["ec20", "l610", "ml302", "c1100", "ym310"],
    "arguments": [],
    "also": {
        "l610": ["--set", "stored=1"],
        FIRST: NASTY + ["--seed", "1"],
        SECOND: NASTY + ["--seed", "2"],
        SLOW: NASTY + ["--seed", "3", "--baud", "115200", "--speed", "2"],
        "test_answers_cut_doubled_and_flooded": ["--booted"],
    },
    "once": (SECOND, SLOW, "test_answers_cut_doubled_and_flooded"),
}
PAYLOADS = [bytes([10, 13, 34, 44, 0, 26, 27, 255, 62, 32]) * times for times in (0, 1, 7, 30, 100)]
# The commands that publish and subscribe.
COMMANDS = {
    "ec20": ("AT+QMTPUBEX", "AT+QMTSUB"),
    "l610": ("AT+MQTTPUB", "AT+MQTTSUB"),
    "ml302": ("AT+MQTTPUB", "AT+MQTTSUB"),
    "c1100": ("AT+LSMQTTPUB", "AT+LSMQTTSUB"),
    "ym310": ("AT+MPUBEX", "AT+MSUB"),
}


async def exactly_once(session, name):
    """QoS 2 both ways; what came twice would come before the next."""
    await session.subscribe(name + "/in", 2)
    for payload in PAYLOADS + [b"end"]:
        if is_sent(session, payload):
            await session.publish(name + "/out", payload, 2)
            assert world.received(name + "/out") == payload
        world.publish(name + "/in", payload, 2)
        assert await session.receive(10000) == (name + "/in", payload)


def whole_session(name):
    async def main(modem):
        await modem.start(apn=APN, pin="0042")
        tls = atmodem.Tls(ca=world.certificate("ca")) if modem.supports("tls") else None
        sessions = []
        # The one that is open when the context goes leaves its will.
        if modem.profile.mqtt_clients > 1:
            stored = await modem.mqtt.connect(HOST, 8883, client_id=name + "2", tls=tls, buffered=True)
            sessions.append((stored, name + "/2"))
        options = {"buffered": True} if world.module() == "l610" else {"tls": tls} if tls and not sessions else {}
        port = 8883 if "tls" in options else 1883
        pushed = await modem.mqtt.connect(HOST, port, client_id=name + "1", will=(name + "/will", b"gone", 2, False), **options)
        sessions.append((pushed, name + "/1"))
        tasks = [atmodem.spawn(exactly_once(session, topic)) for session, topic in sessions]
        assert -113 <= (await modem.network.signal()).rssi <= -51
        for task in tasks:
            await task
        for session, _ in sessions[:-1]:
            await session.close()
        world.ask("modem pdp-deact")
        assert world.received(name + "/will") == b"gone"

    return lambda: run(main)


test_everything_in_pieces = whole_session("pieces1")
test_everything_in_other_pieces = whole_session("pieces2")
test_everything_at_115200_baud = whole_session("baud")


@online
async def test_answers_cut_doubled_and_flooded(modem):
    publish, subscribe = COMMANDS[world.module()]
    async with await modem.mqtt.connect(HOST, client_id="faults") as session:
        await session.subscribe("faults", 1)
        for fault in ("cut 0.5", "twice", "flood 40"):
            world.ask("modem at %s: %s" % (publish, fault))
            await session.publish("faults", b"whole", 1)
            assert world.received("faults") == b"whole"
            assert await session.receive(5000) == ("faults", b"whole")
            world.ask("modem at %s: %s" % (subscribe, fault))
            await session.subscribe("faults", 1)
            world.ask("modem at AT+CSQ: " + fault)
            await modem.network.signal()
        assert session.connected
