# A whole session while everything is nasty: the line's pieces are random, other lines stand in every gap, every answer is late.
import atmodem
from support import world
from support.program import APN, opened, run

START = ["--boot-ms", "50", "--boot-noise", "--pin", "0042", "--registration-ms", "200"]
NASTY = START + ["--chunks", "--urc-in-answer", "--latency", "5"]
SETUP = {
    "module": "ec20",
    "arguments": [],
    "also": {
        "test_in_pieces_1": NASTY + ["--seed", "1"],
        "test_in_pieces_2": NASTY + ["--seed", "2"],
        "test_at_115200_baud": NASTY + ["--seed", "3", "--baud", "115200", "--speed", "2"],
        "test_an_answer_that_is_cut": ["--booted"],
        "test_a_prompt_that_never_comes": ["--booted"],
        "test_a_flood_in_every_answer": ["--booted"],
    },
    "once": (
        "test_in_pieces_2",
        "test_at_115200_baud",
        "test_an_answer_that_is_cut",
        "test_a_prompt_that_never_comes",
        "test_a_flood_in_every_answer",
    ),
}
HOST = "broker.test"
PAYLOADS = [bytes([10, 13, 34, 44, 0, 26, 27, 255, 62, 32]) * times for times in (0, 1, 7, 30, 100)]


async def exactly_once(session, name):
    """QoS 2 both ways; what came twice would come before the next."""
    for payload in PAYLOADS + [b"end"]:
        await session.publish(name + "/out", payload, 2)
        world.publish(name + "/in", payload, 2)
        assert world.received(name + "/out") == payload
        assert await session.receive(10000) == (name + "/in", payload)


async def whole_session(modem, name):
    await modem.start(apn=APN, pin="0042")
    tls = atmodem.Tls(ca=world.certificate("ca"))
    pushed = await modem.mqtt.connect(HOST, client_id=name + "1", will=(name + "/will", b"gone", 2, False))
    stored = await modem.mqtt.connect(HOST, 8883, client_id=name + "2", tls=tls, buffered=True)
    await pushed.subscribe(name + "/1/in", 2)
    await stored.subscribe(name + "/2/in", 2)
    tasks = [atmodem.spawn(exactly_once(pushed, name + "/1")), atmodem.spawn(exactly_once(stored, name + "/2"))]
    assert -113 <= (await modem.network.signal()).rssi <= -51
    for task in tasks:
        await task
    await stored.close()
    await modem.mqtt.drop(pushed.index)
    assert world.received(name + "/will") == b"gone"


def test_in_pieces_1():
    run(lambda modem: whole_session(modem, "nasty1"))


def test_in_pieces_2():
    run(lambda modem: whole_session(modem, "nasty2"))


def test_at_115200_baud():
    run(lambda modem: whole_session(modem, "baud"))


@opened
async def test_a_flood_in_every_answer(modem):
    await modem.start(apn=APN)
    async with await modem.mqtt.connect(HOST, client_id="flood") as session:
        await session.subscribe("flood/in", 1)
        for command in ("AT+QMTPUBEX", "AT+CSQ", "AT+QMTRECV", "AT+QMTSUB"):
            world.ask("modem at %s: flood 40" % command)
        await session.subscribe("flood/in", 1)
        await modem.network.signal()
        await session.publish("flood/in", b"dry", 1)
        assert await session.receive(5000) == ("flood/in", b"dry")


@opened
async def test_an_answer_that_is_cut(modem):
    await modem.start(apn=APN)
    async with await modem.mqtt.connect(HOST, client_id="cut") as session:
        world.ask("modem at AT+QMTSUB: cut 0.5")
        await session.subscribe("cut", 1)
        world.ask("modem at AT+CSQ: cut 0.5")
        await modem.network.signal()
        await session.publish("cut", b"whole", 1)
        assert world.received("cut") == b"whole"
        assert await session.receive(5000) == ("cut", b"whole")


@opened
async def test_a_prompt_that_never_comes(modem):
    await modem.start(apn=APN)
    async with await modem.mqtt.connect(HOST, client_id="prompt") as session:
        world.ask("modem at AT+QMTPUBEX: lost-prompt")
        try:
            await session.publish("prompt", b"unheard", 1, timeout_ms=500)
            raise AssertionError("no error")
        except atmodem.Timeout:
            pass
        await session.publish("prompt", b"heard", 1)
        while world.received("prompt") != b"heard":
            pass
