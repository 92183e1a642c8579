# MQTT of the EC20: the session, and what is easily got wrong about it. Manual: EC2x&EG9x&EM05 MQTT AT Commands V1.0.
from atmodem.errors import Busy, CommandError, LinkLost, Rejected, Timeout
from atmodem.sched import sleep_ms, spawn
from support.ec20_mqtt import ERROR, OK, connect, expect_connect, expect_open, expect_settings, in_session, module, settings
from support.wire import error_of, raises, run

CONNECT = ("broker.test", 1883, "dev1")


def refused(kind, expect, **options):
    """connect() must raise `kind` on what `expect(wire)` scripts; the client is free again."""
    modem, wire = module()
    expect(wire)
    error = raises(kind, modem.mqtt.connect(*CONNECT, **options), wire)
    wire.done()
    assert modem.mqtt.sessions == [None] * 6
    return error


def test_two_phase_answers_may_sit_in_one_read():
    modem, wire = module()
    wire.chunk = 256
    expect_settings(wire)
    wire.expect(b'AT+QMTOPEN=0,"broker.test",1883\r').reply(b"\r\nOK\r\n\r\n+QMTOPEN: 0,0\r\n")
    wire.expect(b'AT+QMTCONN=0,"dev1"\r').reply(b"\r\nOK\r\n\r\n+QMTCONN: 0,0,0\r\n")
    wire.expect(b'AT+QMTSUB=0,1,"t/in",1\r').reply(b"\r\nOK\r\n\r\n+QMTSUB: 0,1,0,1\r\n")
    wire.expect(b"AT+QMTDISC=0\r").reply(b"\r\nOK\r\n\r\n+QMTDISC: 0,0\r\n")

    async def main():
        session = await modem.mqtt.connect(*CONNECT)
        assert await session.subscribe("t/in", qos=1) == 1
        await session.close()

    run(main(), wire)
    wire.done()


def test_another_result_between_ok_and_the_result_is_not_mistaken():
    async def main(session, wire):
        wire.expect(b'AT+QMTSUB=0,1,"a",2\r').reply(
            OK + b"\r\n+QMTSUB: 1,1,0,0\r\n\r\n+QMTSUB: 0,9,2\r\n\r\n+CREG: 1\r\n"
        ).reply(b"\r\n+QMTSUB: 0,1,0,2\r\n", 300)
        return await session.subscribe("a", qos=2)

    assert in_session(main) == 2


def test_the_prompt_has_no_line_end_and_ok_comes_behind_the_payload():
    async def main(session, wire):
        wire.expect(b'AT+QMTPUBEX=0,1,1,0,"t/out",5\r').reply(b"\r\n>", 20)
        wire.expect(b"hello").reply(OK, 10).reply(b"\r\n+QMTPUBEX: 0,1,0\r\n", 200)
        await session.publish("t/out", b"hello", qos=1)

    in_session(main)


def test_publish_sends_exactly_the_bytes_and_no_ctrl_z():
    payload = bytes(range(256)) + b"\x1a\x1b\r\nOK\r\n"

    async def main(session, wire):
        wire.expect(b'AT+QMTPUBEX=0,0,0,1,"t",%d\r' % len(payload)).reply(b"\r\n> ")
        wire.expect(payload).reply(OK).reply(b"\r\n+QMTPUBEX: 0,0,0\r\n", 5)
        await session.publish("t", payload, retain=True)
        wire.expect(b'AT+QMTPUBEX=0,0,0,0,"t",3\r').reply(b"\r\n> ")
        wire.expect(b"abc").reply(OK + b"\r\n+QMTPUBEX: 0,0,0\r\n")
        await session.publish("t", memoryview(bytearray(b"abc")))

    in_session(main)


def test_a_result_named_qmtpub_is_a_result_too():
    # The manual's diagram prints it so.
    async def main(session, wire):
        wire.expect(b'AT+QMTPUBEX=0,0,0,0,"t",1\r').reply(b"\r\n> ")
        wire.expect(b"x").reply(OK).reply(b"\r\n+QMTPUB: 0,0,0\r\n", 5)
        await session.publish("t", b"x")

    in_session(main)


def test_a_publish_that_failed_is_told():
    async def main(session, wire):
        wire.expect(b'AT+QMTPUBEX=0,1,1,0,"t",1\r').reply(b"\r\n> ")
        wire.expect(b"x").reply(OK).reply(b"\r\n+QMTPUBEX: 0,1,2\r\n", 15000)
        await error_of(session.publish("t", b"x", qos=1), LinkLost)
        wire.expect(b'AT+QMTPUBEX=0,2,1,0,"t",1\r').reply(ERROR)
        wire.expect(b"AT+QMTPUBEX=?\r").reply(OK)
        await error_of(session.publish("t", b"x", qos=1), CommandError)

    in_session(main)


def test_message_id_is_0_if_and_only_if_qos_is_0():
    async def main(session, wire):
        for qos, number in ((0, 0), (1, 1), (0, 0), (2, 2), (1, 3)):
            wire.expect(b'AT+QMTPUBEX=0,%d,%d,0,"t",1\r' % (number, qos)).reply(b"\r\n> ")
            wire.expect(b"x").reply(OK + b"\r\n+QMTPUBEX: 0,%d,0\r\n" % number)
            await session.publish("t", b"x", qos)
        session.message_id = 65534
        for number in (65535, 1):
            wire.expect(b'AT+QMTUNS=0,%d,"t"\r' % number).reply(OK + b"\r\n+QMTUNS: 0,%d,0\r\n" % number)
            await session.unsubscribe("t")

    in_session(main)


def test_result_0_with_a_return_code_is_a_refusal():
    for code in (1, 2, 3, 4, 5, 6):

        def expect(wire):
            expect_settings(wire)
            expect_open(wire)
            expect_connect(wire, result=b"0,%d" % code)
            wire.expect(b"AT+QMTCLOSE=0\r").reply(ERROR)  # the server has closed the link already

        assert refused(Rejected, expect).code == code


def test_a_connect_that_was_not_answered_is_told_apart():
    def expect(wire):
        expect_settings(wire)
        expect_open(wire)
        expect_connect(wire, result=b"2")
        wire.expect(b"AT+QMTCLOSE=0\r").reply(OK + b"\r\n+QMTCLOSE: 0,0\r\n")

    assert refused(Rejected, expect).code == -1


def test_a_link_that_ends_while_the_broker_is_asked_is_told_at_once():
    def expect(wire):
        expect_settings(wire)
        expect_open(wire)
        wire.expect(b'AT+QMTCONN=0,"dev1"\r').reply(OK + b"\r\n+QMTSTAT: 0,1\r\n")

    assert "by the peer" in str(refused(LinkLost, expect))


def test_success_without_a_return_code():
    modem, wire = module()
    expect_settings(wire)
    expect_open(wire)
    expect_connect(wire, result=b"0")
    run(modem.mqtt.connect(*CONNECT), wire)
    wire.done()


def test_each_result_of_open_has_its_words():
    for code, word in ((-1, "link"), (1, "parameter"), (3, "context"), (4, "host"), (5, "network")):

        def expect(wire):
            expect_settings(wire)
            expect_open(wire, result=b"%d" % code)

        error = refused(CommandError, expect)
        assert error.code == code and word in str(error), str(error)


def test_open_that_never_answers_ends_in_time():
    modem, wire = module()
    expect_settings(wire)
    wire.expect(b'AT+QMTOPEN=0,"broker.test",1883\r').reply(OK)
    raises(Timeout, modem.mqtt.connect(*CONNECT), wire)
    assert 75000 <= wire.clock.slept <= 75100


def test_a_client_that_another_program_left_connected_is_closed_first():
    # QMTCFG answers ERROR while the client is connected (manual 3.2.1).
    modem, wire = module()
    wire.expect(settings()[0] + b"\r").reply(ERROR)
    wire.expect(b"AT+QMTCLOSE=0\r").reply(OK).reply(b"\r\n+QMTCLOSE: 0,0\r\n\r\n+QMTSTAT: 0,1\r\n", 50)
    expect_settings(wire)
    expect_open(wire)
    expect_connect(wire)
    assert run(modem.mqtt.connect(*CONNECT), wire).connected
    wire.done()


def test_a_link_that_another_program_left_open_is_closed_first():
    modem, wire = module()
    expect_settings(wire)
    expect_open(wire, result=b"2")
    wire.expect(b"AT+QMTCLOSE=0\r").reply(OK + b"\r\n+QMTCLOSE: 0,0\r\n")
    expect_open(wire)
    expect_connect(wire)
    assert run(modem.mqtt.connect(*CONNECT), wire).connected
    wire.done()


def test_granted_qos_128_is_a_refusal():
    async def main(session, wire):
        wire.expect(b'AT+QMTSUB=0,1,"no/#",1\r').reply(OK + b"\r\n+QMTSUB: 0,1,0,128\r\n")
        assert (await error_of(session.subscribe("no/#", 1), Rejected)).code == 128
        wire.expect(b'AT+QMTSUB=0,2,"t",2\r').reply(OK + b"\r\n+QMTSUB: 0,2,0,1\r\n")
        assert await session.subscribe("t", 2) == 1
        wire.expect(b'AT+QMTSUB=0,3,"t",2\r').reply(OK + b"\r\n+QMTSUB: 0,3,0\r\n")
        assert await session.subscribe("t", 2) == 2  # not told
        wire.expect(b'AT+QMTSUB=0,4,"t",0\r').reply(OK + b"\r\n+QMTSUB: 0,4,2\r\n")
        await error_of(session.subscribe("t"), Rejected)
        wire.expect(b'AT+QMTUNS=0,5,"t"\r').reply(OK + b"\r\n+QMTUNS: 0,5,2\r\n")
        await error_of(session.unsubscribe("t"), Rejected)

    in_session(main)


def test_will_session_keepalive_and_login_go_where_the_manual_wants_them():
    modem, wire = module()
    expect_settings(wire, keepalive=3600, clean=0, will=b'1,2,1,"t/state","gone, away"')
    expect_open(wire)
    expect_connect(wire, login=b'"dev1","u, 1","p=x"')
    run(
        modem.mqtt.connect(
            *CONNECT,
            user="u, 1", password="p=x", keepalive=3600, clean=False,
            will=("t/state", bytearray(b"gone, away"), 2, True),
        ),
        wire,
    )
    wire.done()
    modem, wire = module()
    expect_settings(wire, keepalive=0, will=b'1,0,0,"t",""')
    expect_open(wire)
    expect_connect(wire, login=b'"dev1",""')
    run(modem.mqtt.connect(*CONNECT, user="", keepalive=0, will=("t", "", 0, False)), wire)
    wire.done()


def test_six_clients_and_no_more():
    modem, wire = module()

    async def main():
        sessions = []
        for index in range(6):
            sessions.append(await connect(modem, wire, index))
        await error_of(modem.mqtt.connect(*CONNECT), Busy)
        wire.expect(b"AT+QMTDISC=3\r").reply(OK + b"\r\n+QMTDISC: 3,0\r\n")
        await sessions[3].close()
        assert (await connect(modem, wire, 3)).index == 3

    run(main(), wire)
    wire.done()


def test_disconnecting_what_is_closed_already_counts_as_closed():
    async def main(session, wire):
        wire.expect(b"AT+QMTDISC=0\r").reply(ERROR)
        await session.close()
        assert not session.connected
        await session.close()
        await error_of(session.publish("t", b"x"), LinkLost)

    in_session(main)


def test_a_disconnect_that_fails_closes_the_link():
    async def main(session, wire):
        wire.expect(b"AT+QMTDISC=0\r").reply(OK + b"\r\n+QMTDISC: 0,-1\r\n")
        wire.expect(b"AT+QMTCLOSE=0\r").reply(OK + b"\r\n+QMTCLOSE: 0,0\r\n")
        await session.close()

    in_session(main)


def test_close_that_nobody_answers_ends_in_time():
    async def main(session, wire):
        slept = wire.clock.slept
        wire.expect(b"AT+QMTDISC=0\r").reply(OK)
        await session.close()
        assert wire.clock.slept - slept <= 5000

    in_session(main)


def test_who_waits_for_a_message_is_told_when_another_task_closes():
    async def main(session, wire):
        async def wait():
            return str(await error_of(session.receive(), LinkLost))

        waiting = spawn(wait())
        await sleep_ms(10)
        wire.expect(b"AT+QMTDISC=0\r").reply(OK + b"\r\n+QMTDISC: 0,0\r\n")
        await session.close()
        return await waiting

    assert in_session(main) == "closed"


def test_a_client_half_set_up_gets_no_more_settings_once_all_is_lost():
    # Inside asyncio the restart may be noticed between the OK of a setting and the next one.
    async def main(session, wire):
        session.lost(LinkLost("restart"))

        async def configure():
            await session.set("recv/mode", 0, 1)

        await error_of(configure(), LinkLost)

    in_session(main)


def test_firmware_without_publication_by_count_gets_the_other_command():
    async def main(session, wire):
        wire.expect(b'AT+QMTPUBEX=0,1,1,0,"t/out",2\r').reply(ERROR)
        wire.expect(b"AT+QMTPUBEX=?\r").reply(ERROR)
        wire.expect(b'AT+QMTPUB=0,1,1,0,"t/out"\r').reply(b"\r\n> ")
        wire.expect(b"hi\x1a").reply(OK + b"\r\n+QMTPUB: 0,1,0\r\n")
        await session.publish("t/out", b"hi", 1)
        # From now on it is asked no more.
        wire.expect(b'AT+QMTPUB=0,0,0,0,"t/out"\r').reply(b"\r\n> ")
        wire.expect(b"ho\x1a").reply(OK + b"\r\n+QMTPUB: 0,0,0\r\n")
        await session.publish("t/out", b"ho")
        for payload in (b"a\x1ab", b"\x1b"):
            error = await error_of(session.publish("t/out", payload), ValueError)
            assert str(error).startswith("payload"), error

    in_session(main)


def test_a_publication_that_is_refused_for_another_reason_stays_refused():
    async def main(session, wire):
        wire.expect(b'AT+QMTPUBEX=0,0,0,0,"t/out",2\r').reply(ERROR)
        wire.expect(b"AT+QMTPUBEX=?\r").reply(b'\r\n+QMTPUBEX: (0-5),<msgid>,(0-2),(0,1),"topic","length"\r\nOK\r\n')
        await error_of(session.publish("t/out", b"hi"), CommandError)

    in_session(main)
