# The L610 when things go wrong on its line, and inside an asyncio program.
import asyncio

import atmodem
from support import world
from support.program import APN, error_of, opened, run

NASTY = ["--boot-ms", "50", "--boot-noise", "--pin", "0042", "--registration-ms", "200", "--chunks", "--urc-in-answer"]
SETUP = {
    "module": "l610",
    "arguments": ["--booted"],
    "also": {
        "test_everything_in_pieces": NASTY + ["--latency", "5", "--seed", "1"],
        "test_at_115200_baud": NASTY + ["--seed", "3", "--baud", "115200", "--speed", "2"],
    },
    "once": ("test_at_115200_baud", "test_answers_cut_doubled_and_flooded", "test_a_restart_in_the_middle_of_an_answer"),
}  # fmt: skip
SETUP["also"] = {name: ["--set", "stored=1"] + arguments for name, arguments in SETUP["also"].items()}
PAYLOADS = [bytes([10, 13, 34, 44, 0, 26, 27, 255, 62, 32]) * times for times in (0, 1, 7, 30, 100)]
HOST = "broker.test"


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
    one = await modem.mqtt.connect(HOST, client_id=name + "1", buffered=True, will=(name + "/will", b"gone", 2, False))
    two = await modem.mqtt.connect(HOST, 8883, client_id=name + "2", tls=tls, buffered=True)
    await one.subscribe(name + "/1/in", 2)
    await two.subscribe(name + "/2/in", 2)
    tasks = [atmodem.spawn(exactly_once(one, name + "/1")), atmodem.spawn(exactly_once(two, name + "/2"))]
    assert -113 <= (await modem.network.signal()).rssi <= -51
    for task in tasks:
        await task
    await two.close()
    world.ask("modem mqtt-drop 1")
    assert world.received(name + "/will") == b"gone"


def test_everything_in_pieces():
    run(lambda modem: whole_session(modem, "pieces"))


def test_at_115200_baud():
    run(lambda modem: whole_session(modem, "baud"))


@opened
async def test_answers_cut_doubled_and_flooded(modem):
    await modem.start(apn=APN)
    async with await modem.mqtt.connect(HOST, client_id="faults") as session:
        await session.subscribe("faults", 1)
        for fault in ("cut 0.5", "twice", "flood 40", "error 3"):
            world.ask("modem at AT+MQTTPUB: " + fault)
            await session.publish("faults", b"whole", 1)
            assert world.received("faults") == b"whole"
            assert await session.receive(5000) == ("faults", b"whole")
            world.ask("modem at AT+MQTTSUB: " + fault)
            await session.subscribe("faults", 1)
            world.ask("modem at AT+CSQ: " + fault.replace("error 3", "twice"))
            await modem.network.signal()
        assert session.connected


@opened
async def test_a_prompt_that_never_comes(modem):
    await modem.start(apn=APN)
    async with await modem.mqtt.connect(HOST, client_id="prompt") as session:
        world.ask("modem at AT+MQTTPUB: lost-prompt")
        assert await error_of(session.publish("prompt", b"unheard", 1, timeout_ms=500), atmodem.Timeout)
        # The prompt that was lost still takes bytes: what is asked to get in step again falls into it.
        await session.publish("prompt", b"heard", 1)
        while world.received("prompt") != b"heard":
            pass


@opened
async def test_a_restart_in_the_middle_of_an_answer(modem):
    await modem.start(apn=APN)
    session = await modem.mqtt.connect(HOST, client_id="middle")
    world.ask("modem at AT+MQTTPUB: reboot")
    assert await error_of(session.publish("middle", b"x", 1), atmodem.LinkLost)
    assert not session.connected
    assert await modem.wait_boot(20000)
    await modem.start()
    async with await modem.mqtt.connect(HOST, client_id="middle") as session:
        await session.publish("middle", b"again", 1)
        while world.received("middle") != b"again":
            pass


def test_inside_asyncio():
    port = world.port()

    async def program():
        modem = await atmodem.open(port)
        try:
            await modem.start(apn=APN)
            async with await modem.mqtt.connect(HOST, client_id="asyncio") as session:
                await session.subscribe("asyncio", 1)
                tasks = [asyncio.create_task(session.publish("asyncio", b"%d" % i, 1)) for i in range(5)]
                found = []
                for _ in tasks:
                    found.append(bytes((await session.receive(10000))[1]))
                for task in tasks:
                    await task
                assert sorted(found) == [b"0", b"1", b"2", b"3", b"4"]
        finally:
            modem.close()

    try:
        asyncio.run(program())
    finally:
        port.close()
