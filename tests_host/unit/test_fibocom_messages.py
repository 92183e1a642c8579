# Messages the L610 receives: told with their line, or by their lengths and then read (guide 3.3, and what others saw of it).
from atmodem import loading
from atmodem.errors import NotSupported, Timeout
from atmodem.fibocom.topics import fits, topic_end
from atmodem.sched import sleep_ms
from support.l610 import CALL, ERROR, NO_CLIENT, OK, OPENED, Bench
from support.scarce import full
from support.wire import error_of

EVERY = bytes(range(256))


async def settle():
    """Let everything happen that is due."""
    for _ in range(5):
        await sleep_ms(10)


# --- messages: +MQTTMSG has no length


def received(line, *filters, before=()):
    """What is received of these lines, the last of which is looked at."""
    bench = Bench().connecting()

    async def work(mqtt):
        mqtt.filters += filters
        for each in before + (line,):
            bench.wire.say(b"\r\n+MQTTMSG: " + each + b"\r\n")
        found = None
        for _ in before + (line,):
            found = await mqtt.receive(1000)
        return found

    return bench.session(work)


def test_message_with_blanks_behind_the_commas_and_an_unquoted_topic():
    assert received(b"1, 0, test1, 123") == ("test1", b"123")
    assert received(b'1, 2, test1, "123"') == ("test1", b'"123"')
    assert received(b"1, 0, a/b,  two blanks ") == ("a/b", b" two blanks ")
    assert received(b"1, 0, a/b, ") == ("a/b", b"")
    assert received(b"1, 0, a/b") == ("a/b", b"")


def test_message_without_blanks():
    assert received(b"1,0,test1,123, 4") == ("test1", b"123, 4")


def test_message_with_quotes_around_both_or_the_topic_alone():
    assert received(b'1, 0, "test1", "123"') == ("test1", b"123")
    assert received(b'1, 0, "a, b", "c, "d""') == ("a, b", b'c, "d"')
    assert received(b'1, 0, "test1", 123') == ("test1", b"123")
    assert received(b'1, 0, "test1", ""') == ("test1", b"")
    assert received(b'1, 0, "test1"') == ("test1", b"")
    assert received(b'1,0,"test1","123"') == ("test1", b"123")


def test_a_topic_with_comma_and_blank_is_told_by_the_subscriptions():
    assert received(b"1, 0, a, b, c", b"a, b") == ("a, b", b"c")
    assert received(b"1, 0, a, b, c", b"a") == ("a", b"b, c")
    assert received(b"1, 0, a, b, c, d", b"x", b"+") == ("a", b"b, c, d")
    assert received(b"1, 0, x/a, b/1, c, d", b"x/+/1") == ("x/a, b/1", b"c, d")
    assert received(b"1, 0, a, b, c") == ("a", b"b, c")  # subscribed to in an earlier session


def test_json_is_no_topic():
    for payload in (b'{"a": 1, "b": 2}', b"[1, 2, 3]"):
        assert received(b"1, 0, in/1, " + payload, b"in/#") == ("in/1", payload)
        assert received(b"1, 0, in/1, " + payload, b"in/#", before=(b"1, 0, in/1, x",)) == ("in/1", payload)


def test_the_same_topic_again_and_one_that_begins_like_it():
    before = (b"1, 0, in, x",)
    assert received(b"1, 0, in, y", b"#", before=before) == ("in", b"y")
    assert received(b"1, 0, in/2, y", b"#", before=before) == ("in/2", b"y")
    assert received(b"1, 0, i, y", b"#", before=before) == ("i", b"y")
    assert received(b'1, 0, "in", "y"', b"#", before=before) == ("in", b"y")


def test_message_of_the_longest_payload_and_topic():
    payload = bytes([c for c in EVERY if c not in (10, 13)]) * 5
    topic = b"t" * 255
    assert received(b"1, 0, " + topic + b", " + payload[:1024]) == (str(topic, "utf-8"), payload[:1024])


def test_message_with_a_line_end_is_cut_there_and_does_no_other_harm():
    bench = Bench().connecting().script(b"+CSQ", b"\r\n+CSQ: 25,99\r\n" + OK)
    at = bench.modem.at

    async def work(mqtt):
        for payload in (b"one\r\ntwo", b"one\n+MQTTBREAK", b"one\rtwo"):
            bench.wire.say(b"\r\n+MQTTMSG: 1, 0, t, " + payload + b"\r\n")
            assert await mqtt.receive(1000) == ("t", b"one")
        await settle()
        return await at.query("+CSQ")

    assert bench.session(work) == (25, 99)


def test_messages_of_no_session_are_dropped():
    bench = Bench().connecting()

    async def work(mqtt):
        for line in (b"2, 0, t, x", b"3, 0, t, x", b"0, 0, t, x", b"x", b"", b"1", b"1, 0", b"1, 0, t, x"):
            bench.wire.say(b"\r\n+MQTTMSG: " + line + b"\r\n")
        return await mqtt.receive(1000)

    assert bench.session(work) == ("t", b"x")


def test_a_full_inbox_counts_what_it_drops():
    bench = Bench().connecting()

    async def work(mqtt):
        for i in range(3):
            bench.wire.say(b"\r\n+MQTTMSG: 1, 0, t, %d\r\n" % i)
        await settle()
        return mqtt.dropped, await mqtt.receive(100)

    assert bench.session(work, queue=1) == (2, ("t", b"0"))


def test_a_message_for_which_there_is_no_room_is_counted():
    bench = Bench().connecting()

    def no_room(topic, payload):
        raise MemoryError

    async def work(mqtt):
        mqtt.inbox.put = no_room
        bench.wire.say(b"\r\n+MQTTMSG: 1, 0, t, x\r\n")
        await settle()
        return mqtt.dropped, mqtt.connected

    assert bench.session(work) == (1, True)


def test_filters_of_mqtt():
    for topic, wanted, good in (
        (b"a", b"a", True), (b"a", b"b", False), (b"a/b", b"a", False), (b"a", b"a/b", False), (b"a/b", b"a/+", True),
        (b"a/b/c", b"a/+", False), (b"a/b/c", b"a/#", True), (b"a", b"a/#", True), (b"a", b"#", True), (b"/a", b"+/a", True),
    ):  # fmt: skip
        assert fits(bytearray(topic), wanted) == good, (topic, wanted)
    assert topic_end(bytearray(b"abc"), 0, 3, b", ", []) == 3


# --- messages that wait in the module


def stored(topic, payload, number=b"1"):
    return b'\r\n+MQTTREAD: %s,1,%d,%d,"%s","%s"\r\n' % (number, len(topic), len(payload), topic, payload) + OK


def buffered(bench, work, **named):
    bench.script(b"+MIPCALL?", CALL, b"+MQTTOPEN?", NO_CLIENT, b'+MQTTUSER=1,"","","pump-7"', OK, b"+MQTTCONF=1", OK)
    bench.script(b'+MQTTOPEN=1,"broker",1883,1,60', OPENED)
    return work, dict(named, buffered=True)


def test_stored_messages_are_counted():
    for payload in (EVERY, b"", b'","', b'"\r\nOK\r\n', b"\r\n+MQTTREAD: 1,1,1,1,"):
        bench = Bench(chunk=7)

        async def work(mqtt):
            bench.wire.say(b"\r\n+MQTTMSGI: 1,1,3,%d\r\n" % len(payload))
            return await mqtt.receive(1000)

        work, named = buffered(bench, work)
        bench.script(b"+MQTTREAD=1", stored(b"a/b", payload))
        assert bench.session(work, **named) == ("a/b", payload)


def test_stored_messages_are_read_when_there_is_room():
    bench = Bench()

    async def work(mqtt):
        for _ in range(3):
            bench.wire.say(b"\r\n+MQTTMSGI: 1,1,1,1\r\n")
        await settle()
        assert bench.wire.sent.count(b"+MQTTREAD") == 1
        found = [await mqtt.receive(1000)]
        found.append(await mqtt.receive(1000))
        await error_of(mqtt.receive(1000), Timeout)
        return found

    work, named = buffered(bench, work, queue=1)
    bench.script(b"+MQTTREAD=1", stored(b"t", b"1"), b"+MQTTREAD=1", ERROR, b"+MQTTREAD=1", stored(b"t", b"3"))
    assert bench.session(work, **named) == [("t", b"1"), ("t", b"3")]


def test_a_stored_message_that_is_not_told_in_time_is_asked_for_again():
    bench = Bench()

    async def work(mqtt):
        bench.wire.say(b"\r\n+MQTTMSGI: 1,1,1,1\r\n")
        await error_of(mqtt.receive(15000), Timeout)
        return await mqtt.receive(5000)

    work, named = buffered(bench, work)
    bench.script(b"+MQTTREAD=1", b"", b"+CMEE?", b"\r\n+CMEE: 1\r\n" + OK, b"+MQTTREAD=1", stored(b"t", b"1"))
    assert bench.session(work, **named) == ("t", b"1")


def test_stored_messages_whose_lengths_are_wrong():
    for line in (b'1,1,9,1,"a","b"', b'1,1,1,9999999,"a","b"', b'1,1,x,1,"a","b"', b"1,1,1,1", b'1,1,1,1"', b'1,1,,1,"a","b"'):
        bench = Bench(chunk=1)

        async def work(mqtt):
            for _ in range(2):
                bench.wire.say(b"\r\n+MQTTMSGI: 1,1,1,1\r\n")
            return await mqtt.receive(1000)

        work, named = buffered(bench, work)
        bench.script(b"+MQTTREAD=1", b"\r\n+MQTTREAD: " + line + b"\r\n" + OK, b"+MQTTREAD=1", stored(b"t", b"2"))
        assert bench.session(work, **named) == ("t", b"2"), line


def test_firmware_that_stores_nothing():
    bench = Bench().script(b"+MIPCALL?", CALL, b"+MQTTOPEN?", NO_CLIENT, b'+MQTTUSER=1,"","","pump-7"', OK, b"+MQTTCONF=1", ERROR)
    bench.refused(NotSupported, lambda modem: modem.mqtt.connect("broker", client_id="pump-7", buffered=True))


def test_heap_of_a_message_is_its_own():
    # Another message with the same topic: no lookup among subscriptions, no new topic.
    bench = Bench().connecting()

    async def work(mqtt):
        mqtt.filters = None  # nobody asks for them
        for payload in (b"1", b"2, 3"):
            mqtt.topic = b"in/1"
            bench.wire.say(b"\r\n+MQTTMSG: 1, 0, in/1, " + payload + b"\r\n")
            topic = mqtt.topic_text
            found = await mqtt.receive(1000)
            assert found == (topic, payload) and found[0] is topic

    bench.session(work)


def test_without_memory_to_read_messages_stay_in_the_module_and_a_client_that_may_be_gone_is():
    bench = Bench()

    async def work(mqtt):
        room = full(mqtt.at, "read")
        bench.wire.say(b"\r\n+MQTTMSGI: 1,1,1,1\r\n")
        await settle()
        room()
        assert await mqtt.receive(1000) == ("t", b"1")
        room = full(loading, "passing", "fibocom.losses")
        bench.wire.say(b"\r\n+MQTTBREAK: 1,1\r\n")
        await settle()
        room()
        return mqtt.connected

    work, named = buffered(bench, work)
    bench.script(b"+MQTTREAD=1", stored(b"t", b"1"))
    assert bench.session(work, **named) is False
