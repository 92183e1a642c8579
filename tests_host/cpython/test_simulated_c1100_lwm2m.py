"""LwM2M of the simulated C1100 (manual 3.5): registration over real CoAP with real servers."""

import sys
import time
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(PROJECT / "tools"), str(PROJECT / "tests_host" / "end_to_end")]

from coap_server import CoapServers  # noqa: E402
from modemsim.simulator import Pipe  # noqa: E402


@pytest.fixture(scope="module")
def running():
    servers = CoapServers()
    servers.start()
    yield servers
    servers.stop()


@pytest.fixture
def servers(running):
    running.forget()
    return running


class Modem:
    def __init__(self, servers, **options):
        self.pipe = Pipe("c1100", route=servers.routes(), registration_ms=100, **options)
        self.pipe.feed(b"ATE0V0\r")

    def __call__(self, line, seconds=0.01):
        return self.pipe.feed(line.encode() + b"\r", seconds)

    def states(self, wanted):
        """How the registrations stand, as soon as every text of ``wanted`` is in it."""
        end = time.monotonic() + 8
        while time.monotonic() < end:
            self.pipe.feed(seconds=0.005)
            told = self.pipe.request("lwm2m")
            if all(text in told for text in wanted):
                return told
            time.sleep(0.005)
        raise AssertionError(told)

    def value(self, future):
        """Of a future of the server, while the module lives on."""
        end = time.monotonic() + 8
        while not future.done() and time.monotonic() < end:
            self.pipe.feed(seconds=0.005)
            time.sleep(0.005)
        return future.result(0)

    def close(self):
        self.pipe.close()


@pytest.fixture
def bench(started, servers):
    return lambda **options: started(Modem(servers, **options))


def test_one_server_after_the_restart(modem, servers):
    assert modem('AT+LWMTM=3,"lwm2m.test:5683"') == b"0\r"
    assert modem("AT+LWMTM=1") == b"0\r"
    modem.pipe.advance(5)
    assert modem.pipe.request("lwm2m") == "none"       # only a restart begins it
    assert modem("AT+CFUN=1,1") == b"0\r"
    assert "102 registered /rd/0000" in modem.states(["102 registered"])
    registration = servers.registration(102)
    assert registration.endpoint == "urn:imei:866425030012347"
    assert registration.lifetime == 86400 and registration.version == "1.0"
    assert registration.links == "</1/0>,</3/0>"


def test_three_servers_each_at_its_own_address(modem, servers):
    for number, port in ((3, 5683), (4, 5684), (5, 5685)):
        assert modem(f'AT+LWMTM={number},"lwm2m.test:{port}"') == b"0\r"
    modem("AT+LWMTM=1")
    modem("AT+CFUN=1,1")
    modem.states(["102 registered", "101 registered", "1000 registered"])
    assert {servers.registration(number).endpoint for number in (101, 102, 1000)} == {"urn:imei:866425030012347"}


def test_the_server_can_read_the_device(modem, servers):
    modem('AT+LWMTM=4,"lwm2m.test:5684"')
    modem("AT+LWMTM=1")
    modem("AT+CFUN=1,1")
    modem.states(["101 registered"])
    assert modem.value(servers.reading(101, "/3/0/1")) == ("2.05 Content", "C1100 MGGT")
    assert modem.value(servers.reading(101, "/9/9/9"))[0] == "4.04 Not Found"


def test_a_registration_is_kept_alive(bench, servers):
    modem = bench(set={"lwm2m-lifetime": "60"})
    modem('AT+LWMTM=3,"lwm2m.test:5683"')
    modem("AT+LWMTM=1")
    modem("AT+CFUN=1,1")
    modem.states(["102 registered"])
    registration = servers.registration(102)
    assert registration.lifetime == 60
    modem.pipe.advance(31)
    end = time.monotonic() + 5
    while not registration.updates and time.monotonic() < end:
        modem.pipe.feed(seconds=0.005)
        time.sleep(0.005)
    assert registration.updates == 1


def test_a_refusal_is_tried_again(modem, servers):
    servers.refuse(102)
    modem('AT+LWMTM=3,"lwm2m.test:5683"')
    modem("AT+LWMTM=1")
    modem("AT+CFUN=1,1")
    assert "4.03 Forbidden" in modem.states(["102 failed"])
    servers.accept(102)
    modem.pipe.advance(31)
    modem.states(["102 registered"])


def test_nobody_at_the_address(modem):
    modem('AT+LWMTM=3,"lwm2m.test:9"')
    modem("AT+LWMTM=1")
    modem("AT+CFUN=1,1")
    modem.states(["102 failed: no answer"])


def test_the_network_goes_and_comes_back(modem, servers):
    modem('AT+LWMTM=3,"lwm2m.test:5683"')
    modem("AT+LWMTM=1")
    modem("AT+CFUN=1,1")
    modem.states(["102 registered /rd/0000"])
    modem.pipe.request("lose-network 2")
    modem.pipe.advance(0.1)
    assert modem.pipe.request("lwm2m") == "none"
    modem.pipe.advance(3)
    modem.states(["102 registered /rd/0001"])


@pytest.mark.parametrize("line", [
    "AT+LWMTM", "AT+LWMTM?", "AT+LWMTM=0", "AT+LWMTM=2", "AT+LWMTM=6", "AT+LWMTM=3", 'AT+LWMTM=3,"lwm2m.test"',
    "AT+LWMTM=3,lwm2m.test:5683", 'AT+LWMTM=3,"lwm2m.test:0"', 'AT+LWMTM=3,":5683"', 'AT+LWMTM=1,"lwm2m.test:5683"'])
def test_what_the_manual_does_not_show_is_refused(modem, line):
    assert modem(line) == b"4\r"
