# MQTT of the EC20 in receive mode 1: the module keeps the messages until they are read. Manual: MQTT AT Commands V1.0, 3.2.9.
from atmodem.errors import LinkLost, Timeout
from atmodem.mqtt import Message
from atmodem.sched import sleep_ms, spawn
from support.ec20_mqtt import ERROR, OK, connect, in_session, message, module
from support.scarce import full
from support.wire import error_of, run


def stored(number, payload, message_id=1):
    """The exchange that reads a stored message."""
    return b"AT+QMTRECV=0,%d\r" % number, message(payload, message_id=message_id) + OK


def test_buffered_messages_are_read_when_told_and_their_slots_are_freed():
    async def main(session, wire):
        for number, payload in ((0, b'a"\r\nOK\r\n'), (1, b"")):
            line, answer = stored(number, payload)
            wire.expect(line).reply(answer, 5)
        wire.say(b"\r\n+QMTRECV: 0,0\r\n\r\n+QMTRECV: 0,1\r\n")
        for payload in (b'a"\r\nOK\r\n', b""):
            topic, got = await session.receive(1000)
            assert (topic, bytes(got)) == ("t/in", payload)
        assert session.stored == []

    in_session(main, buffered=True)


def test_a_full_inbox_leaves_messages_in_the_module():
    async def main(session, wire):
        wire.expect(stored(0, b"0")[0]).reply(stored(0, b"0")[1])
        wire.expect(stored(1, b"1")[0]).reply(stored(1, b"1")[1])
        wire.say(b"\r\n+QMTRECV: 0,0\r\n\r\n+QMTRECV: 0,1\r\n\r\n+QMTRECV: 0,2\r\n\r\n+QMTRECV: 0,3\r\n")
        await sleep_ms(100)
        wire.done()
        assert session.stored == [2, 3]
        into = Message()
        for n in range(4):
            if n < 2:
                wire.expect(stored(n + 2, b"%d" % (n + 2))[0]).reply(stored(n + 2, b"%d" % (n + 2))[1])
            await session.receive_into(into, 1000)
            assert bytes(into.payload) == b"%d" % n
        assert session.dropped == 0 and session.stored == []

    in_session(main, buffered=True, queue=2)


def test_another_client_s_message_inside_the_reading():
    # The pushed message looks like the answer, but for the client in front.
    modem, wire = module()

    async def main():
        keeps = await connect(modem, wire, buffered=True)
        pushed = await connect(modem, wire, 1)
        for chunk in (64, 5, 1):
            wire.chunk = chunk
            wire.expect(b"AT+QMTRECV=0,2\r").reply(
                message(b"pushed", index=1) + b"\r\n+QMTRECV: 0,3\r\n" + message(b"kept") + message(b"more", index=1) + OK
            )
            wire.expect(b"AT+QMTRECV=0,3\r").reply(OK)  # the slot is empty
            wire.say(b"\r\n+QMTRECV: 0,2\r\n")
            assert bytes((await keeps.receive(1000))[1]) == b"kept"
            assert bytes((await pushed.receive(1000))[1]) == b"pushed"
            assert bytes((await pushed.receive(1000))[1]) == b"more"
            await error_of(keeps.receive(1000), Timeout)

    run(main(), wire)
    wire.done()


def test_a_reading_without_an_answer_is_tried_again():
    async def main(session, wire):
        wire.expect(b"AT+QMTRECV=0,4\r")
        wire.say(b"\r\n+QMTRECV: 0,4\r\n")
        await error_of(session.receive(6000), Timeout)
        assert session.stored == [4]
        wire.expect(b"AT+CMEE?\r").reply(b"\r\n+CMEE: 1\r\n" + OK)
        wire.expect(b"AT+QMTRECV=0,4\r").reply(message(b"late") + OK)
        assert bytes((await session.receive(6000))[1]) == b"late"

    in_session(main, buffered=True)


def test_a_reading_that_is_refused_does_not_stop_the_others():
    async def main(session, wire):
        wire.expect(b"AT+QMTRECV=0,0\r").reply(ERROR)
        wire.expect(b"AT+QMTRECV=0,1\r").reply(message(b"there") + OK)
        wire.say(b"\r\n+QMTRECV: 0,0\r\n\r\n+QMTRECV: 0,1\r\n\r\n+QMTRECV: 0,x\r\n")
        assert bytes((await session.receive(6000))[1]) == b"there"

    in_session(main, buffered=True)


def test_a_session_that_ends_reads_no_more():
    async def main(session, wire):
        wire.expect(b"AT+QMTRECV=0,0\r").reply(b"\r\n+QMTSTAT: 0,1\r\n" + OK, 20)
        wire.say(b"\r\n+QMTRECV: 0,0\r\n\r\n+QMTRECV: 0,1\r\n")
        waiting = spawn(error_of(session.receive(), LinkLost))
        await sleep_ms(500)
        assert waiting.done and waiting.error is None

    in_session(main, buffered=True)


def test_a_message_that_there_was_no_memory_to_read_is_read_by_the_next_receive():
    async def main(session, wire):
        room = full(session.at, "read")
        wire.say(b"\r\n+QMTRECV: 0,0\r\n")
        await sleep_ms(50)
        room()
        line, answer = stored(0, b"kept")
        wire.expect(line).reply(answer)
        assert (await session.receive(1000))[1] == b"kept"

    in_session(main, buffered=True)
