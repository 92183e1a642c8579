"""Cards, analog inputs, sleep, rate and firmware of the simulated YM310 (manual chapter 4)."""

import time

import pytest
from cpython.ym310_bench import OK, Modem, routes


@pytest.fixture
def modem(started):
    return started(Modem())


def test_the_other_card_is_in_use_when_flight_mode_is_left(started):
    modem = started(Modem(set={"second-card": "1"}))
    first = modem("AT+CIMI")
    assert modem("AT+SIMCROSS=1") == OK
    assert b"+SIMCROSS:1" in modem("AT+SIMCROSS?") and modem("AT+CIMI") == first
    modem("AT+CFUN=0")
    modem("AT+CFUN=1", seconds=3)
    assert b"460115469591740" in modem("AT+CIMI")
    modem("AT+RESET", seconds=3)
    assert b"460115469591740" in modem("AT+CIMI")


def test_a_card_that_is_not_there_gives_way(modem):
    modem("AT+SIMCROSS=1")
    modem("AT+RESET", seconds=3)
    assert b"460115883032649" in modem("AT+CIMI")


def test_analog_inputs(modem):
    assert modem("AT+CADC=1,1") == modem("AT+CADC=1,2") == OK
    assert modem("AT+CADC?") == b"\r\n+CADC:1,905\r\n\r\nOK\r\n"
    assert modem("AT+CADC=1,0") == OK
    assert b"+CADC:1,0\r" in modem("AT+CADC?")
    assert modem("AT+CADC=2,1") == b"\r\nERROR\r\n"


def test_of_what_wakes_it_the_second_half_is_heard(started):
    modem = started(Modem(set={"waking": "broken"}))
    modem("AT+CSCLK=2", seconds=6)
    assert modem("ATI0AT", seconds=0.5) == OK, "of eight characters `0AT` and the line's end"


def test_a_rate_that_sticks(modem):
    modem.pipe.request("keep-rate")
    assert modem("AT+IPR=9600") == OK
    assert modem("AT") == OK


@pytest.fixture
def updated(started, servers):
    return started(Modem(route=routes(servers)))


def outcome(modem):
    end = time.monotonic() + 20  # the server takes real time
    said = b""
    while b"+UPGRADE: 2" not in said:
        assert time.monotonic() < end, said
        said = modem("AT+UPGRADE?", seconds=0.1)
        time.sleep(0.001)
    return said


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("ftp://www.test/new.bin", b"2,-1000,0,0"),
        ("http://nowhere.test/new.bin", b"2,-1002,0,0"),
        ("http://www.test/page", b"2,-1003,200,26"),
        ("http://www.test/none", b"2,-1004,404,0"),
    ],
)
def test_an_update_that_fails(updated, url, told):
    assert updated(f'AT+UPGRADE="URL","{url}"') == OK
    assert updated("AT+UPGRADE") == OK
    assert b"+UPGRADE: " + told + b"\r" in outcome(updated)


def test_an_update_without_a_network(updated):
    updated.pipe.request("lose-network")
    updated('AT+UPGRADE="URL","http://www.test/page";+UPGRADE')
    assert b"+UPGRADE: 2,-1001,0,0\r" in outcome(updated)


def test_an_update_on_request_ends_as_told(updated):
    updated.pipe.request("upgrade-error -1006")
    updated("AT+UPGRADE")
    assert b"+UPGRADE: 2,-1006,0,0\r" in outcome(updated)


def test_it_looks_by_itself_once_a_period(updated):
    updated('AT+UPGRADE="PERIOD",60;+UPGRADE="URL","http://www.test/page"')
    assert b"+UPGRADE: 0\r" in updated("AT+UPGRADE?", seconds=58)
    updated.after(3)
    assert b"-1003" in outcome(updated)
    updated("AT+RESET", seconds=3)
    updated('AT+UPGRADE="AUTO",0', seconds=120)
    assert b"+UPGRADE: 0\r" in updated("AT+UPGRADE?")


def test_parameters_not_kept_are_gone_with_the_next_start(updated):
    updated('AT+UPGRADE="PERIOD",60;+UPGRADE="PERIOD",120,1')
    assert updated('AT+UPGRADE="PERIOD"') == b'\r\n+UPGRADE:"PERIOD",120\r\n\r\nOK\r\n'
    updated("AT+RESET", seconds=3)
    assert b'+UPGRADE:"PERIOD",60\r' in updated('AT+UPGRADE="PERIOD"')
    updated("ATE0")
    for line in ('AT+UPGRADE="PERIOD",59', 'AT+UPGRADE="AUTO",2', 'AT+UPGRADE="COLOUR",1'):
        assert updated(line) == b"\r\nERROR\r\n"
