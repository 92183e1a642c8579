"""The engine of the simulated modules: framing, line editing, argument types, time, faults, transports."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from modemsim.engine import ArgumentError, Enum, Field, Hex, HexBytes, Int, Text, bind
from modemsim.engine.arguments import split_fields
from modemsim.engine.routes import RouteError, Routes
from modemsim.registry import module_class
from modemsim.simulator import Pipe, Simulator

MODEMSIM = Path(sys.path[0]) / "modemsim"


@pytest.fixture
def modem():
    with Pipe("ec20", set={"urcport": "uart1"}) as pipe:
        pipe.feed(b"ATE0\r")
        yield pipe


# -- framing --

def test_echo_repeats_the_command_with_its_cr_and_without_the_lf():
    with Pipe("ec20") as modem:
        assert modem.feed(b"AT\r\n") == b"AT\r\r\nOK\r\n"
        assert modem.feed(b"ATE0\r") == b"ATE0\r\r\nOK\r\n"
        assert modem.feed(b"at\r\n") == b"\r\nOK\r\n"


def test_lines_of_one_answer_share_their_line_ends(modem):
    assert modem.feed(b"AT+CSQ\r") == b"\r\n+CSQ: 28,99\r\n\r\nOK\r\n"
    assert modem.feed(b"ATI\r").startswith(b"\r\nQuectel\r\nEC20F\r\nRevision: ")


def test_numeric_results_are_a_digit_and_cr(modem):
    assert modem.feed(b"ATV0\r") == b"0\r"
    assert modem.feed(b"AT+CSQ\r") == b"+CSQ: 28,99\r\n0\r"
    assert modem.feed(b"AT+NO\r") == b"4\r"
    assert modem.feed(b"ATV1\r") == b"\r\nOK\r\n"


def test_quiet_suppresses_results_and_nothing_else(modem):
    assert modem.feed(b"ATQ1\r") == b""
    assert modem.feed(b"AT+CSQ\r") == b"\r\n+CSQ: 28,99\r\n"


def test_other_line_ends_are_used_in_answers(modem):
    modem.feed(b"ATS4=32\r")
    assert modem.feed(b"AT\r") == b"\r OK\r "


def test_the_first_error_of_a_line_ends_it(modem):
    assert modem.feed(b"ATE0V1+CMEE=2;+CSQ;+CREG=7;+CREG=1\r") == b"\r\n+CSQ: 28,99\r\n\r\nERROR\r\n"
    assert modem.feed(b"AT+CMEE?;+CREG?\r") == b"\r\n+CMEE: 2\r\n\r\n+CREG: 0,1\r\n\r\nOK\r\n"


def test_repeat_and_backspace(modem):
    assert modem.feed(b"AT+CSS\x08Q\r") == b"\r\n+CSQ: 28,99\r\n\r\nOK\r\n"
    assert modem.feed(b"A/") == b"\r\n+CSQ: 28,99\r\n\r\nOK\r\n"


def test_bytes_outside_a_command_line_are_ignored_and_kept_for_the_test(modem):
    assert modem.feed(b"\x1a\x00hello\rAT\r") == b"\r\nOK\r\n"
    assert modem.request("ignored") == b"\x1a\x00hello".hex()


@pytest.mark.parametrize("line", [
    b"AT+CREG=", b"AT+CREG=x", b'AT+CREG="1"', b"AT+CREG=3", b"AT+CREG=1,2", b"AT+CREG=-1", b"AT+CREG =1", b"AT+CREG!?",
    b"AT+CSQ=1", b"AT+CSQ?", b"AT+NONEXISTENT", b"ATBOGUS", b"AT?", b'AT+QMTOPEN=0,"a,1883', b'AT+QMTOPEN=0,"a"b,1883',
    b"AT+QMTOPEN=0,a,1883", b'AT+QMTOPEN=0,"a",0', b'AT+QMTOPEN=6,"a",1', b"ATE2", b"ATS99=1", b"AT+QIOPEN=1,0", b"AT;=",
])
def test_what_the_manual_forbids_is_a_bare_error(modem, line):
    modem.feed(b"AT+CMEE=2\r")
    said = modem.feed(line + b"\r")
    assert said == b"\r\nERROR\r\n" or line == b"AT+CREG=" and said == b"\r\nOK\r\n"


def test_a_line_too_long_is_an_error_and_the_next_one_counts(modem):
    assert modem.feed(b"AT" + b"x" * 9000 + b"\rAT\r") == b"\r\nERROR\r\n\r\nOK\r\n"


def test_input_during_a_command_is_carried_out_in_order(modem):
    assert modem.feed(b"AT+CGATT=0\rAT+CGATT?\r", 1).endswith(b"\r\nOK\r\n\r\n+CGATT: 0\r\n\r\nOK\r\n")


def test_input_during_a_command_can_be_lost():
    with Pipe("ec20", busy_input="drop") as modem:
        modem.feed(b"ATE0\r")
        assert modem.feed(b"AT+QIACT=1\r") == b""
        assert modem.feed(b"AT\r") == b""
        assert modem.advance(1) == b"\r\nOK\r\n"


# -- arguments --

def test_fields_are_split_outside_quotes():
    assert split_fields('1,"a,b",,0x1F') == [Field("1", False), Field("a,b", True), Field("", False), Field("0x1F", False)]


def test_argument_types_take_what_they_should():
    assert Int(0, 5).parse(Field("5", False)) == 5
    assert Enum("TCP", "UDP").parse(Field("udp", True)) == "UDP"
    assert Hex().parse(Field("0XFFFF", False)) == 0xFFFF
    assert HexBytes().parse(Field("00fF", True)) == b"\x00\xff"


@pytest.mark.parametrize("kind, field", [
    (Int(0, 5), Field("6", False)), (Int(0, 5), Field("5", True)), (Int(0, 5), Field("٣", False)), (Text(3), Field("abcd", True)),
    (Text(3), Field("abc", False)), (Enum("TCP"), Field("UDP", True)), (Hex(), Field("FFFF", False)),
    (Hex(), Field("0xFFFF", True)), (HexBytes(), Field("abc", True)),
])
def test_argument_types_refuse_the_rest(kind, field):
    with pytest.raises(ArgumentError):
        kind.parse(field)


def test_groups_repeat():
    def subscribe(module, index: Int(0, 5), *topics: (Text(), Int(0, 2))):
        return index, topics
    assert bind(subscribe, split_fields('1,"a",0,"b",2'))(None) == (1, (("a", 0), ("b", 2)))
    with pytest.raises(ArgumentError):
        bind(subscribe, split_fields('1,"a",0,"b"'))


def test_routes_stay_on_this_computer():
    routes = Routes(["*.example:1883=127.0.0.1:1", "web.example:*=localhost:*"])
    assert routes.target("a.example", 1883) == ("127.0.0.1", 1)
    assert routes.target("web.example", 80) == ("127.0.0.1", 80)
    assert routes.exists("a.example") and routes.target("a.example", 1884) is None
    assert not routes.exists("example.org")
    assert routes.target(routes.address("a.example"), 1883) == ("127.0.0.1", 1)
    for row in ("a:1=8.8.8.8:1", "a:1=example.org:1", "a=127.0.0.1:1", "a:b=127.0.0.1:1"):
        with pytest.raises(RouteError):
            Routes([row])


# -- line --

def test_a_paced_line_needs_its_time():
    with Pipe("ec20", baud=9600) as modem:
        assert modem.feed(b"AT\r", 0.002) == b""
        said = modem.advance(0.002) + modem.advance(0.02)
        assert said == b"AT\r\r\nOK\r\n"


def test_a_paced_line_swallows_an_lf_before_a_payload():
    with Pipe("ec20", baud=115200) as modem:
        modem.feed(b'AT+QFUPL="a",3,5\r\n', 0.1)
        assert modem.feed(b"\nbc", 0.1) == b"\r\n+QFUPL: 3,%x\r\n\r\nOK\r\n" % (0x0A62 ^ 0x6300)


def test_pieces_do_not_change_what_is_said():
    with Pipe("ec20", chunks=True, seed=3) as modem:
        modem.feed(b"AT\r")
        assert modem.advance(1) == b"AT\r\r\nOK\r\n"


def test_a_wrong_rate_is_garbage_both_ways():
    with Pipe("ec20", strict_baud=True) as modem:
        modem.memory.rate = 9600
        assert b"OK" not in modem.feed(b"AT\r", 1)
        modem.memory.rate = 115200
        modem.feed(b"\rAT\r")
        assert modem.feed(b"AT+IPR=9600\r", 1).endswith(b"OK\r\n")
        assert b"OK" not in modem.feed(b"AT\r")
        modem.memory.rate = 9600
        modem.feed(b"\r")
        assert modem.feed(b"AT\r").endswith(b"OK\r\n")


def test_latency_goes_before_every_answer():
    with Pipe("ec20", latency_ms=100) as modem:
        assert modem.feed(b"AT\r", 0.09) == b"AT\r"
        assert modem.advance(0.02) == b"\r\nOK\r\n"


def test_unrelated_lines_in_every_gap():
    with Pipe("ec20", urc_in_answer=True) as modem:
        unrelated = b'\r\n+QIND: "csq",28,99\r\n'
        modem.feed(b"ATE0\r")
        assert modem.feed(b"AT+CSQ\r") == unrelated + b"\r\n+CSQ: 28,99\r\n" + unrelated + b"\r\nOK\r\n"


# -- power --

def test_boot_says_its_texts_and_is_deaf_until_then():
    with Pipe("ec20", booted=False, boot_ms=2000, boot_noise=True, seed=1, set={"urcport": "all"}) as modem:
        noise = modem.feed(b"AT\r", 1.9)
        assert noise and set(noise) <= {0, 0xFF}
        assert modem.advance(4) == b"".join(b"\r\n%s\r\n" % text for text in (
            b"RDY", b"+CFUN: 1", b"+CPIN: READY", b"+QUSIM: 1", b"+QIND: SMS DONE", b"+QIND: PB DONE"))


def test_a_reboot_forgets_what_was_not_stored(modem):
    modem.feed(b"ATE0+CMEE=2;&W\r")
    modem.feed(b"ATV0\r")
    assert modem.feed(b"AT+CFUN=1,1\r", 5).startswith(b"0\r\r\nRDY\r\n")
    assert modem.feed(b"AT+CMEE?\r") == b"\r\n+CMEE: 2\r\n\r\nOK\r\n"
    modem.feed(b"AT&F\r")
    assert modem.feed(b"AT+CMEE?\r") == b"AT+CMEE?\r\r\n+CMEE: 1\r\n\r\nOK\r\n"
    modem.feed(b"ATZ\r")
    assert modem.feed(b"AT+CMEE?\r") == b"\r\n+CMEE: 2\r\n\r\nOK\r\n"


def test_settings_and_files_outlive_the_simulator(tmp_path):
    with Pipe("ec20", state=str(tmp_path)) as modem:
        modem.feed(b'ATE0&W\rAT+QFUPL="kept",2,5\r')
        modem.feed(b"hiAT+QFUPL=\"RAM:lost\",2,5\r")
        modem.feed(b"ho")
    with Pipe("ec20", state=str(tmp_path)) as modem:
        assert modem.feed(b"AT\r") == b"\r\nOK\r\n"
        assert modem.feed(b'AT+QFLST="*"\rAT+QFLST="RAM:*"\r') == b'\r\n+QFLST: "UFS:kept",2\r\n\r\nOK\r\n\r\nOK\r\n'


def test_powered_off_is_deaf_until_the_power_key(modem):
    assert modem.feed(b"AT+QPOWD\r") == b"\r\nOK\r\n"
    assert modem.advance(2) == b"\r\nPOWERED DOWN\r\n"
    assert modem.feed(b"AT\r", 5) == b""
    modem.request("power-key")
    assert modem.advance(1).startswith(b"\r\nRDY\r\n")


# -- faults --

@pytest.mark.parametrize("fault, said", [
    ("silent", b""), ("mute", b""), ("error", b"\r\nERROR\r\n"), ("error 50", b"\r\n+CME ERROR: 50\r\n"),
    ("twice", b"\r\n+CSQ: 28,99\r\n\r\nOK\r\n" * 2),
    ("flood 3", b'\r\n+CSQ: 28,99\r\n' + b'\r\n+QIND: "csq",28,99\r\n' * 3 + b"\r\nOK\r\n"),
    ("at AT+CSQ: silent", b""), ("at AT+COPS: silent", b"\r\n+CSQ: 28,99\r\n\r\nOK\r\n"),
])
def test_faults_of_one_answer(modem, fault, said):
    assert modem.request(fault) == "ok"
    assert modem.feed(b"AT+CSQ\r") == said
    if "COPS" not in fault:
        assert modem.feed(b"AT+CSQ\r") == b"\r\n+CSQ: 28,99\r\n\r\nOK\r\n"


def test_an_answer_cut_half_way_goes_on_later(modem):
    modem.request("cut 2")
    first = modem.feed(b"AT+CSQ\r", 1.9)
    assert first and first + modem.advance(0.2) == b"\r\n+CSQ: 28,99\r\n\r\nOK\r\n"


def test_a_reboot_in_mid_command(modem):
    modem.request("reboot")
    said = modem.feed(b"AT+CSQ\r", 1)
    assert b"OK" not in said and b"\r\nRDY\r\n" in said


def test_a_lost_prompt_waits_for_the_payload_all_the_same(modem):
    modem.request("lost-prompt")
    assert modem.feed(b'AT+QFUPL="a",2,5\r') == b""
    assert modem.feed(b"ab").endswith(b"OK\r\n")


def test_injected_text_is_not_put_into_an_answer(modem):
    assert modem.request("urc +X: 1") == "ok"
    assert modem.feed() == b"\r\n+X: 1\r\n"
    modem.feed(b'AT+QFUPL="a",2,5\r')
    modem.request("urc +X: 2")
    assert modem.feed(b"ab") == b"\r\n+QFUPL: 2,6162\r\n\r\nOK\r\n\r\n+X: 2\r\n"


def test_requests_that_make_no_sense_are_told():
    with Pipe("ec20") as modem:
        for text in ("", "nonsense", "cut x", "error x", "registration x", "mqtt-stall 9", "power-key 1 2"):
            assert modem.request(text).startswith("error "), text


# -- any bytes at all --

PIECES = [b"\r", b"\n", b"=", b"=", b"=", b"?", b"=?", b'"', b",", b",", b",", b";", b"0", b"1", b"1", b"2", b"99", b"\x1a",
          b"\x1b", b"\x08", b"+++", b"A/", b'"a"', b'"*"', b'"UFS:"', b'"version"', b'"seclevel"', b'"TCP"',
          b"\x00\xff\xc3"]


@pytest.mark.parametrize("seed", range(40))
def test_no_bytes_break_it(seed, capfd):
    """Random lines near the grammar and far from it; then it still answers, once it is out of whatever mode they led to."""
    chance = random.Random(seed)
    rows = module_class("ec20").commands.rows
    names = [b"AT" + name.encode() for name in rows if name not in ("+QPOWD", "+IPR", "S")]
    with Pipe("ec20", seed=seed, route=["a:1=127.0.0.1:9"]) as modem:
        for _ in range(100):
            start = chance.choice(names) if chance.random() < 0.8 else chance.randbytes(5)
            line = start + b"".join(chance.choice(PIECES) for _ in range(chance.randrange(9)))
            modem.feed(line + b"\r", chance.choice((0, 0.01, 1)))
        modem.feed(b"\x1a" + bytes(9000))                # ends a payload
        modem.advance(70000)                             # outlasts every timeout
        modem.feed(b"\r")
        modem.feed(b"ATZ\r")
        modem.feed(b"AT&F\r", 20)
        assert modem.feed(b"AT\r") == b"AT\r\r\nOK\r\n"
    assert "Traceback" not in capfd.readouterr().err


# -- the ways to reach it --

def talk(path, data, wanted, timeout=5):
    """Open the pty, say something, read until the wanted bytes came."""
    port = os.open(path, os.O_RDWR | os.O_NOCTTY)
    try:
        os.write(port, data)
        os.set_blocking(port, False)
        said, end = b"", time.monotonic() + timeout
        while wanted not in said and time.monotonic() < end:
            try:
                said += os.read(port, 4096)
            except BlockingIOError:
                time.sleep(0.005)
        return said
    finally:
        os.close(port)


def test_the_pty_may_be_closed_and_opened_again():
    with Simulator("ec20", booted=True) as modem:
        assert talk(modem.path, b"AT\r", b"OK\r\n") == b"AT\r\r\nOK\r\n"
        assert talk(modem.path, b"AT\r", b"OK\r\n") == b"AT\r\r\nOK\r\n"
        assert modem.request("signal 5") == "ok"
        assert b"+CSQ: 5,99" in talk(modem.path, b"AT+CSQ\r", b"OK\r\n")


def started(*arguments):
    process = subprocess.Popen([sys.executable, MODEMSIM, *arguments], text=True, bufsize=1,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return process, process.stdout.readline().strip()


def test_the_command_line_opens_a_pty_and_leaves_nothing_behind(tmp_path):
    link = tmp_path / "modem"
    link.symlink_to("/nowhere")
    process, ready = started("ec20", "--link", link, "--control", "-", "--booted")
    assert ready == f"ready {link}"
    assert talk(link, b"AT\r", b"OK\r\n") == b"AT\r\r\nOK\r\n"
    process.stdin.write("nonsense\n")
    assert process.stdout.readline().startswith("error")
    assert talk(link, b"AT+QPOWD=0\r", b"OK\r\n")
    process.send_signal(signal.SIGUSR1)
    assert b"RDY" in talk(link, b"", b"RDY\r\n")
    process.terminate()
    process.communicate(timeout=10)
    assert process.returncode == 0 and not link.is_symlink()


def test_the_command_line_opens_a_port_and_a_control_socket(tmp_path):
    process, ready = started("ec20", "--tcp", "0", "--control", tmp_path / "control", "--booted")
    address, port = ready.removeprefix("ready ").split(":")
    with socket.create_connection((address, int(port)), 5) as line, socket.socket(socket.AF_UNIX) as control:
        line.sendall(b"AT\r")
        time.sleep(0.2)
        assert line.recv(100) == b"AT\r\r\nOK\r\n"
        control.connect(str(tmp_path / "control"))
        control.sendall(b"signal 9\n")
        assert control.recv(100) == b"ok\n"
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)
    assert process.returncode == 0 and not (tmp_path / "control").exists()


def test_mistakes_at_the_start_are_told():
    for arguments, text in ((["nix"], "no module 'nix'"), (["ec20", "--route", "a:1=8.8.8.8:1"], "leaves this computer"),
                            (["ec20", "--set", "x=1"], "no setting x")):
        done = subprocess.run([sys.executable, MODEMSIM, *arguments], capture_output=True, text=True)
        assert done.returncode == 2 and text in done.stderr


def test_the_commands_can_be_listed():
    done = subprocess.run([sys.executable, MODEMSIM, "ec20", "--commands"], capture_output=True, text=True)
    rows = {row.split()[0]: row.split()[1:3] for row in done.stdout.splitlines()}
    assert rows["AT+QMTCFG"] == ["3.2.1", "WT"] and rows["AT+QMTOPEN"] == ["3.2.2", "WRT"]
