"""TLS of the simulated YM310: certificates from its files, levels, the calendar."""

import pytest
from cpython.ym310_bench import OK, Modem, routes


@pytest.fixture
def modem(started, servers):
    return started(Modem(route=routes(servers)))


def write_file(modem, name, path):
    data = path.read_bytes()
    modem(f'AT+FSCREATE="{name}"')
    modem(f'AT+FSWRITE="{name}",0,{len(data)},15')
    assert modem(data) == OK


def test_tls_without_verification(modem):
    modem("AT+CIPSSL=1")
    modem('AT+CIPSTART="TCP","echo.test",443', b"CONNECT OK\r\n")
    modem("AT+CIPSEND=3")
    modem(b"abc", b"abc\r\n")


@pytest.mark.parametrize("authority, name, outcome", [
    ("ca.pem", "echo.test", b"CONNECT OK"), ("other-ca.pem", "echo.test", b"CONNECT FAIL"),
    ("ca.pem", "other.test", b"CONNECT FAIL"), ("ca.pem", "", b"CONNECT OK")])
def test_tls_verifies_the_server(modem, servers, authority, name, outcome):
    write_file(modem, "ca.crt", servers.folder / authority)
    modem('AT+CIPSSL=1;+SSLCFG="cacert",0,"ca.crt";+SSLCFG="seclevel",0,1')
    modem(f'AT+SSLCFG="hostname",0,"{name}"')
    assert outcome + b"\r\n" in modem('AT+CIPSTART="TCP","echo.test",443', outcome)


def test_tls_with_an_own_certificate(modem, servers):
    modem("AT+CIPMUX=1;+CSTT;+CIICR", seconds=1)
    modem("AT+CIFSR")
    for name in ("ca.pem", "client.pem", "client.key"):
        write_file(modem, name, servers.folder / name)
    modem('AT+CIPSSL=1;+SSLCFG="cacert",2,"ca.pem";+SSLCFG="clientcert",2,"client.pem";+SSLCFG="clientkey",2,"client.key"')
    modem('AT+SSLCFG="seclevel",2,2')
    modem("AT+CIPSTART=2,TCP,echo.test,444", b"CONNECT OK")
    modem("AT+CIPSEND=2,3")
    modem(b"abc", b"+RECEIVE,2,3:\r\nabc\r\n")


def test_tls_minds_the_calendar_if_told(modem, servers):
    write_file(modem, "ca.crt", servers.folder / "ca.pem")
    modem('AT+CIPSSL=1;+SSLCFG="cacert",0,"ca.crt";+SSLCFG="seclevel",0,1;+SSLCFG="ignorelocaltime",0,0')
    modem('AT+CCLK="00/01/01,00:00:00+00"')
    modem('AT+CIPSTART="TCP","echo.test",443', b"CONNECT FAIL\r\n")


def test_parameters_are_read_and_erased(modem):
    assert modem('AT+SSLCFG="seclevel",88,2') == OK
    assert modem('AT+SSLCFG="seclevel",88') == b'\r\n+SSLCFG: "seclevel",88,2\r\n\r\nOK\r\n'
    assert modem('AT+SSLCFG="seclevel",88,') == OK
    assert modem('AT+SSLCFG="seclevel",88') == b'\r\n+SSLCFG: "seclevel",88,0\r\n\r\nOK\r\n'
    assert modem('AT+SSLCFG="seclevel",89,2') == modem('AT+SSLCFG="seclevel",88,3') == b"\r\nERROR\r\n"
