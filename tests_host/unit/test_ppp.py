# PPP over a scripted wire: dialling, the hand-over to both generations of network.PPP, the way back.
import sys

from atmodem.errors import Busy, CommandError, LinkLost, NotSupported, Rejected, Timeout
from atmodem.modem import Modem
from atmodem.profile import Profile
from support.wire import Wire, awaited, detach_all, error_of, raises, run

OK = b"\r\nOK\r\n"
CONNECT = b"\r\nCONNECT\r\n"
LCP = b"~\xff}#\xc0!}!}!} }.~"


class Module(Profile):
    name = "module"
    package = ""


def dialled(*exchanges, numeric=False):
    """(modem, wire) of a script: lines with their CR and what the module answers."""
    detach_all()
    wire = Wire()
    modem = Modem(wire, Module)
    modem.attach()
    modem.adopt(Module)
    modem.started.set()
    modem.at.digest.numeric = numeric
    for sent, answer in exchanges:
        wire.expect(sent).reply(answer)
    return modem, wire


class Firmware:
    """Puts a class in the place of network.PPP; None: the firmware has none."""

    def __init__(self, ppp):
        self.network = type("network", (), {} if ppp is None else {"PPP": ppp})

    def __enter__(self):
        self.kept = sys.modules.get("network")
        sys.modules["network"] = self.network
        return self

    def __exit__(self, kind, error, trace):
        del sys.modules["network"]
        if self.kept is not None:
            sys.modules["network"] = self.kept


class Recorded:
    """What both generations have. `made` is the last one; `calls` all that was asked of it."""

    made = None
    up_after = 3

    def __init__(self, stream):
        self.stream = stream
        self.calls = []
        self.looked = 0
        Recorded.made = self

    def connect(self, **options):
        self.calls.append(("connect", options))
        self.stream.write(LCP)

    def isconnected(self):
        self.looked += 1
        return self.looked > self.up_after


class Lwip(Recorded):
    """1.24 and later: extmod/network_ppp_lwip.c and ESP32 from 1.26."""

    SEC_PAP, SEC_CHAP = 1, 2
    state = 0
    until_down = 5  # looks at its status until it is down

    def connect(self, **options):
        super().connect(**options)
        self.state = 3

    def poll(self):
        if self.stream is not None:
            self.stream.readinto(bytearray(64))
        if self.state == 1:
            self.until_down -= 1
            if self.until_down == 0:
                self.state = 0
                self.calls.append(("down",))

    def status(self):
        return self.state

    def disconnect(self):
        self.calls.append(("disconnect",))
        if self.stream is not None:
            self.stream.write(b"~bye~")
        self.state = 1

    def config(self, stream):
        self.calls.append(("config", stream))
        self.stream = stream


class Esp32(Recorded):
    """ESP32 up to 1.25."""

    AUTH_PAP, AUTH_CHAP = 1, 2

    def active(self, on):
        self.calls.append(("active", on))


def names(ppp):
    return [call[0] for call in ppp.calls]


def test_dial_gives_the_stream_and_the_bytes_behind_connect_are_the_peers():
    modem, wire = dialled((b"ATD*99#\r", CONNECT + LCP), (b"~mine~", b"~yours~"))
    buffer = bytearray(64)

    async def main():
        stream = await modem.ppp.dial()
        got = bytes(buffer[: await stream.readinto(buffer, 1000)])
        await stream.write(b"~mine~")
        return got, bytes(buffer[: await stream.readinto(buffer, 1000)])

    assert run(main(), wire) == (LCP, b"~yours~")
    wire.done()


def test_another_context_is_dialled_in_the_long_form():
    modem, wire = dialled((b"ATD*99***3#\r", b"\r\nCONNECT 150000000\r\n"))
    run(awaited(lambda: modem.ppp.dial(3)), wire)
    wire.done()


def test_a_context_there_is_not_is_refused_before_a_byte_is_sent():
    modem, wire = dialled()
    for context in (0, 17, "1"):
        assert "context" in str(raises(ValueError, awaited(lambda: modem.ppp.dial(context)), wire))
    assert wire.sent == b""


def test_no_carrier_is_an_error_that_says_so_and_commands_go_on():
    modem, wire = dialled((b"ATD*99#\r", b"\r\nNO CARRIER\r\n"), (b"AT+CSQ\r", b"\r\n+CSQ: 9,99\r\n" + OK))
    error = raises(CommandError, awaited(modem.ppp.dial), wire)
    assert "NO CARRIER" in (error.kind, error.detail), (error.kind, error.detail)
    assert run(awaited(lambda: modem.at.query("+CSQ")), wire) == (9, 99)
    wire.done()


def test_commands_are_refused_while_the_line_is_the_peers():
    modem, wire = dialled((b"ATD*99#\r", CONNECT))

    async def main():
        await modem.ppp.dial()
        await error_of(modem.at.query("+CSQ"), Busy)
        return await error_of(modem.ppp.dial(), Busy)

    assert run(main(), wire)
    wire.done()


def test_plus_signs_stand_between_silences_and_the_connection_comes_back():
    modem, wire = dialled(
        (b"ATD*99#\r", CONNECT),
        (b"~mine~", b"~yours~"),
        (b"+++", OK),
        (b"AT+CSQ\r", b"\r\n+CSQ: 9,99\r\n" + OK),
        (b"ATO\r", CONNECT + b"~more~"),
        (b"+++", OK),
        (b"ATH\r", OK),
    )
    buffer = bytearray(64)

    async def main():
        ppp = modem.ppp
        stream = await ppp.dial()
        await stream.write(b"~mine~")
        written = wire.clock.now
        await ppp.suspend()
        assert wire.clock.now - written >= 1000, "V.250: a second of silence before +++"
        before = bytes(buffer[: await stream.readinto(buffer, 100)])
        assert await modem.at.query("+CSQ") == (9, 99)
        assert await ppp.resume() is stream
        after = bytes(buffer[: await stream.readinto(buffer, 100)])
        await ppp.hang_up()
        await ppp.hang_up()  # once is enough
        return before, after

    assert run(main(), wire) == (b"~yours~", b"~more~")
    wire.done()


def test_resume_says_when_the_connection_has_ended():
    modem, wire = dialled((b"ATD*99#\r", CONNECT), (b"+++", OK), (b"ATO\r", b"\r\nNO CARRIER\r\n"), (b"ATD*99#\r", CONNECT))

    async def main():
        await modem.ppp.dial()
        await modem.ppp.suspend()
        error = await error_of(modem.ppp.resume(), CommandError)
        await modem.ppp.dial()
        return error.kind, error.detail

    assert "NO CARRIER" in run(main(), wire)
    wire.done()


def test_what_needs_a_connection_says_that_there_is_none():
    modem, wire = dialled()
    raises(LinkLost, awaited(modem.ppp.suspend), wire)
    raises(LinkLost, awaited(modem.ppp.resume), wire)
    run(awaited(modem.ppp.hang_up), wire)
    assert wire.sent == b""


def test_a_module_that_has_left_data_mode_is_in_step_again_behind_suspend():
    modem, wire = dialled((b"ATD*99#\r", CONNECT))
    wire.strict = False

    async def main():
        await modem.ppp.dial()
        wire.say(b"\r\nNO CARRIER\r\n")
        wire.expect(b"+++").expect(b"+++")  # typed at the command line: nothing comes
        wire.expect(b"AT+CMEE?\r").reply(b"\r\n+CMEE: 1\r\n" + OK)
        wire.expect(b"AT+CSQ\r").reply(b"\r\n+CSQ: 9,99\r\n" + OK)
        await error_of(modem.ppp.suspend(), LinkLost)
        return await modem.at.query("+CSQ")

    assert run(main(), wire) == (9, 99)
    wire.done()


def test_a_new_call_does_not_begin_with_the_rest_of_the_last_one():
    modem, wire = dialled((b"ATD*99#\r", CONNECT), (b"+++", b"~old~" + OK), (b"ATH\r", OK), (b"ATD*99#\r", CONNECT + b"~new~"))
    buffer = bytearray(64)

    async def main():
        await modem.ppp.dial()
        await modem.ppp.hang_up()
        stream = await modem.ppp.dial()
        return bytes(buffer[: await stream.readinto(buffer, 100)])

    assert run(main(), wire) == b"~new~"
    wire.done()


# --- numeric result codes (ATV0): the C1100


def test_numeric_codes_a_bare_1_is_connect_and_0_behind_the_plus_signs_ok():
    modem, wire = dialled(
        (b"ATD*99#\r", b"1\r" + LCP),
        (b"+++", b"0\r"),
        (b"AT+CSQ\r", b"+CSQ: 9,99\r\n0\r"),
        (b"ATO\r", b"1\r\n~more~"),
        (b"+++", b"~last~0\r"),
        (b"ATH\r", b"0\r"),
        numeric=True,
    )
    buffer = bytearray(64)

    async def main():
        stream = await modem.ppp.dial()
        got = [bytes(buffer[: await stream.readinto(buffer, 100)])]
        await modem.ppp.suspend()
        assert await modem.at.query("+CSQ") == (9, 99)
        await modem.ppp.resume()
        got.append(bytes(buffer[: await stream.readinto(buffer, 100)]))
        await modem.ppp.suspend()
        got.append(bytes(buffer[: await stream.readinto(buffer, 100)]))
        await modem.ppp.hang_up()
        return got

    # CR alone ends a code; a module that says CR LF is understood too.
    assert run(main(), wire) == [LCP, b"~more~", b"~last~"]
    wire.done()


def test_numeric_codes_a_bare_3_is_no_carrier():
    modem, wire = dialled((b"ATD*99#\r", b"3\r"), numeric=True)
    assert raises(CommandError, awaited(modem.ppp.dial), wire).kind == "NO CARRIER"
    wire.done()


# --- network.PPP


def test_firmware_without_ppp_is_named_and_nothing_is_dialled():
    modem, wire = dialled()
    with Firmware(None):
        error = raises(NotSupported, awaited(modem.ppp.connect), wire)
    assert "network.PPP" in str(error) and "dial" in str(error)
    assert wire.sent == b""


def test_hand_over_and_back():
    bye = b"~bye~"
    modem, wire = dialled((b"ATD*99#\r", CONNECT), (LCP, b""), (bye, b"\r\nNO CARRIER\r\n"), (b"+++", OK), (b"ATH\r", OK))

    async def main():
        interface = await modem.ppp.connect()
        assert interface is Lwip.made and interface.stream is wire, "it gets the UART itself"
        await modem.ppp.hang_up()
        return interface

    with Firmware(Lwip):
        interface = run(main(), wire)
    assert interface.calls == [("connect", {}), ("disconnect",), ("down",)], "the UART comes back when it is down"
    wire.done()


def test_suspended_it_has_no_stream_and_resumed_it_has_the_uart():
    modem, wire = dialled((b"ATD*99#\r", CONNECT), (LCP, b""), (b"+++", OK), (b"ATO\r", CONNECT))

    async def main():
        interface = await modem.ppp.connect()
        interface.stream.write(b"")
        now = wire.clock.now
        await modem.ppp.suspend()
        assert wire.clock.now - now >= 1000, "nobody knows when it wrote last"
        assert await modem.ppp.resume() is interface
        return interface

    with Firmware(Lwip):
        interface = run(main(), wire)
    assert interface.calls[1:] == [("config", None), ("config", wire)]
    wire.done()


def test_hung_up_while_suspended_it_says_good_bye_first():
    for online, bye in ((CONNECT, [(b"~bye~", b"\r\nNO CARRIER\r\n"), (b"+++", OK)]), (b"\r\nNO CARRIER\r\n", [])):
        modem, wire = dialled((b"ATD*99#\r", CONNECT), (LCP, b""), (b"+++", OK), (b"ATO\r", online), *bye)
        wire.expect(b"ATH\r").reply(OK)

        async def main():
            interface = await modem.ppp.connect()
            await modem.ppp.suspend()
            await modem.ppp.hang_up()
            return interface

        with Firmware(Lwip):
            interface = run(main(), wire)
        assert interface.calls[-2:] == [("disconnect",), ("down",)], interface.calls
        wire.done()


def test_credentials_go_by_the_names_of_each_generation():
    for ppp, expected in (
        (Lwip, {"security": 2, "user": "u", "key": "p"}),
        (Esp32, {"authmode": 2, "username": "u", "password": "p"}),
    ):
        modem, wire = dialled((b"ATD*99#\r", CONNECT), (LCP, b""))
        with Firmware(ppp):
            interface = run(awaited(lambda: modem.ppp.connect(method="CHAP", user="u", password="p")), wire)
        assert interface.calls[-1] == ("connect", expected)
        wire.done()


def test_old_esp32_is_switched_on_and_off_and_cannot_be_suspended():
    modem, wire = dialled((b"ATD*99#\r", CONNECT), (LCP, b""), (b"+++", OK), (b"ATH\r", OK))

    async def main():
        interface = await modem.ppp.connect()
        await error_of(modem.ppp.suspend(), NotSupported)
        await modem.ppp.hang_up()
        return interface

    with Firmware(Esp32):
        interface = run(main(), wire)
    assert interface.calls == [("active", True), ("connect", {}), ("active", False)]
    wire.done()


class Refusing(Lwip):
    """The peer does not like the password: lwIP's PPPERR_AUTHFAIL is 6."""

    def poll(self):
        super().poll()
        if self.state == 3:
            self.state = -6

    def isconnected(self):
        return False


def test_a_refusal_of_the_peer_is_told_and_the_line_is_hung_up():
    modem, wire = dialled((b"ATD*99#\r", CONNECT), (LCP, b""), (b"~bye~", b""), (b"+++", OK), (b"ATH\r", OK))
    with Firmware(Refusing):
        error = raises(Rejected, awaited(modem.ppp.connect), wire)
    assert error.code == 6
    wire.done()


class Stuck(Lwip):
    """It neither comes up nor goes down."""

    until_down = 1000000

    def isconnected(self):
        return False


def test_waiting_is_bounded_both_ways():
    modem, wire = dialled((b"ATD*99#\r", CONNECT), (LCP, b""), (b"~bye~", b""), (b"+++", OK), (b"ATH\r", OK))
    start = wire.clock.now
    with Firmware(Stuck):
        raises(Timeout, awaited(lambda: modem.ppp.connect(timeout_ms=8000)), wire)
    assert names(Lwip.made) == ["connect", "disconnect", "config"], "the UART is taken from it"
    assert wire.clock.now - start <= 8000 + 33000
    wire.done()


def test_dialling_that_leads_nowhere_ends_in_time_and_the_channel_is_in_step():
    modem, wire = dialled((b"ATD*99#\r", b""))
    wire.expect(b"+++").reply(OK)
    wire.expect(b"AT+CMEE?\r").reply(b"\r\n+CMEE: 1\r\n" + OK)
    wire.expect(b"AT+CSQ\r").reply(b"\r\n+CSQ: 9,99\r\n" + OK)
    start = wire.clock.now
    raises(Timeout, awaited(lambda: modem.ppp.dial(timeout_ms=5000)), wire)
    assert wire.clock.now - start <= 5000 + 6400
    assert run(awaited(lambda: modem.at.query("+CSQ")), wire) == (9, 99)
    wire.done()
