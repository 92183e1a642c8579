# Finding a module: at any baud rate, in whatever state a program before this one has left it.
import asyncio

import atmodem
from atmodem.errors import NotSupported, Timeout
from atmodem.sched import loop
from support.obedient import OK, Obedient
from support.port_states import Key, Port
from support.wire import detach_all, raises, run

RATES = [115200, 9600, 921600, 460800, 230400, 57600, 38400, 19200]
SETUP = [b"ATE0V1\r", b"ATI\r", b"ATE0\r", b"AT+CMEE=1\r", b'AT+QURCCFG="urcport","uart1"\r']


def opened(port, **options):
    """Open the module; returns the Modem. The channel is usable, nothing is left over."""
    detach_all()

    async def main():
        modem = await atmodem.open(port, **options)
        assert await modem.at.query("+CSQ") == (24, 99)
        return modem

    modem = run(main(), port)
    assert port.lines[-1] == b"AT+CSQ\r"
    return modem


def test_opening_makes_the_channel_quiet_and_asks_who_is_there():
    port = Port()
    modem = opened(port)
    assert port.lines == [b"AT\r"] + SETUP + [b"AT+CSQ\r"]
    assert modem.profile.name == "ec20"
    assert modem.identity[1] == "EC20F"
    assert port.clock.slept < 1000
    assert modem.started.is_set and not port.echo


def test_each_rate_is_found():
    for rate in RATES:
        port = Port()
        port.rate = rate
        modem = opened(port)
        assert modem.rate == rate
        assert port.inits == RATES[: RATES.index(rate) + 1]


def test_the_configured_rate_is_tried_first():
    port = Port()
    port.rate = 57600
    assert opened(port, baud=57600).rate == 57600
    assert port.inits == [57600]
    port = Port()
    port.rate = 9600
    opened(port, baud=57600)
    assert port.inits == [57600, 115200, 9600]


def test_a_pipe_without_rates_is_taken_as_it_is():
    port = Obedient()
    assert opened(port).profile.name == "ec20"


def test_transparent_mode_is_left_with_silence_around_the_escape():
    port = Port()
    port.mode = "data"
    opened(port)
    assert port.sent.count(b"+++") == 1
    assert port.mode == ""


def test_transparent_mode_at_another_rate():
    port = Port()
    port.rate = 921600
    port.mode = "data"
    assert opened(port).rate == 921600


def test_a_half_typed_command_is_finished():
    port = Port()
    port.line = b'AT+QMTCFG="keep'
    opened(port)


def test_a_prompt_that_ends_with_ctrl_z_is_cancelled():
    port = Port()
    port.mode = "prompt"
    opened(port)
    assert b"\x1a" not in port.sent  # or it would be published


def test_a_prompt_that_counts_is_filled():
    for wanted in (1, 7, 1548):  # the longest that the EC20 takes
        port = Port(echo=False)
        port.wanted = wanted
        port.paid = lambda data: [(5, OK), (50, b"\r\n+QMTPUBEX: 0,0,0\r\n")]
        opened(port)


def test_numeric_result_codes():
    for echo in (False, True):
        port = Port(echo)
        port.numeric = True
        opened(port)
        assert not port.numeric


def test_boot_noise_and_boot_texts():
    port = Port()
    port.say(b"\x00\x00\xff\xfe\xff\r\r\n\xffRDY\r\n\r\n+CFUN: 1\r\n")
    port.say(b"\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n\r\n+QIND: SMS DONE\r\n", 7)
    opened(port)


def test_an_answer_in_single_bytes():
    port = Port()
    port.chunk = 1
    opened(port)


def stated_ms(rates):
    """`open`: "`timeout_ms`, 13.2 s for each rate that is tried"."""
    return 20000 + 13200 * rates


def test_nothing_there_ends_in_the_stated_time():
    detach_all()
    port = Port()
    port.stopped = True
    raises(Timeout, atmodem.open(port), port)
    assert port.clock.slept <= stated_ms(8), port.clock.slept
    assert port.inits[:8] == RATES
    assert loop.sources == []
    pipe = Obedient()
    pipe.stopped = True
    raises(Timeout, atmodem.open(pipe), pipe)
    assert pipe.clock.slept <= stated_ms(1)


def test_the_power_key_is_pulsed_once_when_nothing_answers():
    port = Port()
    port.stopped = True
    key = Key(port)
    opened(port, power=key)
    assert key.pulses == [1000]
    port = Port()
    port.stopped = True
    key = Key(port)
    opened(port, power=key, module="ec20")
    assert key.pulses == [600]  # EC20 hardware design: 500 ms at least


def test_the_power_key_is_left_alone_when_the_module_answers():
    for mode in ("", "prompt", "data"):
        port = Port()
        port.mode = mode
        key = Key(port)
        opened(port, power=key)
        assert key.pulses == []


def test_a_dead_module_with_a_power_key_ends_in_the_stated_time():
    port = Port()
    port.stopped = True
    key = Key(port, 10000000)
    raises(Timeout, atmodem.open(port, power=key), port)
    assert len(key.pulses) == 1
    assert port.clock.slept <= stated_ms(8), port.clock.slept


class Other(Port):
    """A module that says other things about itself."""

    about = (b"SIMCOM", b"SIM7600")

    def exchange(self, line):
        if line in (b"I\r", b"+CGMM\r"):
            return [(5, b"\r\n" + self.about[line != b"I\r"] + b"\r\n" + OK)]
        return super().exchange(line)


def test_an_unknown_module_is_named():
    port = Other()
    detach_all()
    error = raises(NotSupported, atmodem.open(port), port)
    assert "SIM7600" in str(error)
    assert loop.sources == []


def test_a_module_that_names_itself_only_in_cgmm():
    port = Other()
    port.about = (b"Manufacturer: QUECTEL", b"EC20F")
    assert opened(port).profile.name == "ec20"


def test_the_module_given_is_not_asked_for():
    port = Other()
    modem = opened(port, module="ec20")
    assert modem.profile.name == "ec20"
    assert b"AT+CGMM\r" not in port.lines


def test_what_is_no_module_is_told_before_anything_is_sent():
    for module in ("ec21x", "", b"ec20", 5, 0, True, ("ec20",)):
        port = Port()
        detach_all()
        start = port.clock.now
        error = raises(ValueError, atmodem.open(port, module=module), port)
        assert str(error).startswith("module: "), module
        assert port.sent == b"" and port.clock.now == start and loop.sources == [], module


def test_inside_asyncio_urcs_go_on_while_the_program_sleeps():
    detach_all()
    port = Port()
    seen = []

    def tick():
        port.clock.now += 1

    async def main():
        modem = await atmodem.open(port)
        modem.at.subscribe(b"+CREG", lambda digest: seen.append(digest.integer(digest.field)))
        port.say(b"\r\n+CREG: 5\r\n", 20)
        for _ in range(60):
            await asyncio.sleep(0)
        return await modem.at.query("+CSQ")

    period = loop.period_ms
    loop.period_ms = 0
    loop.clock = port.clock
    loop.on_turn = tick
    try:
        assert asyncio.run(main()) == (24, 99)
    finally:
        loop.period_ms = period
        loop.clock = loop.on_turn = None
        loop.tasks.clear()
    assert seen == [5]
    assert port.lines[:6] == [b"AT\r"] + SETUP
