# YM310 MQTT against the bytes of its manual.
from atmodem.errors import Busy, CommandError, LinkLost, Rejected, Timeout
from atmodem.sched import Cancelled, sleep_ms, spawn
from atmodem.tls import Tls
from support.scarce import full
from support.wire import error_of
from support.ym310 import OK, Bench

CONFIG = b'+MCONFIG="pump-7","",""'
START = b'+MIPSTART="broker",1883'
PEM = b"-----BEGIN CERTIFICATE-----\n"


def connecting(bench, opened=b"\r\nCONNECT OK\r\n", answer=OK + b"\r\nCONNACK OK\r\n", mode=b"0"):
    """Script a connection."""
    return bench.script(b"+MQTTMSGSET=" + mode, OK, CONFIG, OK, START, OK + opened, b"+MCONNECT=1,60", answer)


def connect(modem, **named):
    return modem.mqtt.connect("broker", 1883, client_id="pump-7", **named)


def session(bench, work, **named):
    """Connect, then `work(mqtt)`, by the bench's script."""

    async def main(modem):
        return await work(await connect(modem, **named))

    return bench.run(main)


def bye(bench):
    """Script the end of a connection that failed."""
    return bench.script(b"+MDISCONNECT", b"\r\nERROR\r\n", b"+MIPCLOSE", OK)


async def messages(mqtt, n):
    """The next `n` messages."""
    found = []
    for _ in range(n):
        found.append(await mqtt.receive(1000))
    return found


async def alive(mqtt):
    return mqtt.connected


async def settle():
    """Let everything happen that is due."""
    for _ in range(5):
        await sleep_ms(10)


# --- connecting


def test_connect_ok_and_connack_ok():
    assert session(connecting(Bench()), alive)


def test_connect_ok_with_a_number_when_cipmux_is_1():
    for opened in (b"\r\n7,CONNECT OK\r\n", b"\r\n7, CONNECT OK\r\n"):
        assert session(connecting(Bench(), opened), alive)


def test_the_packet_context_comes_first():
    assert session(connecting(Bench(up=False).bring_up()), alive)


def test_user_password_will_and_a_session_that_stays():
    bench = Bench().script(
        b"+MQTTMSGSET=0", OK, b'+MCONFIG="pump-7","alice","secret",1,1,"pump/7/state","gone"', OK,
        START, OK + b"\r\nCONNECT OK\r\n", b"+MCONNECT=0,300", OK + b"\r\nCONNACK OK\r\n",
    )  # fmt: skip
    will = ("pump/7/state", b"gone", 1, True)
    assert session(bench, alive, user="alice", password="secret", will=will, clean=False, keepalive=300)


def test_error_behind_ok_is_the_brokers_refusal():
    bench = bye(connecting(Bench(), answer=OK + b"\r\nERROR\r\n"))
    error = bench.refused(Rejected, connect)
    assert error.code == -1 and error.command == b"+MCONNECT"
    assert bench.modem.mqtt.sessions == [None]


def test_error_at_once_is_the_modules():
    bench = bye(connecting(Bench(), answer=b"\r\nERROR\r\n"))
    bench.refused(CommandError, connect)


def test_connack_that_never_comes():
    bench = connecting(Bench(), answer=OK)
    # what may still come is waited for before anything else is said
    bench.script(b"+CMEE?", b"\r\n+CMEE :1\r\n" + OK)
    bye(bench)
    bench.refused(Timeout, lambda modem: connect(modem, timeout_ms=5000))


def test_connect_fail_with_and_without_a_number():
    for failed in (b"\r\nSTATE: IP STATUS\r\n\r\nCONNECT FAIL\r\n", b"\r\n7,CONNECT FAIL\r\n", b"\r\n7, CONNECT FAIL\r\n"):
        bench = Bench().script(b"+MQTTMSGSET=0", OK, CONFIG, OK, START, OK + failed)
        error = bye(bench).refused(CommandError, connect)
        assert error.kind == "result" and "FAIL" in error.detail


def test_already_connect_is_somebody_elses():
    bench = Bench().script(b"+MQTTMSGSET=0", OK, CONFIG, OK, START, OK + b"\r\nALREADY CONNECT\r\n")
    bench.script(b"+MDISCONNECT", OK, b"+MIPCLOSE", OK)
    bench.script(START, OK + b"\r\n7,CONNECT OK\r\n", b"+MCONNECT=1,60", OK + b"\r\nCONNACK OK\r\n")
    assert session(bench, alive)


def test_already_connect_for_ever():
    bench = Bench().script(b"+MQTTMSGSET=0", OK, CONFIG, OK)
    for _ in range(2):
        bench.script(START, OK + b"\r\nALREADY CONNECT\r\n", b"+MDISCONNECT", OK, b"+MIPCLOSE", OK)
    bye(bench).refused(CommandError, connect)


def test_who_gives_up_leaves_no_connection_behind():
    bench = bye(Bench().script(b"+MQTTMSGSET=0", OK, CONFIG, OK, START, OK))

    async def work(modem):
        task = spawn(connect(modem))
        await settle()
        task.cancel()
        await error_of(task, Cancelled)
        return modem.mqtt.sessions, modem.at.followers

    assert bench.run(work) == ([None], [])


def test_one_session_and_no_more():
    bench = connecting(Bench())

    async def work(modem):
        await connect(modem)
        return await error_of(connect(modem), Busy)

    assert bench.run(work)


def test_tls_by_another_command_and_context_88():
    bench = Bench().script(
        b"+MQTTMSGSET=0", OK, CONFIG, OK,
        b'+FSFLSIZE="30bac6e8.pem"', b"\r\n+FSFLSIZE: 28\r\n" + OK, b'+SSLCFG="cacert",88,"30bac6e8.pem"', OK,
        b"+CCLK?", b'\r\n+CCLK: "25/08/07,13:28:31+32"\r\n' + OK, b'+SSLCFG="sslversion",88,3', OK,
        b'+SSLCFG="ciphersuite",88,0XFFFF', OK, b'+SSLCFG="seclevel",88,1', OK, b'+SSLCFG="hostname",88,"broker"', OK,
        b'+SSLCFG="ignorelocaltime",88,0', OK,
        b'+SSLMIPSTART="broker",1883', OK + b"\r\n7,CONNECT OK\r\n", b"+MCONNECT=1,60", OK + b"\r\nCONNACK OK\r\n",
    )  # fmt: skip
    assert session(bench, alive, tls=Tls(ca=PEM))


def test_nothing_hostile_leaves():
    for named in (
        {"user": 'a"b'}, {"password": "a\rb"}, {"keepalive": 0}, {"keepalive": 65536}, {"client_id": "a\nb"}, {"client_id": ""},
        {"tls": True}, {"will": ("t/#", b"", 0, False)}, {"will": ("t" * 257, b"", 0, False)},
        {"will": ("t", b"x" * 1361, 0, False)}, {"will": ("t", b'"', 0, False)},
    ):  # fmt: skip
        arguments = {"client_id": "c"}
        arguments.update(named)
        Bench().refused(ValueError, lambda modem, a=arguments: modem.mqtt.connect("broker", 1883, **a))


# --- publishing


def publishing(bench, header, data, answer):
    bench.wire.expect(b"AT+MPUBEX=" + header + b"\r").reply(b"\r\n> ")
    bench.wire.expect(data).reply(answer)
    return bench


def test_acknowledgements_of_every_quality():
    every = bytes(range(256))
    for qos, answer in (
        (0, OK),
        (1, OK + b"\r\nPUBACK\r\n"),
        (2, OK + b"\r\nPUBREC\r\n\r\nPUBCOMP\r\n"),
    ):
        bench = publishing(connecting(Bench()), b'"t",%d,1,256' % qos, every, answer)
        session(bench, lambda mqtt, qos=qos: mqtt.publish("t", every, qos, True))


def test_an_acknowledgement_in_the_answer_of_another_command():
    bench = publishing(connecting(Bench()), b'"t",2,0,1', b"x", OK)
    bench.script(b"+CGSN", b"\r\nPUBREC\r\n\r\nPUBCOMP\r\n\r\n866714044915436\r\n" + OK)

    async def work(mqtt):
        task = spawn(mqtt.publish("t", b"x", 2))
        await settle()
        number = await mqtt.at.command("+CGSN")
        await task
        return number

    assert session(bench, work) == ["866714044915436"]


def test_a_late_acknowledgement_is_not_the_next_ones():
    bench = connecting(Bench())
    publishing(bench, b'"t",1,0,1', b"1", OK)
    publishing(bench, b'"t",1,0,1', b"2", OK + b"\r\nPUBACK\r\n")
    publishing(bench, b'"t",1,0,1', b"3", OK + b"\r\nPUBACK\r\n\r\nPUBACK\r\n")

    async def work(mqtt):
        await error_of(mqtt.publish("t", b"1", 1, timeout_ms=1000), Timeout)
        # The acknowledgement that comes is the first message's.
        await error_of(mqtt.publish("t", b"2", 1, timeout_ms=1000), Timeout)
        await mqtt.publish("t", b"3", 1)
        return mqtt.at.followers

    assert session(bench, work) == []


def test_acknowledgements_in_the_order_of_publishing():
    bench = connecting(Bench())
    publishing(bench, b'"t",1,0,1', b"1", OK)
    publishing(bench, b'"t",1,0,1', b"2", OK + b"\r\nPUBACK\r\n")

    async def work(mqtt):
        tasks = [spawn(mqtt.publish("t", data, 1)) for data in (b"1", b"2")]
        await settle()
        first = [task.done for task in tasks]
        bench.wire.say(b"\r\nPUBACK\r\n")
        await settle()
        return first, [task.done for task in tasks]

    assert session(bench, work) == ([True, False], [True, True])


def test_an_empty_message_goes_by_the_other_command():
    bench = connecting(Bench()).script(b'+MPUB="t",0,1,""', OK, b'+MPUB="t",1,1,""', OK + b"\r\nPUBACK\r\n")

    async def work(mqtt):
        await mqtt.publish("t", b"", 0, True)
        await mqtt.publish("t", b"", 1, True)

    session(bench, work)


def test_publish_refused():
    bench = connecting(Bench()).script(b'+MPUBEX="t",1,0,1', b"\r\nERROR\r\n")
    error = session(bench, lambda mqtt: error_of(mqtt.publish("t", b"x", 1), CommandError))
    assert error and not bench.modem.at.followers


def test_longest_message():
    async def work(mqtt):
        return await error_of(mqtt.publish("t", bytes(2385)), ValueError)

    assert session(connecting(Bench()), work)


# --- subscribing


def test_suback_comes_behind_ok():
    bench = connecting(Bench()).script(b'+MSUB="mqtt/topic",1', OK + b"\r\nSUBACK\r\n")
    bench.script(b'+MUNSUB="mqtt/topic"', OK + b"\r\nUNSUBACK\r\n")

    async def work(mqtt):
        granted = await mqtt.subscribe("mqtt/topic", 1)
        await mqtt.unsubscribe("mqtt/topic")
        return granted

    assert session(bench, work) == 1


def test_a_message_inside_the_subscription():
    bench = connecting(Bench()).script(b'+MSUB="t",0', OK + b'\r\n+MSUB: "t",2 byte,ab\r\n\r\nSUBACK\r\n')

    async def work(mqtt):
        await mqtt.subscribe("t")
        return await mqtt.receive(1000)

    assert session(bench, work) == ("t", b"ab")


def test_subscription_refused():
    bench = connecting(Bench()).script(b'+MSUB="t",0', OK + b"\r\nERROR\r\n", b'+MSUB="t",0', b"\r\nERROR\r\n")

    async def work(mqtt):
        assert (await error_of(mqtt.subscribe("t"), Rejected)).code == -1
        return await error_of(mqtt.subscribe("t"), CommandError)

    assert session(bench, work)


# --- receiving


def test_messages_counted_in_the_line():
    tricky = b"\r\nOK\r\nCLOSED\r\n+PDP DEACT\r\n\0\xff,"
    bench = connecting(Bench())

    async def work(mqtt):
        bench.wire.say(b'\r\n+MSUB: "mqtt/topic",9 byte,SSSSddddd\r\n')
        bench.wire.say(b'\r\n+MSUB: "mqtt/topic",%d byte,%s\r\n' % (len(tricky), tricky))
        bench.wire.say(b'\r\n+MSUB:"a,b",0 byte,\r\n')
        return await messages(mqtt, 3)

    assert session(bench, work) == [("mqtt/topic", b"SSSSddddd"), ("mqtt/topic", tricky), ("a,b", b"")]


def test_messages_that_may_have_been_cut_are_counted():
    # The module hands over 1360 bytes of a message at most (manual 13.6), though it publishes longer ones.
    bench = connecting(Bench())

    async def work(mqtt):
        for n in (1359, 1360, 1, 1360):
            bench.wire.say(b'\r\n+MSUB: "t",%d byte,%s\r\n' % (n, b"x" * n))
            assert await mqtt.receive(1000) == ("t", b"x" * n)
        return mqtt.cut, mqtt.dropped

    assert session(bench, work) == (2, 0)


def test_messages_kept_in_the_module():
    bench = connecting(Bench(), mode=b"1").script(
        b"+MQTTMSGGET",
        b"\r\n+MSUB: mqtt/topic,9 byte,SSSSddddd\r\n\r\n+MSUB: 2\r\n+MSUB: mqtt/topic,4 byte,OK\r\n\r\n" + OK,
        b"+MQTTMSGGET", b"\r\n+MSUB: t,1 byte,x\r\n" + OK,
    )  # fmt: skip

    async def work(mqtt):
        bench.wire.say(b"\r\n+MSUB: 0\r\n\r\n+MSUB: 1\r\n")
        return await messages(mqtt, 3)

    assert session(bench, work, buffered=True) == [("mqtt/topic", b"SSSSddddd"), ("mqtt/topic", b"OK\r\n"), ("t", b"x")]


def test_messages_stay_in_the_module_while_the_inbox_is_full():
    from atmodem.mqtt import Message

    bench = connecting(Bench(), mode=b"1")
    for i in b"01":
        bench.script(b"+MQTTMSGGET", b"\r\n+MSUB: t,1 byte,%c\r\n+MSUB: t,1 byte,%c\r\n" % (i, i + 2) + OK)

    async def work(mqtt):
        bench.wire.say(b"\r\n+MSUB: 0\r\n")
        await settle()
        bench.wire.say(b"\r\n+MSUB: 1\r\n")
        await settle()
        assert mqtt.inbox.count == 2
        message = Message()
        found = []
        for _ in range(4):
            await mqtt.receive_into(message, 1000)
            found.append(bytes(message.payload))
        return found, mqtt.dropped

    assert session(bench, work, buffered=True, queue=2) == ([b"0", b"2", b"1", b"3"], 0)


def test_a_refused_fetch_is_not_repeated():
    bench = connecting(Bench(), mode=b"1").script(b"+MQTTMSGGET", b"\r\nERROR\r\n")

    async def work(mqtt):
        bench.wire.say(b"\r\n+MSUB: 0\r\n")
        return await error_of(mqtt.receive(1000), Timeout)

    assert session(bench, work, buffered=True)


def test_a_message_for_nobody():
    bench = Bench()

    async def work(modem):
        assert modem.mqtt.sessions == [None]
        bench.wire.say(b'\r\n+MSUB: "t",4 byte,OK\r\n\r\n\r\n+MSUB: 3\r\n\r\nCLOSED\r\n')
        await settle()

    bench.run(work)


# --- the end


def test_close():
    bench = connecting(Bench()).script(b"+MDISCONNECT", OK, b"+MIPCLOSE", OK)
    session(bench, lambda mqtt: mqtt.close())
    assert bench.modem.mqtt.sessions == [None]


def test_closed_is_asked_about():
    for closed, state, connected in (
        (b"CLOSED", b"0", False), (b"7,CLOSED", b"0", False), (b"7, CLOSED", b"2", False), (b"CLOSED", b"1", True),
    ):  # fmt: skip
        assert connected_after(closed, state) is connected


def connected_after(closed, state):
    bench = connecting(Bench()).script(b"+MQTTSTATU", b"\r\n+MQTTSTATU :" + state + b"\r\n" + OK)

    async def work(mqtt):
        bench.wire.say(b"\r\n" + closed + b"\r\n")
        await settle()
        return mqtt.connected

    return session(bench, work)


def test_closed_of_a_socket_is_not_asked_about():
    bench = connecting(Bench())

    async def work(mqtt):
        bench.wire.say(b"\r\n1, CLOSED\r\n")
        await settle()
        return mqtt.connected

    assert session(bench, work)


def test_closed_and_no_answer_to_the_question():
    bench = connecting(Bench()).script(b"+MQTTSTATU", b"\r\nERROR\r\n")

    async def work(mqtt):
        bench.wire.say(b"\r\nCLOSED\r\n")
        return await error_of(mqtt.receive(1000), LinkLost)

    assert session(bench, work)


def test_who_waits_for_an_acknowledgement_hears_of_the_end():
    bench = publishing(connecting(Bench()), b'"t",1,0,1', b"x", OK + b"\r\nCLOSED\r\n")
    bench.script(b"+MQTTSTATU", b"\r\n+MQTTSTATU :0\r\n" + OK)
    assert session(bench, lambda mqtt: error_of(mqtt.publish("t", b"x", 1), LinkLost))
    assert bench.wire.clock.slept < 1000


CLOSED = b"\r\n7, CLOSED\r\n"
WAITED_FOR = (
    (b'+MSUB="t",1', lambda mqtt: mqtt.subscribe("t", 1)), (b'+MUNSUB="t"', lambda mqtt: mqtt.unsubscribe("t")),
)  # fmt: skip


def in_step(bench, late=b""):
    """Script the question behind an answer whose end may still come."""
    return bench.script(b"+CMEE?", late + b"\r\n+CMEE :1\r\n" + OK)


def test_a_link_that_ends_while_connecting_is_told_at_once():
    for answer in (OK + CLOSED, OK + b"\r\nCLOSED\r\n"):
        bench = bye(in_step(connecting(Bench(), answer=answer), late=b"\r\nERROR\r\n"))
        bench.refused(LinkLost, connect)
        assert bench.wire.clock.slept < 1000
        assert bench.modem.mqtt.sessions == [None]


def test_a_link_that_ends_in_front_of_the_ok():
    for answer in (CLOSED + OK, CLOSED + b"\r\nERROR\r\n"):
        bench = bye(connecting(Bench(), answer=answer))
        bench.refused(LinkLost, connect)
        assert bench.wire.clock.slept < 1000


def test_a_link_that_ends_while_subscribing_is_told_at_once():
    for line, call in WAITED_FOR:
        for end in (CLOSED, b"\r\n+PDP DEACT\r\n"):
            bench = connecting(Bench()).script(line, OK + end)
            in_step(bench, late=b"\r\nERROR\r\n").script(b"+CGSN", b"\r\n866714044915436\r\n" + OK)

            async def work(mqtt, call=call):
                assert await error_of(call(mqtt), LinkLost)
                assert bench.wire.clock.slept < 1000
                assert await error_of(mqtt.receive(1000), LinkLost)
                return await mqtt.at.command("+CGSN")  # what came late was not its answer

            assert session(bench, work) == ["866714044915436"]


def test_pdp_deact_ends_the_session_and_the_next_begins_with_cipshut():
    bench = connecting(Bench())

    async def work(modem):
        mqtt = await connect(modem)
        bench.wire.say(b"\r\n+PDP DEACT\r\n")
        await error_of(mqtt.receive(1000), LinkLost)
        connecting(bench.bring_up())
        return (await connect(modem)).connected

    assert bench.run(work)


def test_the_module_restarts():
    bench = connecting(Bench())

    async def work(modem):
        mqtt = await connect(modem)
        # +CPIN is a hint only: it also comes when the card is seen anew
        bench.script(b"+CMEE?", b"\r\n+CMEE :1\r\n" + OK)
        bench.wire.say(b"\r\n+CPIN: READY\r\n")
        await settle()
        assert mqtt.connected
        bench.script(b"+CMEE?", b"AT+CMEE?\r\r\n+CMEE :0\r\n" + OK)
        bench.wire.expect(b"AT\r").reply(b"AT\r" + OK)
        bench.script(b"E0+CMEE=1", b"ATE0+CMEE=1\r" + OK)
        bench.wire.say(b"\r\n+CPIN: READY\r\n")
        return await error_of(mqtt.receive(1000), LinkLost), await modem.wait_boot(5000)

    error, back = bench.run(work)
    assert error and back


def test_state():
    bench = Bench().script(b"+MQTTSTATU", b"\r\n+MQTTSTATU :2\r\n" + OK)
    assert bench.run(lambda modem: modem.mqtt.state()) == 2


def test_what_a_refused_fetch_left_in_the_module_is_fetched_by_the_next_receive():
    bench = connecting(Bench(), mode=b"1").script(b"+MQTTMSGGET", b"\r\nERROR\r\n")

    async def work(mqtt):
        bench.wire.say(b"\r\n+MSUB: 0\r\n")
        await error_of(mqtt.receive(1000), Timeout)
        bench.script(b"+MQTTMSGGET", b"\r\n+MSUB: t,1 byte,x\r\n" + OK)
        return await mqtt.receive(1000)

    assert session(bench, work, buffered=True) == ("t", b"x")


def test_no_more_is_fetched_than_there_is_room_for():
    four = b"".join([b"\r\n+MSUB: t,1 byte,%d\r\n" % i for i in range(4)])
    bench = connecting(Bench(), mode=b"1").script(b"+MQTTMSGGET", four + OK, b"+MQTTMSGGET", four + OK)

    async def work(mqtt):
        bench.wire.say(b"\r\n+MSUB: 0\r\n")
        found = await messages(mqtt, 2)
        bench.wire.say(b"\r\n+MSUB: 0\r\n")
        await settle()
        return [payload for topic, payload in found + await messages(mqtt, 6)], mqtt.dropped

    assert session(bench, work, buffered=True, queue=4) == ([b"0", b"1", b"2", b"3"] * 2, 0)


def test_a_state_that_is_not_told_ends_the_session():
    bench = connecting(Bench()).script(b"+MQTTSTATU", OK)

    async def work(mqtt):
        bench.wire.say(b"\r\nCLOSED\r\n")
        await settle()
        return await error_of(mqtt.receive(1000), LinkLost)

    assert session(bench, work)


def test_two_publications_in_one_line_at_once():
    bench = connecting(Bench())
    for payload in (b"6131", b"6132"):
        for line in (b"+MQTTMODE=1", b'+MPUB="t",0,0,"' + payload + b'"', b"+MQTTMODE=0"):
            bench.wire.expect(b"AT" + line + b"\r").reply(OK, 20)

    async def work(modem):
        session = await connect(modem)
        first = spawn(modem.mqtt.publish_line(session, "t", b"a1"))
        await sleep_ms(30)
        second = spawn(modem.mqtt.publish_line(session, "t", b"a2"))
        await first
        await second

    bench.run(work)


def test_a_publication_in_one_line():
    # any byte, as hexadecimal digits; 13.4: the acknowledgement comes behind OK
    for qos, retain, answer in (
        (0, True, OK),
        (1, False, OK + b"\r\nPUBACK\r\n"),
        (2, True, OK + b"\r\nPUBREC\r\n\r\nPUBCOMP\r\n"),
    ):
        bench = connecting(Bench()).script(
            b"+MQTTMODE=1", OK, b'+MPUB="t",%d,%d,"00ff22"' % (qos, retain), answer, b"+MQTTMODE=0", OK
        )

        async def work(mqtt, bench=bench, qos=qos, retain=retain):
            await bench.modem.mqtt.publish_line(mqtt, "t", b"\0\xff\"", qos, retain)

        session(bench, work)


def test_a_publication_in_one_line_that_is_refused():
    # the next one is text again
    bench = connecting(Bench()).script(b"+MQTTMODE=1", OK, b'+MPUB="t",0,0,"78"', b"\r\nERROR\r\n", b"+MQTTMODE=0", OK)
    bench.script(b"+MQTTMODE?", b"\r\n+MQTTMODE: 0\r\n" + OK)

    async def work(mqtt):
        service = bench.modem.mqtt
        for topic, payload, qos in (("t", "text", 0), ("t", bytes(513), 0), ("t", b"x", 3), ("t\r", b"x", 0)):
            await error_of(service.publish_line(mqtt, topic, payload, qos), ValueError)
        await error_of(service.publish_line(mqtt, "t", b"x"), CommandError)
        return await service.mode()

    assert session(bench, work) == 0


def test_without_memory_to_ask_messages_stay_in_the_module_and_a_link_that_may_be_closed_is():
    bench = connecting(Bench(), mode=b"1")

    async def work(mqtt):
        room = full(mqtt.at, "execute")
        bench.wire.say(b"\r\n+MSUB: 0\r\n")
        await settle()
        room()
        bench.script(b"+MQTTMSGGET", b"\r\n+MSUB: t,1 byte,x\r\n" + OK)
        assert await mqtt.receive(1000) == ("t", b"x")
        room = full(mqtt.at, "query")
        bench.wire.say(b"\r\nCLOSED\r\n")
        await settle()
        room()
        return mqtt.connected

    assert session(bench, work, buffered=True) is False
