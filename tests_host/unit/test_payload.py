# Raw bytes to the module at its prompt, and from it behind a header.
from atmodem.errors import CommandError
from atmodem.fields import Counted, shape, string
from support.channel import channel, replied
from support.wire import Wire, awaited, raises, run

# --- payload to the module


def test_send_at_the_prompt():
    for prompt in (b"\r\n> ", b"\r\n>", b"\r\n+CREG: 1\r\n\r\n> "):
        wire = Wire(chunk=1)
        wire.expect(b"AT+QISEND=0,5\r").reply(prompt)
        wire.expect(b"a\r\x1a\x1bb").reply(b"\r\nSEND OK\r\n")

        def verb(at):
            return at.send("+QISEND", 0, 5, payload=b"a\r\x1a\x1bb", finals=(b"SEND OK", b"SEND FAIL"))

        assert run(awaited(verb, channel(wire)), wire) == 0
        wire.done()


def test_send_reports_which_text_ended_it():
    for text, which in ((b"SEND OK", 0), (b"SEND FAIL", 1), (b"DATA ACCEPT:0,27", 2)):
        wire = Wire()
        wire.expect(b"AT+CIPSEND=0,1\r").reply(b"\r\n> ")
        wire.expect(b"x").reply(b"\r\n" + text + b"\r\n")

        def verb(at):
            return at.send("+CIPSEND", 0, 1, payload=b"x", finals=(b"SEND OK", b"SEND FAIL", b"DATA ACCEPT:"))

        assert run(awaited(verb, channel(wire)), wire) == which


def test_send_refused_instead_of_the_prompt_sends_no_payload():
    wire = Wire()
    wire.expect(b"AT+QISEND=0,3\r").reply(b"\r\nERROR\r\n")
    at = channel(wire)
    raises(CommandError, awaited(lambda at: at.send("+QISEND", 0, 3, payload=b"abc", finals=(b"SEND OK",)), at), wire)
    wire.done()


def test_send_with_an_information_line():
    wire = Wire()
    wire.expect(b'AT+CMGS="112"\r').reply(b"\r\n> ")
    wire.expect(b"Hello\x1a").reply(b"\r\n+CMGS: 5\r\n\r\nOK\r\n")
    assert run(awaited(lambda at: at.send("+CMGS", "112", payload=b"Hello\x1a"), channel(wire)), wire) is None
    wire.done()


def test_send_that_answers_twice():
    wire = Wire()
    wire.expect(b'AT+QMTPUBEX=0,1,1,0,"t",3\r').reply(b"\r\n> ")
    wire.expect(b"abc").reply(b"\r\nOK\r\n\r\n+QMTPUB: 0,1,0\r\n")  # one firmware says QMTPUB, another QMTPUBEX

    def verb(at):
        return at.send("+QMTPUBEX", 0, 1, 1, 0, "t", 3, payload=b"abc", follow=(b"+QMTPUBEX", b"+QMTPUB"))

    assert run(awaited(verb, channel(wire)), wire) == (0, 1, 0)


def test_upload_at_a_prompt_that_is_a_line():
    wire = Wire()
    wire.expect(b'AT+QFUPL="ca.pem",4,60\r').reply(b"\r\nCONNECT\r\n")
    wire.expect(b"\r\nOK").reply(b"\r\n+QFUPL: 4,2d13\r\n\r\nOK\r\n")

    def verb(at):
        return at.upload("+QFUPL", "ca.pem", 4, 60, payload=b"\r\nOK", prompt=b"CONNECT")

    assert run(awaited(verb, channel(wire)), wire) == (4, "2d13")


# --- payload from the module


def test_read_into_a_buffer():
    payload = b"\r\nOK\r\n\x00\xff+QIURC: \"closed\",0\r\n"
    into = bytearray(64)

    def verb(at):
        return at.read("+QIRD", 0, 64, into=into, counted=Counted(0))

    reply = b"\r\n+QIRD: %d\r\n" % len(payload) + payload + b"\r\n\r\nOK\r\n"
    assert replied(b"AT+QIRD=0,64\r", reply, verb) == len(payload)
    assert into[: len(payload)] == payload
    assert replied(b"AT+QIRD=0,64\r", b"\r\n+QIRD: 0\r\n\r\nOK\r\n", verb) == 0


def test_read_with_a_urc_of_the_same_prefix_in_front():
    into = bytearray(8)
    reply = b"\r\n+CIPRXGET: 1,0\r\n\r\n+CIPRXGET: 2,0,4,0\r\n1234\r\n\r\nOK\r\n"

    def verb(at):
        return at.read("+CIPRXGET", 2, 0, 8, into=into, counted=Counted(2), shape=shape("nnnn"))

    assert replied(b"AT+CIPRXGET=2,0,8\r", reply, verb) == 4
    assert into[:4] == b"1234"


def test_read_where_the_caller_makes_the_buffer():
    def keep(digest):
        digest.target = bytearray(digest.count)
        return string(digest, 2), digest.target

    def verb(at):
        return at.read("+QMTRECV", 0, 1, counted=Counted(3, b',"'), keep=keep)

    reply = b'\r\n+QMTRECV: 0,1,"t,o",5,"he"lo"\r\n\r\nOK\r\n'
    assert replied(b"AT+QMTRECV=0,1\r", reply, verb) == (b"t,o", b'he"lo')
    assert replied(b"AT+QMTRECV=0,1\r", b"\r\nOK\r\n", verb) is None


def test_read_more_than_the_buffer_holds():
    into = bytearray(4)

    def verb(at):
        return at.read("+QIRD", 0, counted=Counted(0), into=into)

    assert replied(b"AT+QIRD=0\r", b"\r\n+QIRD: 10\r\n0123456789\r\n\r\nOK\r\n", verb) == 10
    assert into == b"0123"


def test_a_payload_that_ends_with_a_full_read():
    for length in (256, 512, 1024):
        payload = bytes([i & 255 for i in range(length)])
        buffer = bytearray(length)
        wire = Wire(chunk=256)
        wire.expect(b"AT+QIRD=0,1024\r").reply(b"\r\n+QIRD: %d\r\n" % length).reply(payload, 5).reply(b"\r\n\r\nOK\r\n", 10)
        at = channel(wire)
        assert run(awaited(lambda at: at.read("+QIRD", 0, 1024, into=buffer, counted=Counted(0)), at), wire) == length
        assert buffer == payload
