# MQTT of the ML302 against the bytes of its manual, and what is easily got wrong about it.
from atmodem.errors import Busy, CommandError, LinkLost, NotSupported, Rejected, Timeout
from atmodem.sched import Cancelled, sleep_ms, spawn
from atmodem.tls import Tls
from support.ml302 import CONFIGURE, ERROR, OK, OPEN, OPENED, Bench, cme, settle, told
from support.wire import error_of


async def alive(mqtt):
    return mqtt.connected


async def asked_for_signal(at):
    return await at.query("+CSQ")


async def taken(mqtt, n):
    """The next `n` messages."""
    found = []
    for _ in range(n):
        found.append(await mqtt.receive(10000))
    return found


# --- connecting


def test_result_in_front_of_the_ok_and_behind_it():
    for answer in (OPENED + OK, OK + OPENED, told(b"+MQTTOPEN: OK") + OK, OK + told(b"+MQTTOPEN: OK")):
        for chunk in (1, 256):
            assert Bench(chunk).connecting(answer).session(alive)


def test_a_backslash_is_sent_as_two():
    # Manual 2.3.6: in quotes a backslash stands for the character behind it.
    bench = Bench().connecting(
        configure=b'+MQTTCFG="broker.test",1883,"pump\\\\7",60,"a\\\\b","\\\\22",1',
        opening=b'+MQTTOPEN=1,1,1,0,0,"w\\\\t","\\\\0D"',
    )  # fmt: skip
    bench.script(b'+MQTTSUB="c\\\\22d",1', told(b"+MQTTSUBACK:1,1,c\\22d") + OK)
    bench.script(b'+MQTTPUB="c\\\\22d",1,0,0,4', (b">", b"\\22\\", told(b"+MQTTPUBACK:0,2") + OK))
    bench.script(b'+MQTTUNSUB="c\\\\22d"', told(b'+MQTTUNSUBACK:3,"c\\22d"') + OK)

    async def main():
        mqtt = await bench.modem.mqtt.connect(
            "broker.test", client_id="pump\\7", user="a\\b", password="\\22", will=("w\\t", b"\\0D", 0, False)
        )
        assert await mqtt.subscribe("c\\22d", 1) == 1
        await mqtt.publish("c\\22d", b"\\22\\", 1)
        await mqtt.unsubscribe("c\\22d")

    bench.run(main())


def test_a_result_long_after_the_ok():
    bench = Bench().script(CONFIGURE, OK, b"+MQTTREC=1", OK)
    bench.wire.expect(b"AT" + OPEN + b"\r").reply(OK).reply(OPENED, 8000)
    assert bench.session(alive)


def test_nothing_is_sent_between_the_ok_and_the_result():
    # The module does one operation at a time.
    bench = Bench().script(CONFIGURE, OK, b"+MQTTREC=1", OK)
    bench.wire.expect(b"AT" + OPEN + b"\r").reply(OK).reply(OPENED, 500)
    bench.script(b"+CSQ", told(b"+CSQ: 24,99") + OK)

    async def main():
        connecting = spawn(bench.connect())
        await settle(100)
        asking = spawn(asked_for_signal(bench.modem.at))
        await settle(100)
        before = bytes(bench.wire.sent).count(b"+CSQ")
        await connecting
        return before, await asking

    assert bench.run(main()) == (0, (24, 99))


def test_an_error_behind_the_ok_is_this_operations():
    bench = Bench().connecting(OK + cme(603))
    error = bench.refused(CommandError)
    assert error.code == 603 and error.command == b"+MQTTOPEN"


def test_exactly_seven_arguments_or_nine():
    seven = b'+MQTTCFG="broker.test",1883,"pump-7",300,"alice","secret",0'
    for tls, more in ((None, b""), (Tls(verify=False), b',"",1')):
        bench = Bench().connecting(configure=seven + more, opening=b'+MQTTOPEN=1,1,0,0,0,"",""')
        assert bench.session(alive, user="alice", password="secret", keepalive=300, clean=False, tls=tls)
    bench = Bench().connecting(configure=CONFIGURE + b',"2018-10-31",1')
    bench.modem.mqtt.version = "2018-10-31"
    assert bench.session(alive, tls=Tls(verify=False))


def test_flags_tell_whether_user_and_password_are_used():
    bench = Bench().connecting(
        configure=b'+MQTTCFG="broker.test",1883,"pump-7",60,"alice","",1', opening=b'+MQTTOPEN=1,0,0,0,0,"",""'
    )
    assert bench.session(alive, user="alice")


def test_the_will():
    bench = Bench().connecting(opening=b'+MQTTOPEN=0,0,1,1,2,"mywill","001bye"')
    assert bench.session(alive, will=("mywill", b"001bye", 2, True))


def test_keepalive_is_more_than_the_time_for_an_acknowledgement():
    bench = Bench().script(
        b'+MQTTCFG="broker.test",1883,"pump-7",10,"","",1', OK, b"+MQTTREC=1", OK, b"+MQTTTO=9", OK, OPEN, OPENED + OK
    )  # fmt: skip
    assert bench.session(alive, keepalive=10)
    bench = Bench().connecting(configure=b'+MQTTCFG="broker.test",1883,"pump-7",11,"","",1')
    assert bench.session(alive, keepalive=11)


def test_reconnection_of_the_module_can_be_left_out():
    bench = Bench().script(CONFIGURE, OK, b"+MQTTREC=0", OK, OPEN, OPENED + OK)
    bench.modem.mqtt.reconnects = False
    assert bench.session(alive)


def test_a_server_that_cannot_be_verified_is_not_trusted():
    pem = b"-----BEGIN CERTIFICATE-----\n"
    for tls in (Tls(ca=pem), Tls(verify=False, certificate=pem, key=pem)):
        assert "certificates" in str(Bench().refused(NotSupported, tls=tls))
    error = Bench().refused(NotSupported, tls=Tls(verify=False, name="other.test"))
    assert str(error).startswith("tls_name: ym310 has it")


def test_614_is_the_brokers_refusal():
    for answer in (cme(614), told(b"+MQTTOPEN:FAIL") + cme(614), OK + cme(614)):
        error = Bench().connecting(answer).refused(Rejected)
        assert error.code == 5 and error.command == b"+MQTTOPEN"


def test_open_fail_is_a_refusal_too():
    for answer in (told(b"+MQTTOPEN:FAIL") + OK, OK + told(b"+MQTTOPEN: FAIL")):
        assert Bench().connecting(answer).refused(Rejected).code == -1


def test_a_connection_that_another_program_left_open_is_closed_first():
    # Parameters are refused while connected; or they are taken, and the opening is refused with 602.
    bench = Bench().script(CONFIGURE, ERROR).leaving().connecting()
    assert bench.session(alive)
    bench = Bench().connecting(cme(602)).leaving().connecting()
    assert bench.session(alive)


def test_parameters_the_module_never_takes():
    bench = Bench().script(CONFIGURE, ERROR).leaving(ERROR).script(CONFIGURE, ERROR)
    assert bench.refused(CommandError).command == b"+MQTTCFG"


def test_each_error_code_has_its_words():
    for code, words in (
        (600, "no data connection"), (601, "invalid parameter"), (603, "connect failed"), (604, "timed out"), (613, "socket"),
        (615, "reconnect"), (617, "broken"), (620, "disconnected"), (621, "unsubscribe"),
    ):  # fmt: skip
        error = Bench().connecting(cme(code)).refused(CommandError)
        assert error.code == code and words in str(error), str(error)
    error = Bench().connecting(cme(30)).refused(CommandError)
    assert error.kind == "CME" and error.code == 30
    error = Bench().connecting(cme(622)).refused(CommandError)
    assert error.kind == "CME" and error.code == 622


def test_an_opening_that_is_never_answered_ends_in_time_and_leaves_nothing_behind():
    bench = Bench().connecting(b"").script(b"+CMEE?", told(b"+CMEE: 1") + OK).leaving(ERROR)
    bench.refused(Timeout)
    assert 30000 <= bench.wire.clock.slept < 31000


def test_who_gives_up_leaves_no_connection_behind():
    bench = Bench().script(CONFIGURE, OK, b"+MQTTREC=1", OK)
    bench.wire.expect(b"AT" + OPEN + b"\r")
    bench.script(b"+CMEE?", OPENED + OK + told(b"+CMEE: 1") + OK).leaving()

    async def main():
        task = spawn(bench.connect())
        await settle()
        task.cancel()
        return await error_of(task, Cancelled)

    assert bench.run(main())


def test_a_restart_of_the_module_while_connecting():
    bench = Bench().script(CONFIGURE, OK, b"+MQTTREC=1", OK)
    bench.wire.expect(b"AT" + OPEN + b"\r").reply(told(b"+MATREADY"), 100)
    bench.script(b"", OK, b"E0", OK, b"+CMEE=1", OK)

    async def main():
        error = await error_of(bench.connect(), LinkLost)
        assert await bench.modem.wait_boot(10000)
        return error

    assert bench.run(main())


def test_one_session_and_no_more():
    bench = Bench().connecting()

    async def work(mqtt):
        return await error_of(bench.connect(), Busy)

    assert bench.session(work)


def test_nothing_hostile_leaves():
    for named in (
        {"user": 'a"b'}, {"password": "a\rb", "user": "u"}, {"keepalive": 1}, {"keepalive": 65536}, {"user": "u" * 129},
        {"will": ("t" * 513, b"", 0, False)}, {"will": ("t", b"x" * 513, 0, False)}, {"will": ("t", b'"', 0, False)},
    ):  # fmt: skip
        Bench().refused(ValueError, **named)


def test_disconnected_and_deleted_at_the_end():
    for answer in (told(b"+MQTTDISC: OK") + OK, OK + told(b"+MQTTDISC:OK"), ERROR):
        bench = Bench().connecting().leaving(answer)

        async def work(mqtt):
            await mqtt.close()
            return mqtt.connected, await error_of(mqtt.publish("t", b"x"), LinkLost)

        connected, error = bench.session(work)
        assert not connected and error


# --- publishing


def test_each_quality_has_its_own_answer_in_either_order():
    every = bytes(range(256))
    for qos, result in ((0, b""), (1, told(b"+MQTTPUBACK:0,5")), (2, told(b"+MQTTPUBREC: 0,2") + told(b"+MQTTPUBCOMP: 0,2"))):
        for answers in ((result + OK,), (OK + result,), (result, OK), (OK, result)):
            bench = Bench().connecting()
            bench.publishing(b'"t",%d,1,0' % qos, every, *[answer for answer in answers if answer])
            bench.session(lambda mqtt: mqtt.publish("t", every, qos, True))


def test_argument_order_is_topic_qos_retain_dup_and_dup_stays_0():
    bench = Bench().connecting().publishing(b'"a/b",2,0,0', b"x", told(b"+MQTTPUBREC:0,1"), told(b"+MQTTPUBCOMP:0,1"), OK)
    bench.session(lambda mqtt: mqtt.publish("a/b", b"x", 2))


def test_any_byte_counted_and_no_terminator():
    payload = bytes(range(256)) * 4
    bench = Bench().connecting().publishing(b'"t",0,0,0', payload, OK)
    bench.session(lambda mqtt: mqtt.publish("t", memoryview(payload)))


def test_an_empty_message_goes_as_text_since_a_length_begins_at_1():
    bench = Bench().connecting().script(b'+MQTTPUB="t",0,1,0,""', OK, b'+MQTTPUB="t",1,1,0,""', told(b"+MQTTPUBACK:0,1") + OK)

    async def work(mqtt):
        await mqtt.publish("t", b"", 0, True)
        await mqtt.publish("t", b"", 1, True)

    bench.session(work)


def test_longest_message_and_topic():
    async def work(mqtt):
        await error_of(mqtt.publish("t", bytes(1025)), ValueError)
        await error_of(mqtt.publish("t" * 513, b""), ValueError)
        await error_of(mqtt.publish("t/#", b""), ValueError)
        return await error_of(mqtt.publish('t"', b""), ValueError)

    assert Bench().connecting().session(work)


def test_the_own_message_between_result_and_ok():
    bench = Bench().connecting().publishing(
        b'"pyr",1,0,0', b"abc", told(b"+MQTTPUBACK:0,3") + told(b"+MQTTPUBLISH:0,1,0,1,pyr,3,abc") + OK
    )

    async def work(mqtt):
        await mqtt.publish("pyr", b"abc", 1)
        return await mqtt.receive(1000)

    assert bench.session(work) == ("pyr", b"abc")


def test_a_message_that_looks_like_the_acknowledgement():
    payload = b"\r\n+MQTTPUBACK:0,1\r\n\r\nOK\r\n"
    bench = Bench().connecting().publishing(
        b'"t",1,0,0', b"x", b"\r\n+MQTTPUBLISH: 0,0,0,0,t,%d,%s\r\n" % (len(payload), payload), told(b"+MQTTPUBACK:0,1") + OK
    )

    async def work(mqtt):
        await mqtt.publish("t", b"x", 1)
        return bench.wire.clock.slept, await mqtt.receive(1000)

    slept, message = bench.session(work)
    assert slept >= 10 and message == ("t", payload)


def test_refused_for_good():
    bench = Bench().connecting().script(b'+MQTTPUB="t",1,0,0,1', cme(601))
    error = bench.session(lambda mqtt: error_of(mqtt.publish("t", b"x", 1), CommandError))
    assert error.code == 601 and "parameter" in str(error)


IN_STEP = (b"+CMEE?", told(b"+CMEE: 1") + OK, b"", OK)


def test_a_late_result_is_not_the_next_ones():
    # The module waits 10 s for an acknowledgement (manual 2.3.10): until then it may still come, and nothing else is published.
    for accepted in (OK, b""):
        bench = Bench().connecting().publishing(b'"t",1,0,0', b"1", *[accepted] * len(accepted[:1]))
        bench.wire.reply(told(b"+MQTTPUBACK:0,1"), 8000)
        bench.script(*IN_STEP[: 2 if accepted else 4]).publishing(b'"t",1,0,0', b"2", OK, told(b"+MQTTPUBACK:0,2"))
        bench.publishing(b'"t",1,0,0', b"3", OK + told(b"+MQTTPUBACK:0,3"))

        async def work(mqtt):
            await error_of(mqtt.publish("t", b"1", 1, timeout_ms=1000), Timeout)
            await error_of(mqtt.publish("t", b"2", 1, timeout_ms=2000), Timeout)
            assert bytes(bench.wire.sent).count(b"+MQTTPUB") == 1
            await mqtt.publish("t", b"2", 1)
            assert 8000 <= bench.wire.clock.slept < 8300
            await mqtt.publish("t", b"3", 1, timeout_ms=1000)

        bench.session(work)


def test_a_result_that_never_comes_takes_no_other():
    bench = Bench().connecting().publishing(b'"t",1,0,0', b"1", OK)
    bench.script(*IN_STEP[:2])
    for i in (2, 3):
        bench.publishing(b'"t",1,0,0', b"%d" % i, OK, told(b"+MQTTPUBACK:0,%d" % i))

    async def work(mqtt):
        await error_of(mqtt.publish("t", b"1", 1, timeout_ms=1000), Timeout)
        await mqtt.publish("t", b"2", 1)
        assert 10000 <= bench.wire.clock.slept < 10200
        await mqtt.publish("t", b"3", 1)
        assert bench.wire.clock.slept < 10200

    bench.session(work)


def test_a_result_that_never_comes_costs_nothing_when_its_time_is_over():
    bench = Bench().connecting().publishing(b'"t",1,0,0', b"1", OK)
    bench.script(*IN_STEP[:2]).publishing(b'"t",1,0,0', b"2", OK, told(b"+MQTTPUBACK:0,2"))

    async def work(mqtt):
        await error_of(mqtt.publish("t", b"1", 1), Timeout)
        await mqtt.publish("t", b"2", 1)

    bench.session(work)
    assert 90000 <= bench.wire.clock.slept < 90500


def test_the_time_for_an_acknowledgement_may_have_been_set():
    bench = Bench().connecting().script(b"+MQTTTO=30", OK).publishing(b'"t",1,0,0', b"1", OK)
    bench.script(*IN_STEP[:2]).publishing(b'"t",1,0,0', b"2", OK + told(b"+MQTTPUBACK:0,2"))

    async def work(mqtt):
        await bench.modem.mqtt.settings.set_acknowledgement_timeout(30)
        await error_of(mqtt.publish("t", b"1", 1, timeout_ms=1000), Timeout)
        await mqtt.publish("t", b"2", 1)

    bench.session(work)
    assert 30000 <= bench.wire.clock.slept < 30300


def test_a_publication_in_line_behind_one_that_runs_out_of_time():
    bench = Bench().connecting().publishing(b'"t",1,0,0', b"1", OK).script(*IN_STEP[:2])
    bench.publishing(b'"t",1,0,0', b"2", OK, told(b"+MQTTPUBACK:0,1"), told(b"+MQTTPUBACK:0,2"))

    async def publish(mqtt, data, timeout_ms):
        await mqtt.publish("t", data, 1, timeout_ms=timeout_ms)

    async def work(mqtt):
        first, second = spawn(publish(mqtt, b"1", 1000)), spawn(publish(mqtt, b"2", 9000))
        await error_of(first, Timeout)
        await second
        return bench.wire.clock.slept, mqtt.late

    slept, late = bench.session(work)
    assert 1020 <= slept < 1100 and late == []


def test_a_publication_that_was_cancelled_owes_its_result_if_it_was_sent():
    for sent in (True, False):
        bench = Bench().connecting()
        if sent:
            bench.publishing(b'"t",1,0,0', b"1", OK).script(*IN_STEP[:2])
        else:
            bench.script(b"+CSQ", told(b"+CSQ: 1,99"))
            bench.wire.reply(OK, 500)
        bench.publishing(b'"t",1,0,0', b"2", OK + told(b"+MQTTPUBACK:0,2"))

        async def ask(mqtt):
            await mqtt.at.query("+CSQ")

        async def publish(mqtt):
            await mqtt.publish("t", b"1", 1)

        async def work(mqtt):
            if not sent:
                spawn(ask(mqtt))
            task = spawn(publish(mqtt))
            await settle()
            task.cancel()
            await error_of(task, Cancelled)
            if sent:
                bench.wire.say(told(b"+MQTTPUBACK:0,1"), 3000)
            await mqtt.publish("t", b"2", 1)

        bench.session(work)
        assert (3000 <= bench.wire.clock.slept < 3300) if sent else bench.wire.clock.slept < 600


def test_a_late_result_that_comes_while_nobody_waits():
    bench = Bench().connecting().publishing(b'"t",2,0,0', b"1", OK)
    bench.script(b"+CMEE?", told(b"+CMEE: 1") + OK, b"+CSQ", told(b"+CSQ: 1,99") + OK)
    bench.publishing(b'"t",2,0,0', b"2", OK + told(b"+MQTTPUBREC:0,2") + told(b"+MQTTPUBCOMP:0,2"))

    async def work(mqtt):
        await error_of(mqtt.publish("t", b"1", 2, timeout_ms=1000), Timeout)
        bench.say(b"+MQTTPUBREC:0,1", b"+MQTTPUBCOMP:0,1")
        await settle()
        await mqtt.at.query("+CSQ")
        await mqtt.publish("t", b"2", 2, timeout_ms=1000)
        return True

    assert bench.session(work)


def test_what_ran_out_of_time_and_is_told_so_owes_nothing():
    bench = Bench().connecting().publishing(b'"t",1,0,0', b"1", OK)
    bench.script(b"+CMEE?", told(b"+CMEE: 1") + OK)
    bench.publishing(b'"t",1,0,0', b"2", OK + told(b"+MQTTPUBACK:0,2"))

    async def work(mqtt):
        await error_of(mqtt.publish("t", b"1", 1, timeout_ms=1000), Timeout)
        bench.say(b"+MQTTTO:2")
        await settle()
        await mqtt.publish("t", b"2", 1, timeout_ms=1000)
        return True

    assert bench.session(work)


def test_a_subscription_that_ran_out_of_time_owes_no_publication():
    bench = Bench().connecting().script(b'+MQTTSUB="a",1', OK, b"+CMEE?", told(b"+CMEE: 1") + OK)
    bench.publishing(b'"t",1,0,0', b"1", OK + told(b"+MQTTPUBACK:0,2"))

    async def work(mqtt):
        await error_of(mqtt.subscribe("a", 1, timeout_ms=1000), Timeout)
        await mqtt.publish("t", b"1", 1, timeout_ms=1000)
        return True

    assert bench.session(work)


# --- subscribing


def test_the_topic_of_suback_is_bare_that_of_unsuback_quoted():
    bench = Bench().connecting().script(
        b'+MQTTSUB="dev/gsm/u",2', told(b"+MQTTSUBACK:2,2,dev/gsm/u") + OK,
        b'+MQTTUNSUB="dev/gsm/u"', told(b'+MQTTUNSUBACK:8,"dev/gsm/u"') + OK,
    )  # fmt: skip

    async def work(mqtt):
        granted = await mqtt.subscribe("dev/gsm/u", 2)
        await mqtt.unsubscribe("dev/gsm/u")
        return granted, mqtt.topics

    assert bench.session(work) == (2, {})


def test_a_late_acknowledgement_of_another_topic_is_not_this_ones():
    for late in (b"a", b"b,a", b"a,b", b"ab"):
        bench = Bench().connecting().script(
            b'+MQTTSUB="%s",1' % late, OK, b"+CMEE?", told(b"+CMEE: 1") + OK,
            b'+MQTTSUB="b",1', OK + told(b"+MQTTSUBACK:1,128,%s" % late) + told(b"+MQTTSUBACK: 2,1,b"),
            b'+MQTTUNSUB="b"', told(b'+MQTTUNSUBACK:3,"%s"' % late), b"+CMEE?", told(b"+CMEE: 1") + OK,
            b'+MQTTUNSUB="b"', told(b"+MQTTUNSUBACK:4,b") + OK,
        )  # fmt: skip

        async def work(mqtt):
            await error_of(mqtt.subscribe(str(late, "utf-8"), 1, timeout_ms=1000), Timeout)
            assert await mqtt.subscribe("b", 1) == 1
            await error_of(mqtt.unsubscribe("b", timeout_ms=1000), Timeout)
            await mqtt.unsubscribe("b")
            return mqtt.topics

        assert bench.session(work) == {}, late


def test_another_quality_for_a_topic_takes_no_longer_than_told():
    bench = Bench().connecting().script(b'+MQTTSUB="t",1', told(b"+MQTTSUBACK:1,1,t") + OK, b'+MQTTSUB="t",2', b"")
    bench.wire.reply(cme(606), 4000)
    bench.script(b'+MQTTUNSUB="t"', OK)
    bench.wire.reply(told(b'+MQTTUNSUBACK:2,"t"'), 4000)
    bench.script(b'+MQTTSUB="t",2', b"")

    async def work(mqtt):
        await mqtt.subscribe("t", 1)
        return await error_of(mqtt.subscribe("t", 2, timeout_ms=10000), Timeout)

    assert bench.session(work)
    assert 10000 <= bench.wire.clock.slept < 10100


def test_granted_128_is_a_refusal_though_ok_is_printed():
    for answer in (told(b"+MQTTSUBACK:2,128,no/#") + OK, OK + told(b"+MQTTSUBACK: 2,128,no/#")):
        bench = Bench().connecting().script(b'+MQTTSUB="no/#",1', answer)
        error = bench.session(lambda mqtt: error_of(mqtt.subscribe("no/#", 1), Rejected))
        assert error.code == 128


def test_granted_less_than_asked_for():
    bench = Bench().connecting().script(b'+MQTTSUB="t",2', told(b"+MQTTSUBACK:1,0,t") + OK)
    assert bench.session(lambda mqtt: mqtt.subscribe("t", 2)) == 0


def test_a_subscription_the_module_does_not_take():
    bench = Bench().connecting().script(b'+MQTTSUB="t",1', cme(605))
    error = bench.session(lambda mqtt: error_of(mqtt.subscribe("t", 1), CommandError))
    assert error.code == 605 and "SUBACK" in str(error)


def test_606_is_subscribed_already():
    bench = Bench().connecting().script(
        b'+MQTTSUB="t",1', cme(606),  # since the session before
        b'+MQTTSUB="t",1', cme(606),
        b'+MQTTSUB="t",2', cme(606), b'+MQTTUNSUB="t"', told(b'+MQTTUNSUBACK:8,"t"') + OK,
        b'+MQTTSUB="t",2', told(b"+MQTTSUBACK:9,2,t") + OK,
    )  # fmt: skip

    async def work(mqtt):
        return await mqtt.subscribe("t", 1), await mqtt.subscribe("t", 1), await mqtt.subscribe("t", 2)

    assert bench.session(work) == (1, 1, 2)


def test_what_the_character_recognition_made_of_the_manual_is_no_answer():
    # `+MQTT UNSUBACK`, a letter O for a zero, `oK`: slips of the scan
    bench = Bench().connecting().script(
        b'+MQTTUNSUB="t"', told(b'+MQTT UNSUBACK:8,"t"') + told(b"oK") + told(b"*MQTTOPEN: OK"),
        b"+CMEE?", told(b"+CMEE: 1") + OK, b"+CSQ", told(b"+CSQ: 1,99") + OK,
    )  # fmt: skip

    async def work(mqtt):
        error = await error_of(mqtt.unsubscribe("t", timeout_ms=2000), Timeout)
        return error, await mqtt.at.query("+CSQ")

    error, found = bench.session(work)
    assert error and found == (1, 99)


# --- messages


def messages(*texts, n=None, pieces=0, chunk=64):
    """What receive() gives when the module says these bytes."""
    bench = Bench(chunk).connecting()
    bench.modem.mqtt.settings.pieces(pieces)

    async def work(mqtt):
        for text in texts:
            bench.wire.say(text)
        return await taken(mqtt, len(texts) if n is None else n)

    return bench.session(work)


def test_topic_quoted_or_bare_and_the_colon_with_a_blank_or_without():
    for head in (b': 0,0,0,0,"pyr",', b':0,1,0,1,"pyr",', b":0,1,0,1,pyr,", b": 0,2,0,1,pyr,"):
        for chunk in (1, 7, 256):
            assert messages(told(b"+MQTTPUBLISH" + head + b"3,abc"), chunk=chunk) == [("pyr", b"abc")], (head, chunk)


def test_a_bare_topic_may_hold_commas():
    for topic in ("a,b", "a,,b", ",a", "a,b,", "a,b1", "1,2a", "京,津"):
        for chunk in (1, 256):
            raw = bytes(topic, "utf-8")
            assert messages(told(b"+MQTTPUBLISH:0,0,0,0,%s,3,abc" % raw), chunk=chunk) == [(topic, b"abc")], topic
            assert messages(told(b'+MQTTPUBLISH: 0,0,0,0,"%s",3,abc' % raw), chunk=chunk) == [(topic, b"abc")], topic
    assert messages(told(b'+MQTTPUBLISH: 0,0,0,0,"a,5,b",3,abc')) == [("a,5,b", b"abc")]


def test_one_topic_is_not_taken_for_another_that_begins_so():
    texts = [told(b"+MQTTPUBLISH:0,0,0,0,%s,1,x" % topic) for topic in (b"ab", b"a", b"ab", b"a,b", b"a", b"abc")]
    assert [topic for topic, _ in messages(*texts)] == ["ab", "a", "ab", "a,b", "a", "abc"]


def test_quotes_around_the_payload_are_payload():
    assert messages(told(b'+MQTTPUBLISH: 0,0,0,0,"car-manager/lock",8,"UNLOCK"')) == [("car-manager/lock", b'"UNLOCK"')]
    assert messages(told(b'+MQTTPUBLISH: 0,2,0,1,"test",23,{"action":"leave_hbcd"}')) == [("test", b'{"action":"leave_hbcd"}')]


def test_any_byte_and_none_in_a_message():
    every = bytes(range(256))
    for payload in (every, b"\r\nOK\r\n\r\nERROR\r\n+MQTTDISC: OK\r\n", b"0,0,0,0,t,1,", b""):
        for chunk in (1, 256):
            assert messages(told(b"+MQTTPUBLISH:0,0,0,0,t,%d,%s" % (len(payload), payload)), chunk=chunk) == [("t", payload)]


def test_a_payload_in_pieces_with_line_ends_of_their_own():
    payload = b"\r\n" * 100
    for n in (0, 1, 63, 64, 65, 128, 129, 200):
        whole = payload[:n]
        sent = b"\r\n".join([whole[i : i + 64] for i in range(0, n, 64)])
        text = told(b"+MQTTPUBLISH:0,0,0,0,t,%d,%s" % (n, sent)) + told(b"+MQTTPUBLISH:0,0,0,0,t,4,next")
        assert messages(text, n=2, pieces=64) == [("t", whole), ("t", b"next")], n


def test_a_payload_cut_at_its_nul_is_given_up_and_blocks_nothing():
    bench = Bench().connecting()

    async def work(mqtt):
        bench.say(b"+MQTTPUBLISH: 0,0,0,0,t,9,ab")
        await sleep_ms(5000)
        bench.say(b"+MQTTPUBLISH: 0,0,0,0,t,5,whole")
        return await mqtt.receive(1000)

    assert bench.session(work) == ("t", b"whole")


def test_a_repeated_message_of_quality_2_is_handed_out_once():
    bench = Bench().connecting()

    async def work(mqtt):
        bench.say(
            b"+MQTTPUBLISH: 0,2,0,7,t,1,a", b"+MQTTPUBLISH: 1,2,0,7,t,1,a", b"+MQTTPUBREL: 0,7",
            b"+MQTTPUBLISH: 1,2,0,7,t,1,b", b"+MQTTPUBREL:0,7", b"+MQTTPUBLISH: 0,2,0,7,t,1,c", b"+MQTTPUBLISH: 1,1,0,7,t,1,d",
            b"+MQTTPUBLISH: 1,1,0,7,t,1,d",
        )  # fmt: skip
        return bytes([payload[0] for topic, payload in await taken(mqtt, 5)]), mqtt.inbox.count

    assert bench.session(work) == (b"abcdd", 0)


def test_a_full_inbox_counts_what_it_drops():
    async def work(mqtt):
        bench.say(*[b"+MQTTPUBLISH: 0,0,0,0,t,1,%d" % i for i in range(5)])
        await settle()
        return mqtt.dropped, [payload for topic, payload in await taken(mqtt, 2)]

    bench = Bench().connecting()
    assert bench.session(work, queue=2) == (3, [b"0", b"1"])


def test_messages_without_a_session_are_nobodys():
    bench = Bench().script(b"+MQTTSTAT?", told(b"+MQTTSTAT: 1") + OK)

    async def main():
        service = bench.modem.mqtt
        bench.say(
            b"+MQTTPUBLISH: 0,2,0,0,t,9,\r\nERROR\r\n", b"+MQTTPUBREL: 0,1", b"+MQTTPUBACK: 0,1", b"+MQTTREC:0", b"+MQTTOPEN:OK",
            b"+MQTTDISC: OK", b"+MQTTTO:5",
        )  # fmt: skip
        await settle()
        return await service.state()

    assert bench.run(main()) == 1


# --- settings


def asked(bench, call):
    """The result of `call(settings)`, by the script."""

    async def main():
        return await call(bench.modem.mqtt.settings)

    return bench.run(main())


def test_the_password_comes_back_as_asterisks():
    line = told(b'+MQTTCFG: "183.230.40.39",6002,"532337966",60,"246883","***",0,"",0')
    found = asked(Bench().script(b"+MQTTCFG?", line + OK), lambda settings: settings.configuration())
    assert found == ("183.230.40.39", 6002, "532337966", 60, "246883", "***", 0, "", 0)


def test_topics_listed_alone_or_with_their_quality():
    for lines, found in (
        (b"\r\n+MQTTSUB:\r\ndev/gsm/u\r\npyr\r\n", [("dev/gsm/u", None), ("pyr", None)]),
        (b"\r\n+MQTTSUB:\r\na,1\r\nb,c,2\r\n", [("a", 1), ("b,c", 2)]),
        (b"\r\n+MQTTSUB: a,1\r\n", [("a", 1)]),
        (b"\r\n+MQTTSUB:\r\n", []),
    ):
        assert asked(Bench().script(b"+MQTTSUB?", lines + OK), lambda settings: settings.topics()) == found


def test_an_attempt_inside_the_answer_about_reconnection_is_not_the_answer():
    bench = Bench().script(b"+MQTTREC?", told(b"+MQTTREC:0") + told(b"+MQTTREC: 1,3") + OK)
    assert asked(bench, lambda settings: settings.reconnection()) == (True, 3)
    assert asked(Bench().script(b"+MQTTREC?", OK), lambda settings: settings.reconnection()) == (True, None)


def test_a_missing_acknowledgement_inside_the_answer_about_their_time():
    bench = Bench().script(b"+MQTTTO?", told(b"+MQTTTO:5") + told(b"+MQTTTO: 20") + OK)
    assert asked(bench, lambda settings: settings.acknowledgement_timeout()) == 20
    assert asked(Bench().script(b"+MQTTTO?", OK), lambda settings: settings.acknowledgement_timeout()) is None


def test_settings_are_set():
    bench = Bench().script(
        b"+MQTTPING=0", OK, b"+MQTTPING=1", OK, b"+MQTTPING?", told(b"+MQTTPING: 1") + OK, b"+MQTTREC=0", OK, b"+MQTTTO=20", OK
    )  # fmt: skip

    async def work(settings):
        await settings.show_pings(False)
        await settings.show_pings()
        shown = await settings.pings_shown()
        await settings.reconnect(False)
        await settings.set_acknowledgement_timeout(20)
        return shown, bench.modem.mqtt.reconnects

    assert asked(bench, work) == (True, False)


def test_pings_can_be_shown_only_in_a_session():
    bench = Bench().script(b"+MQTTPING=1", cme(620))
    assert asked(bench, lambda settings: error_of(settings.show_pings(), CommandError)).code == 620


def test_settings_out_of_range():
    settings = Bench().modem.mqtt.settings
    time = settings.set_acknowledgement_timeout
    for call, value in ((time, 0), (time, 256), (settings.pieces, -1)):
        try:
            call(value)
        except ValueError:
            continue
        raise AssertionError(value)


def test_states():
    for n in (0, 1, 2, 3, 4):
        bench = Bench().script(b"+MQTTSTAT?", told(b"+MQTTSTAT: %d" % n) + OK)
        assert bench.run(bench.modem.mqtt.state()) == n
    bench = Bench().script(b"+MQTTSTAT?", OK)
    assert bench.run(bench.modem.mqtt.state()) == 0


def test_no_attribute_that_is_none():
    try:
        getattr(Bench().modem.mqtt, "nonsense")  # noqa: B009
    except AttributeError:
        return
    raise AssertionError("there is one")
