# The L610's MQTT against the bytes of its guide (3.2, 3.3), and against what others saw of it.
from atmodem.errors import Busy, CommandError, LinkLost, Rejected, Timeout
from atmodem.sched import Cancelled, sleep_ms, spawn
from support.l610 import CALL, CLOSED, ERROR, NO_CALL, NO_CLIENT, OK, OPENED, Bench
from support.wire import error_of

EVERY = bytes(range(256))


def connect(modem, **named):
    return modem.mqtt.connect("broker", 1883, client_id="pump-7", **named)


async def alive(mqtt):
    return mqtt.connected


async def settle():
    """Let everything happen that is due."""
    for _ in range(5):
        await sleep_ms(10)


# --- connecting


def test_what_the_character_recognition_made_of_the_guide_is_no_answer():
    # AT+MQTTOOPEN, `+MIPCALL: 1,104.48.68`: slips of the scan
    slips = OK + b"\r\n+MQTTOOPEN: 1,0\r\n\r\n+MQTTOPEN\r\n\r\n+MQTTCLOSE\r\n\r\n+MQTTOPEN: 1,1\r\n"
    assert Bench().connecting(opened=slips).session(alive)


def test_ok_is_not_the_end_and_the_result_may_come_before_it():
    for opened in (OPENED, b"\r\n+MQTTOPEN: 1,1\r\n" + OK, OK + b"\r\n+MQTTMSG: 1, 0, t, x\r\n\r\n+MQTTOPEN: 1,1\r\n"):
        assert Bench().connecting(opened=opened).session(alive)


def test_the_log_of_the_guide():
    bench = Bench().connecting(
        b'1,"g510/test1","LeKH43ojswwzINS15EGImf5JluPkCv9cPnu1DQUxGOk=","pump-7"', b'1,"test1",0,0,"disconnect unexpectedly"',
        b'1,"broker",1883,0,60',
    )  # fmt: skip
    bench.script(b'+MQTTSUB=1,"test1",0', OK + b"\r\n+MQTTSUB: 1,1\r\n")
    bench.publishing(b'1,"test1",0,0,3', b"123", OK + b"\r\n+MQTTPUB: 1,1\r\n\r\n+MQTTMSG: 1, 0, test1, 123\r\n")
    bench.publishing(b'1,"test1",0,0,5', b'"123"', OK + b'\r\n+MQTTPUB: 1,1\r\n\r\n+MQTTMSG: 1, 0, test1, "123"\r\n')
    bench.script(b'+MQTTUNSUB=1,"test1"', OK + b"\r\n+MQTTUNSUB: 1,1\r\n", b"+MQTTCLOSE=1", CLOSED)

    async def work(mqtt):
        await mqtt.subscribe("test1")
        for payload in (b"123", b'"123"'):  # the quotes are payload
            await mqtt.publish("test1", payload)
            assert await mqtt.receive(1000) == ("test1", payload)
        await mqtt.unsubscribe("test1")
        await mqtt.close()

    bench.session(
        work, user="g510/test1", password="LeKH43ojswwzINS15EGImf5JluPkCv9cPnu1DQUxGOk=", clean=False,
        will=("test1", "disconnect unexpectedly", 0, False),
    )  # fmt: skip


def test_the_address_is_called_for_first():
    bench = Bench().script(b"+MIPCALL?", NO_CALL, b"+MIPCALL=1", OK + b"\r\n+MIPCALL: 10.104.48.68\r\n")
    bench.script(b"+MQTTOPEN?", ERROR, b'+MQTTUSER=1,"","","pump-7"', OK, b'+MQTTOPEN=1,"broker",1883,1,60', OPENED)
    assert bench.session(alive)


def test_order_of_user_is_id_user_password_client_id():
    assert Bench().connecting(b'1,"alice","secret","pump-7"').session(alive, user="alice", password="secret")
    assert Bench().connecting(b'1,"alice","","pump-7"').session(alive, user="alice")


def test_the_will_comes_before_the_open():
    bench = Bench().connecting(will=b'1,"pump/7/state",1,1,"gone"')
    assert bench.session(alive, will=("pump/7/state", b"gone", 1, True))


def test_a_client_that_is_open_is_closed_before_a_new_open():
    bench = Bench().script(b"+MIPCALL?", CALL, b"+MQTTOPEN?", b"\r\n+MQTTOPEN: 1\r\n" + OK, b"+MQTTCLOSE=1", CLOSED)
    bench.script(b'+MQTTUSER=1,"","","pump-7"', OK, b'+MQTTOPEN=1,"broker",1883,1,60', OPENED)
    assert bench.session(alive)


def test_the_second_client_and_no_third():
    bench = Bench().connecting().script(b"+MIPCALL?", CALL, b"+MQTTOPEN?", b"\r\n+MQTTOPEN: 1\r\n" + OK)
    bench.script(b'+MQTTUSER=2,"","","pump-7"', OK)
    bench.script(b'+MQTTOPEN=2,"broker",1883,1,60', OK + b"\r\n+MQTTOPEN: 1,0\r\n\r\n+MQTTOPEN: 2,1\r\n")

    async def work(modem):
        first = await connect(modem)
        second = await connect(modem)
        await error_of(connect(modem), Busy)
        return first.connected and second.connected

    assert bench.run(work)


def test_result_0_may_be_the_network_or_the_broker():
    for line in (b"1,0", b"1,2"):
        bench = Bench().connecting(opened=OK + b"\r\n+MQTTOPEN: " + line + b"\r\n")
        error = bench.refused(Rejected, connect)
        assert error.code == -1 and error.command == b"+MQTTOPEN"
        assert bench.modem.mqtt.sessions == [None, None]


def test_errors_700_to_704_are_the_brokers_reasons():
    for code, answer in (
        (1, b"\r\n+CME ERROR: 700\r\n"), (4, b"\r\n+CME ERROR: 703\r\n"), (5, OK + b"\r\n+MQTTOPEN: 1,704\r\n"),
    ):  # fmt: skip
        assert Bench().connecting(opened=answer).refused(Rejected, connect).code == code


def test_open_refused_is_closed_and_tried_again_twice():
    bench = Bench().connecting(opened=ERROR)
    again = (b"+MQTTCLOSE=1", ERROR, b'+MQTTOPEN=1,"broker",1883,1,60')
    assert bench.script(*again, ERROR).script(*again, OPENED).session(alive)
    bench = Bench().connecting(opened=ERROR).script(*again, ERROR).script(*again, ERROR, b"+MQTTCLOSE=1", ERROR)
    bench.refused(CommandError, connect)


def test_wrong_parameters_are_not_tried_again():
    assert Bench().connecting(opened=b"\r\n+CME ERROR: 50\r\n").refused(CommandError, connect).code == 50


def test_an_open_takes_60_seconds_and_is_tried_again():
    bench = Bench().connecting(opened=OK)
    bench.script(b"+MQTTCLOSE=1", CLOSED, b'+MQTTOPEN=1,"broker",1883,1,60', OPENED)
    assert bench.session(alive)
    assert 60000 <= bench.wire.clock.slept < 62000


def test_settings_are_said_again_for_90_seconds():
    user = b'+MQTTUSER=1,"","","pump-7"'
    bench = Bench().script(b"+MIPCALL?", CALL, b"+MQTTOPEN?", NO_CLIENT)
    for _ in range(30):
        bench.script(user, ERROR)
    bench.script(user, OK, b'+MQTTOPEN=1,"broker",1883,1,60', OPENED)
    assert bench.session(alive)
    bench = Bench().script(b"+MIPCALL?", CALL, b"+MQTTOPEN?", NO_CLIENT)
    for _ in range(90):
        bench.script(user, ERROR)
    bench.refused(CommandError, connect)


def test_who_gives_up_leaves_nothing_behind():
    bench = Bench().connecting(opened=OK)

    async def work(modem):
        task = spawn(connect(modem))
        await settle()
        task.cancel()
        await error_of(task, Cancelled)
        return modem.mqtt.sessions, modem.at.followers, modem.packet.lock.held

    assert bench.run(work) == ([None, None], [], False)


def test_the_second_client_waits_for_the_first_no_longer_than_told():
    # Behind a connect of the first, and behind a publish.
    bench = Bench().connecting(opened=OK)
    bench.wire.reply(b"\r\n+MQTTOPEN: 1,1\r\n", 50000)

    async def work(modem):
        first = spawn(connect(modem))
        await settle()
        await error_of(connect(modem, timeout_ms=3000), Timeout)
        assert 3000 <= bench.wire.clock.slept < 3200
        return (await first).connected

    assert bench.run(work)


def test_the_second_client_waits_for_a_publish_of_the_first_no_longer_than_told():
    bench = Bench().connecting().script(b"+MIPCALL?", b"")
    bench.wire.reply(CALL, 200)
    bench.publishing(b'1,"t",1,0,1', b"x", OK)
    bench.wire.reply(b"\r\n+MQTTPUB: 1,1\r\n", 9000)

    async def work(mqtt):
        second = spawn(connect(mqtt.service.modem, timeout_ms=3000))
        await settle()
        first = spawn(mqtt.publish("t", b"x", 1))
        assert (await error_of(second, Timeout)).command == b"+MQTTOPEN"
        assert 3200 <= bench.wire.clock.slept < 3300
        assert (await error_of(mqtt.publish("t", b"y", 1, timeout_ms=1000), Timeout)).command == b"+MQTTPUB"
        await first

    bench.session(work)


def test_which_clients_are_open():
    bench = Bench().script(b"+MQTTOPEN?", b"\r\n+MQTTOPEN: 1\r\n\r\n+MQTTOPEN: 2\r\n" + OK, b"+MQTTOPEN?", ERROR)

    async def work(modem):
        return await modem.mqtt.open_clients(), await modem.mqtt.open_clients()

    assert bench.run(work) == ([1, 2], [])


def test_a_break_right_behind_the_result_of_the_open():
    bench = Bench().connecting(opened=OPENED + b"\r\n+MQTTBREAK: 1,2\r\n").script(b"+MQTTOPEN?", NO_CLIENT)

    async def work(mqtt):
        return str(await error_of(mqtt.receive(1000), LinkLost))

    assert "radio link lost" in bench.session(work)


def test_nothing_hostile_leaves():
    for named in (
        {"user": 'a"b'}, {"password": "a\rb"}, {"keepalive": 0}, {"keepalive": 301}, {"client_id": "a\nb"},
        {"client_id": "x" * 24}, {"user": "u" * 129}, {"user": "u", "password": "p" * 129}, {"will": ("t" * 256, b"", 0, False)},
        {"will": ("t", b'"', 0, False)},
    ):  # fmt: skip
        arguments = {"client_id": "c"}
        arguments.update(named)
        bench = Bench()
        bench.refused(ValueError, lambda modem, a=arguments: modem.mqtt.connect("broker", 1883, **a))
        assert bench.wire.sent == b""


def test_no_password_is_traced():
    bench = Bench().connecting(b'1,"alice","opensesame","pump-7"')
    seen = []
    bench.modem.trace(lambda direction, data, ticks: seen.append(bytes(data)))
    assert bench.session(alive, user="alice", password="opensesame")
    assert b"opensesame" not in b"".join(seen) and b"+MQTTOPEN" in b"".join(seen)


# --- publishing


def test_number_without_quotes_counts_any_bytes():
    for qos in (0, 1, 2):
        bench = Bench().connecting()
        bench.publishing(b'1,"t",%d,1,1024' % qos, EVERY * 4, OK + b"\r\n+MQTTPUB: 1,1\r\n")
        bench.session(lambda mqtt, qos=qos: mqtt.publish("t", EVERY * 4, qos, True))


def test_an_empty_message_is_a_text():
    bench = Bench().connecting().script(b'+MQTTPUB=1,"t",1,1,""', OK + b"\r\n+MQTTPUB: 1,1\r\n")
    bench.session(lambda mqtt: mqtt.publish("t", b"", 1, True))


def test_result_of_a_publish_before_its_ok():
    bench = Bench().connecting().publishing(b'1,"t",1,0,1', b"x", b"\r\n+MQTTPUB: 1,1\r\n" + OK)
    bench.session(lambda mqtt: mqtt.publish("t", b"x", 1))


def test_result_0_of_a_publish_is_an_error():
    bench = Bench().connecting().publishing(b'1,"t",1,0,1', b"x", OK + b"\r\n+MQTTPUB: 1,0\r\n")

    async def work(mqtt):
        return await error_of(mqtt.publish("t", b"x", 1), CommandError)

    error = bench.session(work)
    assert (error.command, error.kind, error.code) == (b"+MQTTPUB", "result", 0)


def test_one_in_flight_and_the_next_one_waits():
    bench = Bench().connecting().publishing(b'1,"t",1,0,1', b"1", OK)
    bench.wire.reply(b"\r\n+MQTTPUB: 1,1\r\n", 5000)
    bench.publishing(b'1,"t",1,0,1', b"2", OK + b"\r\n+MQTTPUB: 1,1\r\n")

    async def work(mqtt):
        tasks = [spawn(mqtt.publish("t", data, 1)) for data in (b"1", b"2")]
        await settle()
        assert bench.wire.sent.endswith(b"1")
        for task in tasks:
            await task

    bench.session(work)


def test_a_publish_that_was_refused_is_said_again():
    bench = Bench().connecting().script(b'+MQTTPUB=1,"t",1,0,1', ERROR)
    bench.publishing(b'1,"t",1,0,1', b"x", OK + b"\r\n+MQTTPUB: 1,1\r\n")
    bench.session(lambda mqtt: mqtt.publish("t", b"x", 1))


def test_a_publish_without_a_result_is_never_said_twice():
    bench = Bench().connecting().publishing(b'1,"t",2,0,1', b"x", OK)

    async def work(mqtt):
        await error_of(mqtt.publish("t", b"x", 2), Timeout)

    bench.session(work)
    assert 60000 <= bench.wire.clock.slept < 61000


def test_a_late_result_is_not_the_next_ones():
    bench = Bench().connecting().publishing(b'1,"t",1,0,1', b"1", OK)
    bench.wire.reply(b"\r\n+MQTTPUB: 1,0\r\n", 40000)
    bench.publishing(b'1,"t",1,0,1', b"2", OK + b"\r\n+MQTTPUB: 1,1\r\n")

    async def work(mqtt):
        await error_of(mqtt.publish("t", b"1", 1, timeout_ms=1000), Timeout)
        await error_of(mqtt.publish("t", b"2", 1, timeout_ms=1000), Timeout)
        assert bench.wire.sent.endswith(b"1")  # the second was not sent: one in flight
        await mqtt.publish("t", b"2", 1)
        return mqtt.at.followers

    assert bench.session(work) == []


def test_a_late_result_of_a_publish_without_its_ok_is_not_the_next_ones():
    for way in ("timeout", "cancel"):
        bench = Bench().connecting().publishing(b'1,"t",1,0,1', b"1", b"")
        bench.wire.reply(OK, 2000).reply(b"\r\n+MQTTPUB: 1,0\r\n", 40000)
        bench.script(b"+CMEE?", b"", b"+CMEE?", b"\r\n+CMEE: 1\r\n" + OK, b"", OK)
        bench.publishing(b'1,"t",1,0,1', b"2", OK + b"\r\n+MQTTPUB: 1,1\r\n")

        async def work(mqtt):
            if way == "timeout":
                await error_of(mqtt.publish("t", b"1", 1, timeout_ms=1000), Timeout)
            else:
                task = spawn(mqtt.publish("t", b"1", 1))
                await settle()
                task.cancel()
                await error_of(task, Cancelled)
            await mqtt.publish("t", b"2", 1)
            return mqtt.at.followers

        assert bench.session(work) == []


def test_a_result_that_never_comes_takes_no_other_and_ends_the_session_in_time():
    bench = Bench().connecting().publishing(b'1,"t",1,0,1', b"1", OK)

    async def work(mqtt):
        await error_of(mqtt.publish("t", b"1", 1), Timeout)
        assert mqtt.connected
        await error_of(mqtt.publish("t", b"2", 1), LinkLost)
        return mqtt.at.followers, mqtt.connected, mqtt.service.sessions

    assert bench.session(work) == ([], False, [None, None])
    assert 90000 <= bench.wire.clock.slept < 91000


def test_a_publish_that_was_given_up_before_it_was_sent_is_owed_nothing():
    bench = Bench().connecting().script(b"+CSQ", b"\r\n+CSQ: 25,99\r\n")
    bench.wire.reply(OK, 500)
    bench.publishing(b'1,"t",1,0,1', b"2", OK + b"\r\n+MQTTPUB: 1,1\r\n")

    async def asking(at):
        await at.query("+CSQ")

    async def work(mqtt):
        asked = spawn(asking(mqtt.at))
        await settle()
        task = spawn(mqtt.publish("t", b"1", 1))
        await settle()
        task.cancel()
        await error_of(task, Cancelled)
        await asked
        await mqtt.publish("t", b"2", 1)

    bench.session(work)


def test_a_subscription_said_again_takes_the_result_of_either():
    for after_ms in (61000, 75000):
        bench = Bench().connecting().script(b'+MQTTSUB=1,"a",0', OK, b'+MQTTSUB=1,"a",0', OK)
        bench.wire.reply(b"\r\n+MQTTSUB: 1,1\r\n", after_ms - 60000)

        async def work(mqtt):
            assert await mqtt.subscribe("a") == 0
            return mqtt.at.followers

        assert bench.session(work) == []
        assert after_ms <= bench.wire.clock.slept < after_ms + 100


def test_an_urc_between_prompt_and_result():
    answer = b"\r\n+MQTTMSG: 1, 0, a, OK\r\n" + OK + b"\r\n+MQTTMSG: 1, 0, a, b\r\n\r\n+MQTTPUB: 1,1\r\n"
    bench = Bench().connecting().publishing(b'1,"t",0,0,1', b"x", answer)

    async def work(mqtt):
        await mqtt.publish("t", b"x")
        return await mqtt.receive(100), await mqtt.receive(100)

    assert bench.session(work) == (("a", b"OK"), ("a", b"b"))


def test_what_cannot_be_published():
    async def work(mqtt):
        for arguments in (("t", b"x" * 1025), ("", b"x"), ("t" * 256, b"x"), ("a/#", b"x"), ('a"b', b"x"), ("t", b"x", 3)):
            await error_of(mqtt.publish(*arguments), ValueError)

    Bench().connecting().session(work)


# --- subscribing


def test_subscribing_is_said_again_until_it_is_taken():
    bench = Bench().connecting().script(b'+MQTTSUB=1,"a/#",2', ERROR, b'+MQTTSUB=1,"a/#",2', OK)
    bench.wire.reply(b"\r\n+MQTTSUB: 1,1\r\n", 30000)
    bench.script(b'+MQTTUNSUB=1,"a/#"', OK + b"\r\n+MQTTUNSUB: 1,1\r\n")

    async def work(mqtt):
        assert await mqtt.subscribe("a/#", 2) == 2
        await mqtt.unsubscribe("a/#")
        return mqtt.filters

    assert bench.session(work) == []


def test_subscribing_twice_and_leaving_once():
    again = (b'+MQTTSUB=1,"a",0', OK + b"\r\n+MQTTSUB: 1,1\r\n")
    bench = Bench().connecting().script(*again).script(*again)
    bench.script(b'+MQTTSUB=1,"a",0', OK + b"\r\n+MQTTSUB: 1,0\r\n", b'+MQTTUNSUB=1,"a"', OK + b"\r\n+MQTTUNSUB: 1,1\r\n")

    async def work(mqtt):
        await mqtt.subscribe("a")
        await mqtt.subscribe("a")
        await error_of(mqtt.subscribe("a"), Rejected)
        known = list(mqtt.filters)
        await mqtt.unsubscribe("a")
        return known, mqtt.filters

    assert bench.session(work) == ([b"a"], [])


def test_result_0_of_a_subscription_is_a_refusal():
    bench = Bench().connecting().script(b'+MQTTSUB=1,"a",0', OK + b"\r\n+MQTTSUB: 1,0\r\n")
    bench.script(b'+MQTTUNSUB=1,"a"', OK + b"\r\n+MQTTUNSUB: 1,0\r\n")

    async def work(mqtt):
        await error_of(mqtt.subscribe("a"), Rejected)
        await error_of(mqtt.unsubscribe("a"), Rejected)
        return mqtt.filters

    assert bench.session(work) == []


# --- the end


def test_breaks_and_their_causes():
    for cause, words in ((b"1", "network abnormal"), (b"2", "radio link lost"), (b"3", "not registered"), (b"0", "lost: 0")):
        bench = Bench().connecting().script(b"+MQTTOPEN?", NO_CLIENT)

        async def work(mqtt):
            bench.wire.say(b"\r\n+MQTTMSG: 1, 0, t, last\r\n\r\n+MQTTBREAK: 2,1\r\n\r\n+MQTTBREAK: 1," + cause + b"\r\n")
            assert await mqtt.receive(1000) == ("t", b"last")
            error = await error_of(mqtt.receive(1000), LinkLost)
            assert not mqtt.connected
            await error_of(mqtt.publish("t", b"x"), LinkLost)
            return str(error)

        assert words in bench.session(work)


def test_a_break_ends_what_is_under_way():
    bench = Bench().connecting().publishing(b'1,"t",1,0,1', b"x", OK + b"\r\n+MQTTBREAK: 1,1\r\n")
    bench.script(b"+MQTTOPEN?", NO_CLIENT)

    async def work(mqtt):
        tasks = [spawn(mqtt.publish("t", data, 1)) for data in (b"x", b"y")]
        for task in tasks:
            await error_of(task, LinkLost)

    bench.session(work)


def test_a_close_that_nobody_asked_for_or_the_address_goes_and_the_session_with_it():
    for line, question, answer in ((b"+MQTTCLOSE: 1,1", b"+MQTTOPEN?", NO_CLIENT), (b"+MIPCALL: 0", b"+MIPCALL?", NO_CALL)):
        bench = Bench().connecting().script(question, answer)

        async def work(mqtt, bench=bench, line=line):
            bench.wire.say(b"\r\n" + line + b"\r\n")
            await error_of(mqtt.receive(1000), LinkLost)

        bench.session(work)


def test_a_break_is_believed_when_the_module_agrees_or_does_not_answer():
    # A message has no length: behind a line end its payload may hold any line.
    for answer, stays in (
        (b"\r\n+MQTTOPEN: 1\r\n" + OK, True), (b"\r\n+MQTTOPEN: 2\r\n" + OK, False), (NO_CLIENT, False), (ERROR, False),
        (b"", False),
    ):  # fmt: skip
        bench = Bench().connecting().script(b"+MQTTOPEN?", answer)

        async def work(mqtt, bench=bench):
            bench.wire.say(b"\r\n+MQTTMSG: 1, 0, t, x\r\n+MQTTBREAK: 1,1\r\n+MQTTBREAK: 1,1\r\ny\r\n")
            assert await mqtt.receive(1000) == ("t", b"x")
            await sleep_ms(10000)
            return mqtt.connected

        assert bench.session(work) is stays, answer


def test_closing_ends_what_is_under_way():
    bench = Bench().connecting().publishing(b'1,"t",1,0,1', b"x", OK).script(b"+MQTTCLOSE=1", CLOSED)

    async def work(mqtt):
        task = spawn(mqtt.publish("t", b"x", 1))
        await settle()
        await mqtt.close()
        await error_of(task, LinkLost)
        return mqtt.at.followers

    assert bench.session(work) == []


def test_closing_what_is_closed_already():
    for answer in (ERROR, OK):
        bench = Bench().connecting().script(b"+MQTTCLOSE=1", answer)

        async def work(mqtt):
            await mqtt.close()
            await mqtt.close()

        bench.session(work)
