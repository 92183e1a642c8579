# A host that starts finds the module in any state; `atmodem.open` gets to a module that answers each question with its answer.
from support import world
from support.program import leave_behind, run

SETUP = {
    "module": "ec20",
    "arguments": ["--booted"],
    "also": {
        "test_while_it_boots_with_noise_on_the_line": ["--boot-ms", "400", "--boot-noise"],
        "test_while_a_slow_command_is_answered": ["--speed", "3"],
        "test_through_unrelated_lines_in_random_pieces": ["--chunks", "--seed", "3", "--urc-in-answer"],
        "test_over_a_slow_line": ["--baud", "115200", "--latency", "20"],
    },
    "once": (
        "test_with_a_quote_left_open",
        "test_with_results_switched_off",
        "test_while_it_boots_with_noise_on_the_line",
        "test_nothing_is_pressed_when_the_module_answers",
        "test_at_a_prompt_that_counts",
        "test_in_transparent_mode",
        "test_while_a_slow_command_is_answered",
        "test_a_module_that_is_off_is_switched_on",
    ),
}
OK = b"OK\r\n"
SESSION = (
    (b"ATE0\r", OK),
    (b'AT+QMTOPEN=0,"broker.test",1883\r', b"+QMTOPEN: 0,0\r\n"),
    (b'AT+QMTCONN=0,"before"\r', b"+QMTCONN: 0,0,0\r\n"),
)
TRANSPARENT = ((b"AT+QIACT=1\r", OK), (b'AT+QIOPEN=1,0,"TCP","echo.test",7,0,2\r', b"CONNECT\r\n"))


class PowerKey:
    pressed_ms = 0

    async def pulse(self, ms):
        self.pressed_ms += ms
        world.ask("modem power-key")


async def answers(modem):
    for _ in range(2):
        assert await modem.at.query("+CMEE?") == (1,)
        assert [line for line in await modem.at.command("I") if "EC20" in line]
        assert await modem.at.command("+CIMI") == ["460001234567890"]
    assert await modem.at.command("+GMI") == ["Quectel"], "no echo"


def opens():
    run(answers)


def test_with_echo_on():
    leave_behind((b"ATE1\r", OK))
    opens()


def test_with_a_command_half_typed():
    leave_behind((b'AT+QMTCFG="keep', b""))
    opens()


def test_with_a_quote_left_open():
    leave_behind((b'AT+CPIN="12', b""))
    opens()


def test_with_numeric_results():
    leave_behind((b"ATE0V0\r", b"0\r"))
    opens()


def test_with_results_switched_off():
    leave_behind((b"ATE0Q1\r", b""))
    opens()


def test_at_a_prompt_that_ctrl_z_ends():
    leave_behind(*SESSION, (b'AT+QMTPUB=0,0,0,0,"open/prompt"\r', b"> "), (b"half a mess", b""))
    opens()


def test_at_a_prompt_that_counts():
    leave_behind(*SESSION, (b'AT+QMTPUBEX=0,0,0,0,"open/prompt",1548\r', b"> "), (b"half a mess", b""))
    opens()


def test_in_transparent_mode():
    leave_behind(*TRANSPARENT)
    opens()


def test_while_a_slow_command_is_answered():
    leave_behind((b"AT+COPS=?\r", b""))
    opens()


def test_through_unrelated_lines_in_random_pieces():
    opens()


def test_over_a_slow_line():
    opens()


def test_while_it_boots_with_noise_on_the_line():
    world.ask("modem restart")
    run(lambda modem: modem.at.query("+CMEE?"))


def test_a_module_that_is_off_is_switched_on():
    world.ask("modem power-off")
    key = PowerKey()
    run(lambda modem: modem.at.query("+CMEE?"), power=key, module="ec20")
    assert key.pressed_ms == 600


def test_nothing_is_pressed_when_the_module_answers():
    key = PowerKey()
    run(answers, power=key)
    assert not key.pressed_ms
