"""Links of the simulated YM310: states, sending, receiving, endings, transparent mode."""

import socket

import pytest
from cpython.ym310_bench import OK, Modem, routes

SEND_OK = b"\r\nSEND OK\r\n"


@pytest.fixture
def modem(started, servers):
    servers.clients.clear()
    return started(Modem(route=routes(servers)))


def connect(modem, port=7, protocol="TCP", host="echo.test"):
    assert modem(f'AT+CIPSTART="{protocol}","{host}",{port}', b"CONNECT OK\r\n") == OK + b"\r\nCONNECT OK\r\n"


def six_links(modem):
    assert modem("AT+CIPMUX=1;+CSTT;+CIICR", seconds=1) == OK
    modem("AT+CIFSR")


def state(modem):
    said = modem("AT+CIPSTATUS")
    assert said.startswith(OK + b"\r\nSTATE: ")
    return said.split(b"STATE: ")[1].split(b"\r\n")[0].decode()


# -- states (9.40) --

def test_states_of_a_single_link(modem):
    states = [state(modem)]
    for command, seconds in (("AT+CSTT", 0.01), ("AT+CIICR", 1), ("AT+CIFSR", 0.01)):
        modem(command, seconds=seconds)
        states.append(state(modem))
    connect(modem)
    states.append(state(modem))
    modem("AT+CIPCLOSE")
    states.append(state(modem))
    assert modem("AT+CIPSHUT", seconds=1) == b"\r\nSHUT OK\r\n"
    states.append(state(modem))
    assert states == ["IP INITIAL", "IP START", "IP GPRSACT", "IP STATUS", "CONNECT OK", "TCP CLOSED", "IP INITIAL"]


def test_the_local_address_is_bare_and_has_no_ok(modem):
    assert modem("AT+CIFSR") == b"\r\nERROR\r\n"
    modem("AT+CSTT;+CIICR", seconds=1)
    said = modem("AT+CIFSR")
    assert said.count(b"\r\n") == 2 and said.startswith(b"\r\n10.") and b"OK" not in said


def test_commands_outside_their_state(modem):
    modem("AT+CMEE=1")
    for command in ("AT+CIICR", "AT+CIPSEND", "AT+CDNSGIP=www.test", "AT+CIPRXGET=4", "AT+CIPACK=1"):
        assert modem(command) == b"\r\n+CME ERROR: 3\r\n", command
    modem("AT+CSTT")
    for command in ("AT+CSTT", "AT+CIPMUX=1", "AT+CIPMODE=1", 'AT+CIPSTART="TCP","echo.test",7'):
        assert modem(command) == b"\r\n+CME ERROR: 3\r\n", command


def test_six_links_need_the_scene_first(modem):
    modem("AT+CIPMUX=1;+CMEE=1")
    assert modem('AT+CIPSTART=0,"TCP","echo.test",7') == b"\r\n+CME ERROR: 3\r\n"


def test_status_of_six_links(modem):
    six_links(modem)
    assert state(modem) == "IP STATUS"
    modem('AT+CIPSTART=1,"TCP","echo.test","7"', b"CONNECT OK\r\n")
    lines = modem("AT+CIPSTATUS").split(b"\r\n")
    assert b"STATE: IP PROCESSING" in lines
    assert [line for line in lines if line.startswith(b"C: ")] == [
        b'C: 1,0,"TCP","203.0.113.1","7","CONNECTED"' if n == 1 else b'C: %d,0,"","","","INITIAL"' % n for n in range(6)]
    modem("AT+CIPCLOSE=1")
    assert state(modem) == "IP STATUS"


def test_a_lost_context_wants_a_shut(modem):
    connect(modem)
    modem.pipe.request("pdp-deact")
    assert b"\r\n+PDP DEACT\r\n" in modem.after(0)
    assert state(modem) == "PDP DEACT"
    assert modem('AT+CIPSTART="TCP","echo.test",7') == b"\r\nERROR\r\n"
    modem("AT+CIPSHUT", seconds=1)
    modem('AT+CIPSTART="TCP","echo.test",7', b"CONNECT OK\r\n")


def test_detaching_ends_the_scene(modem):
    modem("AT+CSTT;+CIICR", seconds=1)
    modem("AT+CGATT=0")
    assert state(modem) == "PDP DEACT"


# -- opening --

def test_already_connected(modem):
    connect(modem)
    assert modem('AT+CIPSTART="TCP","echo.test",7') == OK + b"\r\nALREADY CONNECT\r\n"


@pytest.mark.parametrize("server", ['"echo.test",9999', '"nowhere.test",7'])
def test_failing_says_the_state_first(modem, server):
    assert modem(f'AT+CIPSTART="TCP",{server}', b"FAIL\r\n") == OK + b"\r\nSTATE: TCP CLOSED\r\n\r\nCONNECT FAIL\r\n"


@pytest.mark.parametrize("separator", [",", ", "])
def test_both_spellings_of_a_link_number(started, servers, separator):
    modem = started(Modem(route=routes(servers), set={"link-separator": separator}))
    six_links(modem)
    text = b"\r\n3" + separator.encode()
    assert text + b"CONNECT OK\r\n" in modem("AT+CIPSTART=3,TCP,echo.test,7", b"CONNECT OK\r\n")
    assert text + b"ALREADY CONNECT\r\n" in modem("AT+CIPSTART=3,TCP,echo.test,7", b"CONNECT\r\n")
    assert text + b"CONNECT FAIL\r\n" in modem("AT+CIPSTART=3,TCP,echo.test,7".replace("=3", "=4").replace(",7", ",99"),
                                               b"FAIL\r\n").replace(b"\r\n4", b"\r\n3")
    assert modem("AT+CIPCLOSE=3") == text + b"CLOSE OK\r\n"


def test_an_invalid_link(modem):
    six_links(modem)
    assert modem("AT+CIPSTART=6,TCP,echo.test,7") == b"\r\nERROR\r\n"
    assert modem("AT+CIPSTART=TCP,echo.test,7") == b"\r\nERROR\r\n"


def test_a_link_given_up_while_it_opens_says_no_more(modem):
    modem(b'AT+CIPSTART="TCP","echo.test",7\rAT+CIPCLOSE\r', b"CLOSE OK\r\n")
    assert modem.heard_nothing()
    assert state(modem) == "TCP CLOSED"
    connect(modem)


# -- sending --

def test_prompt_and_confirmation(modem):
    connect(modem)
    assert modem("AT+CIPSEND") == b"\r\n> "
    modem.says(SEND_OK + b"1234567890\r\n", b"1234567890\x1a")
    assert modem("AT+CIPACK") == b"\r\n+CIPACK: 10,10,0\r\n\r\nOK\r\n"


def test_quick_confirmation(modem):
    connect(modem)
    modem("AT+CIPQSEND=1")
    modem("AT+CIPSEND=10")
    modem.says(b"\r\nDATA ACCEPT:10\r\n1234567890\r\n", b"1234567890")
    modem("AT+CIPSHUT", seconds=1)
    six_links(modem)
    modem("AT+CIPSTART=5,TCP,echo.test,7", b"CONNECT OK\r\n")
    modem("AT+CIPSEND=5,3")
    modem.says(b"\r\nDATA ACCEPT:5,3\r\n\r\n+RECEIVE,5,3:\r\nabc\r\n", b"abc")


def test_trap_line_feed_behind_a_bare_carriage_return_is_eaten(modem):
    connect(modem)
    modem(b"AT+CIPSEND=7\r")
    assert modem(b"\n123456", seconds=5) == b""
    modem.says(SEND_OK + b"1234567\r\n", b"7")
    modem(b"AT+CIPSEND=7\r\n")
    modem.says(SEND_OK + b"\n123456\r\n", b"\n123456")


def test_escape_gives_up(modem):
    connect(modem)
    modem("AT+CIPSEND")
    assert modem(b"never\x1b") == OK
    assert modem.heard_nothing()
    assert b"+CIPACK: 0,0,0" in modem("AT+CIPACK")


def test_counted_data_may_hold_every_byte(modem):
    connect(modem)
    modem("AT+CIPRXF=1")
    data = bytes(range(256)) * 5
    modem(b"AT+CIPSEND=1280\r\n")
    modem.says(SEND_OK + data, data)


def test_length_limits(modem):
    connect(modem)
    assert modem("AT+CIPSEND?") == b"\r\n+CIPSEND: 1460\r\n\r\nOK\r\n"
    assert modem("AT+CIPSEND=1461") == b"\r\nERROR\r\n"


def test_a_timer_sends_what_was_typed(modem):
    connect(modem)
    modem("AT+CIPQSEND=1;+CIPATS=1,10")
    modem("AT+CIPSEND=100")
    assert modem(b"123", seconds=9) == b""
    assert modem.after(2).startswith(b"\r\nDATA ACCEPT:3\r\n")


def test_prompt_and_confirmation_can_be_silent(modem):
    connect(modem)
    modem("AT+CIPSPRT=0")
    assert modem("AT+CIPSEND=3") == b""
    modem.says(SEND_OK + b"abc\r\n", b"abc")
    modem("AT+CIPSPRT=2")
    assert modem("AT+CIPSEND=3") == b""
    modem.says(b"abc\r\n", b"abc")


# -- receiving --

@pytest.mark.parametrize("settings, said", [
    ("", b"TEST\r\n"),
    ("+CIPRXF=1", b"TEST"),
    ("+CIPHEAD=1", b"\r\n+IPD,4:TEST\r\n"),
    ("+CIPHEAD=1;+CIPSHOWTP=1", b"\r\n+IPD,4,TCP:TEST\r\n"),
    ("+CIPHEAD=1;+CIPSRIP=1", b"\r\n+RECV FROM: 203.0.113.1:7\r\n\r\n+IPD,4:TEST\r\n"),
    ("+CIPSHOWTP=1", b"TEST\r\n"),
])
def test_headers_of_a_single_link(modem, servers, settings, said):
    modem("AT" + settings)
    connect(modem)
    servers.push(b"TEST")
    modem.says(said)


def test_header_of_six_links(modem):
    six_links(modem)
    modem("AT+CIPSTART=1,UDP,echo.test,8", b"CONNECT OK\r\n")
    modem("AT+CIPSEND=1,10")
    assert modem(b"TEST\r\n\x00\xff56", b"56\r\n").endswith(b"\r\n+RECEIVE,1,10:\r\nTEST\r\n\x00\xff56\r\n")


def test_manual_receive(modem, servers):
    modem("AT+CIPRXGET=1")
    connect(modem)
    servers.push(b"1234567890")
    modem.says(b"\r\n+CIPRXGET: 1\r\n")
    servers.push(b"HELLO")
    assert modem.heard_nothing()                       # told once until something is read
    assert modem("AT+CIPRXGET=4") == b"\r\n+CIPRXGET: 4,15\r\n\r\nOK\r\n"
    assert modem("AT+CIPRXGET=2,10") == b"\r\n+CIPRXGET: 2,10,5\r\n1234567890\r\nOK\r\n"
    assert modem("AT+CIPRXGET=3,150") == b"\r\n+CIPRXGET: 3,5,0\r\n48454C4C4F\r\nOK\r\n"
    servers.push(b"x")
    modem.until(b"+CIPRXGET: 1\r\n")
    assert modem("AT+CIPRXGET=2,1461") == modem("AT+CIPRXGET=3,731") == b"\r\nERROR\r\n"


def test_manual_receive_told_every_time(modem, servers):
    modem("AT+CIPRXGET=5")
    connect(modem)
    for _ in range(3):
        servers.push(b"x")
        modem.says(b"\r\n+CIPRXGET: 1\r\n")


def test_manual_receive_over_six_links_survives_the_end_of_the_link(modem, servers):
    modem("AT+CIPRXGET=1")
    six_links(modem)
    modem("AT+CIPSTART=3,TCP,echo.test,7", b"CONNECT OK\r\n")
    servers.push(b"AAAAA")
    modem.until(b"\r\n+CIPRXGET: 1,3\r\n")
    servers.hang_up()
    modem.until(b"\r\n3, CLOSED\r\n")
    assert modem("AT+CIPRXGET=2,3,10") == b"\r\n+CIPRXGET: 2,3,5,0\r\nAAAAA\r\nOK\r\n"


def test_nothing_comes_between_prompt_and_confirmation(modem, servers):
    connect(modem)
    assert modem("AT+CIPSEND=3") == b"\r\n> "
    servers.push(b"TEST")
    assert modem.heard_nothing()
    modem.says(SEND_OK + b"TEST\r\nabc\r\n", b"abc")


# -- closing --

def test_closing(modem):
    assert modem("AT+CIPCLOSE") == b"\r\nERROR\r\n"
    connect(modem)
    assert modem("AT+CIPCLOSE=1") == b"\r\nCLOSE OK\r\n"
    assert modem.heard_nothing()
    connect(modem)


def test_bare_close_is_refused_with_six_links(modem):
    six_links(modem)
    modem("AT+CIPSTART=3,TCP,echo.test,7", b"CONNECT OK\r\n")
    assert modem("AT+CIPCLOSE") == b"\r\nERROR\r\n"
    assert modem("AT+CIPCLOSE=3,1") == b"\r\n3, CLOSE OK\r\n"


def test_closed_by_the_other_side(modem, servers):
    connect(modem)
    servers.hang_up()
    assert modem.until(b"CLOSED\r\n") == b"\r\nCLOSED\r\n"
    assert state(modem) == "TCP CLOSED"


def test_what_a_peer_does_not_take_is_not_acknowledged():
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        server.bind(("127.0.0.1", 0))
        server.listen()
        modem = Modem(route=[f"lazy.test:7=127.0.0.1:{server.getsockname()[1]}"])
        connect(modem, host="lazy.test")
        for _ in range(30):
            modem("AT+CIPSEND=1460\r\n".encode(), b"> ")
            modem(bytes(1460), b"SEND OK\r\n")
        sent, taken, waiting = map(int, modem("AT+CIPACK").split(b": ")[1].split()[0].split(b","))
        assert sent == 30 * 1460 and waiting > 0 and taken + waiting == sent
        modem.close()


# -- transparent mode --

def test_transparent_mode_and_back(modem, servers):
    modem("AT+CIPMODE=1")
    assert modem("AT+CIPSTART=TCP,echo.test,7", b"CONNECT\r\n") == OK + b"\r\nCONNECT\r\n"
    modem.after(2)
    assert modem(b"AT+CSQ\r", b"AT+CSQ\r") == b"AT+CSQ\r"
    modem.says(b"+++", b"+++")                         # too close behind other data: is data
    modem.after(1.5)
    assert modem(b"+++", seconds=1) == OK
    assert state(modem) == "CONNECT OK"
    assert modem("ATO") == b"\r\nCONNECT\r\n"
    servers.hang_up()
    assert modem.until(b"CLOSED\r\n") == b"\r\nCLOSED\r\n"
    assert modem("ATO") == b"\r\nNO CARRIER\r\n"


def test_transparent_mode_ends_with_an_error_number(modem, servers):
    modem("AT+CIPMODE=1")
    modem("AT+CIPSTART=TCP,echo.test,7", b"CONNECT\r\n")
    modem.pipe.request("break-link")
    assert modem.until(b"ERROR:14\r\n") == b"\r\nTCP ERROR:14\r\n"


# -- heartbeat, names, ping --

def test_heartbeat(modem):
    modem("AT^HEARTCONFIG=1,0,5")
    connect(modem)
    modem.says(b"868777059994693\r\n", seconds=6)
    modem("AT^HEARTBEAT=0,TCP-heart")
    modem.says(b"TCP-heart\r\n", seconds=5)
    assert b"^HEARTINQUIRE: 1,4,2" in modem("AT^HEARTINQUIRE?")
    modem("AT^HEARTCONFIG=0")
    assert b"^HEARTINQUIRE: 0,0,0" in modem("AT^HEARTINQUIRE?")


def test_names(modem):
    modem("AT+CSTT;+CIICR", seconds=1)
    assert modem('AT+CDNSGIP="echo.test"', seconds=1) == OK + b'\r\n+CDNSGIP: 1,"echo.test","203.0.113.1"\r\n'
    assert modem('AT+CDNSGIP="nowhere.test"', seconds=1) == OK + b"\r\n+CDNSGIP: 0,14\r\n"


def test_ping(modem):
    said = modem('AT+CIPPING="echo.test",2', seconds=5)
    assert said == b'\r\n+CIPPING: 1,"203.0.113.1",35,54\r\n+CIPPING: 2,"203.0.113.1",35,54\r\n\r\nOK\r\n'
    assert b'+CIPPING: 1,"192.0.2.1",600,255' in modem('AT+CIPPING="192.0.2.1",1', seconds=5)
