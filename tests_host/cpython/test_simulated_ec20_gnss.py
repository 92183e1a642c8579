"""Positioning of the simulated EC20: the forms of its lines are those of real modules."""

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from modemsim.simulator import Pipe


@pytest.fixture
def modem():
    with Pipe("ec20", set={"urcport": "uart1"}) as pipe:
        pipe.feed(b"ATE0\r")
        yield pipe


def test_on_and_off(modem):
    # captures of a BG770A
    assert modem.feed(b"AT+QGPS?\r") == b"\r\n+QGPS: 0\r\n\r\nOK\r\n"
    assert modem.feed(b"AT+QGPSEND\r") == b"\r\n+CME ERROR: 505\r\n"
    assert modem.feed(b"AT+QGPSLOC=0\r") == b"\r\n+CME ERROR: 505\r\n"
    assert modem.feed(b"AT+QGPS=1\r") == b"\r\nOK\r\n"
    assert modem.feed(b"AT+QGPS=1\r") == b"\r\n+CME ERROR: 504\r\n"
    assert modem.feed(b"AT+QGPS?\r") == b"\r\n+QGPS: 1\r\n\r\nOK\r\n"
    assert modem.feed(b"AT+QGPSEND\r") == b"\r\nOK\r\n"


def test_the_three_forms_of_a_position(modem):
    modem.feed(b"AT+QGPS=1\r")
    assert modem.feed(b"AT+QGPSLOC=0\r") == b"\r\n+CME ERROR: 516\r\n"
    modem.advance(10.0)
    rest = rb"\d+\.\d,-?\d+\.\d,[23],\d+\.\d\d,\d+\.\d,\d+\.\d,160518,\d\d\r\n\r\nOK\r\n"
    for mode, place in ((b"=0", rb"30\d\d\.\d{4}N,120\d\d\.\d{4}E,"), (b"?", rb"30\d\d\.\d{4}N,120\d\d\.\d{4}E,"),
                        (b"=1", rb"30\d\d\.\d{6},N,120\d\d\.\d{6},E,"), (b"=2", rb"30\.\d{5},120\.\d{5},")):
        said = modem.feed(b"AT+QGPSLOC" + mode + b"\r")
        assert re.fullmatch(rb"\r\n\+QGPSLOC: 0749\d\d\.\d," + place + rest, said), said
    modem.request("tunnel 1")
    assert modem.feed(b"AT+QGPSLOC=0\r") == b"\r\n+CME ERROR: 516\r\n"


def test_sentences(modem):
    modem.feed(b"AT+QGPS=1\r")
    assert modem.feed(b'AT+QGPSGNMEA="GGA"\r') == b"\r\n+CME ERROR: 507\r\n"
    assert modem.feed(b'AT+QGPSCFG="nmeasrc",1\r') == b"\r\nOK\r\n"
    modem.advance(10.0)
    said = modem.feed(b'AT+QGPSGNMEA="GGA"\r')
    assert re.fullmatch(rb"\r\n\+QGPSGNMEA: \$GPGGA,0749.*\*[0-9A-F]{2}\r\n\r\nOK\r\n", said), said
    assert modem.feed(b'AT+QGPSGNMEA="GSV"\r').count(b"+QGPSGNMEA: $GPGSV") == 3
    assert modem.feed(b'AT+QGPSGNMEA="ZDA"\r') == b"\r\nERROR\r\n"


def test_settings(modem):
    assert modem.feed(b'AT+QGPSCFG="outport"\r') == b'\r\n+QGPSCFG: "outport","usbnmea"\r\n\r\nOK\r\n'
    assert modem.feed(b'AT+QGPSCFG="outport","none"\r') == b"\r\nOK\r\n"
    assert modem.feed(b'AT+QGPSCFG="outport"\r') == b'\r\n+QGPSCFG: "outport","none"\r\n\r\nOK\r\n'
    assert modem.feed(b'AT+QGPSCFG="moon",1\r') == b"\r\nERROR\r\n"
    assert modem.feed(b"AT+QGPSXTRA=1\r") == b"\r\nOK\r\n"
    assert modem.feed(b"AT+QGPSXTRA?\r") == b"\r\n+QGPSXTRA: 1\r\n\r\nOK\r\n"
