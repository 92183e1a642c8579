"""MQTT of the simulated YM310 against a real broker."""

import pytest
from cpython.ym310_bench import OK, Modem, routes


@pytest.fixture
def modem(started, servers, broker):
    modem = started(Modem(route=routes(servers, broker)))
    modem("AT+MQTTMSGSET=0")
    return modem


def start(modem, port=1883, command="MIPSTART"):
    modem.says(OK + b"\r\nCONNECT OK\r\n", f'AT+{command}="broker.test","{port}"\r'.encode())


def session(modem, identity='ym310,"",""', port=1883, command="MIPSTART", keepalive=300):
    assert modem(f"AT+MCONFIG={identity}") == OK
    start(modem, port, command)
    modem.says(OK + b"\r\nCONNACK OK\r\n", b"AT+MCONNECT=1,%d\r" % keepalive)


def subscribe(modem, topic="mqtt/topic", qos=0):
    modem.says(OK + b"\r\nSUBACK\r\n", f'AT+MSUB="{topic}",{qos}\r'.encode())


def test_states(modem):
    def state():
        return modem("AT+MQTTSTATU")
    assert state() == b"\r\n+MQTTSTATU :0\r\n\r\nOK\r\n"      # the space stands before the colon
    assert modem("AT+MCONNECT=1,60") == b"\r\nERROR\r\n"
    modem("AT+MCONFIG=ym310")
    start(modem)
    assert b":2\r\n" in state()
    assert modem('AT+MPUB="t",0,0,"x"') == b"\r\nERROR\r\n"
    modem.says(OK + b"\r\nALREADY CONNECT\r\n", b"AT+MIPSTART=broker.test,1883\r")
    modem.says(OK + b"\r\nCONNACK OK\r\n", b"AT+MCONNECT=1,60\r")
    assert b":1\r\n" in state()
    modem("AT+MDISCONNECT", OK)
    assert b":0\r\n" in state()
    assert modem("AT+MIPCLOSE") == OK
    assert modem("AT+MIPCLOSE") == modem("AT+MDISCONNECT", b"ERROR\r\n") == b"\r\nERROR\r\n"


@pytest.mark.parametrize("qos, acknowledged", [
    (0, b""), (1, b"\r\nPUBACK\r\n"), (2, b"\r\nPUBREC\r\n\r\nPUBCOMP\r\n")])
def test_acknowledgements(modem, qos, acknowledged):
    session(modem)
    modem.says(OK + acknowledged, f'AT+MPUB="a/b",{qos},0,"hello"\r'.encode())


def test_messages_are_said_with_their_length(modem):
    session(modem)
    subscribe(modem)
    modem.says(OK + b'\r\n+MSUB: "mqtt/topic",9 byte,SSSSddddd\r\n', b'AT+MPUB="mqtt/topic",0,0,"SSSSddddd"\r')


def test_cached_messages_are_said_without_quotes(modem):
    modem("AT+MQTTMSGSET=1")
    session(modem)
    subscribe(modem)
    for number in range(5):
        modem.says(OK + b"\r\n+MSUB: %d\r\n" % (number % 4), b'AT+MPUB="mqtt/topic",0,0,"%d"\r' % number)
    assert modem("AT+MQTTMSGGET?") == b"\r\n" + b"".join(b"+MQTTMSGGET: %d,VALID\r\n" % n for n in range(4)) + OK
    assert modem("AT+MQTTMSGGET") == b"\r\n" + b"".join(b"+MSUB: mqtt/topic,1 byte,%d\r\n" % n for n in range(1, 5)) + OK
    assert b"VALID" in modem("AT+MQTTMSGGET?") and b",VALID" not in modem("AT+MQTTMSGGET?")


def test_escapes_spell_what_cannot_be_typed(modem):
    session(modem)
    subscribe(modem)
    modem.says(OK + b'\r\n+MSUB: "mqtt/topic",6 byte,"\r\n\\,!\r\n', rb'AT+MPUB="mqtt/topic",0,0,"\22\0D\0A\5C,!"' + b"\r")


def test_hexadecimal_messages(modem):
    session(modem)
    subscribe(modem)
    modem("AT+MQTTMODE=1")
    modem.says(OK + b'\r\n+MSUB: "mqtt/topic",3 byte,\x00\xff3\r\n', b'AT+MPUB="mqtt/topic",0,0,"00ff33"\r')
    assert modem('AT+MPUB="mqtt/topic",0,0,"0"') == b"\r\nERROR\r\n"


def test_counted_messages_take_every_byte(modem):
    session(modem)
    subscribe(modem)
    data = bytes(range(256))
    assert modem('AT+MPUBEX="mqtt/topic",1,0,256') == b"\r\n>"
    said = modem(data, data + b"\r\n")
    if b"PUBACK" not in said:
        said += modem.until(b"PUBACK\r\n")
    assert said.startswith(OK) and b"\r\nPUBACK\r\n" in said


@pytest.mark.parametrize("end, seconds", [(b"\x1a", 0.01), (b"", 6)])
def test_uncounted_messages_end_with_ctrl_z_or_a_pause(modem, end, seconds):
    session(modem)
    subscribe(modem)
    assert modem('AT+MPUBEX="mqtt/topic",0,0') == b"\r\n>"
    modem.says(OK + b'\r\n+MSUB: "mqtt/topic",3 byte,abc\r\n', b"abc" + end, seconds)


def test_limits(modem):
    session(modem)
    assert modem(f'AT+MPUB="t",0,0,"{"x" * 2384}"') == OK
    assert modem(f'AT+MPUB="t",0,0,"{"x" * 2385}"') == b"\r\nERROR\r\n"
    assert modem('AT+MPUBEX="t",0,0,2385') == b"\r\nERROR\r\n"
    assert modem('AT+MPUB="t",0,0,x y') == b"\r\nERROR\r\n"  # the message must be in quotes


def test_long_messages_are_cut(modem):
    session(modem)
    subscribe(modem)
    modem("AT+MPUBEX=mqtt/topic,0,0,2000")
    assert b"1360 byte," in modem(b"x" * 2000, b"x" * 1360 + b"\r\n")


def test_refused_session_is_a_second_final_result(modem):
    modem("AT+MCONFIG=ym310,alice,wrong")
    start(modem, 1884)
    modem.says(OK + b"\r\nERROR\r\n\r\nCLOSED\r\n", b"AT+MCONNECT=1,60\r")
    session(modem, "ym310,alice,secret", 1884)


def test_numbered_results_with_six_links(modem):
    modem("AT+CIPMUX=1")
    modem.says(OK + b"\r\n7, CONNECT OK\r\n", b"AT+MIPSTART=broker.test,1883\r")
    modem.says(OK + b"\r\nALREADY CONNECT\r\n", b"AT+MIPSTART=broker.test,1883\r")
    modem("AT+MIPCLOSE")
    modem.says(OK + b"\r\n7, CONNECT FAIL\r\n", b"AT+MIPSTART=broker.test,1\r")


def test_failing_says_the_state_first(modem):
    modem.says(OK + b"\r\nSTATE: TCP CLOSED\r\n\r\nCONNECT FAIL\r\n", b"AT+MIPSTART=nowhere.test,1883\r")


@pytest.mark.parametrize("wrong", ['MSUB="a/#/b",0', 'MSUB="a+",1', 'MUNSUB="a/#/b"'])
def test_a_filter_that_cannot_be_ends_the_link(modem, wrong):
    session(modem)
    modem.says(OK + b"\r\nCLOSED\r\n", b"AT+%s\r" % wrong.encode())
    assert b":0\r\n" in modem("AT+MQTTSTATU")


def test_lost_broker_and_lost_context(modem, broker):
    session(modem)
    broker.restart()
    modem.says(b"\r\nCLOSED\r\n")
    assert b":0\r\n" in modem("AT+MQTTSTATU")
    session(modem)
    modem.pipe.request("pdp-deact")
    assert modem.after(0).endswith(b"\r\n+PDP DEACT\r\n")
    modem.says(OK + b"\r\nSTATE: TCP CLOSED\r\n\r\nCONNECT FAIL\r\n", b"AT+MIPSTART=broker.test,1883\r")
    modem("AT+CGACT=1,1", seconds=1)
    session(modem)


def test_last_will(modem, servers, broker):
    other = Modem(route=routes(servers, broker))
    other("AT+MQTTMSGSET=0")
    session(other, "other")
    subscribe(other, "will")
    session(modem, 'ym310,"","",1,0,"will","gone"')
    modem("AT+MIPCLOSE")
    assert other.until(b'\r\n+MSUB: "will",4 byte,gone\r\n')
    other.close()


@pytest.mark.parametrize("port, settings", [
    (8883, ""), (8883, '+SSLCFG="cacert",88,"ca.crt";+SSLCFG="seclevel",88,1'),
    (8884, '+SSLCFG="cacert",88,"ca.crt";+SSLCFG="clientcert",88,"client.crt";+SSLCFG="clientkey",88,"client.key";'
           '+SSLCFG="seclevel",88,2')])
def test_tls(modem, servers, port, settings):
    for name, source in (("ca.crt", "ca.pem"), ("client.crt", "client.pem"), ("client.key", "client.key")):
        data = (servers.folder / source).read_bytes()
        modem(f"AT+FSCREATE={name}")
        modem(f'AT+FSWRITE="{name}",0,{len(data)},15')
        assert modem(data) == OK
    assert modem("AT" + settings) == OK
    session(modem, port=port, command="SSLMIPSTART")


@pytest.mark.parametrize("port", [8885, 8886, 8887])
def test_tls_refuses_strangers(modem, servers, port):
    data = (servers.folder / "ca.pem").read_bytes()
    modem("AT+FSCREATE=ca.crt")
    modem(f"AT+FSWRITE=ca.crt,0,{len(data)},15")
    modem(data)
    modem('AT+SSLCFG="cacert",88,"ca.crt";+SSLCFG="seclevel",88,1;+SSLCFG="ignorelocaltime",88,0')
    modem('AT+SSLCFG="hostname",88,"broker.test"')
    modem.says(OK + b"\r\nSTATE: TCP CLOSED\r\n\r\nCONNECT FAIL\r\n", b"AT+SSLMIPSTART=broker.test,%d\r" % port)
