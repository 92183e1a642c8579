# MQTT of the simulated EC20 with a real broker: what it does beside what all modules do.
import atmodem
from support import world
from support.messages import HOST, talks
from support.program import APN, error_of, online

SETUP = {
    "module": "ec20",
    "arguments": ["--booted", "--speed", "5", "--registration-ms", "200"],
    "once": ("test_a_publish_the_module_gives_up_ends_the_wait",),
}


@online
async def test_a_session_that_is_dropped_leaves_its_will(modem):
    will = ("will/dropped", b"gone, with a comma", 1, False)
    session = await modem.mqtt.connect(HOST, client_id="dropped", will=will)
    await modem.mqtt.drop(session.index)
    assert world.received("will/dropped") == b"gone, with a comma"
    assert isinstance(await error_of(session.receive(100)), atmodem.LinkLost)
    session = await modem.mqtt.connect(HOST, client_id="dropped")  # this one has none
    await modem.mqtt.drop(session.index)
    world.publish("will/dropped", b"end")
    assert world.received("will/dropped") == b"end"


@online
async def test_a_publish_the_module_gives_up_ends_the_wait(modem):
    session = await modem.mqtt.connect(HOST, client_id="given-up")
    world.ask("modem mqtt-stall 0")
    error = await error_of(session.publish("given-up", b"?", 1))  # 15 s for the module
    assert isinstance(error, atmodem.LinkLost), error
    await session.close()
    await talks(modem, "given-up")


@online
async def test_every_session_ends_with_the_context_and_with_the_module(modem):
    for request in ("modem pdp-deact 1", "modem restart"):
        sessions = [await modem.mqtt.connect(HOST, client_id="one"), await modem.mqtt.connect(HOST, client_id="two")]
        waiting = [atmodem.spawn(error_of(session.receive(20000))) for session in sessions]
        world.ask(request)
        for task in waiting:
            assert isinstance(await task, atmodem.LinkLost), request
        assert not sessions[0].connected and not sessions[1].connected
        await modem.start(apn=APN)
        await talks(modem, "again")


@online
async def test_the_module_signs_with_the_devices_secret(modem):
    await modem.mqtt.configure("aliauth", 0, "a1Ze3BcsQ5x", "XP001", "amzS2Q9siGHpSVDVhvDV43661DmfdXtW")
    await talks(modem, "XP001", 1884)
