# MQTT of the EC20: messages that come, lines that look alike, and how a link ends. Manual: MQTT AT Commands V1.0, chapter 4.
from atmodem.errors import LinkLost, Timeout
from atmodem.mqtt import Message
from atmodem.sched import sleep_ms
from support.ec20_mqtt import ERROR, OK, connect, expect_connect, expect_open, expect_settings, in_session, message, module
from support.wire import Wire, error_of, run

NASTY = (
    b"",
    b"hello",
    b'he"lo, "you"',
    b'{"method":"thing.service","a":[1,2]}',
    b'"\r\nOK\r\n',
    b'"\r\n+QMTSTAT: 0,1\r\n',
    b"\r\nRDY\r\n",
    b"\x00\x1a\x1b\xff> ",
    bytes(range(256)) * 4,
)


def test_payloads_are_raw_and_counted():
    async def main(session, wire):
        for payload in NASTY:
            wire.say(message(payload))
            topic, got = await session.receive(timeout_ms=1000)
            assert (topic, bytes(got)) == ("t/in", payload), payload
        assert session.connected

    in_session(main)


def test_payloads_in_any_pieces():
    for chunk in (1, 3, 7, 61):

        async def main(session, wire):
            wire.chunk = chunk
            for payload in NASTY:
                wire.say(message(payload, b"a,b/1"))
                topic, got = await session.receive(timeout_ms=1000)
                assert (topic, bytes(got)) == ("a,b/1", payload), (chunk, payload)

        in_session(main)


def test_messages_inside_answers_and_in_front_of_results():
    async def main(session, wire):
        wire.expect(b'AT+QMTPUBEX=0,1,1,0,"t",3\r').reply(message(b"one") + b"\r\n> ")
        wire.expect(b"abc").reply(message(b"two") + OK + message(b"OK"), 5).reply(b"\r\n+QMTPUBEX: 0,1,0\r\n", 90)
        await session.publish("t", b"abc", qos=1)
        got = []
        for _ in range(3):
            got.append(bytes((await session.receive())[1]))
        assert got == [b"one", b"two", b"OK"]

    in_session(main)


def test_each_client_gets_its_own():
    modem, wire = module()

    async def main():
        one = await connect(modem, wire)
        two = await connect(modem, wire, 1)
        wire.say(message(b"for two", index=1) + message(b"for one") + message(b"for nobody", index=4) + message(b"x", index=9))
        assert bytes((await one.receive(100))[1]) == b"for one"
        assert bytes((await two.receive(100))[1]) == b"for two"
        await error_of(one.receive(100), Timeout)
        await error_of(two.receive(100), Timeout)

    run(main(), wire)


def test_a_flood_is_counted():
    async def main(session, wire):
        wire.say(b"".join([message(b"%d" % n) for n in range(20)]))
        await sleep_ms(200)
        assert session.dropped == 17
        into = Message()
        for n in range(3):
            await session.receive_into(into, 100)
            assert (into.topic, bytes(into.payload)) == ("t/in", b"%d" % n)
        await error_of(session.receive_into(into, 100), Timeout)

    in_session(main, queue=3)


class Long(Wire):
    """Says `left` times x behind what is in the script, without holding it all."""

    left = 0

    def any(self):
        n = super().any()
        return n or min(self.left, self.chunk)

    def readinto(self, buffer, n=None):
        if super().any():
            return super().readinto(buffer, n)
        n = min(n, self.left)
        buffer[:n] = b"x" * n
        self.left -= n
        return n


def test_a_message_that_no_heap_holds_is_counted_and_passed_by():
    modem, wire = module(Long())

    async def main():
        session = await connect(modem, wire)
        wire.say(b'\r\n+QMTRECV: 0,0,"t/in",99999,"')
        await sleep_ms(1)
        wire.left = 99999
        await sleep_ms(10)
        assert wire.left == 0
        if not session.dropped:  # there was room
            assert len((await session.receive(100))[1]) == 99999
        wire.say(b'"\r\n' + message(b"next"))
        assert bytes((await session.receive(100))[1]) == b"next"

    run(main(), wire)


def test_query_answers_omit_the_client():
    modem, wire = module()
    wire.expect(b'AT+QMTCFG="timeout",0\r').reply(b'\r\n+QMTCFG: "timeout",5,3,0\r\n' + OK)
    wire.expect(b'AT+QMTCFG="will",2\r').reply(b'\r\n+QMTCFG: "will",1,0,0,"t,o","gone"\r\n' + OK)
    wire.expect(b'AT+QMTCFG="aliauth",0,"pk","dn","ds"\r').reply(OK)
    wire.expect(b'AT+QMTCFG="odd",0\r').reply(OK)

    async def main():
        mqtt = modem.mqtt
        assert await mqtt.configure("timeout", 0) == (5, 3, 0)
        assert await mqtt.configure("will", 2) == (1, 0, 0, "t,o", "gone")
        await mqtt.configure("aliauth", 0, "pk", "dn", "ds")
        assert await mqtt.configure("odd", 0) == ()

    run(main(), wire)
    wire.done()


def test_the_same_prefix_for_read_answer_and_result():
    # +QMTOPEN and +QMTCONN of another client's connect come while AT+QMTOPEN? and AT+QMTCONN? are answered.
    modem, wire = module()
    wire.expect(b"AT+QMTOPEN?\r").reply(b'\r\n+QMTOPEN: 1,0\r\n\r\n+QMTOPEN: 0,"broker.test",1883\r\n' + OK)
    wire.expect(b"AT+QMTCONN?\r").reply(b"\r\n+QMTCONN: 1,0,0\r\n\r\n+QMTCONN: 0,3\r\n\r\n+QMTCONN: 2,1\r\n" + OK)
    wire.expect(b"AT+QMTOPEN?\r").reply(OK)
    wire.expect(b"AT+QMTCONN?\r").reply(OK)

    async def main():
        assert await modem.mqtt.state(0) == ("broker.test", 1883, 3)
        assert await modem.mqtt.state(5) == (None, None, 0)

    run(main(), wire)
    wire.done()


def test_every_end_of_a_link_reaches_who_waits():
    for line, words in ((b"0,1", "peer"), (b"0,2", "PINGREQ"), (b"0,7", "unavailable"), (b"0,200", "200"), (b"0,x", "x")):

        async def main(session, wire):
            wire.say(message(b"last") + b"\r\n+QMTSTAT: " + line + b"\r\n", 50)
            await sleep_ms(60)
            assert bytes((await session.receive())[1]) == b"last"  # what had come is not lost
            error = await error_of(session.receive(), LinkLost)
            assert error.command == b"+QMTSTAT" and words in str(error), str(error)
            assert not session.connected
            assert session.service.sessions[0] is None

        in_session(main)


def test_another_client_s_end_is_not_ours():
    async def main(session, wire):
        wire.say(b"\r\n+QMTSTAT: 1,1\r\n\r\n+QMTSTAT: 7,1\r\n\r\n+QMTSTAT: \xff\r\n")
        await sleep_ms(10)
        assert session.connected

    in_session(main)


def test_a_late_state_report_after_a_local_close_does_not_end_the_next_session():
    async def main(session, wire):
        wire.expect(b"AT+QMTDISC=0\r").reply(OK + b"\r\n+QMTDISC: 0,0\r\n").reply(b"\r\n+QMTSTAT: 0,5\r\n", 40)
        await session.close()
        expect_settings(wire)
        expect_open(wire)
        expect_connect(wire)
        again = await session.service.connect("broker.test", 1883, "dev1")
        assert again.connected and again.index == 0
        wire.say(b"\r\n+QMTSTAT: 0,1\r\n")
        await error_of(again.receive(100), LinkLost)

    in_session(main)


def test_drop_closes_without_a_word_to_the_broker():
    async def main(session, wire):
        wire.expect(b"AT+QMTCLOSE=0\r").reply(OK + b"\r\n+QMTCLOSE: 0,0\r\n").reply(b"\r\n+QMTSTAT: 0,1\r\n", 5)
        await session.service.drop(0)
        assert not session.connected
        wire.expect(b"AT+QMTCLOSE=5\r").reply(ERROR)
        await session.service.drop(5)

    in_session(main)
