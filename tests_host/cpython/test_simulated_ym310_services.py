"""Bearers, NTP, HTTP and FTP of the simulated YM310."""

import pytest
from cpython.ym310_bench import OK, Modem, routes


@pytest.fixture
def modem(started, servers):
    modem = started(Modem(route=routes(servers)))
    assert modem("AT+SAPBR=1,1", seconds=1) == OK
    return modem


def test_bearer(modem):
    said = modem("AT+SAPBR=2,1")
    assert said.startswith(b'\r\n+SAPBR: 1,1,"10.') and said.endswith(OK)
    assert modem("AT+SAPBR=1,1") == b"\r\nERROR\r\n"   # open already
    modem.pipe.request("pdp-deact")
    assert modem.after(0).endswith(b"\r\n+SAPBR 1: DEACT\r\n")
    assert b'+SAPBR: 1,3,"0.0.0.0"' in modem("AT+SAPBR=2,1")


def test_network_time(modem):
    modem("AT+CNTPCID=1")
    modem.says(OK + b"\r\n+CNTP: 1\r\n", b"AT+CNTP\r")
    assert b'+CCLK: "18/05/16,15:49:2' in modem("AT+CCLK?")
    modem('AT+CNTP="nowhere.test",0')
    modem.says(OK + b"\r\n+CNTP: 62\r\n", b"AT+CNTP\r")


# -- HTTP --

def http(modem, url="www.test/page"):
    assert modem(f'AT+HTTPINIT;+HTTPPARA="CID",1;+HTTPPARA="URL","{url}"') == OK


def test_http_needs_a_bearer_and_an_end(started):
    modem = started(Modem())
    assert modem("AT+HTTPINIT") == b"\r\nERROR\r\n"
    modem("AT+SAPBR=1,1", seconds=1)
    assert modem("AT+HTTPINIT") == OK
    assert modem("AT+HTTPINIT") == b"\r\nERROR\r\n"
    assert modem("AT+HTTPTERM") == OK
    assert modem("AT+HTTPTERM") == b"\r\nERROR\r\n"


def test_http_get_whole_and_in_pieces(modem):
    http(modem)
    said = modem("AT+HTTPACTION=0", b"+HTTPACTION")
    assert said.startswith(OK + b"\r\n+HTTPACTION: 0,200,")
    length = int(said.split(b",")[-1])
    whole = modem("AT+HTTPREAD")
    head, _, rest = whole[2:].partition(b"\r\n")
    assert head == b"+HTTPREAD: %d" % length and rest.startswith(b"<html>/page</html>\r\n")
    assert rest[length:] == OK
    assert modem("AT+HTTPREAD=6,5") == b"\r\n+HTTPREAD: 5\r\n/page\r\nOK\r\n"
    assert modem("AT+HTTPHEAD").startswith(b"\r\n+HTTPHEAD: ")


def test_http_post_takes_counted_bytes(modem):
    http(modem)
    assert modem("AT+HTTPDATA=4,10000") == b"\r\nDOWNLOAD\r\n"
    assert modem(b"\x00\r\n\xff") == OK
    assert b"+HTTPACTION: 1,200,4\r\n" in modem("AT+HTTPACTION=1", b"+HTTPACTION: 1")
    assert modem("AT+HTTPREAD") == b"\r\n+HTTPREAD: 4\r\n\xff\n\r\x00\r\nOK\r\n"


def test_http_data_that_come_too_late_are_ok_too(modem):
    http(modem)
    modem("AT+HTTPDATA=4,1000")
    assert modem(b"ab", seconds=2) == OK


def test_http_headers_of_both_kinds(modem):
    http(modem)
    modem('AT+HTTPPARA="USER_DEFINED","X-One: 1";+HTTPPARA="USER_DEFINED","X-Two: \\"2\\""')
    modem('AT+HTTPPARA="USERDATA","X-Three:3\\r\\nX-Four:4"')
    modem("AT+HTTPACTION=0", b"+HTTPACTION")
    said = modem("AT+HTTPREAD")
    for line in (b"X-One: 1", b'X-Two: "2"', b"X-Three: 3", b"X-Four: 4", b"User-Agent: YCOM_MODULE"):
        assert line in said


@pytest.mark.parametrize("url, result", [
    ("http://www.test/none", b"404,"), ("http://nowhere.test/", b"603,0"), ("http://www.test:81/", b"601,0"),
    ("http://www.test/old", b"302,"), ("https://www.test/x", b"200,"), ("http://www.test/x:80", b"200,")])
def test_http_results(modem, url, result):
    http(modem, url)
    assert b"+HTTPACTION: 0," + result in modem("AT+HTTPACTION=0", b"+HTTPACTION: 0") + modem.after(0)


def test_http_follows_if_told(modem):
    http(modem, "http://www.test/old")
    modem('AT+HTTPPARA="REDIR",1')
    assert b"0,404" not in modem("AT+HTTPACTION=0", b"+HTTPACTION: 0,")


def test_http_as_a_stream(modem):
    http(modem)
    assert modem("AT+HTTPEXACTION=1,10") == OK + b"\r\n+HTTPEXPOST\r\n"
    assert modem("AT+HTTPEXPOST=10,10000") == b"\r\n>"
    modem.says(OK + b"\r\n+HTTPEXPOST: 10\r\n\r\n+HTTPEXGET\r\n", b"0123456789")
    assert modem("AT+HTTPEXGET=4") == b"\r\n+HTTPEXGET: 4\r\n9876\r\nOK\r\n"
    assert modem("AT+HTTPEXGET") == b"\r\n+HTTPEXGET: 6\r\n543210\r\nOK\r\n\r\n+HTTPEXACTION: 1,200\r\n"


def test_http_as_a_stream_is_refused(modem):
    http(modem)
    assert modem("AT+HTTPEXACTION=1") == b"\r\nERROR\r\n", "how many bytes will come?"
    modem("AT+SAPBR=0,1")
    assert modem("AT+HTTPEXACTION=0") == b"\r\nERROR\r\n"


def test_update_finds_nothing_newer(modem):
    assert modem("AT+UPGRADE?") == b"\r\n+UPGRADE: 0\r\n\r\nOK\r\n"
    assert modem('AT+UPGRADE="AUTO",0') == OK
    assert modem('AT+UPGRADE="AUTO"') == b'\r\n+UPGRADE:"AUTO",0\r\n\r\nOK\r\n'
    assert modem("AT+UPGRADE") == OK
    assert b"+UPGRADE: 1,1" in modem("AT+UPGRADE?")
    modem.after(3)
    assert b"+UPGRADE: 2,-1004,200,27" in modem("AT+UPGRADE?")


# -- FTP --

@pytest.fixture
def ftp(modem):
    assert modem('AT+FTPCID=1;+FTPSERV="ftp.test";+FTPUN="user";+FTPPW="secret";+FTPGETPATH="/";+FTPGETNAME="1.txt"') == OK
    return modem


def test_ftp_get(ftp):
    ftp.says(OK + b"\r\n+FTPGET: 1,1\r\n", b"AT+FTPGET=1\r")
    assert ftp("AT+FTPGET=2,4") == b"\r\n+FTPGET: 2,4\r\n0123\r\nOK\r\n"
    assert ftp("AT+FTPGET=2,20") == b"\r\n+FTPGET: 2,6\r\n456789\r\nOK\r\n"
    assert ftp.until(b"\r\n+FTPGET: 1,0\r\n")


def test_ftp_goes_on_where_told(ftp):
    ftp("AT+FTPREST=6")
    ftp("AT+FTPGET=1", b"1,1\r\n")
    assert b"\r\n6789\r\n" in ftp("AT+FTPGET=2,20")


def test_ftp_quit_names_the_operation(ftp):
    assert ftp("AT+FTPQUIT") == b"\r\nERROR\r\n"
    ftp("AT+FTPLIST=1", b"+FTPLIST: 1,1\r\n")
    assert ftp("AT+FTPQUIT") == OK + b"\r\n+FTPLIST: 1,86\r\n"


def test_ftp_put_in_pieces(ftp, servers):
    ftp('AT+FTPPUTNAME="put.bin";+FTPPUTPATH="/"')
    ftp.says(OK + b"\r\n+FTPPUT: 1,1,1360\r\n", b"AT+FTPPUT=1\r")
    for piece in (b"\x00\r\n\x1a\xff", b"more"):
        assert ftp(f"AT+FTPPUT=2,{len(piece)}") == b"\r\n+FTPPUT: 2,%d\r\n" % len(piece)
        assert ftp(piece) == OK                        # and no second +FTPPUT: 1,1
    said = ftp("AT+FTPPUT=2,0", b"+FTPPUT: 1,0\r\n")
    assert said == OK + b"\r\n+FTPPUT: 1,0\r\n"
    assert servers.files["/put.bin"] == b"\x00\r\n\x1a\xffmore"


def test_ftp_put_ends_by_itself_after_a_silence(ftp):
    ftp('AT+FTPPUTNAME="idle.bin"')
    ftp("AT+FTPPUT=1", b"1,1,1360\r\n")
    ftp("AT+FTPPUT=2,1")
    ftp(b"x")
    assert ftp.after(30) == b""
    ftp.says(b"\r\n+FTPPUT: 1,0\r\n", seconds=4)


def test_ftp_errors(ftp):
    ftp('AT+FTPGETNAME="none"')
    ftp.says(OK + b"\r\n+FTPGET: 1,79\r\n", b"AT+FTPGET=1\r")
    ftp.says(OK + b"\r\n+FTPSIZE: 1,77,0\r\n", b"AT+FTPSIZE\r")
    ftp.says(OK + b"\r\n+FTPDELE: 1,77\r\n", b"AT+FTPDELE\r")
    ftp.says(OK + b"\r\n+FTPGETTOFS: 79\r\n", b"AT+FTPGETTOFS=0,x\r")   # one field
    ftp("AT+FTPPW=wrong")
    ftp.says(OK + b"\r\n+FTPSIZE: 1,72,0\r\n", b"AT+FTPSIZE\r")
    ftp("AT+FTPSERV=nowhere.test")
    ftp.says(OK + b"\r\n+FTPGET: 1,62\r\n", b"AT+FTPGET=1\r")


def test_ftp_into_and_from_files(ftp, servers):
    ftp.says(OK + b"\r\n+FTPGETTOFS: 0,10\r\n", b'AT+FTPGETTOFS=0,"kept.txt"\r')
    assert ftp("AT+FSLS=C:/USER/FTP/") == b"\r\nkept.txt\r\n\r\nOK\r\n"
    ftp('AT+FTPPUTNAME="back.txt"')
    ftp.says(OK + b"\r\n+FTPPUTFRMFS: 0,10\r\n", b'AT+FTPPUTFRMFS="C:/USER/FTP/kept.txt"\r')
    assert servers.files["/back.txt"] == b"0123456789"


def test_ftp_extended(ftp, servers):
    ftp.says(OK + b"\r\n+FTPEXTGET: 1,0\r\n", b"AT+FTPEXTGET=1\r")
    assert ftp("AT+FTPEXTGET=2,hello") == b"\r\n+FTPEXTGET: 2,10\r\n\r\nOK\r\n"
    assert ftp("AT+FTPEXTGET=3,2,3") == b"\r\n+FTPEXTGET: 3,3\r\n234\r\nOK\r\n"
    ftp("AT+FTPEXTGET=0")
    ftp('AT+FTPPUTNAME="extended"')
    ftp("AT+FTPEXTPUT=1")
    assert ftp("AT+FTPEXTPUT=2,0,5,10000") == b"\r\n+FTPEXTPUT: 0,5\r\n"
    ftp(b"12345")
    ftp("AT+FTPEXTPUT=2,5,7,10000")
    ftp(b"67890AB")
    ftp.says(OK + b"\r\n+FTPPUT: 1,0\r\n", b"AT+FTPPUT=1\r")
    assert servers.files["/extended"] == b"1234567890AB"
