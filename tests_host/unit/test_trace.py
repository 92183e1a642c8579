# Seeing every byte on the pipe: all of it, with its time, and nothing secret.
from atmodem.errors import CommandError, Timeout
from atmodem.profile import Profile
from support.ec20_mqtt import OK, connect, module
from support.watched import play, side
from support.wire import Wire, adopted, error_of


def traced(echo=False, chunk=64):
    """(modem, its wire, what the hook was told)"""
    modem, wire = module(Wire(echo=echo, chunk=chunk))
    modem.at.echoed = echo  # known, or it would be taken for a start
    return modem, wire, []


def test_both_directions_with_their_times():
    modem, wire, log = traced()
    wire.expect(b"AT+CSQ\r").reply(b"\r\n+CSQ: 15,0\r\n\r\nOK\r\n", 20)
    begun = wire.clock.now
    assert play(modem, wire, log, lambda: modem.at.query("+CSQ")) == (15, 0)
    assert log == [(">", b"AT+CSQ\r", begun), ("<", b"\r\n+CSQ: 15,0\r\n\r\nOK\r\n", begun + 20)]


def test_the_hook_goes_away_and_can_be_changed():
    modem, wire, log = traced()
    other = []
    for line in (b"+A", b"+B"):
        wire.expect(b"AT" + line + b"\r").reply(OK)

    async def main():
        modem.trace(lambda *told: other.append(told))
        assert modem.at.pipe.pipe is wire
        await modem.at.execute("+A")
        assert log == [] and len(other) == 2
        modem.trace(None)
        assert modem.at.pipe is wire
        modem.trace(None)
        await modem.at.execute("+B")

    play(modem, wire, log, main)
    assert log == [] and len(other) == 2


def test_a_pin_is_never_shown_not_even_in_the_echo():
    for chunk in (1, 5, 64):
        modem, wire, log = traced(True, chunk)
        wire.expect(b"AT+CPIN?\r").reply(b"\r\n+CPIN: SIM PIN\r\n" + OK)
        wire.expect(b'AT+QPINC="SC"\r').reply(b'\r\n+QPINC: "SC",3,10\r\n' + OK)
        wire.expect(b'AT+CPIN="2580"\r').reply(b"\r\n+CME ERROR: 16\r\n", 5)
        error = play(modem, wire, log, lambda: error_of(modem.sim.unlock("2580"), CommandError))
        assert "2580" not in str(error) + repr(error)
        assert b"2580" not in side(log, ">") + side(log, "<")
        assert b"AT+CPIN=******\r" in side(log, ">")
        assert b"AT+CPIN=******\r" in side(log, "<")
        assert b"+CME ERROR: 16" in side(log, "<")
        assert b'AT+QPINC="SC"' in side(log, ">")


def test_passwords_and_keys_are_never_shown():
    modem, wire, log = traced(True)
    key = b"-----BEGIN PRIVATE KEY-----\nAT=\rkey\n"
    wire.expect(b"AT+QIACT?\r").reply(OK)
    wire.expect(b'AT+QICSGP=1,1,"cmnet","u","word",3\r').reply(OK)
    wire.expect(b"AT+QIACT=1\r").reply(OK)
    wire.expect(b'AT+CGAUTH=1,1,"u","word"\r').reply(OK)
    wire.expect(b'AT+QMTCFG="aliauth",0,"p","d","word"\r').reply(OK)
    wire.expect(b'AT+QFDEL="k"\r').reply(OK)
    wire.expect(b'AT+QFUPL="k",%d,20\r' % len(key)).reply(b"\r\nCONNECT\r\n")
    wire.expect(key).reply(b"\r\n+QFUPL: 1,1\r\n" + OK)

    async def main():
        await modem.packet.start("cmnet", "u", "word")
        await modem.packet.authenticate(1, "PAP", "u", "word")
        await modem.mqtt.configure("aliauth", 0, "p", "d", "word")
        error = await error_of(modem.tls.upload("k", key), Exception)
        assert "key" not in str(error)

    play(modem, wire, log, main)
    wire.done()
    seen = side(log, ">")
    assert b"word" not in seen + side(log, "<")
    assert b"PRIVATE" not in seen and b"key" not in seen
    assert b"*" * len(key) in seen
    assert b"AT+QIACT=1\r" in seen


def test_a_key_that_a_late_prompt_asks_for_is_not_shown_either():
    modem, wire, log = traced(False)
    key = b"-----BEGIN PRIVATE KEY-----\nkey\n"
    wire.expect(b'AT+QFDEL="k"\r').reply(OK)
    wire.expect(b'AT+QFUPL="k",%d,1\r' % len(key)).reply(b"\r\nCONNECT\r\n", 2000)
    wire.expect(key).reply(b"\r\n+QFUPL: 1,1\r\n" + OK)
    wire.expect(b"AT+CMEE?\r").reply(b"\r\n+CMEE: 1\r\n" + OK)
    wire.expect(b"AT+CSQ\r").reply(b"\r\n+CSQ: 15,0\r\n" + OK)

    async def main():
        await error_of(modem.tls.upload("k", key, timeout_ms=1500), Timeout)
        await modem.at.query("+CSQ")

    play(modem, wire, log, main)
    assert b"PRIVATE" not in side(log, ">") and b"*" * len(key) in side(log, ">")


def test_a_password_of_mqtt():
    modem, wire, log = traced(True)

    async def main():
        session = await connect(modem, wire)
        wire.expect(b'AT+QMTPUBEX=0,0,0,0,"t",5\r').reply(b"\r\n> ")
        wire.expect(b"shown").reply(OK + b"\r\n+QMTPUBEX: 0,0,0\r\n")
        await session.publish("t", b"shown")

    play(modem, wire, log, main)
    assert b"shown" in side(log, ">")
    assert b'"dev1"' not in side(log, ">")  # the line that may hold a password is hidden whole


class Slow(Wire):
    """Takes three bytes at a time."""

    def write(self, data):
        return super().write(bytes(data[:3]))


def test_a_secret_that_goes_out_in_pieces():
    modem, wire = module(Slow(strict=False))
    log = []
    wire.expect(b'AT+CPIN="2AT8"\r').reply(OK, 5)
    wire.expect(b"AT+CSQ\r").reply(b"\r\n+CSQ: 15,0\r\n" + OK)

    async def main():
        await modem.at.execute("+CPIN", "2AT8", secret=True)
        return await modem.at.query("+CSQ")

    assert play(modem, wire, log, main) == (15, 0)
    assert b"2" not in side(log, ">") and b"8" not in side(log, ">")
    assert side(log, ">").endswith(b"AT+CSQ\r")


def test_a_hook_sees_what_nobody_waits_for():
    modem, wire, log = traced()
    wire.say(b"\r\nRING\r\n", 5)
    wire.expect(b"AT+CSQ\r")
    play(modem, wire, log, lambda: error_of(modem.at.query("+CSQ", timeout_ms=50), Timeout))
    assert side(log, "<") == b"\r\nRING\r\n"


def test_a_module_nobody_knows_and_a_command_that_is_said_to_be_secret():
    wire, log = Wire(), []
    modem = adopted(Profile, wire)
    wire.expect(b'AT+CPIN="4711"\r').reply(OK).expect(b'AT+XPASS="4711"\r').reply(OK).expect(b"AT+XPASS=1\r").reply(OK)

    async def main():
        await modem.command("+CPIN", "4711")
        await modem.command("+XPASS", "4711", secret=True)
        await modem.command("+XPASS", 1)

    play(modem, wire, log, main)
    assert b"4711" not in side(log, ">") and side(log, ">").endswith(b"AT+XPASS=1\r")


def test_a_key_that_looks_like_a_command_is_a_key():
    for key in (b"AT+KEY", b"AT\r1\r", b"ATA=\r\r2"):
        modem, wire, log = traced()
        wire.expect(b'AT+XKEY="k",%d\r' % len(key)).reply(b"\r\n> ")
        wire.expect(key).reply(OK)

        async def main(modem=modem, key=key):
            await modem.at.upload("+XKEY", "k", len(key), payload=key, prompt=b">", secret=True)

        play(modem, wire, log, main)
        assert side(log, ">") == b"AT+XKEY=*****\r" + b"*" * len(key)
