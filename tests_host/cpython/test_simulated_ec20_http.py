"""HTTP of the simulated EC20 against a server of this process."""

import asyncio
import sys
import threading
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from modemsim.simulator import Pipe

BODY = b"\r\nOK\r\n\x00body"


class Server:
    """Says what a path asks for; `heard` holds the requests, head and body."""

    def __init__(self):
        self.heard = []
        self._ready = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True).start()
        assert self._ready.wait(10)

    async def _serve(self):
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await asyncio.Event().wait()

    async def _answer(self, reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        lines = dict(line.split(b": ", 1) for line in head.strip().split(b"\r\n")[1:])
        self.heard.append(head + await reader.readexactly(int(lines.get(b"Content-Length", 0))))
        path = head.split(b" ")[1]
        if path == b"/chunked":
            reply = b"Transfer-Encoding: chunked\r\n\r\n4\r\n" + BODY[:4] + b"\r\n7\r\n" + BODY[4:] + b"\r\n0\r\n\r\n"
        elif path == b"/short":
            reply = b"Content-Length: 20\r\n\r\n" + BODY
        elif path == b"/silent":
            await asyncio.sleep(60)
        else:
            reply = b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY
        writer.write(b"HTTP/1.1 200 OK\r\n" + reply)
        writer.close()


@pytest.fixture(scope="module")
def server():
    return Server()


@pytest.fixture
def modem(server):
    server.heard.clear()
    with Pipe("ec20", route=[f"web.test:80=127.0.0.1:{server.port}"], set={"urcport": "uart1"}) as pipe:
        pipe.feed(b"ATE0\r")
        assert pipe.feed(b"AT+QIACT=1\r", 1) == b"\r\nOK\r\n"
        yield pipe


def ask(modem, line, wanted=b"OK\r\n", timeout=5.0):
    said = modem.feed(line)
    return said if wanted in said else said + modem.until(wanted, timeout)


def url(modem, text):
    assert modem.feed(b"AT+QHTTPURL=%d,30\r" % len(text)) == b"\r\nCONNECT\r\n"
    assert modem.feed(text) == b"\r\nOK\r\n"


def test_the_body_comes_between_connect_and_ok_and_its_end_behind(modem, server):
    url(modem, b"http://web.test/a?b=1")
    assert ask(modem, b"AT+QHTTPGET=60\r", b"QHTTPGET: 0,200,11\r\n") == b"\r\nOK\r\n\r\n+QHTTPGET: 0,200,11\r\n"
    said = ask(modem, b"AT+QHTTPREAD=60\r", b"+QHTTPREAD: 0\r\n")
    assert said == b"\r\nCONNECT\r\n" + BODY + b"\r\nOK\r\n\r\n+QHTTPREAD: 0\r\n"
    assert server.heard[0].startswith(b"GET /a?b=1 HTTP/1.1\r\nHost: web.test\r\n")
    # it can be read once
    assert modem.feed(b"AT+QHTTPREAD=60\r") == b"\r\n+CME ERROR: 705\r\n"


def test_a_chunked_reply_has_no_length(modem):
    url(modem, b"http://web.test/chunked")
    assert ask(modem, b"AT+QHTTPGET=60\r", b"0,200\r\n").endswith(b"+QHTTPGET: 0,200\r\n")
    said = ask(modem, b"AT+QHTTPREAD=60\r", b"+QHTTPREAD: 0\r\n")
    assert said == b"\r\nCONNECT\r\n" + BODY + b"\r\nOK\r\n\r\n+QHTTPREAD: 0\r\n"


def test_a_reply_that_breaks_off(modem):
    url(modem, b"http://web.test/short")
    ask(modem, b"AT+QHTTPGET=60\r", b"0,200,20\r\n")
    said = ask(modem, b'AT+QHTTPREADFILE="RAM:f",60\r', b"+QHTTPREADFILE: 717\r\n")
    assert said == b"\r\nOK\r\n\r\n+QHTTPREADFILE: 717\r\n"


def test_into_a_file_with_its_header(modem):
    url(modem, b"http://web.test/a")
    ask(modem, b'AT+QHTTPCFG="responseheader",1\r')
    ask(modem, b"AT+QHTTPGET=60\r", b"0,200,11\r\n")
    ask(modem, b'AT+QHTTPREADFILE="RAM:f",60\r', b"+QHTTPREADFILE: 0\r\n")
    said = ask(modem, b'AT+QFDWL="RAM:f"\r')
    assert said.startswith(b"\r\nCONNECT\r\nHTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n" + BODY)


def test_a_head_of_the_host(modem, server):
    url(modem, b"http://web.test/")
    ask(modem, b'AT+QHTTPCFG="requestheader",1\r')
    assert modem.feed(b"AT+QHTTPGET=60\r") == b"\r\n+CME ERROR: 730\r\n"  # without its length
    head = b"GET /mine HTTP/1.1\r\nHost: web.test\r\nX-Key: 1\r\n\r\n"
    assert modem.feed(b"AT+QHTTPGET=60,%d,30\r" % len(head)) == b"\r\nCONNECT\r\n"
    ask(modem, head, b"0,200,11\r\n")
    assert server.heard == [head]
    assert ask(modem, b'AT+QHTTPCFG="requestheader"\r') == b'\r\n+QHTTPCFG: "requestheader",1\r\n\r\nOK\r\n'


def test_posts(modem, server):
    url(modem, b"http://web.test/p")
    ask(modem, b'AT+QHTTPCFG="contenttype",2\r')
    assert modem.feed(b"AT+QHTTPPOST=4,30,60\r") == b"\r\nCONNECT\r\n"
    said = ask(modem, b"a\x1a\x00b", b"0,200,11\r\n")
    assert said == b"\r\nOK\r\n\r\n+QHTTPPOST: 0,200,11\r\n"
    assert server.heard[0].endswith(b"\r\nContent-Type: application/octet-stream\r\nContent-Length: 4\r\n\r\na\x1a\x00b")
    modem.feed(b'AT+QFUPL="RAM:body",3,5\r')
    modem.feed(b"xyz")
    ask(modem, b'AT+QHTTPPOSTFILE="RAM:body",60\r', b"+QHTTPPOSTFILE: 0,200,11\r\n")
    assert server.heard[1].endswith(b"\r\n\r\nxyz")


def test_a_part(modem, server):
    url(modem, b"http://web.test/p")
    ask(modem, b"AT+QHTTPGETEX=60,10,5\r", b"+QHTTPGETEX: 0,200,11\r\n")
    assert b"\r\nRange: bytes=10-14\r\n" in server.heard[0]


def test_what_cannot_be_done(modem):
    assert modem.feed(b"AT+QHTTPGET=60\r") == b"\r\n+CME ERROR: 712\r\n"
    assert modem.feed(b"AT+QHTTPREAD=60\r") == b"\r\n+CME ERROR: 705\r\n"
    assert modem.feed(b"AT+QHTTPURL=701,30\r") == b"\r\nERROR\r\n"
    assert modem.feed(b"AT+QHTTPURL=10,1\r") == b"\r\nCONNECT\r\n"
    assert modem.feed(b"short", 1.1) == b"\r\n+CME ERROR: 726\r\n"
    for text, code in ((b"http://nowhere.test/", 714), (b"http://web.test:81/", 716), (b"ftp://web.test/", 711)):
        url(modem, text)
        assert ask(modem, b"AT+QHTTPGET=60\r", b"+QHTTPGET: %d\r\n" % code)
    url(modem, b"http://web.test/silent")
    assert modem.feed(b"AT+QHTTPGET=60\r") == b"\r\nOK\r\n"
    assert modem.feed(b"AT+QHTTPGET=60\r") == b"\r\n+CME ERROR: 703\r\n"
    said = modem.feed(b"AT+QIDEACT=1\r", 1)
    said += b"" if b"709" in said else modem.until(b"+QHTTPGET: 709\r\n")
    assert said == b"\r\nOK\r\n\r\n+QHTTPGET: 709\r\n"
    assert modem.feed(b"AT+QHTTPGET=60\r") == b"\r\n+CME ERROR: 709\r\n"


def test_as_real_modules_say_it(modem):
    # capture of a BG770A
    assert modem.feed(b"AT+QHTTPURL=?\r") == b"\r\n+QHTTPURL: (1-700),(1-65535)\r\n\r\nOK\r\n"
