# What a service needs of a modem, and nothing more: the channel on a scripted wire, a profile, what it is told.
from atmodem.dialogue import Dialogue
from support.wire import Clock, Wire, attach, detach_all, run


class Profile:
    name = ""
    services = features = ()
    answer_ms = 9000
    timings = {"COPS": 180000, "CPIN": 5000, "CFUN": 15000, "CGATT": 140000, "CGACT": 150000}


class Modem:
    """The keywords are attributes of its profile."""

    pin_spent = False

    def __init__(self, **data):
        detach_all()
        self.wire = Wire(clock=Clock())
        self.at = attach(Dialogue(self.wire))
        self.profile = Profile()
        for name in data:
            setattr(self.profile, name, data[name])
        self.told = []
        self.boots = True

    def timing(self, name):
        return self.profile.timings.get(name, self.profile.answer_ms)

    def lost(self, error):
        self.told.append(error)

    async def wait_boot(self, timeout_ms):
        self.told.append(timeout_ms)
        return self.boots

    def dialogue(self, *lines):
        """The host must send these lines, the first of each pair without AT and CR; the module answers the second."""
        for i in range(0, len(lines), 2):
            self.wire.expect(b"AT" + lines[i] + b"\r").reply(lines[i + 1])


def call(modem, function, *arguments, **named):
    """Call a function of a service and await what it returns."""

    async def main():
        return await function(*arguments, **named)

    return run(main(), modem.wire)


def refused(kind, modem, function, *arguments, **named):
    """Call what must raise `kind`; returns the error."""
    try:
        call(modem, function, *arguments, **named)
    except kind as error:
        return error
    raise AssertionError("nothing was raised")


def flood(modem, line, report, answer):
    """The module answers a line, and 500 reports come inside the answer."""
    wire = modem.wire.expect(b"AT" + line + b"\r")
    piece = (b"\r\n" + report + b"\r\n") * 25
    for i in range(10):
        wire.reply(piece, 20 * i)
    wire.reply(b"\r\n" + answer + b"\r\n", 200)
    for i in range(11, 21):
        wire.reply(piece, 20 * i)
    wire.reply(b"\r\nOK\r\n", 500)


# What may not stand in a parameter: a quote ends it, the others end the line or the prompt.
HOSTILE = ('a"b', "a\rb", "a\nb", "a\0b", "a\x1ab", "a\x1bb")


def check_text(modem, parameter, longest, function):
    """A text parameter: what is hostile or one too long raises ValueError that names it, and nothing has been sent."""
    for value in HOSTILE + ("x" * (longest + 1),):
        error = refused(ValueError, modem, function, value)
        assert str(error).startswith(parameter), (str(error), value)
    assert modem.wire.sent == b""


def check_faults(function_of, line, taken_ms):
    """A command whose line is `line`: silence ends in Timeout in `taken_ms` at most, ERROR in CommandError."""
    from atmodem.errors import CommandError, Timeout

    modem = Modem()
    modem.wire.expect(b"AT" + line + b"\r")
    start = modem.wire.clock.now
    error = refused(Timeout, modem, function_of(modem))
    assert modem.wire.clock.now - start <= taken_ms, modem.wire.clock.now - start
    assert line.startswith(error.command)
    modem = Modem()
    modem.dialogue(line, b"\r\nERROR\r\n")
    assert refused(CommandError, modem, function_of(modem)).kind == "ERROR"
    modem.wire.done()
    modem = Modem()
    modem.dialogue(line, b"\r\n+CME ERROR: 3\r\n")
    error = refused(CommandError, modem, function_of(modem))
    assert (error.kind, error.code, error.text) == ("CME", 3, "operation not allowed")
