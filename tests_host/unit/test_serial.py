# The serial line: rate, frame and flow control of module and host together (V.250 6.2.10 to 6.2.12, YM310 manual 4.6 to 4.9).
from atmodem import sched
from atmodem.errors import Busy, CommandError, LinkLost, Timeout
from atmodem.modem import Modem
from atmodem.yuge import YM310
from support.wire import Wire, attach, detach_all, error_of, run

OK = b"\r\nOK\r\n"


class Line(Wire):
    """A module behind a UART. They understand each other when rate and frame are the same.

    `sticks`: it says OK and changes nothing; `deaf`: rates at which the host is heard, but hears nothing; `lost`: whether it is
    never heard again once it has changed.
    """

    sticks = mute = lost = False
    deaf = ()
    refuses = None

    def __init__(self):
        super().__init__(strict=False)
        self.host = self.module = (115200, 3)
        self.inits = []
        self.lines = []
        self.typed = b""
        self.extra = {}

    def init(self, baudrate=None, bits=8, parity="same", stop=1, rxbuf=None, timeout=None):
        assert rxbuf and timeout == 0
        rate, frame = self.host
        if parity != "same":
            assert bits == 8
            frame = {(None, 1): 3, (None, 2): 1, (1, 1): (2, 0), (0, 1): (2, 1)}[parity, stop]
        self.host = (baudrate or rate, frame)
        self.inits.append(self.host)

    def write(self, data):
        if self.host != self.module or self.lost and len(self.inits):
            if self.host != self.module:
                self.say(b"\xff\x80\x00", 1)
            return len(data)
        self.typed += bytes(data)
        while b"\r" in self.typed:
            line, _, self.typed = self.typed.partition(b"\r")
            self.lines.append(line)
            self.answer(line)
        return len(data)

    def answer(self, line):
        if self.refuses is not None and line.startswith(self.refuses):
            self.say(b"\r\n+CME ERROR: 53\r\n", 2)
            return
        before = self.module
        if line.startswith(b"AT+IPR=") and not self.sticks and line != b"AT+IPR=0":
            self.module = (int(line[7:]), before[1])
        if line.startswith(b"AT+ICF=") and not self.sticks:
            numbers = tuple([int(n) for n in line[7:].split(b",")])
            self.module = (before[0], numbers[0] if len(numbers) == 1 else numbers)
        if self.mute and line.startswith(b"AT+IPR"):
            return
        if before[0] in self.deaf:
            return
        self.say(self.extra.get(line, b"") + OK, 2)


def world(**options):
    detach_all()
    wire = Line()
    for name in options:
        setattr(wire, name, options[name])
    modem = Modem(wire, YM310)
    modem.adopt(YM310)
    modem.started.set()
    attach(modem.at)
    return modem, wire


def change(modem, wire, function, *arguments, **named):
    """`modem.serial.<function>`; its error, or None."""

    async def main():
        try:
            await getattr(modem.serial, function)(*arguments, **named)
        except Exception as error:
            return error

    return run(main(), wire)


def works(modem, wire):
    """A command is answered."""

    async def main():
        await modem.at.execute("+CSQ")

    run(main(), wire)
    return wire.lines[-1] == b"AT+CSQ"


def test_host_and_module_change_together():
    modem, wire = world()
    assert change(modem, wire, "set_rate", 921600) is None
    assert wire.host == wire.module == (921600, 3)
    assert wire.lines[0] == b"AT+IPR=921600" and b"AT" in wire.lines
    assert modem.rate == 921600
    assert works(modem, wire)
    assert change(modem, wire, "set_rate", 9600) is None
    assert wire.inits == [(921600, 3), (9600, 3)] and works(modem, wire)


def test_it_is_kept_over_a_restart_only_when_told():
    modem, wire = world()
    assert change(modem, wire, "set_rate", 9600) is None
    assert b"&W" not in b"".join(wire.lines)
    assert change(modem, wire, "set_rate", 115200, store=True) is None
    assert wire.lines[-1] == b"AT+CMEE=0;&W+CMEE=1"


def test_a_module_that_does_not_follow():
    modem, wire = world(sticks=True)
    error = change(modem, wire, "set_rate", 9600)
    assert isinstance(error, Timeout) and error.command == b"+IPR"
    assert wire.host == wire.module == (115200, 3)
    assert works(modem, wire)


def test_a_rate_at_which_the_module_is_not_heard():
    modem, wire = world(deaf=(921600,))
    start = wire.clock.now
    assert isinstance(change(modem, wire, "set_rate", 921600, store=True), Timeout)
    assert wire.clock.now - start < 28000
    assert wire.host == wire.module == (115200, 3)
    assert b"AT+IPR=115200" in wire.lines
    assert b"&W" not in b"".join(wire.lines)
    assert works(modem, wire)


def test_an_ok_that_is_lost_on_the_way():
    modem, wire = world(mute=True)
    assert change(modem, wire, "set_rate", 9600) is None
    assert wire.host == wire.module == (9600, 3)


def test_a_refusal_changes_nothing():
    modem, wire = world(refuses=b"AT+IPR")
    error = change(modem, wire, "set_rate", 9600)
    assert isinstance(error, CommandError) and error.code == 53
    assert wire.inits == [] and works(modem, wire)


def test_a_module_that_is_gone():
    modem, wire = world(lost=True)
    error = change(modem, wire, "set_rate", 9600)
    assert isinstance(error, LinkLost)
    assert wire.host == (115200, 3)


def test_automatic_leaves_the_rate_as_it_is():
    modem, wire = world()
    assert change(modem, wire, "set_rate", 0) is None
    assert wire.lines[0] == b"AT+IPR=0"
    assert wire.host == (115200, 3) and modem.rate == 115200


def test_nobody_else_is_heard_in_between():
    modem, wire = world()

    async def main():
        async def talk():
            for _ in range(20):
                await modem.at.execute("+CSQ")

        talkers = [sched.spawn(talk()), sched.spawn(talk())]
        await sched.sleep_ms(5)
        await modem.serial.set_rate(9600)
        for talker in talkers:
            await talker

    run(main(), wire)
    i = wire.lines.index(b"AT+IPR=9600")
    assert b"AT+CSQ" in wire.lines[:i], "not before its turn"
    assert wire.lines[i + 1] == b"AT"
    assert wire.lines.count(b"AT+CSQ") == 40


def test_a_long_command_is_not_waited_for():
    modem, wire = world()

    async def main():
        async def scan():
            wire.extra[b"AT+COPS=?"] = b""
            wire.say(OK, 60000)
            await modem.at.command("+COPS=?", timeout_ms=180000)

        wire.answer = lambda line: None
        scanning = sched.spawn(scan())
        await sched.sleep_ms(5)
        await error_of(modem.serial.set_rate(9600), Busy)
        await scanning

    run(main(), wire)
    assert wire.inits == [] and wire.lines == [b"AT+COPS=?"]


def test_inside_asyncio():
    import asyncio

    modem, wire = world()

    async def main():
        modem.at.pipe = wire

        async def talk():
            for _ in range(10):
                await modem.at.execute("+CSQ")

        talker = asyncio.create_task(talk())
        await modem.serial.set_rate(9600)
        await talker
        wire.deaf = (921600,)
        await error_of(modem.serial.set_rate(921600), Timeout)
        return wire.host

    period = sched.loop.period_ms
    sched.loop.period_ms = 0
    sched.loop.clock = wire.clock
    sched.loop.on_turn = lambda: setattr(wire.clock, "now", wire.clock.now + 1)
    try:
        assert asyncio.run(main()) == (9600, 3)
    finally:
        sched.loop.period_ms = period
        sched.loop.clock = sched.loop.on_turn = None
        sched.loop.tasks.clear()
        detach_all()
    assert wire.lines.count(b"AT+CSQ") == 10


def test_behind_a_trace():
    modem, wire = world()
    seen = []

    async def main():
        modem.trace(lambda direction, data, ticks: seen.append(data))
        await modem.serial.set_rate(9600)

    run(main(), wire)
    assert b"AT+IPR=9600\r" in seen
    assert wire.host == wire.module == (9600, 3)


def test_a_pipe_that_has_no_rate():
    class Pipe:
        def __init__(self, wire):
            self.any, self.readinto, self.write, self.silence = wire.any, wire.readinto, wire.write, wire.silence

    modem, wire = world(sticks=True)
    modem.at.pipe = Pipe(wire)
    assert change(modem, wire, "set_rate", 9600) is None
    assert wire.lines == [b"AT+IPR=9600", b"AT"]


def test_frames():
    # ICF: 1 8N2, 2 8 bits with parity (0 odd, 1 even), 3 8N1
    for arguments, line, frame in (
        (("even",), b"AT+ICF=2,1", (2, 1)),
        (("odd",), b"AT+ICF=2,0", (2, 0)),
        ((None, 2), b"AT+ICF=1", 1),
        ((), b"AT+ICF=3", 3),
    ):
        modem, wire = world(extra={b"AT+ICF?": b"\r\n+ICF: 3\r\n"})
        assert change(modem, wire, "set_frame", *arguments) is None
        assert wire.lines[:2] == [b"AT+ICF?", line]
        assert wire.host == wire.module == (115200, frame)
        assert works(modem, wire)


def test_a_frame_that_is_not_understood():
    modem, wire = world(sticks=True, extra={b"AT+ICF?": b"\r\n+ICF: 3,0\r\n"})
    assert isinstance(change(modem, wire, "set_frame", "even"), Timeout)
    assert wire.host == wire.module == (115200, 3)
    assert works(modem, wire)


def ask(function, line, answer):
    modem, wire = world(extra={line: answer})

    async def main():
        return await getattr(modem.serial, function)()

    return run(main(), wire)


def test_what_is_set():
    assert ask("rate", b"AT+IPR?", b"\r\n+IPR: 0\r\n") == 0
    assert ask("rate", b"AT+IPR?", b"\r\n+IPR: 115200\r\n") == 115200
    assert ask("frame", b"AT+ICF?", b"\r\n+ICF: 3\r\n") == (None, 1)
    assert ask("frame", b"AT+ICF?", b"\r\n+ICF: 2,1\r\n") == ("even", 1)
    assert ask("frame", b"AT+ICF?", b"\r\n+ICF: 6\r\n") is None
    assert ask("flow_control", b"AT+IFC?", b"\r\n+IFC: 2,0\r\n") == (True, False)


def test_flow_control():
    modem, wire = world()
    assert change(modem, wire, "set_flow_control", True) is None
    assert change(modem, wire, "set_flow_control", False) is None
    assert wire.lines == [b"AT+IFC=2,2", b"AT+IFC=0,0"]


def test_bad_values_send_nothing():
    modem, wire = world()
    for name, function, arguments in (
        ("rate", "set_rate", (14400,)),
        ("rate", "set_rate", ("9600\r",)),
        ("rate", "set_rate", (None,)),
        ("rxbuf", "set_rate", (9600, False, 16)),
        ("frame", "set_frame", ("mark",)),
        ("frame", "set_frame", ("even", 2)),
        ("frame", "set_frame", (None, 3)),
        ("rxbuf", "set_frame", (None, 1, "2048")),
    ):
        error = change(modem, wire, function, *arguments)
        assert isinstance(error, ValueError) and str(error).startswith(name), (name, arguments)
    assert wire.lines == [] and wire.inits == []
