"""The simulated ML302 against the words of its MQTT manual, and a real broker."""

import sys
import time
from pathlib import Path

import paho.mqtt.publish
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from cpython.ym310_bench import LISTENERS
from modemsim.simulator import Pipe

OK, ERROR = b"\r\nOK\r\n", b"\r\nERROR\r\n"
SERVER = b'"broker.test",1883,"%s",60,"alice","secret",%d'


class Bench:
    """The module, echo off: ``modem(b"+CSQ")`` gives everything it says up to ``wanted``."""

    def __init__(self, broker, **options):
        routes = [f"broker.test:{port}=127.0.0.1:{broker.ports[name]}" for name, (port, _) in LISTENERS.items()]
        self.pipe = Pipe("ml302", route=routes, **options)
        self.pipe.feed(b"ATE0\r")
        self.request, self.advance, self.until = self.pipe.request, self.pipe.advance, self.pipe.until

    def __call__(self, line, wanted=b"\n", raw=False):
        said = self.pipe.feed(line if raw else b"AT" + line + b"\r")
        return said if wanted in said else said + self.pipe.until(wanted)

    def connected(self, name=b"one", clean=1, login=b"0,0"):
        assert self(b"+MQTTCFG=" + SERVER % (name, clean)) == OK
        said = self(b'+MQTTOPEN=%s,0,0,0,"",""' % login, b"OK\r\n")
        assert said == b"\r\n+MQTTOPEN:OK\r\n" + OK
        return self

    def quiet(self, seconds=0.1):
        """What is said in so many seconds, real ones too."""
        said, end = b"", time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(0.002)
            said += self.advance(0.002)
        return said


@pytest.fixture
def made(broker):
    pipes = []

    def make(connected=True, clean=1, **setting):
        bench = Bench(broker, set=setting)
        pipes.append(bench.pipe)
        return bench.connected(clean=clean) if connected else bench
    yield make
    for pipe in pipes:
        pipe.close()


@pytest.fixture
def publish(broker):
    return lambda topic, payload, qos=0: paho.mqtt.publish.single(topic, payload, qos, False, "127.0.0.1", broker.ports["plain"])


# -- 2.3.1 --

def test_seven_or_nine_parameters_and_nothing_between(made):
    modem = made(connected=False)
    seven = b'+MQTTCFG="183.230.40.39",6002,"532337966",60,"246883","VACC79esEWuVK5j73b3cqWzrD7U=",0'
    assert modem(seven) == modem(seven + b',"",0') == OK
    assert modem(seven + b',""') == modem(seven + b',"",0,1') == modem(seven[:-2]) == ERROR


def test_the_password_is_not_shown(made):
    modem = made(connected=False)
    assert modem(b"+MQTTCFG?") == ERROR
    modem(b'+MQTTCFG="183.230.40.39",6002,"532337966",60,"246883","VACC79esEWuVK5j73b3cqWzrD7U=",0')
    assert modem(b"+MQTTCFG?") == b'\r\n+MQTTCFG: "183.230.40.39",6002,"532337966",60,"246883","***",0,"",0\r\n' + OK


@pytest.mark.parametrize("wrong", [
    b'host,1883,"i",60,"","",1', b'"host",0,"i",60,"","",1', b'"host",1883,"",60,"","",1', b'"host",1883,"i",60,"","",2',
    b'"' + b"h" * 129 + b'",1883,"i",60,"","",1', b'"host",1883,"i",60,"","' + b"p" * 129 + b'",1',
    b'"host",1883,"i",60,"","",1,"",2'])
def test_parameters_out_of_their_limits(made, wrong):
    assert made(connected=False)(b"+MQTTCFG=" + wrong) == ERROR


def test_no_new_parameters_while_connected(made):
    modem = made()
    assert modem(b"+MQTTCFG=" + SERVER % (b"two", 1)) == ERROR
    assert modem(b"+MQTTDEL") == ERROR


# -- 2.3.2, 2.3.3, 2.3.7, 3.3 --

def test_from_open_to_delete(made):
    modem = made(connected=False)
    assert modem(b"+MQTTSTAT?") == b"\r\n+MQTTSTAT: 0\r\n" + OK
    modem.connected()
    assert modem(b"+MQTTSTAT?") == b"\r\n+MQTTSTAT: 1\r\n" + OK
    assert modem(b"+MQTTDISC", b"OK\r\n\r\nOK") == b"\r\n+MQTTDISC: OK\r\n" + OK
    assert modem(b"+MQTTDISC") == ERROR
    assert modem(b"+MQTTDEL") == OK
    assert modem(b'+MQTTOPEN=0,0,0,0,0,"",""') == b"\r\n+CME ERROR: 601\r\n"


def test_the_result_behind_the_ok(made):
    modem = made(connected=False, result="after")
    modem(b"+MQTTCFG=" + SERVER % (b"after", 1))
    assert modem(b'+MQTTOPEN=0,0,0,0,0,"",""', b"MQTTOPEN:OK\r\n") == OK + b"\r\n+MQTTOPEN:OK\r\n"
    assert modem(b'+MQTTSUB="after",2', b"after\r\n") == OK + b"\r\n+MQTTSUBACK:1,2,after\r\n"
    assert modem(b'+MQTTPUB="out",2,0,0,"x"', b"COMP:0,2\r\n") == OK + b"\r\n+MQTTPUBREC:0,2\r\n\r\n+MQTTPUBCOMP:0,2\r\n"
    assert modem(b'+MQTTOPEN=0,0,0,0,0,"",""', b"602\r\n") == OK + b"\r\n+CME ERROR: 602\r\n"


def test_login_of_its_flags(made):
    modem = made(connected=False)
    for password, flags, answer in ((b"secret", b"1,1", b"+MQTTOPEN:OK"), (b"wrong", b"1,1", b"+CME ERROR: 614"),
                                    (b"secret", b"0,0", b"+CME ERROR: 614"), (b"secret", b"0,1", b"+CME ERROR: 601")):
        assert modem(b'+MQTTCFG="broker.test",1884,"login",60,"alice","%s",1' % password) == OK
        assert modem(b'+MQTTOPEN=%s,0,0,0,"",""' % flags).startswith(b"\r\n" + answer)
        modem(b"+MQTTDISC")
        modem.quiet()


def test_a_refusal_told_by_open_fail(made):
    modem = made(connected=False, refused="fail")
    modem(b'+MQTTCFG="broker.test",1884,"fail",60,"alice","wrong",1')
    assert modem(b'+MQTTOPEN=1,1,0,0,0,"",""', b"614\r\n") == b"\r\n+MQTTOPEN:FAIL\r\n\r\n+CME ERROR: 614\r\n"


def test_why_no_connection_comes_about(made):
    modem = made()
    assert modem(b'+MQTTOPEN=0,0,0,0,0,"",""') == b"\r\n+CME ERROR: 602\r\n"
    modem(b"+MQTTDISC", b"OK\r\n\r\nOK")
    modem(b'+MQTTCFG="broker.test",1,"none",60,"","",1')
    assert modem(b'+MQTTOPEN=0,0,0,0,0,"",""') == b"\r\n+CME ERROR: 603\r\n"
    modem.request("pdp-deact 1")
    assert modem(b'+MQTTOPEN=0,0,0,0,0,"",""') == b"\r\n+CME ERROR: 600\r\n"
    for wrong in (b'2,0,0,0,0,"",""', b'0,0,0,0,3,"",""', b'0,0,0,0,0,""', b'0,0,0,0,0,t,""', b'0,0,1,0,0,"",""'):
        assert modem(b"+MQTTOPEN=" + wrong) == b"\r\n+CME ERROR: 601\r\n"


def test_encryption_without_any_certificate(made):
    modem = made(connected=False)
    modem(b'+MQTTCFG="broker.test",8883,"tls",60,"","",1,"",1')
    assert modem(b'+MQTTOPEN=0,0,0,0,0,"",""', b"OK\r\n\r\nOK") == b"\r\n+MQTTOPEN:OK\r\n" + OK
    assert modem(b'+MQTTPUB="t",1,0,0,"x"', b"OK\r\n").startswith(b"\r\n+MQTTPUBACK:0,")


def test_the_will_is_published_when_the_link_breaks(made, broker):
    modem = made(connected=False)
    modem(b"+MQTTCFG=" + SERVER % (b"mortal", 1))
    modem(b'+MQTTOPEN=0,0,1,0,1,"mywill","001bye"', b"OK\r\n\r\nOK")
    other = made()
    other(b'+MQTTSUB="mywill",1', b"OK\r\n")
    modem.request("mqtt-drop")
    assert b'"mywill",6,001bye\r\n' in other.until(b"001bye\r\n")


# -- 2.3.4, 2.3.5 --

def test_subscriptions(made):
    modem = made()
    assert modem(b'+MQTTSUB="dev/gsm/u",2', b"OK\r\n") == b"\r\n+MQTTSUBACK:1,2,dev/gsm/u\r\n" + OK
    assert modem(b'+MQTTSUB="dev/gsm/u",2') == b"\r\n+CME ERROR: 606\r\n"
    assert modem(b"+MQTTSUB?") == b"\r\n+MQTTSUB:\r\ndev/gsm/u\r\n" + OK
    assert modem(b'+MQTTUNSUB="dev/gsm/u"', b"OK\r\n") == b'\r\n+MQTTUNSUBACK:2,"dev/gsm/u"\r\n' + OK
    assert modem(b"+MQTTSUB?") == b"\r\n+MQTTSUB:\r\n" + OK
    for wrong in (b'"t",3', b't,1', b'"t"', b'"",1', b'"' + b"t" * 513 + b'",1'):
        assert modem(b"+MQTTSUB=" + wrong) == b"\r\n+CME ERROR: 601\r\n"


def test_subscriptions_listed_with_their_quality(made):
    modem = made(list="topic,qos")
    modem(b'+MQTTSUB="a",2', b"OK\r\n")
    assert modem(b"+MQTTSUB?") == b"\r\n+MQTTSUB:\r\na,2\r\n" + OK


def test_nothing_works_without_a_connection(made):
    modem = made(connected=False)
    for line in (b'+MQTTSUB="t",1', b'+MQTTUNSUB="t"', b'+MQTTPUB="t",0,0,0,"x"', b'+MQTTPUB="t",1,0,0,5', b"+MQTTPING=0"):
        assert modem(line) == b"\r\n+CME ERROR: 620\r\n"


# -- 2.3.6 --

def test_each_quality_has_its_answer(made):
    modem = made()
    assert modem(b'+MQTTPUB="dev/gsm/u",0,0,0,"1890"', b"OK\r\n") == OK
    assert modem(b'+MQTTPUB="dev/gsm/u",1,0,0,"1890"', b"OK\r\n") == b"\r\n+MQTTPUBACK:0,2\r\n" + OK
    answer = b"\r\n+MQTTPUBREC:0,3\r\n\r\n+MQTTPUBCOMP:0,3\r\n" + OK
    assert modem(b'+MQTTPUB="dev/gsm/u",2,0,0,"update message"', b"OK\r\n") == answer


def test_own_messages_stand_in_front_of_the_ok(made):
    modem = made(topic="bare", colon=":")
    modem(b'+MQTTSUB="pyr",1', b"OK\r\n")
    said = modem(b'+MQTTPUB="pyr",1,0,0,"abc"', b"OK\r\n")
    own, result = b"\r\n+MQTTPUBLISH:0,1,0,1,pyr,3,abc\r\n", b"\r\n+MQTTPUBACK:0,2\r\n"
    assert said in (result + own + OK, own + result + OK)         # the broker decides which is first


def test_escaped_quotes_in_the_text_form(made):
    modem = made()
    modem(b'+MQTTSUB="godda",0', b"OK\r\n")
    message = b'"\\"{\\"datastreams\\":[{\\"id\\":\\"4G\\"}]}\\""'
    said = modem(b'+MQTTPUB="godda",0,0,0,' + message, b"]}\"\r\n")
    assert b'\r\n+MQTTPUBLISH: 0,0,0,0,"godda",36,"{"datastreams":[{"id":"4G"}]}"\r\n'.replace(b"36", b"31") in said


def test_counted_bytes_behind_the_prompt(made):
    modem = made()
    modem(b'+MQTTSUB="all",0', b"OK\r\n")
    every = bytes(range(256))
    assert modem(b'+MQTTPUB="all",1,0,0,256', b">") == b"\r\n>"
    said = modem(every, OK, raw=True)
    assert b"\r\n+MQTTPUBACK:0,2\r\n" in said and b'\r\n+MQTTPUBLISH: 0,0,0,0,"all",256,' + every + b"\r\n" in said


@pytest.mark.parametrize("wrong", [b'"t",1,0,0,0', b'"t",1,0,0,1025', b'"t",1,0,0,abc', b'"t",3,0,0,"x"', b'"t",1,0,"x"',
                                   b't,1,0,0,"x"', b'"t",1,0,0,"' + b"x" * 1025 + b'"'])
def test_publications_the_manual_forbids(made, wrong):
    assert made()(b"+MQTTPUB=" + wrong) == b"\r\n+CME ERROR: 601\r\n"


def test_a_publication_that_nobody_acknowledges(made):
    modem = made()
    modem(b"+MQTTTO=3")
    modem.request("mqtt-stall")
    assert modem.pipe.feed(b'AT+MQTTPUB="t",1,0,0,"x"\r') == b""
    assert modem.advance(3.1) == b"\r\n+MQTTTO:2\r\n\r\n+CME ERROR: 608\r\n"
    assert modem.pipe.feed(b'AT+MQTTSUB="t",1\r') == b""
    assert modem.advance(3.1) == b"\r\n+MQTTTO:3\r\n\r\n+CME ERROR: 605\r\n"
    assert modem.pipe.feed(b'AT+MQTTUNSUB="t"\r') == b""
    assert modem.advance(3.1) == b"\r\n+MQTTTO:4\r\n\r\n+CME ERROR: 618\r\n"


# -- 2.3.8 to 2.3.10 --

def test_settings_and_their_read_forms(made):
    modem = made()
    assert modem(b"+MQTTPING?") == b"\r\n+MQTTPING: 1\r\n" + OK
    assert modem(b"+MQTTREC?") == b"\r\n+MQTTREC: 1,0\r\n" + OK
    assert modem(b"+MQTTTO?") == b"\r\n+MQTTTO: 10\r\n" + OK
    for line in (b"+MQTTPING=0", b"+MQTTREC=0", b"+MQTTTO=20"):
        assert modem(line) == OK
    for line, answer in ((b"+MQTTPING?", b"+MQTTPING: 0"), (b"+MQTTREC?", b"+MQTTREC: 0,0"), (b"+MQTTTO?", b"+MQTTTO: 20")):
        assert modem(line) == b"\r\n" + answer + b"\r\n" + OK
    for line in (b"+MQTTPING=2", b"+MQTTREC=2", b"+MQTTTO=0"):
        assert modem(line) == b"\r\n+CME ERROR: 601\r\n"


@pytest.mark.parametrize("text", ["+MQTTPINGRSP: OK", "+MQTTPINGRESP:OK"])
def test_answers_to_pings_are_shown_or_not(made, text):
    modem = made(ping=text)
    assert modem.advance(59) == b""
    assert modem.advance(2) + modem.until(b"OK\r\n") == b"\r\n" + text.encode() + b"\r\n"
    modem(b"+MQTTPING=0")
    modem.advance(60)
    assert modem.quiet() == b""


# -- 2.4 --

def test_messages_of_every_quality_and_shape(made, publish):
    modem = made()
    modem(b'+MQTTSUB="t",2', b"OK\r\n")
    publish("t", b"abc\"xxxx\"abc", 0)
    assert modem.until(b"abc\r\n") == b'\r\n+MQTTPUBLISH: 0,0,0,0,"t",12,abc"xxxx"abc\r\n'
    publish("t", b"abxxxxabc", 1)
    assert modem.until(b"abc\r\n") == b'\r\n+MQTTPUBLISH: 0,1,0,1,"t",9,abxxxxabc\r\n'
    publish("t", b'{"action":"leave_hbcd"}', 2)
    assert modem.until(b"REL: 0,2\r\n".replace(b" ", b"")) == \
        b'\r\n+MQTTPUBLISH: 0,2,0,2,"t",23,{"action":"leave_hbcd"}\r\n\r\n+MQTTPUBREL:0,2\r\n'


def test_a_long_message_in_pieces_and_one_cut_at_its_nul(made, publish):
    modem = made(piece="1024", topic="bare")
    modem(b'+MQTTSUB="t",0', b"OK\r\n")
    publish("t", b"a" * 1024 + b"b" * 1024 + b"c")
    assert modem.until(b"c\r\n") == b"\r\n+MQTTPUBLISH: 0,0,0,0,t,2049," + b"a" * 1024 + b"\r\n" + b"b" * 1024 + b"\r\nc\r\n"
    modem = made(nul="cut")
    modem(b'+MQTTSUB="t",0', b"OK\r\n")
    publish("t", b"ab\0cd")
    assert modem.until(b"ab\r\n") == b'\r\n+MQTTPUBLISH: 0,0,0,0,"t",5,ab\r\n'


# -- 3.4 --

def test_three_unanswered_pings_and_a_new_link(made, publish):
    modem = made()
    modem(b'+MQTTSUB="t",0', b"OK\r\n")
    modem.request("mqtt-stall")
    assert modem.advance(75) == b"\r\n+MQTTTO:5\r\n"
    assert modem.advance(70) == b"\r\n+MQTTTO:5\r\n"
    assert modem.advance(70) == b"\r\n+MQTTTO:5\r\n\r\n+MQTTREC:0\r\n"
    assert modem.until(b"OPEN:OK\r\n") == b"\r\n+MQTTOPEN:OK\r\n"
    assert modem(b"+MQTTSUB?") == b"\r\n+MQTTSUB:\r\n" + OK       # a clean session has lost them
    publish("t", b"unheard")
    assert modem.quiet() == b""


def test_a_session_that_stays_keeps_its_subscriptions(made, publish):
    modem = made(connected=False).connected(b"stays", clean=0)
    modem(b'+MQTTSUB="stays/t",1', b"OK\r\n")
    modem.request("mqtt-drop")
    publish("stays/t", b"meanwhile", 1)
    assert modem.advance(4.1) == b"\r\n+MQTTREC:0\r\n"
    said = modem.until(b"meanwhile\r\n")
    assert b"+MQTTOPEN:OK" in said
    assert modem(b"+MQTTSUB?") == b"\r\n+MQTTSUB:\r\nstays/t\r\n" + OK
    modem(b"+MQTTDISC", b"OK\r\n\r\nOK")
    modem.connected(b"stays", clean=1)


@pytest.mark.parametrize("farewell, said", [
    ("disc", b"\r\n+MQTTDISC:OK\r\n"), ("615", b"\r\n+CME ERROR: 615\r\n"),
    ("both", b"\r\n+CME ERROR: 615\r\n\r\n+MQTTDISC:OK\r\n")])
def test_three_attempts_and_a_farewell(made, farewell, said):
    modem = made(farewell=farewell)
    modem.request("registration 2")
    assert modem.advance(3.9) == b""
    assert modem(b"+MQTTSTAT?") == b"\r\n+MQTTSTAT: 2\r\n" + OK
    assert modem.advance(0.2) == b"\r\n+MQTTREC:0\r\n"
    assert modem.advance(8) == b"\r\n+MQTTREC:1\r\n"
    assert modem.advance(16.1) == b"\r\n+MQTTREC:2\r\n" + said
    assert modem(b"+MQTTSTAT?") == b"\r\n+MQTTSTAT: 0\r\n" + OK


@pytest.mark.parametrize("setting", [{"on-close": "disconnect"}, {}])
def test_without_reconnection_the_loss_is_final(made, setting):
    modem = made(**setting)
    if not setting:
        modem(b"+MQTTREC=0")
    modem.request("mqtt-drop")
    assert modem.advance(30) == b"\r\n+MQTTDISC:OK\r\n"


@pytest.mark.parametrize("told, said", [("told", b"\r\n+MQTTDISC:OK\r\n"), ("silent", b"")])
def test_an_encrypted_link_is_not_opened_again(made, told, said):
    modem = made(connected=False, **{"tls-loss": told})
    modem(b'+MQTTCFG="broker.test",8883,"tls",60,"","",1,"",1')
    modem(b'+MQTTOPEN=0,0,0,0,0,"",""', b"OK\r\n\r\nOK")
    modem.request("mqtt-drop")
    assert modem.advance(30) == said
    assert modem(b"+MQTTSTAT?") == b"\r\n+MQTTSTAT: 0\r\n" + OK


def test_disconnect_ends_the_attempts(made):
    modem = made()
    modem.request("mqtt-drop")
    assert modem(b"+MQTTDISC", b"OK\r\n\r\nOK") == b"\r\n+MQTTDISC: OK\r\n" + OK
    assert modem.advance(60) == b""


@pytest.mark.parametrize("packet", ["publish", "pubrec", "pubrel", "pubcomp"])
def test_an_unfinished_publication_goes_on_in_a_session_that_stays(made, publish, packet):
    """MQTT 3.1.1, 4.4: the same message, under the same id, arrives once."""
    witness = made()
    witness(b'+MQTTSUB="once",2', b"OK\r\n")
    modem = made(connected=False, reconnect="0.3,8,16").connected(b"unfinished", clean=0)
    modem.request("mqtt-cut " + packet)
    said = modem(b'+MQTTPUB="once",2,0,0,"%s"' % packet.encode(), b"REC:0\r\n")
    assert said == (b"" if packet in ("publish", "pubrec") else b"\r\n+MQTTPUBREC:0,1\r\n") + b"\r\n+MQTTREC:0\r\n"
    said = modem.until(b"\r\nOK\r\n")
    assert b"\r\n+MQTTOPEN:OK\r\n" in said and said.endswith(b"\r\n+MQTTPUBCOMP:0,1\r\n" + OK)
    heard = witness.until(b"+MQTTPUBREL:") + witness.quiet()
    assert heard.count(b"+MQTTPUBLISH: ") == 1 and packet.encode() in heard
    modem(b"+MQTTDISC", b"OK\r\n\r\nOK")


@pytest.mark.parametrize("setting, clean", [({"unfinished": "dropped"}, 0), ({}, 1)])
def test_an_unfinished_publication_is_given_up(made, setting, clean):
    modem = made(connected=False, **setting).connected(b"given-up", clean=clean)
    modem.request("mqtt-cut puback")
    assert modem(b'+MQTTPUB="t",1,0,0,"x"', b"617\r\n") == b"\r\n+CME ERROR: 617\r\n"
    assert modem(b'+MQTTPUB="t",1,0,0,"x"') == b"\r\n+CME ERROR: 617\r\n"      # while it tries
    modem.advance(4)
    modem.until(b"OPEN:OK\r\n")


def test_the_broker_dies_and_comes_back(made, broker):
    modem = made(reconnect="0.3,1,2")
    broker.kill()
    try:
        assert modem.until(b"REC:0\r\n") == b"\r\n+MQTTREC:0\r\n"
        assert modem.quiet(0.3) == b""
    finally:
        broker.start()
    assert modem.until(b"+MQTTOPEN:OK\r\n").startswith(b"\r\n+MQTTREC:1\r\n")


# -- the rest of the module --

def test_boot_and_what_it_is(broker):
    with Pipe("ml302", booted=False) as pipe:
        assert pipe.advance(3) == b"\r\n+MATREADY\r\n\r\n+CPIN: READY\r\n"
        assert b"ML302" in pipe.feed(b"ATI\r")
        assert pipe.feed(b"AT+ICCID\r").endswith(b"\r\n+ICCID: 89860025128306012474\r\n" + OK)
        assert pipe.feed(b"AT+NOTHING\r").endswith(ERROR)
