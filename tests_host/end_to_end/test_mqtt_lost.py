# MQTT links that end in mid-session: whoever waits is told within the stated time, and the program goes on by connecting again.
import time

import atmodem
from atmodem.errors import LinkLost, Timeout
from support import world
from support.messages import HOST, talks
from support.program import APN, error_of, leave_behind, online, opened, until

CLIENTS = ["ec20", "l610"]  # with several clients, whose links the simulated module can hold and drop one by one
HERALDS = ["ec20", "l610", "ml302"]  # they say that they start
# With what a program before this one has connected.
OK = b"OK\r\n"
BEFORE = {
    "ec20": (
        (b"ATE0\r", OK), (b'AT+QMTOPEN=0,"broker.test",1883\r', b"+QMTOPEN: 0,0\r\n"),
        (b'AT+QMTCONN=0,"before"\r', b"+QMTCONN: 0,0,0\r\n"),
    ),
    "ml302": (
        (b"ATE0\r", OK), (b'AT+MQTTCFG="broker.test",1883,"before",60,"","",1\r', OK),
        (b'AT+MQTTOPEN=0,0,0,0,0,"",""\r', b"OK\r\n"),
    ),
    "c1100": (
        (b"ATE0V0\r", b"0\r"), (b"AT+LSMQTTCALL=1\r", b"+MQTTCALL:1\r\n"), (b'AT+LSMQTTCFG="clientid","before"\r', b"0\r"),
        (b'AT+LSMQTTOPEN="broker.test",1883,60\r', b"+MQTTOPEN:1\r\n"),
    ),
    "ym310": (
        (b"ATE0\r", OK), (b'AT+MCONFIG="before"\r', OK), (b'AT+MIPSTART="broker.test",1883\r', b"CONNECT OK\r\n"),
        (b"AT+MCONNECT=1,60\r", b"CONNACK OK\r\n"),
    ),
}  # fmt: skip
SETUP = {
    "module": ["ec20", "l610", "ml302", "c1100", "ym310"],
    "arguments": ["--booted", "--chunks", "--speed", "5", "--registration-ms", "200"],
    "also": {
        "test_a_killed_broker_ends_every_wait_and_a_new_session_works[ml302]": ["--set", "on-close=disconnect"],
        "test_a_context_the_network_takes_away_ends_the_session[ml302]": ["--speed", "20"],
    },
    "only": {
        "test_a_publish_under_way_when_the_link_ends_is_told_at_once": CLIENTS,
        "test_a_broker_that_ends_the_link_when_it_is_asked_for_something": ["ec20", "l610", "c1100", "ym310"],
        "test_a_publish_that_nobody_acknowledges_ends_in_the_stated_time": ["ec20", "l610", "c1100"],
        "test_a_link_on_which_nothing_passes_is_found_out_by_its_keepalive": ["ec20", "l610", "c1100"],
        "test_a_network_that_is_lost_and_found_again": ["ec20", "l610", "c1100", "ym310"],  # the ML302 connects again by itself
        "test_a_restart_of_the_module_ends_the_session": HERALDS,
        "test_a_restart_in_the_middle_of_an_answer": HERALDS,
        "test_a_restart_while_connecting": HERALDS,
        "test_a_restart_without_a_word_is_found_out": ["c1100", "ym310"],
        "test_a_session_that_a_program_before_left_open_is_taken_over": list(BEFORE),
    },
    "once": [
        "test_a_restart_without_a_word_is_found_out",
        "test_a_publish_under_way_when_the_link_ends_is_told_at_once",
        "test_a_publish_that_nobody_acknowledges_ends_in_the_stated_time",
        "test_a_link_on_which_nothing_passes_is_found_out_by_its_keepalive", "test_a_network_that_is_lost_and_found_again",
        "test_a_restart_in_the_middle_of_an_answer", "test_a_restart_while_connecting",
        "test_a_session_that_a_program_before_left_open_is_taken_over",
    ],
}  # fmt: skip
# The commands that connect, publish and subscribe.
COMMANDS = {
    "ec20": ("AT+QMTCONN", "AT+QMTPUBEX", "AT+QMTSUB"),
    "l610": ("AT+MQTTOPEN", "AT+MQTTPUB", "AT+MQTTSUB"),
    "ml302": ("AT+MQTTOPEN", "AT+MQTTPUB", "AT+MQTTSUB"),
}


def passed_since(start):
    return time.time() - start


def connect(modem, name, **options):
    return modem.mqtt.connect(HOST, client_id=name, **options)


@online
async def test_a_killed_broker_ends_every_wait_and_a_new_session_works(modem):
    session = await connect(modem, "killed")
    await session.subscribe("killed", 1)
    await session.publish("killed", b"the last", 1)
    await until(lambda: session.inbox.count == 1)
    assert await session.receive(20000) == ("killed", b"the last"), "what had come is still handed out"
    waiting = atmodem.spawn(error_of(session.receive(20000)))
    await atmodem.sleep_ms(10)
    world.ask("broker kill")
    assert isinstance(await waiting, LinkLost)
    start = time.time()
    assert isinstance(await error_of(session.publish("killed", b"lost", 1)), LinkLost)
    assert isinstance(await error_of(session.subscribe("killed", 1)), LinkLost)
    assert isinstance(await error_of(session.receive(20000)), LinkLost)
    assert passed_since(start) < 1
    assert not session.connected
    await session.close()
    world.ask("broker start")
    await talks(modem, "killed")


@online
async def test_a_publish_under_way_when_the_link_ends_is_told_at_once(modem):
    session = await connect(modem, "under-way")
    client = "0" if world.module() == "ec20" else "1"
    world.ask("modem mqtt-stall " + client)  # so that it is not acknowledged
    publishing = atmodem.spawn(error_of(session.publish("under-way", b"?", 1)))
    await atmodem.sleep_ms(300)
    start = time.time()
    world.ask("modem mqtt-drop " + client + " 3")
    error = await publishing
    assert isinstance(error, LinkLost), error
    assert world.module() == "ec20" or "not registered" in str(error), error
    assert passed_since(start) < 2
    await talks(modem, "under-way")


@online
async def test_a_broker_that_ends_the_link_when_it_is_asked_for_something(modem):
    asking = [lambda session: session.subscribe("a/#/b", 1), lambda session: session.unsubscribe("a/#/b")]
    if world.module() != "c1100":  # its topics have not that many levels
        asking.append(lambda session: session.publish("/" * 205, b"x", 1))
    for ask in asking:
        session = await connect(modem, "asked")
        start = time.time()
        error = await error_of(ask(session))
        assert isinstance(error, LinkLost) or world.module() == "c1100", error  # its result line says no first
        assert isinstance(await error_of(session.receive(5000)), LinkLost)
        assert passed_since(start) < 2
    await talks(modem, "asked")


@online
async def test_a_broker_that_ends_the_link_instead_of_an_answer(modem):
    start = time.time()
    error = await error_of(connect(modem, "instead", port=8883))  # it expects TLS
    assert error is not None and not isinstance(error, Timeout), error
    assert isinstance(error, LinkLost) or world.module() in ("l610", "ml302", "c1100"), error  # there one command does it all
    assert passed_since(start) < 8
    await talks(modem, "instead")


@online
async def test_a_publish_that_nobody_acknowledges_ends_in_the_stated_time(modem):
    session = await connect(modem, "unheard")
    world.ask("modem mqtt-stall")
    start = time.time()
    error = await error_of(session.publish("unheard", b"?", 1, timeout_ms=1000))
    assert isinstance(error, Timeout), error
    assert 0.9 < passed_since(start) < 1.5
    await session.close()
    await talks(modem, "unheard")


@online
async def test_a_link_on_which_nothing_passes_is_found_out_by_its_keepalive(modem):
    session = await connect(modem, "silent", keepalive=2)
    world.ask("modem mqtt-stall")
    assert isinstance(await error_of(session.receive(20000)), LinkLost)
    await talks(modem, "silent")


@online
async def test_a_context_the_network_takes_away_ends_the_session(modem):
    session = await connect(modem, "context", will=("context/will", b"gone", 1, False))
    world.ask("modem pdp-deact")
    assert isinstance(await error_of(session.receive(20000)), LinkLost)
    assert world.received("context/will") == b"gone"
    await modem.start(apn=APN)
    await talks(modem, "context")


@online
async def test_a_network_that_is_lost_and_found_again(modem):
    session = await connect(modem, "network")
    world.ask("modem lose-network" if world.module() == "ym310" else "modem lose-network 3")
    assert isinstance(await error_of(session.receive(20000)), LinkLost)
    if world.module() == "ym310":
        world.ask("modem regain-network")
    await modem.start(apn=APN)
    await talks(modem, "network")


@online
async def test_a_restart_of_the_module_ends_the_session(modem):
    session = await connect(modem, "restart", will=("restart/will", b"gone", 1, False))
    waiting = atmodem.spawn(error_of(session.receive(20000)))
    world.ask("modem restart")
    assert isinstance(await waiting, LinkLost)
    assert world.received("restart/will") == b"gone"
    assert not session.connected
    await modem.start(apn=APN)
    await talks(modem, "restart")


@online
async def test_a_restart_without_a_word_is_found_out(modem):
    session = await connect(modem, "silent-start")
    world.ask("modem restart")
    await atmodem.sleep_ms(500)
    # It waits to be told the baud rate: the next command does, and is lost.
    for _ in range(20):
        if not session.connected:
            break
        await error_of(session.publish("restart", b"x", timeout_ms=2000))
        await atmodem.sleep_ms(500)
    assert not session.connected
    await modem.start(apn=APN)
    await talks(modem, "silent-start")


@online
async def test_a_restart_in_the_middle_of_an_answer(modem):
    publish, subscribe = COMMANDS[world.module()][1:]
    for command in (publish, subscribe):
        session = await connect(modem, "middle")
        world.ask("modem at %s: reboot" % command)
        doing = session.publish("middle", b"?", 1) if command == publish else session.subscribe("middle", 1)
        start = time.time()
        assert isinstance(await error_of(doing), LinkLost), command
        assert passed_since(start) < 8
        assert isinstance(await error_of(session.receive(5000)), LinkLost)
        await modem.start(apn=APN)
        await talks(modem, "middle")


@online
async def test_a_restart_while_connecting(modem):
    world.ask("modem at %s: reboot" % COMMANDS[world.module()][0])
    error = await error_of(connect(modem, "connecting"))
    assert isinstance(error, LinkLost), error
    await modem.start(apn=APN)
    await talks(modem, "connecting")


def test_a_session_that_a_program_before_left_open_is_taken_over():
    leave_behind(*BEFORE[world.module()])
    opened(lambda modem: taken_over(modem))()


async def taken_over(modem):
    await modem.start(apn=APN)
    await talks(modem, "after")
