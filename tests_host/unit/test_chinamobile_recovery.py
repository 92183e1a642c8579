# The ML302 loses its broker and comes back, or does not: what it says of it (manual 2.3.9, 2.3.10, 3.4), in all the shapes that
# firmware has for it, and what becomes of publications and subscriptions.
from atmodem import loading
from atmodem.errors import CommandError, LinkLost, Timeout
from atmodem.sched import sleep_ms, spawn
from atmodem.tls import Tls
from support.ml302 import CONFIGURE, OK, OPEN, OPENED, Bench, cme, listened, settle, told
from support.scarce import full
from support.wire import error_of

CONNECTED = told(b"+MQTTSTAT: 1") + OK
OPENING = told(b"+MQTTSTAT: 2") + OK
NOT_CONNECTED = told(b"+MQTTSTAT: 0") + OK
LOOK = b"+MQTTSTAT?"
AGAIN = [("lost",), ("reconnecting", 1), ("reconnected",)]


def subscribed(bench, topic=b"t", qos=1, answer=None):
    """Script a subscription."""
    return bench.script(b'+MQTTSUB="%s",%d' % (topic, qos), answer or told(b"+MQTTSUBACK:1,%d,%s" % (qos, topic)) + OK)


# --- the module connects again


def test_attempt_and_open_ok_are_told_as_events_and_subscriptions_come_back():
    # +MQTTREC:0 begins the first attempt; +MQTTOPEN:OK, unsolicited, tells that it came off.
    for attempt, opened in ((b"+MQTTREC:0", b"+MQTTOPEN:OK"), (b"+MQTTREC: 0", b"+MQTTOPEN: OK")):
        bench = subscribed(Bench().connecting()).script(LOOK, OPENING)
        subscribed(bench)

        async def work(mqtt):
            heard = listened(mqtt)
            await mqtt.subscribe("t", 1)
            bench.say(attempt)
            await settle(2000)
            bench.say(opened)
            await settle()
            bench.say(b"+MQTTPUBLISH: 0,0,0,0,t,1,x")
            return heard, mqtt.connected, await mqtt.receive(1000)

        assert bench.session(work) == (AGAIN, True, ("t", b"x")), attempt


def test_three_missed_pings_then_a_new_link():
    bench = Bench().connecting().script(LOOK, OPENING)

    async def work(mqtt):
        heard = listened(mqtt)
        bench.say(b"+MQTTTO:5", b"+MQTTTO: 5", b"+MQTTTO:5", b"+MQTTREC:0")
        await settle(1000)
        bench.say(b"+MQTTOPEN:OK")
        await settle()
        return heard

    assert bench.session(work) == [("unanswered", "ping")] * 3 + AGAIN


def test_what_was_not_acknowledged_has_its_word():
    bench = Bench().connecting()

    async def work(mqtt):
        heard = listened(mqtt)
        bench.say(*[b"+MQTTTO:%d" % n for n in range(1, 8)])
        await settle()
        return [event[1] for event in heard]

    assert bench.session(work) == ["connect", "publish", "subscribe", "unsubscribe", "ping", "other", "other"]


def test_the_answer_to_a_ping_in_both_spellings():
    bench = Bench().connecting()

    async def work(mqtt):
        heard = listened(mqtt)
        bench.say(b"+MQTTPINGRSP: OK", b"+MQTTPINGRESP:OK")
        await settle()
        return heard

    assert bench.session(work) == [("ping",), ("ping",)]


def test_what_the_session_still_has_is_refused_with_606_and_lives():
    bench = subscribed(subscribed(Bench().connecting(configure=CONFIGURE[:-1] + b"0")), b"u")
    subscribed(subscribed(bench, answer=cme(606)), b"u", answer=cme(606))

    async def work(mqtt):
        await mqtt.subscribe("t", 1)
        await mqtt.subscribe("u", 1)
        heard = listened(mqtt)
        bench.say(b"+MQTTREC:0", b"+MQTTOPEN:OK")
        await settle()
        return heard, sorted(mqtt.topics)

    assert bench.session(work, clean=False) == (AGAIN, [b"t", b"u"])


def test_a_subscription_the_broker_no_longer_grants_is_told():
    bench = subscribed(Bench().connecting())
    subscribed(bench, answer=told(b"+MQTTSUBACK:1,128,t") + OK)

    async def work(mqtt):
        await mqtt.subscribe("t", 1)
        heard = listened(mqtt)
        bench.say(b"+MQTTREC:0", b"+MQTTOPEN:OK")
        await settle()
        return heard, mqtt.topics

    assert bench.session(work) == (AGAIN[:2] + [("refused", "t"), ("reconnected",)], {})


def test_a_link_lost_again_while_subscriptions_come_back():
    bench = subscribed(Bench().connecting())
    subscribed(bench, answer=told(b"+MQTTREC:0") + cme(617))
    subscribed(bench.script(LOOK, OPENING))

    async def work(mqtt):
        await mqtt.subscribe("t", 1)
        heard = listened(mqtt)
        bench.say(b"+MQTTREC:0", b"+MQTTOPEN:OK")
        await settle(1000)
        bench.say(b"+MQTTOPEN:OK")
        await settle()
        return heard

    assert bench.session(work) == [("lost",), ("reconnecting", 1), ("reconnecting", 1), ("reconnected",)]


def test_a_link_lost_again_between_two_subscriptions():
    bench = subscribed(subscribed(Bench(chunk=256).connecting()), b"u")
    again = told(b"+MQTTSUBACK:1,1,t") + OK + told(b"+MQTTREC:0") + told(b"+MQTTOPEN:OK")
    subscribed(subscribed(bench, answer=again), b"u")
    subscribed(subscribed(bench), b"u")  # the first of them was the lost link's

    async def work(mqtt):
        await mqtt.subscribe("t", 1)
        await mqtt.subscribe("u", 1)
        heard = listened(mqtt)
        bench.say(b"+MQTTREC:0", b"+MQTTOPEN:OK")
        await settle(1000)
        return heard

    assert bench.session(work) == [("lost",), ("reconnecting", 1), ("reconnecting", 1), ("reconnected",)]


def test_a_topic_that_is_left_while_subscriptions_come_back():
    bench = subscribed(subscribed(Bench().connecting()), b"u")
    bench.script(b'+MQTTUNSUB="u"', OK)
    bench.wire.reply(told(b'+MQTTUNSUBACK:3,"u"'), 2000)
    subscribed(bench)
    bench.publishing(b'"t",1,0,0', b"x", OK + told(b"+MQTTPUBACK:0,5"))

    async def leaving(mqtt):
        await mqtt.unsubscribe("u")

    async def work(mqtt):
        await mqtt.subscribe("t", 1)
        await mqtt.subscribe("u", 1)
        heard = listened(mqtt)
        task = spawn(leaving(mqtt))
        await settle()
        bench.say(b"+MQTTREC:0", b"+MQTTOPEN:OK")
        await task
        await mqtt.publish("t", b"x", 1, timeout_ms=5000)
        return heard, mqtt.topics

    assert bench.session(work) == (AGAIN, {b"t": (1, 1)})


def test_subscriptions_under_way_when_the_session_ends():
    bench = subscribed(Bench().connecting())
    subscribed(bench, answer=OK + told(b"+MQTTDISC: OK"))

    async def work(mqtt):
        await mqtt.subscribe("t", 1)
        bench.say(b"+MQTTREC:0", b"+MQTTOPEN:OK")
        await error_of(mqtt.receive(60000), LinkLost)
        await settle()
        return bench.wire.clock.slept, mqtt.at.is_free()

    slept, free = bench.session(work)
    assert slept < 1000 and free


def test_a_subscription_that_is_not_answered_is_made_once_more():
    bench = subscribed(Bench().connecting())
    bench.script(b'+MQTTSUB="t",1', b"", b"+CMEE?", told(b"+CMEE: 1") + OK, LOOK, CONNECTED)
    subscribed(bench, answer=cme(606))

    async def work(mqtt):
        await mqtt.subscribe("t", 1)
        heard = listened(mqtt)
        bench.say(b"+MQTTREC:0", b"+MQTTOPEN:OK")
        await sleep_ms(30000)
        return heard

    assert bench.session(work) == AGAIN


def test_an_open_ok_that_was_not_heard_is_found_out_by_the_state():
    bench = Bench().connecting().script(LOOK, OPENING, LOOK, CONNECTED)

    async def work(mqtt):
        heard = listened(mqtt)
        bench.say(b"+MQTTREC:0")
        await settle(8000)
        return heard

    assert bench.session(work) == AGAIN


def test_open_fail_is_an_attempt_that_failed():
    bench = Bench().connecting().script(LOOK, OPENING)

    async def work(mqtt):
        heard = listened(mqtt)
        bench.say(b"+MQTTREC:0")
        await settle(1000)
        bench.say(b"+MQTTOPEN:FAIL")
        await settle()
        bench.say(b"+MQTTDISC: OK")
        await settle()
        return [event[0] for event in heard]

    assert bench.session(work) == ["lost", "reconnecting", "ended"]


# --- it does not


def test_disc_unasked_is_the_end():
    for farewell in (b"+MQTTDISC:OK", b"+MQTTDISC: OK"):
        bench = Bench().connecting()

        async def work(mqtt):
            heard = listened(mqtt)
            waiting = spawn(mqtt_error(mqtt))
            await settle()
            bench.say(farewell)
            error = await waiting
            return heard == [("ended", error)], bench.modem.mqtt.sessions

        assert bench.session(work) == (True, [None])


async def mqtt_error(mqtt):
    return await error_of(mqtt.receive(60000), LinkLost)


def test_three_attempts_and_the_end():
    bench = Bench().connecting().publishing(b'"t",1,0,0', b"x", cme(617)).script(*(LOOK, OPENING) * 3)

    async def work(mqtt):
        heard = listened(mqtt)
        publishing = spawn(publish_error(mqtt))
        await settle()
        for text in (b"+MQTTREC:0", b"+MQTTREC:1", b"+MQTTREC:2", b"+MQTTDISC:OK"):
            bench.say(text)
            await settle(1500)
        return heard, await publishing

    heard, error = bench.session(work)
    assert [event[:2] for event in heard[:-1]] == [("lost",)] + [("reconnecting", n) for n in (1, 2, 3)]
    assert heard[-1] == ("ended", error)


async def publish_error(mqtt):
    return await error_of(mqtt.publish("t", b"x", 1), LinkLost)


def test_615_instead_of_disc_at_the_end():
    # An error that belongs to no command: nobody hears it. The state tells.
    bench = Bench().connecting().script(LOOK, OPENING, LOOK, NOT_CONNECTED, LOOK, NOT_CONNECTED)

    async def work(mqtt):
        heard = listened(mqtt)
        bench.say(b"+MQTTREC:2")
        await settle(1000)
        bench.say(b"+CME ERROR: 615")
        error = await error_of(mqtt.receive(60000), LinkLost)
        return heard[-1] == ("ended", error), error

    assert bench.session(work)[0]


def test_a_module_that_says_nothing_at_all():
    bench = Bench().connecting()
    bench.publishing(b'"t",0,0,0', b"x", cme(620)).script(*(LOOK, NOT_CONNECTED) * 5)

    async def work(mqtt):
        return await error_of(mqtt.publish("t", b"x"), LinkLost), bench.wire.clock.slept

    error, slept = bench.session(work)
    assert error and 20000 <= slept < 22000


def test_attempts_without_end_have_one():
    bench = Bench().connecting().script(*(LOOK, OPENING) * 38)

    async def work(mqtt):
        bench.say(b"+MQTTREC:0")
        return await error_of(mqtt.receive(300000), LinkLost), bench.wire.clock.slept

    error, slept = bench.session(work)
    assert error and 180000 <= slept < 190000


def test_a_state_that_is_not_told_is_no_end():
    bench = Bench().connecting().script(LOOK, cme(3), LOOK, cme(3))

    async def work(mqtt):
        heard = listened(mqtt)
        bench.say(b"+MQTTREC:0")
        await settle(8000)
        bench.say(b"+MQTTOPEN:OK")
        await settle()
        return heard

    assert bench.session(work) == AGAIN


def test_an_encrypted_link_lost_without_a_word():
    bench = Bench().connecting(configure=CONFIGURE + b',"",1').script(LOOK, CONNECTED, LOOK, cme(3), LOOK, NOT_CONNECTED)

    async def work(mqtt):
        return await error_of(mqtt.receive(600000), LinkLost), bench.wire.clock.slept

    error, slept = bench.session(work, tls=Tls(verify=False))
    assert error and 180000 <= slept < 182000


def test_an_encrypted_link_that_is_watched_while_it_is_being_looked_for():
    bench = Bench().connecting(configure=b'+MQTTCFG="broker.test",1883,"pump-7",11,"","",1,"",1')
    bench.script(*(LOOK, OPENING) * 3).script(LOOK, NOT_CONNECTED)

    async def work(mqtt):
        bench.say(b"+MQTTREC:0")
        await settle(14000)
        bench.say(b"+MQTTOPEN:OK")
        return await error_of(mqtt.receive(600000), LinkLost)

    assert bench.session(work, keepalive=11, tls=Tls(verify=False))


def test_the_watch_over_an_encrypted_link_ends_with_the_session():
    bench = Bench().connecting(configure=CONFIGURE + b',"",1').leaving()

    async def work(mqtt):
        await mqtt.close()
        await sleep_ms(200000)
        return True

    assert bench.session(work, tls=Tls(verify=False))


def test_closed_while_it_is_being_brought_back():
    bench = Bench().connecting().script(LOOK, OPENING).leaving()

    async def work(mqtt):
        heard = listened(mqtt)
        bench.say(b"+MQTTREC:0")
        await settle(1000)
        await mqtt.close()
        await sleep_ms(20000)
        return heard

    assert bench.session(work) == AGAIN[:2]


def test_a_restart_of_the_module_while_it_is_being_brought_back():
    bench = Bench().connecting().script(LOOK, OPENING, b"", OK, b"E0", OK, b"+CMEE=1", OK)

    async def work(mqtt):
        bench.say(b"+MQTTREC:0")
        await settle(1000)
        bench.say(b"+MATREADY")
        await error_of(mqtt.receive(1000), LinkLost)
        assert await bench.modem.wait_boot(5000)
        await sleep_ms(20000)
        return True

    assert bench.session(work)


# --- publications over a gap


def test_while_the_link_is_away_publications_wait():
    bench = Bench().connecting().script(LOOK, OPENING).publishing(b'"t",1,0,0', b"x", told(b"+MQTTPUBACK:0,1") + OK)

    async def work(mqtt):
        bench.say(b"+MQTTREC:0")
        await settle()
        publishing = spawn(mqtt.publish("t", b"x", 1))
        await settle(2000)
        before = bytes(bench.wire.sent).count(b"+MQTTPUB")
        bench.say(b"+MQTTOPEN:OK")
        await publishing
        return before

    assert bench.session(work) == 0


def test_what_waits_in_vain_runs_out_of_time():
    bench = Bench().connecting().script(LOOK, OPENING)

    async def work(mqtt):
        bench.say(b"+MQTTREC:0")
        await settle()
        start = bench.wire.clock.now
        await error_of(mqtt.publish("t", b"x", 1, timeout_ms=2000), Timeout)
        return bench.wire.clock.now - start

    assert 2000 <= bench.session(work) <= 2010


def test_what_the_module_has_given_up_is_sent_again():
    # Before the acknowledgement the link broke, or nobody acknowledged in time: at least once.
    for code in (608, 609, 612, 613, 616, 617, 620):
        for behind in (b"", OK):
            bench = Bench().connecting().publishing(b'"t",1,0,0', b"x", behind + told(b"+MQTTTO:2") + cme(code))
            bench.script(LOOK, CONNECTED).publishing(b'"t",1,0,0', b"x", told(b"+MQTTPUBACK:0,2") + OK)

            async def work(mqtt):
                heard = listened(mqtt)
                await mqtt.publish("t", b"x", 1)
                return heard

            assert bench.session(work) == [("unanswered", "publish"), ("lost",), ("reconnected",)]


def test_an_answer_that_comes_over_the_new_link():
    # The module goes on with what was unfinished (MQTT 3.1.1, 4.4): nothing is sent again.
    results = (told(b"+MQTTPUBREC:0,1"), told(b"+MQTTPUBCOMP:0,1"))
    for answers in (results + (OK,), (OK,) + results):
        bench = Bench().connecting().publishing(
            b'"t",2,0,0', b"x", *answers[:2] + (told(b"+MQTTREC:0"), told(b"+MQTTOPEN:OK")) + answers[2:]
        ).script(LOOK, CONNECTED)  # only now: the module does one thing at a time

        async def work(mqtt):
            heard = listened(mqtt)
            await mqtt.publish("t", b"x", 2)
            await settle()
            return heard

        assert bench.session(work) == AGAIN


def test_quality_2_in_front_of_pubrec_is_sent_again():
    bench = Bench().connecting().publishing(b'"t",2,0,0', b"x", cme(617)).script(LOOK, CONNECTED)
    bench.publishing(b'"t",2,0,0', b"x", told(b"+MQTTPUBREC:0,2") + told(b"+MQTTPUBCOMP:0,2") + OK)
    assert bench.session(lambda mqtt: mqtt.publish("t", b"x", 2)) is None


def test_quality_2_behind_pubrec_is_not_sent_again_since_it_may_have_arrived():
    for behind in (b"", OK):
        bench = Bench().connecting().publishing(b'"t",2,0,0', b"x", behind + told(b"+MQTTPUBREC:0,1") + cme(617))
        bench.script(LOOK, CONNECTED).publishing(b'"t",2,0,0', b"y", told(b"+MQTTPUBREC:0,2") + told(b"+MQTTPUBCOMP:0,2") + OK)

        async def work(mqtt):
            error = await error_of(mqtt.publish("t", b"x", 2), LinkLost)
            assert mqtt.connected
            await mqtt.publish("t", b"y", 2)
            return str(error)

        assert "unknown" in bench.session(work)


def test_quality_0_is_sent_again_only_if_nothing_was_sent():
    for code in (613, 617, 620):
        bench = Bench().connecting().script(b'+MQTTPUB="t",0,0,0,1', cme(code), LOOK, CONNECTED)
        bench.publishing(b'"t",0,0,0', b"x", OK)
        assert bench.session(lambda mqtt: mqtt.publish("t", b"x")) is None
    for code in (608, 609):
        bench = Bench().connecting().publishing(b'"t",0,0,0', b"x", cme(code))
        assert bench.session(lambda mqtt: error_of(mqtt.publish("t", b"x"), CommandError)).code == code


def test_a_publication_that_has_its_ok_ends_with_the_session():
    bench = Bench().connecting().publishing(b'"t",1,0,0', b"x", OK, told(b"+MQTTDISC:OK"))

    async def work(mqtt):
        return await error_of(mqtt.publish("t", b"x", 1), LinkLost), bench.wire.clock.slept

    error, slept = bench.session(work)
    assert error and slept < 1000


def test_what_breaks_the_link_each_time_is_tried_three_times():
    bench = Bench().connecting()
    for _ in range(3):
        bench.script(b'+MQTTSUB="a/#/b",1', cme(617), LOOK, CONNECTED)

    async def work(mqtt):
        error = await error_of(mqtt.subscribe("a/#/b", 1), LinkLost)
        await settle(1000)
        return error is not None, mqtt.connected, mqtt.topics

    assert bench.session(work) == (True, True, {})


def test_subscriptions_are_made_again_when_the_link_breaks_under_them():
    bench = Bench().connecting()
    subscribed(bench, answer=cme(617)).script(LOOK, CONNECTED)
    subscribed(bench).script(b'+MQTTUNSUB="t"', cme(617), LOOK, CONNECTED)
    subscribed(bench).script(b'+MQTTUNSUB="t"', told(b'+MQTTUNSUBACK:5,"t"') + OK)

    async def work(mqtt):
        granted = await mqtt.subscribe("t", 1)
        await mqtt.unsubscribe("t")
        return granted, mqtt.topics

    assert bench.session(work) == (1, {})


def test_events_of_a_session_that_is_not_open_yet_are_the_one_befores():
    bench = Bench().script(
        CONFIGURE, OK, b"+MQTTREC=1", told(b"+MQTTREC:1") + told(b"+MQTTDISC:OK") + OK, OPEN, OPENED + OK
    )  # fmt: skip

    async def work(mqtt):
        return mqtt.connected

    assert bench.session(work)


def test_a_session_that_there_is_no_memory_to_bring_back_is_over():
    bench = Bench().connecting()

    async def work(mqtt):
        heard = listened(mqtt)
        room = full(loading, "passing", "chinamobile.recovery")
        mqtt.gap()  # as a publication finds out
        await settle()
        room()
        assert not mqtt.connected
        return [event[0] for event in heard]

    assert bench.session(work) == ["lost", "ended"]
