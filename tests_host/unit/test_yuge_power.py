# Sleep and the ring indicator of the YM310, in the bytes of manual 4.12 to 4.15.
from atmodem.errors import CommandError, LinkLost, NotSupported
from support.wire import run
from support.ym310 import OK, Bench


def sends(line, function, *arguments, answer=b"", **named):
    """`modem.power.<function>` sends this line and gets this information line; its result."""

    async def work(modem):
        return await getattr(modem.power, function)(*arguments, **named)

    return Bench().script(line, (b"\r\n" + answer + b"\r\n" if answer else b"") + OK).run(work)


def test_sleep_modes():
    for mode in (1, 2, 3, 4):
        sends(b"+CSCLK=%d" % mode, "sleep", mode)
    assert sends(b"+CSCLK?", "sleep_mode", answer=b"+CSCLK: 2") == 2


def test_delays():
    assert sends(b"+WAKETIM?", "sleep_delay", answer=b"+WAKETIM:5") == 5
    sends(b"+WAKETIM=8", "set_sleep_delay", 8)
    sends(b"*RTIME=2", "set_release_time", 2)
    sends(b"*RTIME=0", "set_release_time", 0)
    assert sends(b"*RTIME?", "release_time", answer=b"*RTIME: 20") == 20


def test_ring_indicator():
    sends(b"+CFGRI=0", "set_ring", False)
    sends(b"+CFGRI=1", "set_ring", True)
    sends(b"+CFGRI=1,200,150,3", "set_ring", True, 200, 150, 3)
    assert sends(b"+CFGRI?", "ring", answer=b"+CFGRI:1") is True
    assert sends(b"+CFGRI?", "ring", answer=b"+CFGRI:0") is False


def test_text_that_wakes():
    sends(b'^WAKEUPHEX="414243"', "set_ring_text", "ABC")
    sends(b'^WAKEUPHEX="6F6B207E"', "set_ring_text", b"ok ~")
    sends(b'^WAKEUPHEX=" "', "set_ring_text", None)
    assert sends(b"^WAKEUPHEX?", "ring_text", answer=b"^WAKEUPHEX: 414243") == "ABC"
    assert sends(b"^WAKEUPHEX?", "ring_text", answer=b'^WAKEUPHEX: "414243"') == "ABC"
    assert sends(b"^WAKEUPHEX?", "ring_text", answer=b"^WAKEUPHEX: ") is None


def test_bad_values_send_nothing():
    bench = Bench()
    for name, function, arguments in (
        ("mode", "sleep", (5,)),
        ("mode", "sleep", (0,)),
        ("seconds", "set_sleep_delay", (0,)),
        ("seconds", "set_sleep_delay", (65536,)),
        ("seconds", "set_release_time", (21,)),
        ("seconds", "set_release_time", ("2\r",)),
        ("high_ms", "set_ring", (True, 0, 150, 3)),
        ("low_ms", "set_ring", (True, 200, None, 3)),
        ("count", "set_ring", (True, 200, 150)),
        ("count", "set_ring", (True, 200, 150, 256)),
        ("wanted", "set_ring_text", ("",)),
        ("wanted", "set_ring_text", ("a\r",)),
        ("wanted", "set_ring_text", ("°",)),
        ("wanted", "set_ring_text", ("x" * 65,)),
        ("wanted", "set_ring_text", (65,)),
    ):

        async def work(modem):
            await getattr(modem.power, function)(*arguments)

        assert str(bench.refused(ValueError, work)).startswith(name), (name, arguments)
    assert bench.wire.sent == b""


def test_what_the_module_has_not():
    for function in ("psm", "edrx", "set_psm"):

        async def work(modem):
            await getattr(modem.power, function)()

        Bench().refused(NotSupported, work)


def test_refusals():
    async def work(modem):
        await modem.power.sleep(2)

    assert Bench().script(b"+CSCLK=2", b"\r\n+CME ERROR: 3\r\n").refused(CommandError, work).code == 3


def test_waking_from_the_deepest_sleep_is_a_start():
    bench = Bench()
    bench.wire.strict = False
    losses = []
    bench.modem.losses.append(losses.append)
    bench.wire.expect(b"AT\r").reply(b"\r\n+CPIN: READY\r\n", 900)
    bench.script(b"+CMEE?", b"AT+CMEE?\r\r\n+CMEE :0\r\n" + OK)

    # From here on it is a module that has just started, and remembers what it is told.
    def write(data, scripted=bench.wire.write):
        line = bytes(data)
        if bench.wire._script or not line:
            return scripted(data)
        bench.wire.sent += line
        if b"+CMEE?" in line:
            bench.wire.say(b"\r\n+CMEE :%d\r\n" % (b"+CMEE=1\r" in bytes(bench.wire.sent)))
        bench.wire.say(OK)
        return len(line)

    bench.wire.write = write

    async def work(modem):
        return await modem.power.wake(), modem.started.is_set

    assert run(work(bench.modem), bench.wire) == (False, True)
    assert len(losses) >= 1 and isinstance(losses[0], LinkLost)
    assert b"ATE0+CMEE=1\r" in bytes(bench.wire.sent)
