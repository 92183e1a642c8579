"""Sockets of the simulated EC20 against servers of this process: TCP, UDP and TLS."""

import asyncio
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from modemsim.simulator import Pipe
from ports import free_port


class EchoDatagrams(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        if len(data) == 48:                                # a question for the time
            data = bytes(40) + struct.pack(">II", 3913056000, 0)
        self.transport.sendto(data, address)


async def echo(reader, writer):
    """Say everything back; "bye" ends it."""
    while (data := await reader.read(4096)) and data != b"bye":
        writer.write(data)
    writer.close()


class Servers:
    """Echo over TCP, UDP and TLS in a thread."""

    def __init__(self, folder):
        self.folder = folder
        self.routes = []
        self._ready = threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self.thread.start()
        assert self._ready.wait(10)

    async def _serve(self):
        loop = asyncio.get_running_loop()
        plain = await asyncio.start_server(echo, "127.0.0.1", 0)
        datagrams, _ = await loop.create_datagram_endpoint(EchoDatagrams, ("127.0.0.1", 0))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "server.pem", self.folder / "server.key")
        secured = await asyncio.start_server(echo, "127.0.0.1", 0, ssl=context)
        for name, server in (("echo.test:7", plain.sockets[0]), ("echo.test:443", secured.sockets[0]),
                             ("udp.test:*", datagrams.get_extra_info("socket"))):
            self.routes.append(f"{name}=127.0.0.1:{server.getsockname()[1]}")
        self._ready.set()
        await asyncio.Event().wait()


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    if not shutil.which("openssl"):
        pytest.skip("openssl is missing")
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-days", "2", "-keyout", "server.key", "-out", "server.pem", "-subj", "/CN=echo.test"],
                   cwd=folder, check=True, capture_output=True)
    return Servers(folder)


@pytest.fixture
def modem(servers):
    with Pipe("ec20", route=servers.routes, set={"urcport": "uart1"}) as pipe:
        pipe.feed(b"ATE0\r")
        assert pipe.feed(b"AT+QIACT=1\r", 1) == b"\r\nOK\r\n"
        yield pipe


def ask(modem, line, wanted=b"OK\r\n", timeout=5.0):
    """What is said from the command (or a list with a payload) until the wanted end of it."""
    said = modem.feed(line + b"\r" if isinstance(line, bytes) else b"".join(line))
    return said if wanted in said else said + modem.until(wanted, timeout)


def opened(modem, number=0, mode=0, kind=b"TCP", host=b"echo.test", port=7):
    command = b'AT+QIOPEN=1,%d,"%s","%s",%d,0,%d' % (number, kind, host, port, mode)
    assert ask(modem, command, b"+QIOPEN: ") == b"\r\nOK\r\n\r\n+QIOPEN: %d,0\r\n" % number


def send(modem, data, wanted=b"SEND OK\r\n"):
    assert ask(modem, b"AT+QISEND=0,%d" % len(data), b"> ") == b"\r\n> "
    return ask(modem, [data], wanted)


def test_buffered_data_is_announced_once_until_drained(modem):
    opened(modem)
    said = send(modem, b"he\r\nlo", b'"recv"')
    assert said + modem.feed() == b'\r\nSEND OK\r\n\r\n+QIURC: "recv",0\r\n'
    assert ask(modem, b"AT+QIRD=0,0") == b"\r\n+QIRD: 6,0,6\r\n\r\nOK\r\n"
    assert ask(modem, b"AT+QIRD=0,4") == b"\r\n+QIRD: 4\r\nhe\r\n\r\n\r\nOK\r\n"
    send(modem, b"more")
    time.sleep(0.05)
    assert b"recv" not in modem.feed(b"", 0.1)
    assert ask(modem, b"AT+QIRD=0,1500") == b"\r\n+QIRD: 6\r\nlomore\r\n\r\nOK\r\n"
    assert ask(modem, b"AT+QIRD=0,1500") == b"\r\n+QIRD: 0\r\n\r\nOK\r\n"
    assert b'\r\n+QIURC: "recv",0\r\n' in send(modem, b"again", b'"recv",0\r\n')
    assert ask(modem, b"AT+QISEND=0,0") == b"\r\n+QISEND: 15,15,0\r\n\r\nOK\r\n"
    assert ask(modem, b"AT+QICLOSE=0") == b"\r\nOK\r\n"
    assert ask(modem, b"AT+QIRD=0", b"\r\n") == b"\r\nERROR\r\n"
    assert ask(modem, b"AT+QISTATE=1,0") == b"\r\nOK\r\n"


def test_pushed_data_is_counted_and_raw(modem):
    opened(modem, mode=1)
    data = bytes(range(256))
    wanted = b'\r\n+QIURC: "recv",0,256\r\n' + data + b"\r\n"
    assert wanted in send(modem, data, wanted)


def test_other_ways_to_show_data(modem):
    opened(modem)
    for key in (b'"viewmode",1', b'"recvind",1', b'"dataformat",1,1'):
        assert ask(modem, b"AT+QICFG=" + key) == b"\r\nOK\r\n"
    assert b'\r\n+QIURC: "recv",0,2\r\n' in send(modem, b"4142", b'"recv",0,2\r\n')
    assert ask(modem, b"AT+QIRD=0") == b"\r\n+QIRD: 2,4142\r\n\r\nOK\r\n"


def test_sending_until_ctrl_z_and_in_hexadecimal(modem):
    opened(modem)
    ask(modem, b"AT+QISEND=0", b"> ")
    assert ask(modem, [b"abc\x1a"], b"SEND OK\r\n").startswith(b"\r\nSEND OK\r\n")
    assert ask(modem, b'AT+QISENDEX=0,"1A1B"', b"SEND OK\r\n").startswith(b"\r\nSEND OK\r\n")
    time.sleep(0.1)
    modem.feed(b"", 0.1)
    assert ask(modem, b"AT+QIRD=0") == b"\r\n+QIRD: 5\r\nabc\x1a\x1b\r\n\r\nOK\r\n"


def test_a_peer_that_closes_is_told_and_the_number_stays_taken(modem):
    opened(modem)
    send(modem, b"bye", b'\r\n+QIURC: "closed",0\r\n')
    assert ask(modem, b"AT+QISEND=0,1", b"\r\n") == b"\r\nERROR\r\n"
    ask(modem, b'AT+QIOPEN=1,0,"TCP","echo.test",7', b"+QIOPEN: 0,563\r\n")
    ask(modem, b"AT+QICLOSE=0")
    opened(modem)


@pytest.mark.parametrize("host, code", [(b"nowhere.test", 565), (b"echo.test", 566)])
def test_a_failed_socket_still_has_to_be_closed(modem, host, code):
    command = b'AT+QIOPEN=1,0,"TCP","%s",1' % host
    ask(modem, command, b"+QIOPEN: 0,%d\r\n" % code)
    assert b"+QIGETERROR: %d," % code in ask(modem, b"AT+QIGETERROR")
    ask(modem, command, b"+QIOPEN: 0,563\r\n")


def test_a_lost_context_ends_the_sockets(modem):
    opened(modem)
    modem.request("pdp-deact")
    assert modem.feed() == b'\r\n+QIURC: "pdpdeact",1\r\n'
    assert ask(modem, b"AT+QISEND=0,1", b"\r\n") == b"\r\nERROR\r\n"


def test_transparent_mode_is_left_between_silences_and_entered_again(modem):
    ask(modem, b'AT+QIOPEN=1,0,"TCP","echo.test",7,0,2', b"\r\nCONNECT\r\n")
    assert ask(modem, [b"a+++b\r\x1aAT\r"], b"AT\r") == b"a+++b\r\x1aAT\r"
    modem.advance(1.1)
    assert modem.feed(b"+++", 0.9) == b""
    assert modem.advance(0.2) == b"\r\nOK\r\n"
    assert ask(modem, b"AT+QISTATE=1,0").count(b",2,1,0,2,") == 1
    assert ask(modem, b"ATO", b"CONNECT\r\n") == b"\r\nCONNECT\r\n"
    modem.advance(1.1)
    modem.feed(b"+++", 0.5)
    assert ask(modem, [b"x"], b"x") == b"+++x"
    assert ask(modem, [b"bye"], b"\r\n") == b"\r\nNO CARRIER\r\n"
    assert ask(modem, b"ATO", b"\r\n") == b"\r\nNO CARRIER\r\n"


def test_transparent_mode_that_cannot_be_opened(modem):
    assert ask(modem, b'AT+QIOPEN=1,0,"TCP","nowhere.test",7,0,2', b"ERROR\r\n") == b"\r\nERROR\r\n"
    assert b"565," in ask(modem, b"AT+QIGETERROR")


def test_the_access_mode_can_be_changed(modem):
    opened(modem)
    send(modem, b"kept", b'"recv"')
    assert ask(modem, b"AT+QISWTMD=0,1") == b'\r\nOK\r\n\r\n+QIURC: "recv",0,4\r\nkept\r\n'


def test_udp_keeps_its_datagrams_apart_in_a_service(modem):
    ask(modem, b'AT+QIOPEN=1,0,"UDP SERVICE","127.0.0.1",0,%d' % free_port(), b"+QIOPEN: 0,0\r\n")
    for data in (b"one", b"three"):
        ask(modem, b'AT+QISEND=0,%d,"udp.test",9' % len(data), b"> ")
        ask(modem, [data], b"SEND OK\r\n")
    time.sleep(0.1)
    modem.feed(b"", 0.1)
    assert ask(modem, b"AT+QIRD=0").startswith(b'\r\n+QIRD: 3,"127.0.0.1",')
    assert b"\r\nthree\r\n\r\nOK\r\n" in ask(modem, b"AT+QIRD=0")
    assert ask(modem, b"AT+QISEND=0,1", b"\r\n") == b"\r\nERROR\r\n"


def test_udp_as_a_client(modem):
    opened(modem, kind=b"UDP", host=b"udp.test", port=9)
    assert b'"recv",0\r\n' in send(modem, b"datagram", b'"recv",0\r\n')
    assert ask(modem, b"AT+QIRD=0") == b"\r\n+QIRD: 8\r\ndatagram\r\n\r\nOK\r\n"


def test_a_listener_takes_who_comes(modem):
    port = free_port()
    ask(modem, b'AT+QIOPEN=1,5,"TCP LISTENER","127.0.0.1",0,%d' % port, b"+QIOPEN: 5,0\r\n")
    with socket.create_connection(("127.0.0.1", port)) as visitor:
        modem.until(b'\r\n+QIURC: "incoming",0,5,"127.0.0.1",%d\r\n' % visitor.getsockname()[1])
        visitor.sendall(b"hi")
        modem.until(b'+QIURC: "recv",0\r\n')
        assert ask(modem, b"AT+QIRD=0") == b"\r\n+QIRD: 2\r\nhi\r\n\r\nOK\r\n"
        ask(modem, b"AT+QISEND=0,2", b"> ")
        ask(modem, [b"ho"], b"SEND OK\r\n")
        assert visitor.recv(10) == b"ho"
        assert ask(modem, b"AT+QICLOSE=0;+QICLOSE=5") == b"\r\nOK\r\n"


# -- names, ping, time --

def test_names_are_resolved_to_addresses_that_lead_there(modem):
    said = ask(modem, b'AT+QIDNSGIP=1,"echo.test"', b'"dnsgip","203')
    said += b"" if said.endswith(b"\r\n") else modem.until(b"\r\n")
    assert said == b'\r\nOK\r\n\r\n+QIURC: "dnsgip",0,1,600\r\n\r\n+QIURC: "dnsgip","203.0.113.1"\r\n'
    opened(modem, host=b"203.0.113.1")
    assert ask(modem, b'AT+QIDNSGIP=1,"nowhere.test"', b'"dnsgip",').endswith(b'+QIURC: "dnsgip",565\r\n')


def test_ping_ends_with_its_summary(modem):
    said = ask(modem, b'AT+QPING=1,"echo.test",4,2', b"+QPING: 0,2,2,0,")
    assert said.count(b'\r\n+QPING: 0,"203.0.113.1",32,') == 2


def test_a_time_server_sets_the_clock(modem):
    ask(modem, b'AT+QNTP=1,"udp.test"', b'+QNTP: 0,"2024/01/01,08:00:00+32"\r\n')
    assert ask(modem, b"AT+CCLK?").startswith(b'\r\n+CCLK: "24/01/01,08:00:0')
    ask(modem, b'AT+QNTP=1,"nowhere.test"', b"+QNTP: 565\r\n")


# -- TLS --

def trusted(modem, servers):
    data = (servers.folder / "server.pem").read_bytes()
    ask(modem, b'AT+QFUPL="RAM:ca",%d,5' % len(data), b"CONNECT\r\n")
    modem.feed(data)
    ask(modem, b'AT+QSSLCFG="cacert",1,"RAM:ca"')
    ask(modem, b'AT+QSSLCFG="seclevel",1,1')


def test_a_tls_socket(modem, servers):
    trusted(modem, servers)
    ask(modem, b'AT+QSSLOPEN=1,1,4,"echo.test",443,0', b"+QSSLOPEN: 4,0\r\n")
    assert b'\r\n+QSSLSTATE: 4,"SSLClient","203.0.113.1",443,' in ask(modem, b"AT+QSSLSTATE")
    ask(modem, b"AT+QSSLSEND=4,5", b"> ")
    assert b"\r\nSEND OK\r\n" in ask(modem, [b"hello"], b'+QSSLURC: "recv",4\r\n')
    assert ask(modem, b"AT+QSSLRECV=4,1500") == b"\r\n+QSSLRECV: 5\r\nhello\r\n\r\nOK\r\n"
    assert ask(modem, b"AT+QSSLRECV=4,1500") == b"\r\n+QSSLRECV: 0\r\n\r\nOK\r\n"
    ask(modem, b"AT+QSSLSEND=4,3", b"> ")
    ask(modem, [b"bye"], b'+QSSLURC: "closed",4\r\n')
    assert ask(modem, b"AT+QSSLCLOSE=4") == b"\r\nOK\r\n"


def test_a_server_that_is_not_trusted(modem):
    ask(modem, b'AT+QSSLCFG="seclevel",1,1')
    ask(modem, b'AT+QSSLOPEN=1,1,4,"echo.test",443,0', b"+QSSLOPEN: 4,566\r\n")
