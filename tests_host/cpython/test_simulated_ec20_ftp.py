"""FTP of the simulated EC20 against a real server; exchanges as a capture of a sibling (EG800K) shows them."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[2] / "tools"), str(HERE.parents[1] / "end_to_end")]

from ftp_server import Ftp  # noqa: E402
from modemsim.simulator import Pipe  # noqa: E402


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    running = Ftp(tmp_path_factory.mktemp("ftp"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def modem(server):
    with Pipe("ec20", route=[f"ftp.test:21=127.0.0.1:{server.port}", "ftp.test:*=127.0.0.1:*"], set={"urcport": "uart1"}) as pipe:
        pipe.feed(b"ATE0\r")
        assert pipe.feed(b"AT+QIACT=1\r", 1) == b"\r\nOK\r\n"
        pipe.feed(b'AT+QFTPCFG="account","alice","secret"\r')
        pipe.feed(b'AT+QFTPCFG="transmode",1\r')
        yield pipe


def ask(modem, line, wanted):
    said = modem.feed(line + b"\r")
    return said if wanted in said else said + modem.until(wanted)


def told(modem, line, result):
    """OK, and the result line behind it."""
    name = line.partition(b"=")[0]
    wanted = b"\r\n" + name + b": " + result + b"\r\n"
    assert ask(modem, b"AT" + line, wanted) == b"\r\nOK\r\n" + wanted


def opened(modem):
    told(modem, b'+QFTPOPEN="ftp.test",21', b"0,0")


def test_names_and_replies_of_the_server(modem):
    opened(modem)
    told(modem, b"+QFTPPWD", b'0,"/"')
    told(modem, b'+QFTPMKDIR="d"', b"0,0")
    told(modem, b'+QFTPCWD="/d"', b"0,0")
    told(modem, b"+QFTPPWD", b'0,"/d"')
    assert modem.feed(b'AT+QFTPPUT="a.txt","COM:",0,20,1\r') == b"\r\nCONNECT\r\n"
    said = modem.feed(b"NuModem-P6-FTP-test\n")
    said += b"" if b"QFTPPUT" in said else modem.until(b"+QFTPPUT: 0,20\r\n")
    assert said == b"\r\nOK\r\n\r\n+QFTPPUT: 0,20\r\n"
    told(modem, b'+QFTPRENAME="a.txt","b.txt"', b"0,0")
    told(modem, b'+QFTPSIZE="a.txt"', b"627,550")
    told(modem, b'+QFTPSIZE="b.txt"', b"0,20")
    assert b"0,20\r\n" in ask(modem, b"AT+QFTPLEN", b"+QFTPLEN: 0,20\r\n")
    told(modem, b'+QFTPDEL="b.txt"', b"0,0")
    told(modem, b'+QFTPCWD="/"', b"0,0")
    told(modem, b'+QFTPRMDIR="d"', b"0,0")


def test_transfers(modem, server):
    server.make("t", "600")
    data = bytes(n % 251 for n in range(600))
    opened(modem)
    said = ask(modem, b'AT+QFTPGET="t","COM:"', b"+QFTPGET: 0,600\r\n")
    assert said == b"\r\nCONNECT\r\n" + data + b"\r\nOK\r\n\r\n+QFTPGET: 0,600\r\n"
    said = ask(modem, b'AT+QFTPGET="t","COM:",100,50', b"+QFTPGET: 0,50\r\n")
    assert said.startswith(b"\r\nCONNECT\r\n" + data[100:150] + b"\r\nOK\r\n")
    told(modem, b'+QFTPGET="t","RAM:t",500', b"0,100")
    assert data[500:] in modem.feed(b'AT+QFDWL="RAM:t"\r')
    told(modem, b'+QFTPPUT="u","RAM:t",0', b"0,100")
    told(modem, b'+QFTPPUT="u","RAM:t",40', b"0,100")
    assert (server.folder / "u").read_bytes() == data[500:540] + data[500:]
    assert b" t\r\n" in ask(modem, b'AT+QFTPLIST="/","COM:"', b"+QFTPLIST: 0,")
    assert b"t\r\n" in ask(modem, b'AT+QFTPNLST="/","COM:"', b"+QFTPNLST: 0,")


def test_what_came_of_a_transfer_that_breaks(modem, server):
    server.make("c", "5000")
    opened(modem)
    server.cut("1000")
    said = ask(modem, b'AT+QFTPGET="c","RAM:c"', b"+QFTPGET: 6")
    assert b"+QFTPGET: 616,426" in said + modem.feed(b"", 0.1)
    assert modem.feed(b'AT+QFLST="RAM:c"\r').startswith(b'\r\n+QFLST: "RAM:c",1000\r\n')
    server.cut()


def test_between_close_and_its_end_everything_is_refused(modem):
    opened(modem)
    assert modem.feed(b"AT+QFTPCLOSE\r") == b"\r\nOK\r\n"
    for line in (b'AT+QFTPOPEN="ftp.test",21\r', b'AT+QFTPSIZE="x"\r', b"AT+QFTPCLOSE\r"):
        assert modem.feed(line) == b"\r\n+CME ERROR: 603\r\n"
    assert modem.feed(b"", 1.0) == b"\r\n+QFTPCLOSE: 0,0\r\n"
    assert modem.feed(b'AT+QFTPSIZE="x"\r') == b"\r\n+CME ERROR: 606\r\n"
    opened(modem)


def test_who_is_refused(modem):
    modem.feed(b'AT+QFTPCFG="account","alice","wrong"\r')
    ask(modem, b'AT+QFTPOPEN="ftp.test",21', b"+QFTPOPEN: 625,530\r\n")
    assert modem.feed(b'AT+QFTPCFG="account"\r').startswith(b'\r\n+QFTPCFG: "account","alice","*****"\r\n')
    ask(modem, b'AT+QFTPOPEN="nowhere.test",21', b"+QFTPOPEN: 604,0\r\n")
    assert modem.feed(b'AT+QFTPCFG="rsptimeout",19\r') == b"\r\nERROR\r\n"
    modem.feed(b"AT+QIDEACT=1\r", 1)
    assert modem.feed(b'AT+QFTPOPEN="ftp.test",21\r') == b"\r\n+CME ERROR: 605\r\n"
