# Links that end in mid-session: whoever waits is told within the stated time, and the program goes on by connecting again.
import time

import atmodem
from support import world
from support.program import APN, error_of, leave_behind, online, opened, until

SETUP = {
    "module": "ec20",
    "arguments": ["--booted", "--speed", "5", "--registration-ms", "200"],
    "once": (
        "test_a_publish_that_nobody_acknowledges_ends_in_the_stated_time",
        "test_a_network_that_is_lost_and_found_again",
        "test_a_restart_in_the_middle_of_an_answer",
        "test_a_restart_while_connecting",
        "test_a_publish_the_module_gives_up_ends_the_wait",
        "test_a_link_on_which_nothing_passes_is_found_out_by_its_keepalive",
    ),
}
HOST = "broker.test"
LEFT_OPEN = (
    (b"ATE0\r", b"OK\r\n"),
    (b'AT+QMTOPEN=0,"broker.test",1883\r', b"+QMTOPEN: 0,0\r\n"),
    (b'AT+QMTCONN=0,"before"\r', b"+QMTCONN: 0,0,0\r\n"),
)


def passed_since(start):
    return time.time() - start


async def talks(modem, name):
    """A new session works both ways."""
    async with await modem.mqtt.connect(HOST, client_id=name) as session:
        await session.subscribe(name + "/in", 1)
        await session.publish(name + "/out", b"again", 1)
        assert world.received(name + "/out") == b"again"
        world.publish(name + "/in", b"again", 1)
        assert await session.receive(5000) == (name + "/in", b"again")


@online
async def test_a_killed_broker_ends_every_wait_and_a_new_session_works(modem):
    session = await modem.mqtt.connect(HOST, client_id="killed")
    await session.subscribe("killed", 1)
    await session.publish("killed", b"the last", 1)
    await until(lambda: session.inbox.count == 1)
    waiting = atmodem.spawn(error_of(session.receive(20000)))
    assert await waiting is None, "what had come is still handed out"
    waiting = atmodem.spawn(error_of(session.receive(20000)))
    await atmodem.sleep_ms(10)
    world.ask("broker kill")
    assert isinstance(await waiting, atmodem.LinkLost)
    start = time.time()
    assert isinstance(await error_of(session.publish("killed", b"lost", 1)), atmodem.LinkLost)
    assert isinstance(await error_of(session.subscribe("killed", 1)), atmodem.LinkLost)
    assert isinstance(await error_of(session.receive(20000)), atmodem.LinkLost)
    assert passed_since(start) < 1
    assert not session.connected
    await session.close()
    world.ask("broker start")
    await talks(modem, "killed")


@online
async def test_a_publish_under_way_when_the_broker_ends_is_told_at_once(modem):
    session = await modem.mqtt.connect(HOST, client_id="under-way")
    world.ask("modem mqtt-stall 0")  # so that it is not acknowledged
    publishing = atmodem.spawn(error_of(session.publish("under-way", b"?", 1)))
    await atmodem.sleep_ms(300)
    start = time.time()
    world.ask("modem mqtt-drop 0 1")
    assert isinstance(await publishing, atmodem.LinkLost)
    assert passed_since(start) < 2
    await talks(modem, "under-way")


@online
async def test_a_publish_that_nobody_acknowledges_ends_in_the_stated_time(modem):
    session = await modem.mqtt.connect(HOST, client_id="unheard")
    world.ask("modem mqtt-stall 0")
    start = time.time()
    error = await error_of(session.publish("unheard", b"?", 1, timeout_ms=1000))
    assert isinstance(error, atmodem.Timeout), error
    assert 0.9 < passed_since(start) < 1.5
    await session.close()
    await talks(modem, "unheard")


@online
async def test_a_publish_the_module_gives_up_ends_the_wait(modem):
    session = await modem.mqtt.connect(HOST, client_id="given-up")
    world.ask("modem mqtt-stall 0")
    error = await error_of(session.publish("given-up", b"?", 1))  # 15 s for the module
    assert isinstance(error, atmodem.LinkLost), error
    await session.close()
    await talks(modem, "given-up")


@online
async def test_a_link_on_which_nothing_passes_is_found_out_by_its_keepalive(modem):
    session = await modem.mqtt.connect(HOST, client_id="silent", keepalive=2)
    world.ask("modem mqtt-stall 0")
    assert isinstance(await error_of(session.receive(20000)), atmodem.LinkLost)
    await talks(modem, "silent")


@online
async def test_a_context_the_network_takes_away_ends_every_session_and_start_brings_it_back(modem):
    will = ("context/will", b"gone", 1, False)
    first = await modem.mqtt.connect(HOST, client_id="context1", will=will)
    second = await modem.mqtt.connect(HOST, client_id="context2")
    world.ask("modem pdp-deact 1")
    for session in (first, second):
        assert isinstance(await error_of(session.receive(5000)), atmodem.LinkLost)
    assert world.received("context/will") == b"gone"
    await modem.start(apn=APN)
    await talks(modem, "context")


@online
async def test_a_network_that_is_lost_and_found_again(modem):
    session = await modem.mqtt.connect(HOST, client_id="network")
    world.ask("modem lose-network 3")
    assert isinstance(await error_of(session.receive(5000)), atmodem.LinkLost)
    await modem.start(apn=APN)
    await talks(modem, "network")


@online
async def test_a_restart_of_the_module_ends_every_session_and_the_program_starts_again(modem):
    first = await modem.mqtt.connect(HOST, client_id="restart1", will=("restart/will", b"gone", 1, False))
    second = await modem.mqtt.connect(HOST, client_id="restart2")
    waiting = [atmodem.spawn(error_of(session.receive(20000))) for session in (first, second)]
    world.ask("modem restart")
    for task in waiting:
        assert isinstance(await task, atmodem.LinkLost)
    assert world.received("restart/will") == b"gone"
    assert not first.connected and not second.connected
    await modem.start(apn=APN)
    await talks(modem, "restart")


@online
async def test_a_restart_in_the_middle_of_an_answer(modem):
    for command in ("AT+QMTPUBEX", "AT+QMTSUB"):
        session = await modem.mqtt.connect(HOST, client_id="middle")
        world.ask("modem at %s: reboot" % command)
        doing = session.publish("middle", b"?", 1) if command == "AT+QMTPUBEX" else session.subscribe("middle", 1)
        start = time.time()
        assert isinstance(await error_of(doing), atmodem.LinkLost), command
        assert passed_since(start) < 5
        assert isinstance(await error_of(session.receive(5000)), atmodem.LinkLost)
        await modem.start(apn=APN)
        await talks(modem, "middle")


@online
async def test_a_restart_while_connecting(modem):
    world.ask("modem at AT+QMTCONN: reboot")
    assert isinstance(await error_of(modem.mqtt.connect(HOST, client_id="connecting")), atmodem.LinkLost)
    await modem.start(apn=APN)
    await talks(modem, "connecting")


def test_a_client_that_a_program_before_left_open_is_taken_over():
    leave_behind(*LEFT_OPEN)
    opened(lambda modem: talks(modem, "after"))()
