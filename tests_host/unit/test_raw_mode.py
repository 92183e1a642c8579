# Data mode: what goes to the peer and what to the module, and the way between them (V.250 5.8, 6.3; YM310 manual 9.37, 9.38).
from atmodem.dialogue import Dialogue
from atmodem.errors import Busy, CommandError, LinkLost, Timeout
from atmodem.raw_mode import DataMode
from atmodem.sched import sleep_ms, spawn
from support.wire import Wire, attach, detach_all, error_of, run


class Bench:
    """A channel on a wire, and a data mode; `times` tells when each piece was written."""

    def __init__(self, chunk=64):
        detach_all()
        self.wire = Wire(chunk=chunk)
        self.times = []
        write = self.wire.write

        def noted(data):
            self.times.append((self.wire.clock.now, bytes(data)))
            return write(data)

        self.wire.write = noted
        self.at = Dialogue(self.wire)
        attach(self.at)
        self.mode = DataMode(self.at)

    def dial(self, answer=b"\r\nCONNECT\r\n"):
        self.wire.expect(b"ATD*99#\r").reply(answer)
        return self

    def run(self, work):
        result = run(work(self.mode), self.wire)
        self.wire.done()
        return result


async def all_of(mode, n):
    got = b""
    buffer = bytearray(64)
    while len(got) < n:
        count = await mode.readinto(buffer, 5000)
        got += bytes(buffer[:count])
    return got


def test_the_pipe_is_lent_at_connect():
    for text in (b"\r\nCONNECT\r\n", b"\r\nCONNECT 150000000\r\n"):
        for chunk in (1, 2, 64):
            bench = Bench(chunk).dial(text + b"\n\r\nOK\r\n~")

            async def work(mode, bench=bench):
                await mode.connect("D*99#")
                assert mode.pipe is bench.wire
                assert await all_of(mode, 8) == b"\n\r\nOK\r\n~"
                bench.wire.expect(b"\r\n+++AT")
                await mode.write(b"\r\n+++AT")

            bench.run(work)


def test_no_connection():
    for text in (b"NO CARRIER", b"BUSY", b"NO ANSWER", b"NO DIALTONE"):
        bench = Bench().dial(b"\r\n" + text + b"\r\n")
        error = bench.run(lambda mode: error_of(mode.connect("D*99#"), CommandError))
        assert error.detail == str(text, "utf-8"), error
        assert bench.mode.pipe is None and bench.at.pipe is bench.wire


def test_ok_before_connect_and_a_refusal_of_the_vendors():
    bench = Bench()
    bench.wire.expect(b'AT+CIPSTART="TCP","h",7\r').reply(b"\r\nOK\r\n").reply(b"\r\nCONNECT\r\nx", 700)

    async def work(mode):
        await mode.connect("+CIPSTART", "TCP", "h", 7, continues=True)
        assert await all_of(mode, 1) == b"x"

    bench.run(work)
    bench = Bench()
    bench.wire.expect(b'AT+CIPSTART="TCP","h",7\r').reply(b"\r\nOK\r\n").reply(b"\r\nSTATE: IP STATUS\r\n\r\nCONNECT FAIL\r\n", 9)

    async def refused(mode):
        connecting = mode.connect("+CIPSTART", "TCP", "h", 7, continues=True, refusals=(b"CONNECT FAIL",))
        return (await error_of(connecting, CommandError)).detail

    assert bench.run(refused) == "CONNECT FAIL"


def test_commands_in_data_mode_are_refused_and_never_sent():
    bench = Bench().dial()

    async def work(mode):
        connecting = spawn(mode.connect("D*99#"))
        waiting = spawn(error_of(bench.at.command("+CSQ"), Busy))  # its turn comes in data mode
        await connecting
        await waiting
        await error_of(bench.at.command("+CSQ"), Busy)
        await error_of(bench.at.integers(b"+CSQ", [0, 0]), Busy)
        await error_of(bench.at.action("+X", 1), Busy)

    bench.run(work)


def test_escape_waits_for_silence_and_gives_the_pipe_back():
    bench = Bench().dial()

    async def work(mode):
        await mode.connect("D*99#")
        bench.wire.expect(b"last").expect(b"+++").reply(b"\r\nOK\r\n", 500)
        await mode.write(b"last")
        assert await mode.escape()
        assert mode.pipe is None and bench.at.pipe is bench.wire
        bench.wire.expect(b"AT+CSQ\r").reply(b"\r\n+CSQ: 15,0\r\n\r\nOK\r\n")
        assert await bench.at.command("+CSQ") == ["+CSQ: 15,0"]
        assert await mode.readinto(bytearray(4)) == 0
        bench.wire.expect(b"ATO\r").reply(b"\r\nCONNECT\r\nmore")
        await mode.connect("O")
        assert await all_of(mode, 4) == b"more"

    bench.run(work)
    written = [moment for moment, data in bench.times if data == b"+++"]
    before = [moment for moment, data in bench.times if data == b"last"]
    after = [moment for moment, data in bench.times if data == b"AT+CSQ\r"]
    # manual 9.37: 1 s of silence before, 0.5 s behind
    assert written[0] - before[0] >= 1000 and after[0] - written[0] >= 500


def test_what_the_peer_sends_meanwhile_is_kept():
    data = b"a\r\nOK\r\nb\r\nOK\r"
    for chunk in (1, 5, 64):
        bench = Bench(chunk).dial()

        async def work(mode, bench=bench):
            await mode.connect("D*99#")
            bench.wire.expect(b"+++").reply(data, 100).reply(b"\nx\r\nOK\r\n", 400)
            assert await mode.escape()
            assert await all_of(mode, len(data) + 2) == data + b"\nx"
            assert await mode.readinto(bytearray(4)) == 0

        bench.run(work)


def test_a_reader_waits_through_the_escape():
    bench = Bench().dial()

    async def work(mode):
        await mode.connect("D*99#")
        reader = spawn(all_of(mode, 5))
        await sleep_ms(10)
        bench.wire.expect(b"+++").reply(b"hello", 50).reply(b"\r\nOK\r\n", 600)
        assert await mode.escape()
        assert await reader == b"hello"

    bench.run(work)


def test_what_the_module_says_behind_its_ok():
    bench = Bench().dial()
    heard = []

    async def work(mode):
        bench.at.subscribe(b"CLOSED", lambda digest: heard.append(bytes(digest.buffer[digest.line : digest.stop])))
        await mode.connect("D*99#")
        bench.wire.expect(b"+++").reply(b"\r\nOK\r\n\r\nCLOSED\r\n", 500)
        assert await mode.escape()
        assert heard == [b"CLOSED"]
        bench.wire.expect(b"AT\r").reply(b"\r\nOK\r\n")
        await bench.at.execute("")

    bench.run(work)


def test_an_escape_that_nobody_answers():
    bench = Bench().dial()

    async def work(mode):
        await mode.connect("D*99#")
        bench.wire.expect(b"+++").reply(b"not an OK", 10).expect(b"+++")
        assert not await mode.escape()
        assert mode.pipe is bench.wire
        assert await all_of(mode, 9) == b"not an OK"
        # It has left data mode by itself: the next command asks until the module answers.
        mode.release()
        mode.release()
        bench.wire.expect(b"AT+CMEE?\r").reply(b"\r\nERROR\r\n").expect(b"AT+CMEE?\r").reply(b"\r\n+CMEE: 1\r\n\r\nOK\r\n")
        bench.wire.expect(b"AT+CSQ\r").reply(b"\r\n+CSQ: 15,0\r\n\r\nOK\r\n")
        assert await bench.at.command("+CSQ") == ["+CSQ: 15,0"]
        await error_of(mode.write(b"x"), LinkLost)

    bench.run(work)


def test_connect_that_comes_too_late():
    bench = Bench().dial(b"")

    async def work(mode):
        bench.wire.reply(b"\r\nCONNECT\r\n", 2500)
        bench.wire.expect(b"+++").reply(b"\r\nOK\r\n", 500)
        await error_of(mode.connect("D*99#", timeout_ms=2000), Timeout)
        assert mode.pipe is None
        bench.wire.expect(b"AT+CMEE?\r").reply(b"\r\n+CMEE: 1\r\n\r\nOK\r\n").expect(b"ATH\r").reply(b"\r\nOK\r\n")
        await bench.at.execute("H")

    bench.run(work)


def bursts(pieces, sent):
    """Write `pieces`, pairs of a pause in ms and bytes; what the module gets between two silences of 0.5 s."""
    bench = Bench().dial()

    async def work(mode):
        await mode.connect("D*99#")
        for part in sent:
            bench.wire.expect(part)
        for pause, data in pieces:
            await sleep_ms(pause)
            await mode.write(data)

    bench.run(work)
    found = []
    last = 0
    for moment, data in bench.times[1:]:  # the first is the dialling
        if found and moment - last < 500:
            found[-1] += data
        else:
            found.append(data)
        last = moment
    return found


def test_three_plus_signs_never_stand_alone():
    # alone they would be the escape sequence: 1 s of silence before, 0.5 s behind, 0.5 s between them (manual 9.37)
    for pieces in (
        ((2000, b"+++"),),
        ((2000, b"+"), (0, b"+"), (0, b"+")),
        ((2000, b"++"), (300, b"+")),
        ((2000, b"+"), (600, b"++")),
        ((0, b"data"), (700, b"+++")),
        ((0, b"data"), (2000, b"+++"), (0, b"+++")),
    ):
        data = b"".join([piece for _, piece in pieces])
        found = bursts(pieces, [bytes([c]) for c in data])
        assert b"".join(found) == data
        assert b"+++" not in found, found


def test_plus_signs_among_others_are_not_delayed():
    for data in (b"a+++", b"+++a", b"++++", b"++", b"+"):
        bench = Bench().dial()

        async def work(mode, bench=bench, data=data):
            await mode.connect("D*99#")
            await sleep_ms(2000)
            bench.wire.expect(data)
            await mode.write(data)

        bench.run(work)
        assert bench.wire.clock.now - bench.times[0][0] < 2100, data


def test_a_pipe_that_takes_little_and_one_that_takes_nothing():
    bench = Bench().dial()

    async def work(mode):
        await mode.connect("D*99#")
        write = bench.wire.write
        bench.wire.write = lambda data: write(data[:3])
        bench.wire.expect(b"0123456789" * 60)
        await mode.write(b"0123456789" * 60)
        bench.wire.write = lambda data: None
        await error_of(mode.write(b"x", timeout_ms=50), Timeout)

    bench.run(work)


def test_a_broken_pipe():
    bench = Bench().dial()

    async def work(mode):
        await mode.connect("D*99#")
        bench.wire.any = bench.wire.write = broken
        await error_of(mode.readinto(bytearray(1), 100), LinkLost)
        await error_of(mode.write(b"x"), LinkLost)

    run(work(bench.mode), bench.wire)


def broken(*_):
    raise OSError(5)


def test_nothing_comes():
    bench = Bench().dial()

    async def work(mode):
        await mode.connect("D*99#")
        await error_of(mode.readinto(bytearray(1), 100), Timeout)

    bench.run(work)


def test_data_that_nobody_reads_lets_the_loop_sleep():
    for held in (False, True):
        bench = Bench().dial(b"\r\nCONNECT\r\n")

        async def work(mode, bench=bench, held=held):
            clock = bench.wire.clock
            await mode.connect("D*99#")
            bench.wire.say(b"x" * 100, 50)
            before = clock.idles
            await sleep_ms(60000)
            assert clock.idles - before < 70, "one a second, and a few"
            if held:  # the answer to +++ is looked for at once
                bench.wire.expect(b"+++").reply(b"\r\nOK\r\n", 1000)
                assert await mode.escape()
            assert await all_of(mode, 100) == b"x" * 100
            if not held:  # what comes now is heard at once
                bench.wire.say(b"y", 5000)
                start = clock.now
                assert await all_of(mode, 1) == b"y" and clock.now == start + 5000
            assert clock.pipes == [bench.wire]

        bench.run(work)
