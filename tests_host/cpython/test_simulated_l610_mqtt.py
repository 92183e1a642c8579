"""MQTT of the simulated L610 against its guide and a real broker."""

import time

import pytest
from cpython.ym310_bench import OK, Modem, routes
from modemsim.simulator import Pipe

NOT_ALLOWED = b"\r\n+CME ERROR: 3\r\n"


class L610(Modem):
    """The simulated module, echo off, with an address."""

    def __init__(self, call=True, **options):
        self.pipe = Pipe("l610", **options)
        self.pipe.feed(b"ATE0\r")
        self.pipe.feed(b"AT+CMEE=1\r")
        if call:
            assert b"+MIPCALL: 10." in self.pipe.feed(b"AT+MIPCALL=1\r", 1)

    def open(self, number=1, port=1883, clean=1, rest="", result=1):
        self.says(OK + b"\r\n+MQTTOPEN: %d,%d\r\n" % (number, result),
                  f'AT+MQTTOPEN={number},"broker.test",{port},{clean},60{rest}\r'.encode())

    def subscribe(self, topic, qos=0, number=1):
        self.says(OK + b"\r\n+MQTTSUB: %d,1\r\n" % number, f'AT+MQTTSUB={number},"{topic}",{qos}\r'.encode())

    def upload(self, name, data):
        assert self(f'AT+GTSSLFILE="{name}",{len(data)}') == b"\r\n>"
        assert self(data) == OK


@pytest.fixture
def routed(servers, broker):
    return routes(servers, broker)


@pytest.fixture
def modem(routed):
    modem = L610(route=routed)
    yield modem
    modem.close()


def test_the_log_of_the_guide(modem):
    assert modem('AT+MQTTUSER=1,"g510/test1","LeKH43ojswwzINS15EGImf5JluPkCv9cPnu1DQUxGOk="') == OK
    assert modem('AT+MQTTWILL=1,"test1",0,0,"disconnect unexpectedly"') == OK
    assert modem("AT+MQTTOPEN?") == b"\r\n+MQTTOPEN: 0\r\n\r\nOK\r\n"
    modem.says(OK + b"\r\n+MQTTOPEN: 1,1\r\n", b'AT+MQTTOPEN=1,"broker.test",1883,0,60\r')
    assert modem("AT+MQTTOPEN?") == b"\r\n+MQTTOPEN: 1\r\n\r\nOK\r\n"
    modem.subscribe("test1")
    modem.says(OK + b"\r\n+MQTTPUB: 1,1\r\n\r\n+MQTTMSG: 1, 0, test1, 123\r\n", b'AT+MQTTPUB=1,"test1",0,0,"123"\r')
    assert modem('AT+MQTTPUB=1,"test1",0,0,5') == b"\r\n>"
    modem.says(OK + b'\r\n+MQTTPUB: 1,1\r\n\r\n+MQTTMSG: 1, 0, test1, "123"\r\n', b'"123"')
    modem.says(OK + b"\r\n+MQTTUNSUB: 1,1\r\n", b'AT+MQTTUNSUB=1,"test1"\r')
    modem.says(OK + b"\r\n+MQTTCLOSE: 1,1\r\n", b"AT+MQTTCLOSE=1\r")
    assert modem("AT+MQTTCLOSE=1") == NOT_ALLOWED


@pytest.mark.parametrize("qos", [0, 1, 2])
def test_any_bytes_pass_by_count(modem, qos):
    payload = bytes(range(256)) + b'"\r\nOK\r\n\x1a\x1b'
    modem.open()
    modem.subscribe("bytes", qos)
    modem(f'AT+MQTTPUB=1,"bytes",{qos},0,{len(payload)}')
    message = b"\r\n+MQTTMSG: 1, %d, bytes, %s\r\n" % (qos, payload)
    said = modem(payload, message)
    if b"+MQTTPUB" not in said.replace(message, b""):     # which comes first is the broker's affair
        said += modem.until(b"+MQTTPUB: 1,1\r\n")
    assert said.replace(message, b"") == OK + b"\r\n+MQTTPUB: 1,1\r\n"


def test_no_ok_before_the_prompt_and_no_terminator(modem):
    modem.open()
    modem.pipe.feed(b"ATE1\r")
    command = b'AT+MQTTPUB=1,"t",0,0,5\r'
    assert modem(command) == command + b"\r\n>"
    assert modem(b"1234") == b"1234"
    assert modem(b"5").startswith(b"5" + OK)


@pytest.mark.parametrize("line", [
    '+MQTTOPEN=1,"broker.test",1883,0', '+MQTTOPEN=3,"broker.test",1883,0,60', '+MQTTOPEN=1,"broker.test",1883,0,301',
    '+MQTTOPEN=1,"broker.test",1883,0,60,1', "+MQTTOPEN=1,broker.test,1883,0,60", '+MQTTUSER=1,"user"',
    '+MQTTUSER=1,"u","p","' + "c" * 24 + '"', '+MQTTUSER=1,"' + "u" * 129 + '","p"', '+MQTTWILL=1,"t",0,0', "+MQTTOOPEN?",
])
def test_what_the_documents_forbid(modem, line):
    assert modem("AT" + line) == b"\r\nERROR\r\n"


@pytest.mark.parametrize("line", [
    '+MQTTSUB=1,"t"', '+MQTTSUB=1,"t",3', '+MQTTPUB=1,"t",0,0', '+MQTTPUB=1,"t",0,0,0', '+MQTTPUB=1,"t",0,0,1025',
    '+MQTTPUB=1,"t",0,0,"' + "x" * 1025 + '"', '+MQTTPUB=1,"t",0,0,"a"b"', '+MQTTPUB=1,"",0,0,"a"', '+MQTTPUB=1,t,0,0,"a"',
])
def test_what_the_documents_forbid_in_a_session(modem, line):
    modem.open()
    assert modem("AT" + line) == b"\r\nERROR\r\n"


def test_nothing_is_taken_while_a_request_is_under_way(modem):
    modem(b'AT+MQTTOPEN=1,"broker.test",1883,1,60\r', seconds=0)
    assert modem(b'AT+MQTTSUB=1,"t",0\r', seconds=0) == NOT_ALLOWED
    modem.until(b"+MQTTOPEN: 1,1\r\n")
    modem.pipe.request("mqtt-stall")
    modem('AT+MQTTPUB=1,"t",1,0,"x"')
    assert modem('AT+MQTTPUB=1,"t",1,0,"y"') == NOT_ALLOWED
    assert modem.after(56) == b"\r\n+MQTTPUB: 1,0\r\n"


def test_no_session_without_an_address_and_no_will_behind_the_open(routed):
    modem = L610(call=False, route=routed)
    assert modem('AT+MQTTOPEN=1,"broker.test",1883,1,60') == NOT_ALLOWED
    modem.pipe.feed(b"AT+MIPCALL=1\r", 1)
    modem.open()
    assert modem('AT+MQTTWILL=1,"t",0,0,"w"') == NOT_ALLOWED
    assert modem('AT+MQTTOPEN=1,"broker.test",1883,1,60') == NOT_ALLOWED
    modem.close()


def test_two_clients(modem):
    modem('AT+MQTTUSER=2,"","","two"')
    modem.open(1)
    modem.open(2)
    assert modem("AT+MQTTOPEN?") == b"\r\n+MQTTOPEN: 1\r\n+MQTTOPEN: 2\r\n\r\nOK\r\n"


def test_two_clients_of_one_name_evict_each_other(modem):
    modem.open(1)                                      # both are the IMEI unless told otherwise
    said = modem('AT+MQTTOPEN=2,"broker.test",1883,1,60', b"+MQTTBREAK: 1,1\r\n")
    if b"+MQTTOPEN" not in said:
        modem.until(b"+MQTTOPEN: 2,1\r\n")


def test_the_will_as_text_and_by_count(modem):
    modem('AT+MQTTUSER=2,"","","witness"')
    modem.open(2)
    modem.subscribe("will", 1, 2)
    for will, text in ((b'"gone"', b"gone"), (b"3", b'"\r\x00')):
        said = modem(b'AT+MQTTWILL=1,"will",1,0,' + will + b"\r")
        if will == b"3":
            assert said == b"\r\n>"
            said = modem(text)
        assert said == OK
        modem.open(1)
        modem.pipe.request("mqtt-drop 1 2")
        said = modem.until(b", will, " + text + b"\r\n")
        assert said == b"\r\n+MQTTBREAK: 1,2\r\n\r\n+MQTTMSG: 2, 1, will, " + text + b"\r\n", said


def test_the_brokers_no(routed, modem):
    modem('AT+MQTTUSER=1,"alice","wrong"')
    modem.open(1, 1884, result=0)
    modem('AT+MQTTUSER=1,"alice","secret"')
    modem.open(1, 1884)
    modem.says(OK + b"\r\n+MQTTOPEN: 2,0\r\n", b'AT+MQTTOPEN=2,"nowhere.test",1883,1,60\r')
    coded = L610(route=routed, set={"refusal": "code"})
    coded('AT+MQTTUSER=1,"alice","wrong"')
    coded.says(b"\r\n+CME ERROR: 704\r\n", b'AT+MQTTOPEN=1,"broker.test",1884,1,60\r')
    coded.close()


@pytest.mark.parametrize("shape, line", [
    ("quoted", b'+MQTTMSG: 1, 0, "a/b", "x"'), ("topic", b'+MQTTMSG: 1, 0, "a/b", x'), ("tight", b"+MQTTMSG: 1,0,a/b,x"),
])
def test_messages_as_others_saw_them(routed, shape, line):
    modem = L610(route=routed, set={"message": shape})
    modem.open()
    modem.subscribe("a/b")
    modem.says(OK + b"\r\n+MQTTPUB: 1,1\r\n\r\n" + line + b"\r\n", b'AT+MQTTPUB=1,"a/b",0,0,"x"\r')
    modem.close()


def test_results_before_ok(routed):
    modem = L610(call=False, route=routed, set={"result": "before"})
    modem("AT+MIPCALL=1", seconds=1)
    for line in ('+MQTTOPEN=1,"broker.test",1883,1,60', '+MQTTSUB=1,"t",1', '+MQTTUNSUB=1,"t"', '+MQTTPUB=1,"t",1,0,"x"',
                 "+MQTTCLOSE=1"):
        name = line.partition("=")[0].encode()
        modem.says(b"\r\n" + name + b": 1,1\r\n\r\nOK\r\n", f"AT{line}\r".encode())
    modem.close()


def test_messages_that_wait_in_the_module(routed, modem):
    assert modem("AT+MQTTCONF=1") == b"\r\nERROR\r\n"
    modem = L610(route=routed, set={"stored": "1"})
    assert modem("AT+MQTTCONF=1") == OK
    modem.open()
    modem.subscribe("a/b", 1)
    modem('AT+MQTTPUB=1,"a/b",1,0,4')
    said = modem(b"\r\n\"x", b"+MQTTMSGI: 1,1,3,4\r\n")
    if b"+MQTTPUB" not in said:
        modem.until(b"+MQTTPUB: 1,1\r\n")
    assert modem("AT+MQTTREAD=1") == b'\r\n+MQTTREAD: 1,1,3,4,"a/b","\r\n"x"\r\n\r\nOK\r\n'
    assert modem("AT+MQTTREAD=1") == b"\r\nERROR\r\n"
    modem.close()


def test_a_session_that_is_kept(modem):
    modem('AT+MQTTUSER=1,"","","keeper"')
    modem.open(clean=0)
    modem.subscribe("kept", 1)
    modem.says(OK + b"\r\n+MQTTCLOSE: 1,1\r\n", b"AT+MQTTCLOSE=1\r")
    modem.open(2)
    modem('AT+MQTTPUB=2,"kept",1,0,"later"', b"+MQTTPUB: 2,1\r\n")
    assert b"+MQTTMSG: 1, 1, kept, later\r\n" in modem('AT+MQTTOPEN=1,"broker.test",1883,0,60', b"later\r\n")
    modem("AT+MQTTCLOSE=1", b"+MQTTCLOSE: 1,1\r\n")
    modem.open(1)


def test_a_broker_that_dies_and_a_module_that_opens_the_session_again(routed, broker):
    modem = L610(route=routed, set={"reconnect": "1"})
    modem.open()
    broker.kill()
    try:
        modem.until(b"\r\n+MQTTBREAK: 1,1\r\n")
        assert modem("AT+MQTTOPEN?") == b"\r\n+MQTTOPEN: 0\r\n\r\nOK\r\n"
    finally:
        broker.start()
    modem.after(4)
    for _ in range(200):
        said = modem("AT+MQTTOPEN?")
        if said == b"\r\n+MQTTOPEN: 1\r\n\r\nOK\r\n":
            break
        time.sleep(0.01)
    else:
        raise AssertionError(said)
    modem.close()


def test_the_network_takes_the_session_with_it(modem):
    modem.open()
    modem.pipe.request("pdp-deact")
    assert modem.pipe.feed() == b"\r\n+MIPCALL: 0\r\n\r\n+MQTTBREAK: 1,2\r\n"


# -- TLS --


@pytest.mark.parametrize("mode, authority, port, own, result, code", [
    (0, None, 8883, False, 1, 0), (1, "ca", 8883, False, 1, 0), (1, "other-ca", 8883, False, 0, -11),
    (1, None, 8883, False, 0, -11), (1, "ca", 8885, False, 0, -11), (1, "ca", 8886, False, 0, -11),
    (1, "ca", 8884, True, 1, 0), (0, None, 1883, False, 0, -7),
])
def test_tls_verifies_as_its_mode_says(servers, modem, mode, authority, port, own, result, code):
    assert modem(f"AT+GTSSLVER=4;+GTSSLMODE={mode}") == OK
    if authority:
        modem.upload("TRUSTFILE", (servers.folder / f"{authority}.pem").read_bytes())
    if own:
        modem.upload("CAFILE", (servers.folder / "client.pem").read_bytes())
        modem.upload("KEYFILE", (servers.folder / "client.key").read_bytes())
    modem.open(port=port, rest=",2", result=result)
    assert modem("AT+GTSSLERR?") == b"\r\n+GTSSLERR: %d\r\n\r\nOK\r\n" % code


def test_bare_base64_is_found_out_late(servers, modem):
    modem("AT+GTSSLVER=4;+GTSSLMODE=1")
    modem.upload("TRUSTFILE", b"".join((servers.folder / "ca.pem").read_bytes().splitlines()[1:-1]))
    modem.open(port=8883, rest=",2", result=0)
    assert modem("AT+GTSSLERR?") == b"\r\n+GTSSLERR: -19\r\n\r\nOK\r\n"


def test_certificate_and_root_exchanged_by_their_misleading_names(servers, modem):
    modem("AT+GTSSLVER=4;+GTSSLMODE=1")
    modem.upload("CAFILE", (servers.folder / "ca.pem").read_bytes())
    modem.open(port=8883, rest=",2", result=0)
    assert modem("AT+GTSSLERR?") == b"\r\n+GTSSLERR: -12\r\n\r\nOK\r\n"


def test_a_firmware_whose_open_has_no_argument_for_tls(servers, routed):
    modem = L610(route=routed, set={"tls": "files"})
    assert modem('AT+MQTTOPEN=1,"broker.test",8883,0,60,2') == b"\r\nERROR\r\n"
    modem.open(port=8883, result=0)
    modem("AT+GTSSLVER=4;+GTSSLMODE=1")
    modem.upload("TRUSTFILE", (servers.folder / "ca.pem").read_bytes())
    modem.open(port=8883)
    modem.close()
