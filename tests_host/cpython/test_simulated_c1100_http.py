"""HTTP of the simulated C1100 (manual 3.7) with a real web server."""

import pytest
import web
from cpython.c1100_bench import ERROR, OK, Modem

SMALL = web.contents("small", 15)


@pytest.fixture
def bench(started, nginx):
    def make(port=nginx.ports["plain"], **settings):
        return started(Modem(route=[f"web.test:80=127.0.0.1:{port}", f"web.test:8080=127.0.0.1:{port}"], **settings))
    return make


def at(modem, url):
    """Set the URL as 3.7.1 tells: its length, then itself."""
    assert modem(f"AT+LSHTTPURL={len(url)}") == b">"
    assert modem(url.encode()) == OK
    return modem


def get(modem, url, expected, command=b"AT+LSHTTPGET\r", prefix=b"+LSHTTPGET:"):
    at(modem, url).says(OK + prefix + expected + b"\r\n", command, seconds=0.1)


def test_get(modem):
    get(modem, "http://web.test/small", b"0,200,15," + SMALL)


def test_the_content_is_counted_and_may_hold_anything(modem):
    page = web.contents("page", 5000)
    assert b"\n" in page and b"\r" in page and b"+" in page
    get(modem, "http://web.test/page", b"0,200,5000," + page)


def test_ports_and_missing_schemes(modem):
    get(modem, "web.test:8080/small", b"0,200,15," + SMALL)


def test_other_statuses(modem):
    get(modem, "http://web.test/teapot", b"0,418,15,short and stout")
    at(modem, "http://web.test/missing")
    assert b"+LSHTTPGET:0,404," in modem("AT+LSHTTPGET", b"</html>\r\n", seconds=0.1)


def test_a_url_shorter_than_told_ends_with_pluses(modem):
    assert modem("AT+LSHTTPURL=200") == b">"
    assert modem(b"http://web.test/small") == b""
    assert modem(b"+++") == OK
    modem.says(OK + b"+LSHTTPGET:0,200,15," + SMALL + b"\r\n", b"AT+LSHTTPGET\r", seconds=0.1)


def test_a_url_that_never_comes(modem):
    assert modem("AT+LSHTTPURL=200") == b">"
    modem(b"http://")
    assert modem.after(61) == ERROR


def test_headers_repeat_and_replace(modem):
    get(modem, "http://web.test/key", b"0,403,2,no")
    assert modem('AT+LSHTTPHEADERINFO="Connection","keep-alive"') == OK
    assert modem('AT+LSHTTPHEADERINFO="X-Key","shut"') == OK
    assert modem('AT+LSHTTPHEADERINFO="X-Key","open"') == OK
    modem.says(OK + b"+LSHTTPGET:0,200,3,yes\r\n", b"AT+LSHTTPGET\r", seconds=0.1)


def test_post_counted(modem):
    at(modem, "http://web.test/echo")
    assert modem("AT+LSHTTPPOST=6") == b">"
    modem.says(OK + b"+LSHTTPPOST:0,200,6,a\r\n\x00\xffb\r\n", b"a\r\n\x00\xffb", seconds=0.1)


def test_post_up_to_the_pluses(modem):
    at(modem, "http://web.test/echo")
    assert modem("AT+LSHTTPPOST") == b">"
    modem.says(OK + b"+LSHTTPPOST:0,200,4,1+ 2\r\n", b"1+ 2+++", seconds=0.1)


@pytest.mark.parametrize("kind, shown", list(enumerate([
    "application/x-www-form-urlencoded", "text/plain", "application/octet-stream", "multipart/form-data", "application/json"])))
def test_kinds_of_content(bench, servers, kind, shown):
    modem = bench(servers.ports["http"])
    assert modem(f'AT+LSHTTPCFG="contenttype",{kind}') == OK
    at(modem, "http://web.test/")
    modem("AT+LSHTTPPOST=1")
    modem(b"x", b"+LSHTTPPOST:0,200,1,x\r\n", seconds=0.1)
    assert servers.last_head.count(b"Content-Type: " + shown.encode() + b"\r\n") == 1


def test_kind_five_is_a_header_line(bench, servers):
    modem = bench(servers.ports["http"])
    modem('AT+LSHTTPCFG="contenttype",5')
    modem('AT+LSHTTPHEADERINFO="Content-Type","application/cbor"')
    at(modem, "http://web.test/a?b=c")
    modem("AT+LSHTTPPOST=1")
    modem(b"x", b"+LSHTTPPOST:0,200,1,x\r\n", seconds=0.1)
    head = servers.last_head.split(b"\r\n")
    assert head[0] == b"POST /a?b=c HTTP/1.1" and b"Content-Type: application/cbor" in head
    assert b"Host: web.test" in head and b"Content-Length: 1" in head
    assert sorted(line.partition(b":")[0] for line in head[1:] if line) == [b"Content-Length", b"Content-Type", b"Host"]


@pytest.mark.parametrize("url", ["http://nowhere.test/", "http://web.test:99/", "https://web.test/small", "http://"])
def test_no_answer(modem, url):
    get(modem, url, b"1,0,0,")


def test_a_server_that_speaks_otherwise(bench, servers):
    modem = bench(servers.ports["echo"])
    get(modem, "http://web.test/", b"1,0,0,")


def test_the_order_of_things(modem):
    assert modem("AT+LSHTTPGET") == ERROR              # no URL
    assert modem("AT+LSHTTPPOST=1") == ERROR
    at(modem, "http://web.test/slow")
    assert modem("AT+LSHTTPGET\rAT+LSHTTPGET") == OK + ERROR     # one at a time
    modem.after(0.1)
    modem.event("registration 2")
    assert modem("AT+LSHTTPGET") == ERROR


def test_events(modem):
    assert modem.event("http-fail 7") == b""
    get(modem, "http://web.test/small", b"7,0,0,")
    get(modem, "http://web.test/small", b"0,200,15," + SMALL)


@pytest.mark.parametrize("line", [
    "AT+LSHTTPURL", "AT+LSHTTPURL=0", "AT+LSHTTPURL=513", "AT+LSHTTPURL=5,10", 'AT+LSHTTPURL="http://web.test/"', "AT+LSHTTPURL?",
    'AT+LSHTTPHEADERINFO="Connection"', "AT+LSHTTPHEADERINFO=Connection,close", 'AT+LSHTTPHEADERINFO="",""',
    'AT+LSHTTPCFG="contenttype",6', 'AT+LSHTTPCFG="contenttype"', 'AT+LSHTTPCFG="url",1', 'AT+LSHTTPCFG:"contenttype",0',
    "AT+LSHTTPGET=1", "AT+LSHTTPGET?", "AT+LSHTTPPOST=0", 'AT+LSHTTPPOST="x"'])
def test_wrong_syntax_is_refused(modem, line):
    at(modem, "http://web.test/small")
    assert modem(line) == ERROR


@pytest.mark.parametrize("url", [b"http://web.test/a b", b"http://web.test/\r", b"+++"])
def test_urls_that_are_refused(modem, url):
    assert modem(f"AT+LSHTTPURL={len(url)}") == b">"
    assert modem(url) == ERROR


# -- shapes that are told otherwise --

def test_the_colon_that_is_printed(bench):
    modem = bench(http_config=":")
    assert modem('AT+LSHTTPCFG:"contenttype",4') == OK
    assert modem('AT+LSHTTPCFG="contenttype",4') == ERROR


def test_other_forms_of_the_url(bench):
    modem = bench(http_url="quoted")
    assert modem('AT+LSHTTPURL=21,"http://web.test/small"') == OK
    assert modem('AT+LSHTTPURL=20,"http://web.test/small"') == ERROR
    assert modem("AT+LSHTTPURL=21") == ERROR
    modem = bench(http_url="timeout", http_prompt="> ")
    assert modem("AT+LSHTTPURL=21") == ERROR
    assert modem("AT+LSHTTPURL=21,80") == b"> "
    assert modem(b"http://web.test/small") == OK


@pytest.mark.parametrize("form, accepted", [
    ("length", "AT+LSHTTPPOST=2"), ("execute", "AT+LSHTTPPOST"), ("quoted", 'AT+LSHTTPPOST="ab"')])
def test_other_forms_of_posting(bench, form, accepted):
    modem = at(bench(http_post_form=form), "http://web.test/echo")
    for line in ("AT+LSHTTPPOST=2", "AT+LSHTTPPOST", 'AT+LSHTTPPOST="ab"'):
        if line != accepted:
            assert modem(line) == ERROR
    if form != "quoted":
        assert modem(accepted) == b">"
        accepted = "ab" if form == "length" else "ab+++"
    modem.says(OK + b"+LSHTTPPOST:0,200,2,ab\r\n", accepted.encode() + b"\r" * (form == "quoted"), seconds=0.1)


def test_results_before_the_result_code(bench):
    modem = at(bench(http_result="before"), "http://web.test/small")
    modem.says(b"+LSHTTPGET:0,200,15," + SMALL + b"\r\n0\r", b"AT+LSHTTPGET\r", seconds=0.1)


def test_other_names(bench):
    modem = bench(http_get="+LSHTTPSEND", http_get_result="+HTTPRSP: ")
    get(modem, "http://web.test/small", b"0,200,15," + SMALL, b"AT+LSHTTPSEND\r", b"+HTTPRSP: ")
    assert modem("AT+LSHTTPGET") == ERROR
