"""The simulated L610 against its guide: start, network, the call for an address, TLS settings."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from modemsim.simulator import Pipe

OK = b"\r\nOK\r\n"
NOT_ALLOWED = b"\r\n+CME ERROR: 3\r\n"


@pytest.fixture
def modem():
    with Pipe("l610") as pipe:
        pipe.feed(b"ATE0\r")
        pipe.feed(b"AT+CMEE=1\r")
        yield pipe


def quiet(**options):
    """A module that is on and echoes nothing."""
    pipe = Pipe("l610", **options)
    pipe.feed(b"ATE0\r")
    return pipe


# -- start --


def test_the_log_of_the_guide_up_to_the_address():
    with Pipe("l610", booted=False, boot_ms=500) as modem:
        assert modem.feed(b"AT\r", 0.3) == b""                # deaf while it starts
        assert modem.advance(0.3) == b"\r\nAT command ready\r\n"
        assert modem.advance(1) == b"\r\n+SIM READY\r\n"
        modem.advance(3)
        for said in (
            b"AT\r\r\nOK\r\n",
            b"ATE0\r\r\nOK\r\n",
        ):
            assert modem.feed(said[: said.index(b"\r") + 1]) == said
        for line, said in (
            (b"AT+GTRAT=6,3,2", OK),
            (b"AT+CFUN=1", OK),
            (b"AT+CPIN?", b"\r\n+CPIN: READY\r\n\r\nOK\r\n"),
            (b"AT+CIMI?", b"\r\n+CIMI: 460001234567890\r\n\r\nOK\r\n"),
            (b'AT+CGDCONT=1,"IP","cmnet"', OK),
            (b"AT+CSQ?", b"\r\n+CSQ: 28,99\r\n\r\nOK\r\n"),
            (b"AT+COPS?", b'\r\n+COPS: 0,0,"CHINA MOBILE",7\r\n\r\nOK\r\n'),
            (b"AT+CGREG?", b"\r\n+CGREG: 0,1\r\n\r\nOK\r\n"),
            (b"AT+CEREG?", b"\r\n+CEREG: 0,1\r\n\r\nOK\r\n"),
            (b"AT+CREG?", b"\r\n+CREG: 0,1\r\n\r\nOK\r\n"),
            (b"AT+MIPCALL?", b"\r\n+MIPCALL: 0\r\n\r\nOK\r\n"),
            (b"AT+GTRAT?", b"\r\n+GTRAT: 6,3,2\r\n\r\nOK\r\n"),
        ):
            assert modem.feed(line + b"\r", 0.15) == said, line


def test_signal_and_imsi_as_27_007_asks_for_them(modem):
    assert modem.feed(b"AT+CSQ\r") == b"\r\n+CSQ: 28,99\r\n\r\nOK\r\n"
    assert modem.feed(b"AT+CIMI\r") == b"\r\n460001234567890\r\n\r\nOK\r\n"


def test_a_start_text_comes_between_echo_and_ok():
    with Pipe("l610", latency_ms=200) as modem:
        modem.feed(b"AT\r", 0.1)
        modem.request("urc AT command ready")
        assert modem.advance(0.2) == b"\r\nAT command ready\r\n\r\nOK\r\n"


def test_mstart_silences_the_start_texts():
    with Pipe("l610") as modem:
        assert modem.feed(b"ATE0+MSTART=0,1;+MSTART?\r") == b"ATE0+MSTART=0,1;+MSTART?\r\r\n+MSTART: 0,1\r\n\r\nOK\r\n"
        modem.request("restart")
        assert modem.advance(3) == b"\r\n+SIM READY\r\n"
        modem.feed(b"ATE0+MSTART=0,0\r")
        modem.request("restart")
        assert modem.advance(3) == b""
        assert modem.feed(b"AT+MSTART=2,0\r").endswith(b"\r\nERROR\r\n")


def test_echo_is_on_again_after_a_restart_even_if_stored():
    with Pipe("l610") as modem:
        modem.feed(b"ATE0&W\r")
        modem.request("restart")
        modem.advance(3)
        assert modem.feed(b"AT\r") == b"AT\r\r\nOK\r\n"


def test_the_first_setting_may_be_without_effect():
    with Pipe("l610", set={"first_setting": "lost"}) as modem:
        assert modem.feed(b"AT\r") == b"AT\r\r\nOK\r\n"
        assert modem.feed(b"ATE0\r") == b"ATE0\r\r\nOK\r\n"
        assert modem.feed(b"ATE0\r") == b"ATE0\r\r\nOK\r\n"  # it still echoed
        assert modem.feed(b"AT\r") == OK
    with Pipe("l610", set={"first_setting": "silent"}) as modem:
        assert modem.feed(b"ATE0\r") == b"ATE0\r"
        assert modem.feed(b"ATE0\r") == b"ATE0\r\r\nOK\r\n"


def test_errors_tell_why_only_when_asked_to():
    with quiet(sim=False) as modem:
        assert modem.feed(b"AT+CPIN?\r") == b"\r\nERROR\r\n"
        assert modem.feed(b"AT+CMEE=1;+CPIN?\r") == b"\r\n+CME ERROR: 10\r\n"
        assert modem.feed(b"AT+CMEE=2;+CPIN?\r") == b"\r\n+CME ERROR: SIM not inserted\r\n"


# -- the call for an address --


def test_ok_is_not_the_end_of_a_call(modem):
    assert modem.feed(b"AT+MIPCALL=1\r") == OK
    assert modem.feed(b"AT+MIPCALL?\r") == b"\r\n+MIPCALL: 0\r\n\r\nOK\r\n"
    assert modem.feed(b"AT+MIPCALL=1\r") == NOT_ALLOWED      # a repeat is not carried out
    said = modem.advance(1)
    assert said.startswith(b"\r\n+MIPCALL: 10.") and said.count(b"\r\n") == 2
    address = said.strip()[len(b"+MIPCALL: "):]
    assert modem.feed(b"AT+MIPCALL?\r") == b"\r\n+MIPCALL: 1,%s\r\n\r\nOK\r\n" % address
    assert modem.feed(b"AT+MIPCALL=0\r", 1) == OK + b"\r\n+MIPCALL: 0\r\n"
    assert modem.feed(b"AT+MIPCALL?\r") == b"\r\n+MIPCALL: 0\r\n\r\nOK\r\n"


def test_the_four_ends_of_a_call(modem):
    modem.request("call 0")
    assert modem.feed(b"AT+MIPCALL=1\r", 1) == OK + b"\r\n+MIPCALL: 0\r\n"
    modem.request("call silent")
    assert modem.feed(b"AT+MIPCALL=1\r", 150) == OK
    assert modem.feed(b"AT+MIPCALL=1\r") == NOT_ALLOWED
    modem.advance(1)
    assert modem.feed(b"AT+MIPCALL=1\r", 1).startswith(OK + b"\r\n+MIPCALL: 10.")
    assert modem.feed(b"AT+MIPCALL=1\r") == NOT_ALLOWED


def test_a_context_the_network_takes_away(modem):
    modem.feed(b"AT+MIPCALL=1\r", 1)
    modem.request("pdp-deact")
    assert modem.feed() == b"\r\n+MIPCALL: 0\r\n"


def test_what_others_saw_of_calls():
    with quiet(set={"result": "before", "address": "dual"}) as modem:
        said = modem.feed(b"AT+MIPCALL=1\r", 1)
        assert said.startswith(b"\r\n+MIPCALL: 10.") and b",2409:" in said and said.endswith(b"\r\n\r\nOK\r\n")
    with quiet(set={"dialling": "2"}) as modem:
        modem.feed(b'AT+MIPCALL=1,"cmnet","u","p"\r')
        assert modem.feed(b"AT+MIPCALL?\r") == b"\r\n+MIPCALL: 2\r\n\r\nOK\r\n"
        assert modem.feed(b"AT+CGDCONT?\r").startswith(b'\r\n+CGDCONT: 1,"IPV4V6","cmnet",')


def test_logins(modem):
    for line, said in (
        (b'1,1,"user","secret"', OK), (b"1,0", OK), (b'1,"user","secret"', b"\r\nERROR\r\n"), (b"1,1", b"\r\nERROR\r\n"),
        (b"1,3,\"u\",\"p\"", b"\r\nERROR\r\n"), (b"1,1,u,p", b"\r\nERROR\r\n"),
    ):
        assert modem.feed(b"AT+MGAUTH=" + line + b"\r") == said, line
    with quiet(set={"login": "plain"}) as modem:
        assert modem.feed(b'AT+MGAUTH=1,1,"u","p"\r') == b"\r\nERROR\r\n"
        assert modem.feed(b'AT+MGAUTH=1,"u","p"\r') == OK
        assert modem.feed(b"AT+MGAUTH?\r").startswith(b'\r\n+MGAUTH: 1,1,"u","p"\r\n')


# -- TLS settings --


def test_tls_settings_after_power_up_and_set(modem):
    for line, said in (
        (b"+GTSSLVER?", b"\r\n+GTSSLVER: 0\r\n\r\nOK\r\n"),
        (b"+GTSSLMODE?", b"\r\n+GTSSLMODE: 0\r\n\r\nOK\r\n"),
        (b"+GTSSLFILE?", b"\r\n+GTSSLFILE: TRUSTFILE,0\r\n\r\nOK\r\n"),
        (b"+GTSSLERR?", b"\r\n+GTSSLERR: 0\r\n\r\nOK\r\n"),
        (b"+GTSSLVER=4", OK),
        (b"+GTSSLVER?", b"\r\n+GTSSLVER: 4\r\n\r\nOK\r\n"),
        (b"+GTSSLVER=5", b"\r\nERROR\r\n"),
        (b"+GTSSLMODE=1", OK),
        (b"+GTSSLMODE=2", b"\r\nERROR\r\n"),
    ):
        assert modem.feed(b"AT" + line + b"\r") == said, line
    modem.request("restart")
    modem.advance(3)
    assert b"+GTSSLVER: 0" in modem.feed(b"AT+GTSSLVER?\r")


def test_files_are_counted_and_every_root_is_one_more(modem):
    for number in (1, 2):
        assert modem.feed(b'AT+GTSSLFILE="TRUSTFILE", 6\r') == b"\r\n>"      # printed with a blank
        assert modem.feed(b"a\r\nb\x1a") == b""
        assert modem.feed(b"\x1b") == OK
        assert modem.feed(b"AT+GTSSLFILE?\r") == b"\r\n+GTSSLFILE: TRUSTFILE,%d\r\n\r\nOK\r\n" % number
    assert modem.feed(b'AT+GTSSLFILE="CAFILE",4\r') == b"\r\n>"
    assert modem.feed(b"text") == OK
    for line in (b'"OTHER",4', b'"TRUSTFILE",3', b'"TRUSTFILE",8193', b"TRUSTFILE,4", b'"trustfile",4'):
        assert modem.feed(b"AT+GTSSLFILE=" + line + b"\r") == b"\r\nERROR\r\n", line
