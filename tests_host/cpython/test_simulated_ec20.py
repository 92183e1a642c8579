"""The simulated EC20: dialogues as the manuals print them and as real modules of the family were captured."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from modemsim.simulator import Pipe


@pytest.fixture
def modem():
    with Pipe("ec20", set={"urcport": "uart1"}) as pipe:
        yield pipe


def ask(modem, line, seconds=0.0):
    """The answer without its echo."""
    said = modem.feed(line + b"\r", seconds)
    assert said.startswith(line + b"\r")
    return said[len(line) + 1:]


# -- captured from real modules of the family, echo on --

@pytest.mark.parametrize("said", [
    b"AT\r\r\nOK\r\n",
    b"AT+CPIN?\r\r\n+CPIN: READY\r\n\r\nOK\r\n",
    b"AT+CREG=?\r\r\n+CREG: (0-2)\r\n\r\nOK\r\n",
    b"AT+QIACT?\r\r\nOK\r\n",
    b'AT+QIOPEN=?\r\r\n+QIOPEN: (1-16),(0-11),"TCP/UDP/TCP LISTENER/UDP SERVICE","<IP_address>/<domain_name>",'
    b"<remote_port>,<local_port>,(0-2)\r\n\r\nOK\r\n",
    b"AT+QIGETERROR\r\r\n+QIGETERROR: 0,operate successfully\r\n\r\nOK\r\n",
    b"AT+QMTOPEN=?\r\r\n+QMTOPEN: (0-5),<host_name>,<port>\r\nOK\r\n",
    b"AT+QMTOPEN?\r\r\nOK\r\n",
    b"AT+QMTCONN?\r\r\nOK\r\n",
    b"AT+QMTPUB=?\r\r\n+QMTPUB: (0-5),(0-65535),(0-2),(0,1),<topic>,(1-4096)\r\nOK\r\n",
    b"AT+QMTDISC=?\r\r\n+QMTDISC: (0-5)\r\nOK\r\n",
    b"AT+QMTCLOSE=?\r\r\n+QMTCLOSE: (0-5)\r\nOK\r\n",
    b'AT+QSSLCFG="seclevel",2,0\r\r\nOK\r\n',
    b'AT+QSSLCFG="ciphersuite",2,0xFFFF\r\r\nOK\r\n',
    b'AT+QSSLCFG="ciphersuite",2,"0XFFFF"\r\r\nERROR\r\n',
    b'AT+QSSLCFG="seclevel",2\r\r\n+QSSLCFG: "seclevel",2,0\r\n\r\nOK\r\n',
    b'AT+QSSLCFG="ignorelocaltime",1\r\r\n+QSSLCFG: "ignorelocaltime",1,1\r\n\r\nOK\r\n',
    b"AT+QISEND=?\r\r\n+QISEND: (0-11),(0-1460)\r\n\r\nOK\r\n",
    b"AT+QIRD=?\r\r\n+QIRD: (0-11),(0-1500)\r\n\r\nOK\r\n",
    b"AT+QIDNSCFG=1\r\r\nERROR\r\n",
    b'AT+QFLDS="UFS"\r\r\n+QFLDS: 3776512,3776512\r\n\r\nOK\r\n',
    b"AT+NONEXISTENT\r\r\nERROR\r\n",
    b"ATBOGUS\r\r\nERROR\r\n",
    b'AT+QCFG="urc/ri/pin"\r\r\n+QCFG: "urc/ri/pin",uart_ri\r\n\r\nOK\r\n',
    b'AT+QCFG="urc/delay"\r\r\n+QCFG: "urc/delay",0\r\n\r\nOK\r\n',
    b"AT+QURCCFG?\r\r\nERROR\r\n",
    b'AT+QURCCFG=?\r\r\n+QURCCFG: "urcport",("usbat","usbmodem","uart1","uart2","all")\r\n\r\nOK\r\n',
])
def test_captured_exchanges(modem, said):
    assert modem.feed(said[:said.index(b"\r") + 1]) == said


def test_a_card_is_not_there_then_busy_then_ready():
    with Pipe("ec20", booted=False, boot_ms=500) as modem:
        assert modem.advance(0.55) == b"\r\nRDY\r\n"
        modem.feed(b"ATE0\r")
        states = [modem.feed(b"AT+CPIN?\r", 0.05).replace(b"\r\n+CFUN: 1\r\n", b"") for _ in range(8)]
        told = list(dict.fromkeys(states))
        assert told == [b"\r\n+CME ERROR: 10\r\n", b"\r\n+CME ERROR: 14\r\n", b"\r\n+CPIN: READY\r\n\r\nOK\r\n"]


# -- SIM --

def test_three_wrong_pins_want_the_puk():
    with Pipe("ec20", pin="4321", set={"urcport": "all"}) as modem:
        modem.feed(b"ATE0\r")
        assert modem.feed(b"AT+CIMI\r") == b"\r\n+CME ERROR: 11\r\n"
        assert modem.feed(b"AT+CPIN=1111\r") == b"\r\n+CME ERROR: 16\r\n"
        assert modem.feed(b'AT+CPIN="1111"\r') == b"\r\n+CME ERROR: 16\r\n"
        assert modem.feed(b'AT+QPINC="SC"\r') == b'\r\n+QPINC: "SC",1,10\r\n\r\nOK\r\n'
        assert modem.feed(b"AT+CPIN=1111\r") == b"\r\n+CME ERROR: 12\r\n"
        assert modem.feed(b"AT+CPIN?\r") == b"\r\n+CPIN: SIM PUK\r\n\r\nOK\r\n"
        assert modem.feed(b"AT+CPIN=4321\r") == b"\r\n+CME ERROR: 12\r\n"
        assert modem.feed(b'AT+CPIN="12345678","2222"\r').startswith(b"\r\nOK\r\n\r\n+CPIN: READY\r\n")
        modem.feed(b"AT+CFUN=1,1\r", 10)
        assert modem.feed(b"ATE0+CPIN=2222\r").endswith(b"\r\n+CPIN: READY\r\n")


def test_no_card():
    with Pipe("ec20", sim=False, booted=False, set={"urcport": "uart1"}) as modem:
        assert modem.advance(10).endswith(b"\r\n+CPIN: NOT INSERTED\r\n")
        assert ask(modem, b"AT+CMEE=2;+CPIN?") == b"\r\n+CME ERROR: SIM not inserted\r\n"
        assert ask(modem, b"AT+COPS?") == b"\r\n+COPS: 0\r\n\r\nOK\r\n"
        assert ask(modem, b"AT+QNWINFO") == b"\r\n+QNWINFO: No Service\r\n\r\nOK\r\n"


def test_the_lock_of_the_card(modem):
    assert ask(modem, b'AT+CLCK="SC",2') == b"\r\n+CLCK: 0\r\n\r\nOK\r\n"
    assert ask(modem, b'AT+CPWD="SC","1234","5678"') == b"\r\n+CME ERROR: 3\r\n"
    assert ask(modem, b'AT+CLCK="SC",1,"1234"') == b"\r\nOK\r\n"
    assert ask(modem, b'AT+CPWD="SC","1234","5678"') == b"\r\nOK\r\n"
    modem.feed(b"AT+CFUN=1,1\r", 10)
    assert ask(modem, b"AT+CPIN?") == b"\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n"


# -- network and contexts --

def test_registration_takes_its_time():
    with Pipe("ec20", booted=False, boot_ms=100, registration_ms=3000, set={"urcport": "uart1"}) as modem:
        modem.advance(0.2)
        modem.feed(b"ATE0+CREG=2;+CEREG=1;+CGEREP=1\r")
        assert modem.advance(2.5).endswith(b"\r\n+CREG: 2\r\n\r\n+CEREG: 2\r\n\r\n+QUSIM: 1\r\n\r\n+QIND: SMS DONE\r\n"
                                           b"\r\n+QIND: PB DONE\r\n")
        assert modem.advance(2) == (b'\r\n+CREG: 1,"1A2B","183DB22",7\r\n\r\n+CEREG: 1\r\n\r\n+CGEV: ME PDN ACT 1\r\n')
        assert modem.feed(b"AT+CREG?\r") == b'\r\n+CREG: 2,1,"1A2B","183DB22",7\r\n\r\nOK\r\n'
        modem.request("registration 2")
        assert modem.feed() == b"\r\n+CREG: 2\r\n\r\n+CEREG: 2\r\n\r\n+CGEV: NW DETACH\r\n"


def test_urcs_go_to_usb_until_told_otherwise():
    with Pipe("ec20") as modem:
        modem.feed(b"AT+CREG=1\r")
        modem.request("registration 2")
        assert modem.feed() == b""
        assert ask(modem, b'AT+QURCCFG="urcport","uart1"') == b"\r\nOK\r\n"
        modem.request("registration 1")
        assert modem.feed() == b"\r\n+CREG: 1\r\n"
        modem.feed(b"AT+CFUN=1,1\r", 10)
        assert ask(modem, b'AT+QURCCFG="urcport"') == b'\r\n+QURCCFG: "urcport","uart1"\r\n\r\nOK\r\n'


def test_contexts(modem):
    assert ask(modem, b'AT+QICSGP=1,1,"cmnet","u","p",1') == b"\r\nOK\r\n"
    assert ask(modem, b"AT+QICSGP=1") == b'\r\n+QICSGP: 1,"cmnet","u","p",1\r\n\r\nOK\r\n'
    assert ask(modem, b"AT+QIACT=1", 1) == b"\r\nOK\r\n"
    assert ask(modem, b"AT+QIACT=1") == b"\r\nERROR\r\n"
    assert ask(modem, b"AT+QIGETERROR") == b"\r\n+QIGETERROR: 572,operation not allowed\r\n\r\nOK\r\n"
    assert ask(modem, b"AT+QIACT?").startswith(b'\r\n+QIACT: 1,1,1,"10.64.')
    modem.request("pdp-deact")
    assert modem.feed() == b'\r\n+QIURC: "pdpdeact",1\r\n'
    assert ask(modem, b"AT+QIACT=1", 1) == b"\r\nERROR\r\n"
    assert ask(modem, b"AT+QIDEACT=1", 1) == b"\r\nOK\r\n"
    assert ask(modem, b"AT+QIACT=1", 1) == b"\r\nOK\r\n"


def test_the_clock_runs_with_the_module(modem):
    assert ask(modem, b'AT+CCLK="24/02/29,23:59:30+32"') == b"\r\nOK\r\n"
    modem.advance(31)
    assert ask(modem, b"AT+CCLK?") == b'\r\n+CCLK: "24/03/01,00:00:01+32"\r\n\r\nOK\r\n'
    assert ask(modem, b'AT+CCLK="23/02/29,23:59:30+32"') == b"\r\nERROR\r\n"


def test_radio_off_and_on(modem):
    assert ask(modem, b"AT+CFUN=0", 1) == b"\r\nOK\r\n"
    assert ask(modem, b"AT+CPIN?") == b"\r\n+CME ERROR: 13\r\n"
    modem.feed(b"AT+CFUN=1\r", 5)
    assert ask(modem, b"AT+CREG?;+CGATT?") == b"\r\n+CREG: 0,1\r\n\r\n+CGATT: 1\r\n\r\nOK\r\n"


# -- MQTT settings --

@pytest.mark.parametrize("key, default, values, shown", [
    (b"version", b"3", b"4", b"4"), (b"pdpcid", b"1", b"16", b"16"), (b"ssl", b"0", b"1,2", b"1,2"),
    (b"keepalive", b"120", b"0", b"0"),
    (b"session", b"1", b"0", b"0"), (b"timeout", b"5,3,0", b"60,10,1", b"60,10,1"), (b"timeout", b"5,3,0", b"7", b"7,3,0"),
    (b"will", b"0", b'1,2,1,"t","gone"', b'1,2,1,"t","gone"'), (b"recv/mode", b"0,0", b"1,1", b"1,1"),
    (b"aliauth", b'"","",""', b'"p","d","s"', b'"p","d","s"'),
])
def test_mqtt_settings_are_told_without_the_client(modem, key, default, values, shown):
    assert ask(modem, b'AT+QMTCFG="%s",0' % key) == b'\r\n+QMTCFG: "%s",%s\r\n\r\nOK\r\n' % (key, default)
    assert ask(modem, b'AT+QMTCFG="%s",0,%s' % (key.upper(), values)) == b"\r\nOK\r\n"
    assert ask(modem, b'AT+QMTCFG="%s",0' % key) == b'\r\n+QMTCFG: "%s",%s\r\n\r\nOK\r\n' % (key, shown)
    assert ask(modem, b'AT+QMTCFG="%s",1' % key) == b'\r\n+QMTCFG: "%s",%s\r\n\r\nOK\r\n' % (key, default)


@pytest.mark.parametrize("line", [
    b'AT+QMTCFG="version",0,5', b'AT+QMTCFG="version",6,4', b"AT+QMTCFG=version,0,4", b'AT+QMTCFG="ssl",0,1',
    b'AT+QMTCFG="will",0,1',
    b'AT+QMTCFG="will",0,1,3,0,"t","m"', b'AT+QMTCFG="timeout",0,61', b'AT+QMTCFG="keepalive",0,3601', b'AT+QMTCFG="recvmode",0',
    b"AT+QMTCFG?", b"AT+QMTCLOSE=0", b"AT+QMTDISC=0", b'AT+QMTCONN=0,"a"', b'AT+QMTSUB=0,1,"t",1', b'AT+QMTPUBEX=0,1,1,0,"t",3',
])
def test_mqtt_commands_that_are_refused(modem, line):
    assert ask(modem, line) == b"\r\nERROR\r\n"


# -- files --

def test_files_are_uploaded_listed_read_and_deleted(modem):
    assert ask(modem, b'AT+QFUPL="UFS:a.pem",5,10') == b"\r\nCONNECT\r\n"
    assert modem.feed(b"\x1aAT\r\n") == b"\r\n+QFUPL: 5,%x\r\n\r\nOK\r\n" % (0x1A41 ^ 0x540D ^ 0x0A00)
    assert ask(modem, b'AT+QFUPL="a.pem",5,10') == b"\r\n+CME ERROR: 407\r\n"
    assert ask(modem, b"AT+QFLST") == b'\r\n+QFLST: "UFS:a.pem",5\r\n\r\nOK\r\n'
    assert ask(modem, b'AT+QFDWL="a.pem"') == b"\r\nCONNECT\r\n\x1aAT\r\n\r\n+QFDWL: 5,4454\r\n\r\nOK\r\n".replace(
        b"4454", b"%x" % (0x1A41 ^ 0x540D ^ 0x0A00))
    assert ask(modem, b'AT+QFDEL="a.pem"') == b"\r\nOK\r\n"
    assert ask(modem, b'AT+CMEE=2;+QFDEL="a.pem"') == b"\r\n+CME ERROR: file not found\r\n"


def test_an_upload_that_stops_times_out(modem):
    ask(modem, b'AT+QFUPL="RAM:a",5,3')
    assert modem.feed(b"abcd", 2.9) == b""
    assert modem.advance(0.2) == b"\r\n+CME ERROR: 421\r\n"


def test_an_upload_acknowledges_every_kilobyte(modem):
    ask(modem, b'AT+QFUPL="RAM:a",2500,5,1')
    assert modem.feed(bytes(1024)) == b"A"
    assert modem.feed(bytes(1400)) == b"A"
    assert modem.feed(bytes(76)) == b"\r\n+QFUPL: 2500,0\r\n\r\nOK\r\n"


def test_files_in_memory_vanish_with_a_reboot(modem):
    for name in (b"RAM:a", b"UFS:a"):
        ask(modem, b'AT+QFUPL="%s",1,5' % name)
        modem.feed(b"x")
    modem.feed(b"AT+CFUN=1,1\r", 10)
    assert ask(modem, b'AT+QFLST="RAM:*";+QFLST="*"') == b'\r\n+QFLST: "UFS:a",1\r\n\r\nOK\r\n'


def test_handles_write_seek_and_read(modem):
    assert ask(modem, b'AT+QFOPEN="log",0') == b"\r\n+QFOPEN: 3000\r\n\r\nOK\r\n"
    assert ask(modem, b"AT+QFWRITE=3000,6,5") == b"\r\nCONNECT\r\n"
    assert modem.feed(b"ab\r\ncd") == b"\r\n+QFWRITE: 6,6\r\n\r\nOK\r\n"
    assert ask(modem, b"AT+QFSEEK=3000,1,0;+QFPOSITION=3000") == b"\r\n+QFPOSITION: 1\r\n\r\nOK\r\n"
    assert ask(modem, b"AT+QFREAD=3000,3") == b"\r\nCONNECT 3\r\nb\r\n\r\nOK\r\n"
    assert ask(modem, b"AT+QFTUCAT=3000;+QFCLOSE=3000") == b"\r\nOK\r\n"
    assert ask(modem, b"AT+QFREAD=3000,3") == b"\r\n+CME ERROR: 416\r\n"
    assert ask(modem, b'AT+QFLST="log"') == b'\r\n+QFLST: "UFS:log",4\r\n\r\nOK\r\n'
