"""Sockets of the simulated C1100 (manual 3.3): queue and push, hexadecimal and characters, blocks, lists, lost links."""

import pytest
from cpython.c1100_bench import ERROR, OK, Modem
from cpython.ym310_bench import routes

OPEN = 'AT+LSIPOPEN=1,5000,"echo.test",7,0'


@pytest.fixture
def bench(started, servers):
    """Modems in front of the servers: bench(), bench(spaces="none"), each with its packet connection."""
    def make(online=True, **settings):
        modem = started(Modem(route=routes(servers), **settings))
        return modem.online() if online else modem
    return make


def opened(modem, line=OPEN):
    modem.says(b"+LSIPOPEN=%c,1\r+LSIP:OK \r0\r" % line[12].encode(), line.encode() + b"\r", seconds=0.1)
    return modem


def met(modem):
    """Opened, and the server knows of it: a word has gone there and back."""
    opened(modem)
    modem('AT+LSIPSEND=1,"?"')
    modem.says(b"+LSIP:OK \r0\r+LSIPRTCP=1,1,?\r", b"AT+LSIPPUSH=1\r")
    return modem


# -- the transcript of 3.3.1, line by line --

def test_the_transcript_of_the_manual(bench):
    modem = bench(online=False)
    assert modem('AT+LSIPPROFILE=1,"CMNET"') == b"0\r"
    assert modem("AT+LSIPCALL=1", seconds=1) == b"+LSIPCALL:1, 10.32.226.112\r+LSIP:OK\r0\r"
    assert modem("AT+LSIPCALL?") == b"+LSIPCALL: 1, 10.32.226.112\r\n0\r"
    modem.says(b"+LSIPOPEN=1,1\r+LSIP:OK \r0\r", OPEN.encode() + b"\r", seconds=0.1)
    assert modem("AT+LSIPOPEN? ") == b"+LSIPOPEN:2,3,4\r\n0\r"
    assert modem("AT+LSIPHEX=1") == b"0\r"
    assert modem('AT+LSIPSEND=1,"313233"') == b"+LSIPSEND:1,1497\r\n0\r"
    modem.says(b"+LSIP:OK \r0\r+LSIPRTCP=1,3,313233\r", b"AT+LSIPPUSH=1\r")
    assert modem("AT+LSIPCLOSE?") == b"+LSIPCLOSE:1\r\n0\r"
    assert modem("AT+LSIPCLOSE =1") == ERROR           # the space is a slip of the pen
    assert modem("AT+LSIPCLOSE=1") == b"+LSIPCLOSE:1,3,3,0\r+LSIP:OK\r0\r"
    assert modem("AT+LSIPCALL=0", seconds=1) == b"+LSIPCALL:0\r+LSIP:OK\r0\r"
    assert modem("AT+LSIPCALL?") == b"+LSIPCALL: 0\r\n0\r"


def test_the_same_in_words(bench):
    modem = bench(verbose=True)
    assert modem("AT+LSIPCALL?") == b"\r\n+LSIPCALL: 1, 10.32.226.112\r\n\r\nOK\r\n"
    modem.says(b"\r\n+LSIPOPEN=1,1\r\n+LSIP:OK \r\n\r\nOK\r\n", OPEN.encode() + b"\r", seconds=0.1)
    modem('AT+LSIPSEND=1,"abcd"')
    modem.says(b"\r\n+LSIP:OK \r\n\r\nOK\r\n\r\n+LSIPRTCP=1,4,abcd\r\n", b"AT+LSIPPUSH=1\r")


def test_characters_may_hold_anything_a_quote_allows(modem):
    opened(modem)
    assert modem(b'AT+LSIPSEND=1,"a,b;c\xff0"\r') == b"+LSIPSEND:1,1493\r\n0\r"
    modem.says(b"+LSIP:OK \r0\r+LSIPRTCP=1,7,a,b;c\xff0\r", b"AT+LSIPPUSH=1\r")


def test_what_is_received_may_hold_line_ends(modem, servers):
    met(modem)
    servers.push(b"1\r0\r\n,\x00")
    modem.says(b"+LSIPRTCP=1,7,1\r0\r\n,\x00\r")


def test_received_bytes_are_counted_in_hexadecimal_too(modem, servers):
    met(modem)
    modem("AT+LSIPHEX=1")
    servers.push(bytes(range(250, 256)))
    modem.says(b"+LSIPRTCP=1,6,FAFBFCFDFEFF\r")


def test_the_buffer_holds_1500_bytes(modem):
    opened(modem)
    modem("AT+LSIPHEX=1")
    assert modem('AT+LSIPSEND=1,"' + "41" * 1499 + '"') == b"+LSIPSEND:1,1\r\n0\r"
    assert modem('AT+LSIPSEND=1,"4243"') == ERROR
    assert modem('AT+LSIPSEND=1,"42"') == b"+LSIPSEND:1,0\r\n0\r"
    said = modem("AT+LSIPPUSH=1", b"42\r")
    assert said.startswith(b"+LSIP:OK \r0\r+LSIPRTCP=1,1460,4141") and b"+LSIPRTCP=1,40,4141" in said
    assert modem('AT+LSIPSEND=1,"42"') == b"+LSIPSEND:1,1499\r\n0\r"
    assert modem("AT+LSIPCLOSE=1").startswith(b"+LSIPCLOSE:1,1500,1500,0\r")


def test_nothing_is_sent_before_the_push(modem):
    opened(modem)
    modem('AT+LSIPSEND=1,"one"')
    assert modem.heard_nothing()
    modem('AT+LSIPSEND=1,"two"')
    modem.says(b"+LSIP:OK \r0\r+LSIPRTCP=1,6,onetwo\r", b"AT+LSIPPUSH=1\r")


def test_four_sockets(bench):
    modem = bench(spaces="none")
    for number in range(1, 5):
        modem.says(b"+LSIPOPEN=%d,1\r+LSIP:OK\r0\r" % number,
                   b'AT+LSIPOPEN=%d,%d,"echo.test",7,0\r' % (number, 5000 + number), seconds=0.1)
    assert modem("AT+LSIPOPEN?") == b"+LSIPOPEN:\r\n0\r"
    assert modem("AT+LSIPCLOSE?") == b"+LSIPCLOSE:1,2,3,4\r\n0\r"
    modem('AT+LSIPSEND=3,"x"')
    modem.says(b"+LSIP:OK\r0\r+LSIPRTCP=3,1,x\r", b"AT+LSIPPUSH=3\r")
    assert modem("AT+LSIPCLOSE=2") == b"+LSIPCLOSE:2,0,0,0\r+LSIP:OK\r0\r"
    assert modem("AT+LSIPOPEN?") == b"+LSIPOPEN:2\r\n0\r"


def test_datagrams(modem):
    opened(modem, 'AT+LSIPOPEN=2,5000,"echo.test",8,1')
    modem('AT+LSIPSEND=2,"ping"')
    modem.says(b"+LSIP:OK \r0\r+LSIPRTCP=2,4,ping\r", b"AT+LSIPPUSH=2\r")


# -- what is refused --

@pytest.mark.parametrize("line", [
    'AT+LSIPOPEN=0,5000,"echo.test",7,0', 'AT+LSIPOPEN=5,5000,"echo.test",7,0', "AT+LSIPOPEN=1,5000,echo.test,7,0",
    'AT+LSIPOPEN=1,5000,"echo.test",7', 'AT+LSIPOPEN=1,5000,"echo.test",7,2', 'AT+LSIPOPEN=1,5000,"echo.test",0,0', "AT+LSIPOPEN",
    'AT+LSIPPROFILE=2,"CMNET"', "AT+LSIPPROFILE=1,CMNET", "AT+LSIPPROFILE?", "AT+LSIPCALL=2", "AT+LSIPCALL", "AT+LSIPHEX=2",
    "AT+LSIPHEX?",
    'AT+LSIPSEND=1,"x"', "AT+LSIPPUSH=1", "AT+LSIPCLOSE=1", "AT+LSIPCLOSE=0", "AT+LSIPTPS=1,1,5000,600", "AT+LSIPTPS?"])
def test_wrong_syntax_and_closed_sockets_are_refused(modem, line):
    assert modem(line) == ERROR


def test_hexadecimal_digits_must_be_such(modem):
    opened(modem)
    modem("AT+LSIPHEX=1")
    for data in ("31323", "zz", "31 32", ""):
        assert modem(f'AT+LSIPSEND=1,"{data}"') == ERROR
    assert modem("AT+LSIPSEND=1,313233") == ERROR
    assert modem('AT+LSIPSEND=1,"fFaA"') == b"+LSIPSEND:1,1498\r\n0\r"


def test_a_number_and_a_local_port_serve_once(modem):
    opened(modem)
    assert modem(OPEN) == ERROR
    assert modem('AT+LSIPOPEN=2,5000,"echo.test",7,0') == ERROR
    opened(modem, 'AT+LSIPOPEN=2,5001,"echo.test",7,0')


def test_no_socket_without_connection_and_no_connection_without_profile(bench):
    modem = bench(online=False)
    assert modem(OPEN) == ERROR
    assert modem("AT+LSIPCALL=1", seconds=1) == b"+LSIPCALL:0\r4\r"
    modem('AT+LSIPPROFILE=1,"CMNET"')
    modem.event("registration 2")
    assert modem("AT+LSIPCALL=1", seconds=1) == b"+LSIPCALL:0\r4\r"


def test_nobody_listens(modem):
    modem.says(b"+LSIPOPEN=1,0\r4\r", b'AT+LSIPOPEN=1,5000,"echo.test",99,0\r', seconds=0.1)
    modem.says(b"+LSIPOPEN=1,0\r4\r", b'AT+LSIPOPEN=1,5000,"nowhere.test",7,0\r', seconds=0.1)


# -- what happens by itself --

def test_the_peer_closes(modem, servers):
    opened(modem)
    modem('AT+LSIPSEND=1,"bye"')
    modem.says(b"+LSIP:OK \r0\r+LSIPRTCP=1,3,bye\r", b"AT+LSIPPUSH=1\r")
    servers.hang_up()
    modem.says(b"+LSIPCLOSE:1,3,3,0\r")
    assert modem("AT+LSIPOPEN?") == b"+LSIPOPEN:1,2,3,4\r\n0\r"


def test_events(modem):
    opened(modem)
    opened(modem, 'AT+LSIPOPEN=2,5001,"echo.test",7,0')
    assert modem.event("socket-drop 2") == b"+LSIPCLOSE:2,0,0,0\r"
    assert modem.pipe.request("socket-drop 2").startswith("error")
    assert modem.event("pdp-deact") == b"+LSIPCALL:0\r"
    assert modem("AT+LSIPCALL?") == b"+LSIPCALL: 0\r\n0\r"
    assert modem("AT+LSIPOPEN?") == b"+LSIPOPEN:1,2,3,4\r\n0\r"


def test_the_network_is_lost(modem):
    opened(modem)
    assert modem.event("lose-network 2") == b"+LSIPCALL:0\r"
    modem.after(3)
    assert modem("AT+LSIPCALL=1", seconds=1).endswith(OK)


def test_data_keep_the_connection_to_the_network(modem):
    modem("AT+CEREG=4")
    modem.after(20)
    opened(modem)
    modem.after(9)
    modem('AT+LSIPSEND=1,"x"')
    modem("AT+LSIPPUSH=1", b"+LSIPRTCP=1,1,x\r")
    assert modem.after(9) == b""
    assert modem.after(2) == b"^DATADISCONN\r\n"


# -- 3.3.2: blocks --

def test_the_block_of_the_manual(modem):
    opened(modem)
    assert modem("AT+LSIPTPS=1,1,5000,600") == b">"
    assert modem(b"ab\r\ncd") == b""
    modem.says(b"\r+LSIP:OK\r0\r+LSIPRTCP=1,6,ab\r\ncd\r", b"+++")


def test_a_block_is_not_echoed(modem):
    opened(modem)
    modem("ATE1")
    assert modem("AT+LSIPTPS=1,1,5000,600") == b"AT+LSIPTPS=1,1,5000,600\r>"
    modem.says(b"\r+LSIP:OK\r0\r+LSIPRTCP=1,4,abcd\r", b"abcd+++")


def test_the_first_three_pluses_end_it_wherever_they_stand(modem):
    opened(modem)
    modem("AT+LSIPTPS=1,1,5000,600")
    modem.says(b"\r+LSIP:OK\r0\r+LSIPRTCP=1,4,1++2\r", b"1++2+++")
    modem("AT+LSIPTPS=1,1,5000,600")
    modem.says(b"\r+LSIP:OK\r0\r+LSIPRTCP=1,1,a\r", b"a++++")     # of "a+" and +++ the last plus is too much
    assert modem("AT") == OK


def test_an_empty_block(modem):
    opened(modem)
    modem("AT+LSIPTPS=1,1,5000,600")
    assert modem(b"+++") == b"\r+LSIP:OK\r0\r"


def test_unsolicited_lines_wait_for_the_end_of_a_block(modem, servers):
    met(modem)
    modem("AT+LSIPTPS=1,1,5000,600")
    servers.push(b"meanwhile")
    assert modem.heard_nothing()
    said = modem(b"x+++", b"+LSIPRTCP=1,1,x\r")
    assert said == b"\r+LSIP:OK\r0\r+LSIPRTCP=1,9,meanwhile\r+LSIPRTCP=1,1,x\r"


def test_a_full_block(modem):
    opened(modem)
    modem("AT+LSIPTPS=3,1,5000,4")
    modem.says(b"\r+LSIP:OK\r0\r+LSIPRTCP=1,4,abcd\r", b"abcd")
    modem("AT+LSIPTPS=3,1,5000,4")
    modem.says(b"\r+LSIP:OK\r0\r+LSIPRTCP=1,1,a\r", b"a+++")


def test_a_block_only_full_when_exceeded(bench):
    modem = opened(bench(tps_full="exceeded"))
    modem("AT+LSIPTPS=3,1,5000,4")
    assert modem(b"abcd") == b""
    modem.says(b"\r+LSIP:OK\r0\r+LSIPRTCP=1,4,abcd\r", b"e")


def test_what_exceeds_a_block_is_dropped_or_split(bench):
    modem = opened(bench())
    modem("AT+LSIPTPS=1,1,5000,4")
    modem.says(b"\r+LSIP:OK\r0\r+LSIPRTCP=1,4,abcd\r", b"abcdefgh+++")
    modem = bench(tps_surplus="split")
    opened(modem, 'AT+LSIPOPEN=1,5000,"echo.test",8,1')
    modem("AT+LSIPTPS=1,1,5000,4")
    modem.says(b"\r+LSIP:OK\r0\r+LSIPRTCP=1,4,abcd\r+LSIPRTCP=1,3,efg\r", b"abcdefg+++")


@pytest.mark.parametrize("unit, passed, ended", [
    ("ms", 4.9, b""), ("ms", 5.1, ERROR), ("s", 4999, b""), ("s", 5001, ERROR), ("ignored", 9999, b""),
    ("sends", 5.1, b"\r+LSIP:OK\r0\r")])
def test_the_unit_of_the_timeout(bench, unit, passed, ended):
    modem = opened(bench(tps_timeout=unit))
    assert modem("AT+LSIPTPS=1,1,5000,600") == b">"
    modem(b"x")
    assert modem.after(passed).partition(b"+LSIPRTCP")[0] == ended


@pytest.mark.parametrize("prompt", [">", "> ", "\r\n>", "\r\n> "])
def test_the_shape_of_the_prompt(bench, prompt):
    modem = opened(bench(tps_prompt=prompt))
    assert modem("AT+LSIPTPS=1,1,5000,600") == prompt.encode()


@pytest.mark.parametrize("parameters", ["2,1,5000,600", "4,1,5000,600", "0", "1,2", "1,1,5000,0", "1,1,5000,1501", "1,5"])
def test_blocks_that_are_refused(modem, parameters):
    opened(modem)
    assert modem(f"AT+LSIPTPS={parameters}") == ERROR


def test_a_block_with_defaults(modem):
    opened(modem)
    assert modem("AT+LSIPTPS=1") == b">"
    modem.after(60)
    modem.says(b"\r+LSIP:OK\r0\r+LSIPRTCP=1,1,x\r", b"x+++")


def test_blocks_in_hexadecimal_mode(bench):
    modem = opened(bench())
    modem("AT+LSIPHEX=1")
    assert modem("AT+LSIPTPS=1,1,5000,600") == ERROR
    modem = opened(bench(tps_hex="raw"))
    modem("AT+LSIPHEX=1")
    modem("AT+LSIPTPS=1,1,5000,600")
    modem.says(b"\r+LSIP:OK\r0\r+LSIPRTCP=1,2,3431\r", b"41+++")
    modem = opened(bench(tps_hex="digits"))
    modem("AT+LSIPHEX=1")
    modem("AT+LSIPTPS=1,1,5000,600")
    modem.says(b"\r+LSIP:OK\r0\r+LSIPRTCP=1,1,41\r", b"41+++")


def test_the_link_goes_while_a_block_is_given(modem):
    opened(modem)
    modem("AT+LSIPTPS=1,1,5000,600")
    modem.event("socket-drop 1")
    assert modem(b"abc+++") == b"4\r+LSIPCLOSE:1,0,0,0\r"


# -- shapes that are told otherwise --

def test_line_feeds_behind_the_results(bench):
    modem = bench(lsip_end="crlf", spaces="none")
    modem.says(b"+LSIPOPEN=1,1\r\n+LSIP:OK\r\n0\r", OPEN.encode() + b"\r", seconds=0.1)
    modem('AT+LSIPSEND=1,"abcd"')
    modem.says(b"+LSIP:OK\r\n0\r+LSIPRTCP=1,4,abcd\r\n", b"AT+LSIPPUSH=1\r")


@pytest.mark.parametrize("when, numeric, opening, words", [
    ("always", b"+LSIP:OK\r", b"+LSIP:OK \r", b"\r\n+LSIP:OK"), ("numeric", b"+LSIP:OK\r", b"+LSIP:OK \r", b""),
    ("not-open", b"+LSIP:OK\r", b"", b"\r\n+LSIP:OK"), ("never", b"", b"", b"")])
def test_when_lsip_ok_is_said(bench, when, numeric, opening, words):
    modem = bench(lsip_ok=when)
    modem.says(b"+LSIPOPEN=1,1\r" + opening + b"0\r", OPEN.encode() + b"\r", seconds=0.1)
    assert modem("AT+LSIPCLOSE=1") == b"+LSIPCLOSE:1,0,0,0\r" + numeric + b"0\r"
    modem("ATV1")
    assert modem("AT+LSIPCALL=0", seconds=1) == b"\r\n+LSIPCALL:0" + words + b"\r\n\r\nOK\r\n"


def test_results_behind_the_result_code(bench):
    modem = bench(lsip_result="after", spaces="none")
    modem.says(b"0\r+LSIPOPEN=1,1\r+LSIP:OK\r", OPEN.encode() + b"\r", seconds=0.1)


def test_failures_without_a_status(bench):
    modem = bench(lsip_open_fails="error", lsip_call_fails="error", lsip_call_again="error", lsip_names="0")
    assert modem("AT+LSIPCALL=1", seconds=1) == ERROR
    assert modem(OPEN) == ERROR
    assert modem('AT+LSIPOPEN=1,5000,"192.0.2.7",99,0', seconds=1) == ERROR
    modem.event("registration 2")
    assert modem("AT+LSIPCALL=1", seconds=1) == ERROR


def test_lists_and_closings(bench):
    modem = bench(lsip_empty_list="nothing", lsip_close_urc="id")
    assert modem("AT+LSIPCLOSE?") == OK
    opened(modem)
    assert modem.event("socket-drop 1") == b"+LSIPCLOSE:1\r"
    modem = bench(lsip_close_urc="none")
    opened(modem)
    assert modem.event("socket-drop 1") == b""


def test_unrelated_lines_in_an_answer_leave_it_readable(bench):
    modem = bench(online=False)
    modem.pipe.module.options.urc_in_answer = True
    modem('AT+LSIPPROFILE=1,"CMNET"')
    assert modem("AT+LSIPCALL=1", seconds=1).replace(b"+CEREG: 1\r\n", b"") == b"+LSIPCALL:1, 10.32.226.112\r+LSIP:OK\r0\r"
