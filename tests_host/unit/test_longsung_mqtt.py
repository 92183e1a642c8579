# C1100 MQTT against the bytes of its flow manual (section 3.6). The result lines behind OK lose the LS of the command's name.
from atmodem.errors import Busy, CommandError, LinkLost, NotSupported, Rejected, Timeout
from atmodem.longsung import names
from atmodem.sched import sleep_ms, spawn
from atmodem.tls import Tls
from support.c1100 import ERROR, OK, Bench
from support.wire import error_of

CALLED = OK + b"\r\r\n+MQTTCALL:1\r\n"
OPENED = OK + b"\r\r\n+MQTTOPEN:1\r\n"
PUBLISHED = OK + b"\r\r\n+MQTTPUB:1\r\n"
SUBSCRIBED = OK + b"\r\r\n+MQTTSUB:1\r\n"
CALL = b"+LSMQTTCALL=1"
OPEN = b'+LSMQTTOPEN="183.230.40.39",6002,60'


def configured(key, *values):
    return b'+LSMQTTCFG="' + key + b'",' + b",".join(values), OK


NO_WILL = configured(b"topic", b'""')


def login(bench, will=NO_WILL, call=CALLED, user=()):
    """Script what comes before the session opens."""
    if not bench.modem.mqtt.up:
        bench.script(CALL, call)
    bench.script(*configured(b"clientid", b'"pump"') + tuple(user) + configured(b"session", b"1") + tuple(will))
    return bench


def connect(modem, **named):
    return modem.mqtt.connect("183.230.40.39", 6002, "pump", **named)


def session(work, **named):
    """Do `work(bench, mqtt)` in a session."""
    bench = login(Bench()).script(OPEN, OPENED)

    async def main(modem):
        return await work(bench, await connect(modem, **named))

    return bench.run(main)


def slot(bench, topic, message=None, qos=b"0", retained=b"0"):
    """Script what fills the slot: for a message, or for a subscription."""
    bench.script(*configured(b"topic", b'"' + topic + b'"'))
    if message is not None:
        bench.script(*configured(b"message", b"0", b'"' + message + b'"'))
    if qos is not None:
        bench.script(*configured(b"qos", qos))
    if message is not None:
        bench.script(*configured(b"retained", retained))
    return bench


# --- the session


def test_session_as_the_manual_has_it():
    async def work(bench, mqtt):
        bench.script(b"+LSMQTTCLOSE=1", OK)
        assert mqtt.connected
        await mqtt.close()
        return mqtt.connected

    assert session(work) is False


def test_result_line_before_the_result_code():
    bench = login(Bench(), call=b"\r\r\n+MQTTCALL:1\r\n0\r").script(OPEN, b"\r\r\n+MQTTOPEN:1\r\n0\r")
    bench.run(connect)


def test_result_line_seconds_later():
    bench = login(Bench())
    bench.wire.expect(b"AT" + OPEN + b"\r").reply(OK).reply(b"\r\r\n+MQTTOPEN:1\r\n", 8000)
    bench.run(connect)


def test_will_is_what_the_slot_holds_at_the_opening():
    will = (
        configured(b"topic", b'"pump/state"')
        + configured(b"message", b"0", b'"gone"')
        + configured(b"qos", b"1")
        + configured(b"retained", b"1")
    )
    login(Bench(), will=will).script(OPEN, OPENED).run(lambda modem: connect(modem, will=("pump/state", b"gone", 1, True)))


def test_last_publication_does_not_become_the_will():
    async def work(bench, mqtt):
        slot(bench, b"t", b"m").script(b"+LSMQTTPUB=1", PUBLISHED, b"+LSMQTTCLOSE=1", OK)
        await mqtt.publish("t", b"m")
        await mqtt.close()
        login(bench).script(OPEN, OPENED)
        await connect(bench.modem)

    session(work)


def test_a_module_that_takes_no_empty_topic():
    for message in (OK, ERROR):
        will = (NO_WILL[0], ERROR) + configured(b"topic", b'"pump"') + configured(b"retained", b"0")
        will += (b'+LSMQTTCFG="message",0,""', message)
        login(Bench(), will=will).script(OPEN, OPENED).run(connect)


def test_user_and_password_and_neither_the_next_time():
    bench = login(Bench(), user=configured(b"username", b'"alice"') + configured(b"password", b'"secret"')).script(OPEN, OPENED)

    async def work(modem):
        mqtt = await connect(modem, user="alice", password="secret")
        bench.script(b"+LSMQTTCLOSE=1", OK)
        await mqtt.close()
        login(bench, user=configured(b"username", b'""') + configured(b"password", b'""')).script(OPEN, OPENED)
        await connect(modem)

    bench.run(work)


def test_password_is_in_no_trace():
    bench = login(Bench(), user=configured(b"username", b'"alice"') + configured(b"password", b'"secret"')).script(OPEN, OPENED)
    seen = []

    async def work(modem):
        modem.trace(lambda direction, data, ticks: seen.append(bytes(data)))
        await connect(modem, user="alice", password="secret")

    bench.run(work)
    assert b"secret" not in b"".join(seen) and b"LSMQTTCFG" in b"".join(seen)


def test_opening_fails():
    bench = login(Bench()).script(OPEN, OK + b"\r\r\n+MQTTOPEN:0\r\n")
    bench.refused(CommandError, connect)
    # and again
    login(bench).script(OPEN, OPENED).run(connect)


def test_opening_refused_by_the_module():
    bench = login(Bench()).script(OPEN, ERROR, b"+LSMQTTCLOSE=1", ERROR)
    assert bench.refused(CommandError, connect).command == b"+LSMQTTOPEN"
    # the packet context is asked for again
    login(bench).script(OPEN, OPENED).run(connect)


def test_no_packet_context():
    Bench().script(CALL, OK + b"\r\r\n+MQTTCALL:0\r\n").refused(LinkLost, connect)


def test_session_left_open_by_the_program_before():
    login(Bench(), call=ERROR).script(OPEN, ERROR, b"+LSMQTTCLOSE=1", OK, OPEN, OPENED).run(connect)


def test_one_client():
    async def work(bench, mqtt):
        return await error_of(connect(bench.modem), Busy)

    assert session(work)


def test_neither_tls_nor_a_buffer():
    Bench().refused(NotSupported, lambda modem: connect(modem, tls=Tls(verify=False)))
    Bench().refused(NotSupported, lambda modem: connect(modem, buffered=True))


def test_client_id_is_needed():
    Bench().refused(ValueError, lambda modem: modem.mqtt.connect("h", 1883))


# --- publishing


def test_publish_fills_the_slot_first():
    async def work(bench, mqtt):
        slot(bench, b"pump/state", b"on", b"1", b"1").script(b"+LSMQTTPUB=1", PUBLISHED)
        await mqtt.publish("pump/state", b"on", qos=1, retain=True)

    session(work)


def test_message_has_a_number_before_its_text():
    async def work(bench, mqtt):
        slot(bench, b"t", b"a,b").script(b"+LSMQTTPUB=1", PUBLISHED)
        await mqtt.publish("t", b"a,b")
        names.MQTT_TEXT = ("message",)
        try:
            bench.script(
                *configured(b"topic", b'"t"')
                + configured(b"message", b'"c"')
                + configured(b"qos", b"0")
                + configured(b"retained", b"0")
            )
            bench.script(b"+LSMQTTPUB=1", PUBLISHED)
            await mqtt.publish("t", b"c")
        finally:
            names.MQTT_TEXT = ("message", 0)

    session(work)


def test_payload_that_cannot_stand_in_quotes_is_refused_before_a_byte_is_sent():
    async def work(bench, mqtt):
        refused = 0
        for payload in (b'"', b"a\rb", b"\x00", b"\x1a", b"x" * 1025):
            try:
                await mqtt.publish("t", payload)
            except ValueError:
                refused += 1
        return refused

    assert session(work) == 5


def test_payload_of_any_bytes_where_hexadecimal_is_known():
    async def work(bench, mqtt):
        for payload, given in ((b'\x00"\r', (b"1", b'"00220D"')), (b"text", (b"0", b'"text"'))):
            bench.script(*configured(b"topic", b'"t"') + configured(b"message", *given))
            bench.script(*configured(b"qos", b"0") + configured(b"retained", b"0"))
            bench.script(b"+LSMQTTPUB=1", PUBLISHED)
            await mqtt.publish("t", payload)

    names.MQTT_HEXADECIMAL = ("message", 1)
    try:
        session(work)
    finally:
        names.MQTT_HEXADECIMAL = None


def test_utf8_and_empty_payloads():
    async def work(bench, mqtt):
        for payload in ("水泵".encode(), b""):
            slot(bench, b"t", payload).script(b"+LSMQTTPUB=1", PUBLISHED)
            await mqtt.publish("t", payload)

    session(work)


def test_publication_that_fails():
    async def work(bench, mqtt):
        slot(bench, b"t", b"m").script(b"+LSMQTTPUB=1", OK + b"\r\r\n+MQTTPUB:0\r\n")
        return await error_of(mqtt.publish("t", b"m"), LinkLost)

    assert session(work)


def test_several_at_once_do_not_mix_their_topics():
    """The module has one slot: each fills it and uses it before the next one begins."""

    async def work(bench, mqtt):
        slot(bench, b"a", b"1")
        bench.wire.expect(b"AT+LSMQTTPUB=1\r").reply(OK).reply(b"\r\r\n+MQTTPUB:1\r\n", 300)
        slot(bench, b"b", qos=b"1").script(b"+LSMQTTSUB=1", SUBSCRIBED)
        slot(bench, b"c", b"3", b"2").script(b"+LSMQTTPUB=1", PUBLISHED)
        slot(bench, b"b", qos=None).script(b"+LSMQTTSUB=0", SUBSCRIBED)
        tasks = [
            spawn(mqtt.publish("a", b"1")), spawn(mqtt.subscribe("b", 1)), spawn(mqtt.publish("c", b"3", 2)),
            spawn(mqtt.unsubscribe("b")),
        ]  # fmt: skip
        for task in tasks:
            await task

    session(work)


def test_slot_is_free_again_when_somebody_failed():
    async def work(bench, mqtt):
        bench.script(configured(b"topic", b'"a"')[0], ERROR)
        await error_of(mqtt.publish("a", b"1"), CommandError)
        slot(bench, b"b", b"2").script(b"+LSMQTTPUB=1", PUBLISHED)
        await mqtt.publish("b", b"2")

    session(work)


def test_waiting_for_the_slot_ends():
    async def work(bench, mqtt):
        slot(bench, b"a", b"1")
        bench.wire.expect(b"AT+LSMQTTPUB=1\r").reply(OK).reply(b"\r\r\n+MQTTPUB:1\r\n", 9000)
        first = spawn(mqtt.publish("a", b"1"))
        await sleep_ms(10)
        await error_of(mqtt.publish("b", b"2", timeout_ms=1000), Timeout)
        await first
        return True

    assert session(work)


# --- subscribing


def test_subscription_is_confirmed_by_a_line():
    async def work(bench, mqtt):
        slot(bench, b"pump/#", qos=b"1").script(b"+LSMQTTSUB=1", SUBSCRIBED)
        assert await mqtt.subscribe("pump/#", 1) == 1
        slot(bench, b"x", qos=b"0").script(b"+LSMQTTSUB=1", OK + b"\r\r\n+MQTTSUB:0\r\n")
        return await error_of(mqtt.subscribe("x"), Rejected)

    assert session(work)


def test_module_that_confirms_nothing_is_waited_for_once():
    async def work(bench, mqtt):
        slept = []
        for topic in (b"a", b"b"):
            slot(bench, topic).script(b"+LSMQTTSUB=1", OK)
            before = bench.wire.clock.slept
            await mqtt.subscribe(topic)
            slept.append(bench.wire.clock.slept - before)
        return slept

    first, second = session(work)
    assert first >= names.MQTT_SUBSCRIBED_MS and second < 50


def test_confirmation_that_is_missing():
    async def work(bench, mqtt):
        slot(bench, b"a").script(b"+LSMQTTSUB=1", SUBSCRIBED)
        await mqtt.subscribe("a")
        slot(bench, b"b").script(b"+LSMQTTSUB=1", OK)
        return await error_of(mqtt.subscribe("b", timeout_ms=3000), Timeout)

    assert session(work)


def test_unsubscribe_uses_the_slot_too():
    async def work(bench, mqtt):
        slot(bench, b"a", qos=None).script(b"+LSMQTTSUB=0", OK)
        await mqtt.unsubscribe("a")

    session(work)


def test_what_the_slot_holds_can_be_asked():
    bench = Bench().script(b"+LSMQTTSUB?", b'+LSMQTTSUB: "t",0\r\n0\r', b"+LSMQTTPUB?", b'+LSMQTTPUB: "t","m",0,0\r\n0\r')

    async def work(modem):
        return await modem.mqtt.settings(), await modem.mqtt.settings(publishing=True)

    assert bench.run(work) == (['+LSMQTTSUB: "t",0'], ['+LSMQTTPUB: "t","m",0,0'])


# --- messages


def messages(text, count, chunk=64):
    async def work(bench, mqtt):
        bench.wire.chunk = chunk
        bench.wire.say(text)
        found = []
        for _ in range(count):
            topic, payload = await mqtt.receive(timeout_ms=1000)
            found.append((topic, bytes(payload)))
        return found

    return session(work)


def test_messages_of_any_bytes_on_several_topics():
    every = bytes(range(256))
    text = b"\r\n+MQTTRECV:a/b,256," + every + b'\r\n\r\n+MQTTRECV: "c,d",2,0\r\r\n\r\n+MQTTRECV:a/b,0,\r\n'
    for chunk in (1, 256):
        assert messages(text, 3, chunk) == [("a/b", every), ("c,d", b"0\r"), ("a/b", b"")]


def test_message_by_another_name_and_without_a_count():
    names.MQTT_MESSAGE = b"+MQTTPUBLISH"
    names.MQTT_MESSAGE_LENGTH = None
    try:
        assert messages(b'\r\n+MQTTPUBLISH: "a/b",hello, world\r\n', 1) == [("a/b", b"hello, world")]
    finally:
        names.MQTT_MESSAGE = b"+MQTTRECV"
        names.MQTT_MESSAGE_LENGTH = 1


def test_message_in_the_middle_of_a_publication():
    async def work(bench, mqtt):
        bench.script(*configured(b"topic", b'"t"'))
        bench.script(configured(b"message", b"0", b'"m"')[0], b"+MQTTRECV:t,2,4\r\r\n" + OK)
        bench.script(*configured(b"qos", b"0") + configured(b"retained", b"0"))
        bench.script(b"+LSMQTTPUB=1", OK + b"\r\n+MQTTRECV:t,1,0\r\n\r\r\n+MQTTPUB:1\r\n")
        await mqtt.publish("t", b"m")
        found = []
        for _ in range(2):
            found.append(bytes((await mqtt.receive(timeout_ms=100))[1]))
        return found

    assert session(work) == [b"4\r", b"0"]


# --- the end


def test_link_that_the_module_reports_lost():
    for line in (b"\r\r\n+MQTTOPEN:0\r\n", b"\r\r\n+MQTTCALL:0\r\n", b"\r\r\n+MQTTCLOSE:1\r\n"):

        async def work(bench, mqtt, line=line):
            bench.wire.say(line)
            await error_of(mqtt.receive(timeout_ms=1000), LinkLost)
            return mqtt.connected, bench.modem.mqtt.up

        assert session(work) == (False, False), "the next session calls for its packet context again"


def test_publication_waits_in_vain_when_the_link_is_lost():
    async def work(bench, mqtt):
        slot(bench, b"t", b"m")
        bench.wire.expect(b"AT+LSMQTTPUB=1\r").reply(OK).reply(b"\r\r\n+MQTTOPEN:0\r\n", 500)
        return await error_of(mqtt.publish("t", b"m"), LinkLost)

    assert session(work)


def test_packet_context_of_the_sockets_is_another():
    async def work(bench, mqtt):
        bench.wire.say(b"+LSIPCALL:0\r")
        await sleep_ms(20)
        return mqtt.connected

    assert session(work)


def test_a_link_that_ends_while_subscribing_is_told_at_once():
    async def work(bench, mqtt):
        slot(bench, b"t", qos=b"1").script(b"+LSMQTTSUB=1", SUBSCRIBED)
        await mqtt.subscribe("t", 1)  # from now on a line is waited for
        slot(bench, b"u", qos=b"1").script(b"+LSMQTTSUB=1", OK + b"\r\r\n+MQTTOPEN:0\r\n")
        begun = bench.wire.clock.slept
        assert await error_of(mqtt.subscribe("u", 1), LinkLost)
        assert bench.wire.clock.slept - begun < 1000

    session(work)
