"""MQTT of the simulated C1100 (manual 3.6) with a real broker. Result lines begin with CR CR LF."""

import queue

import paho.mqtt.client as mqtt
import pytest
from cpython.c1100_bench import ERROR, OK, Modem
from cpython.ym310_bench import routes


def line(text):
    return b"\r\r\n" + text + b"\r\n"


@pytest.fixture
def bench(started, servers, broker):
    return lambda **settings: started(Modem(route=routes(servers, broker), **settings))


@pytest.fixture
def witness(broker):
    """Another client of the broker: ``witness(topic)`` gives (payload, qos, retain) of the next message."""
    messages = {}
    listening = queue.Queue()
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
    client.on_connect = lambda client, *_: client.subscribe("#", 2)
    client.on_subscribe = lambda *_: listening.put(True)
    client.on_message = lambda _c, _d, message: messages.setdefault(message.topic, queue.Queue()).put(
        (message.payload, message.qos, message.retain))
    client.connect("127.0.0.1", broker.ports["plain"])
    client.loop_start()
    listening.get(timeout=5)

    def next_message(topic):
        return messages.setdefault(topic, queue.Queue()).get(timeout=5)
    next_message.client = client
    yield next_message
    client.disconnect()
    client.loop_stop()


def configure(modem, **values):
    for name, value in values.items():
        text = f'0,"{value}"' if name == "message" else value if isinstance(value, int) else f'"{value}"'
        assert modem(f'AT+LSMQTTCFG="{name}",{text}') == OK


def connected(modem, port=1883, **values):
    configure(modem, **{"clientid": "c1100", **values})
    assert modem("AT+LSMQTTCALL=1", seconds=1) == OK + line(b"+MQTTCALL:1")
    modem.says(OK + line(b"+MQTTOPEN:1"), b'AT+LSMQTTOPEN="broker.test",%d,60\r' % port, seconds=0.1)
    return modem


def test_subscribe_and_publish_share_one_topic(modem, witness):
    connected(modem)
    configure(modem, topic="c1100/in", qos=1)
    assert modem("AT+LSMQTTSUB?") == b'+LSMQTTSUB: "c1100/in",1\r\n0\r'
    modem.says(OK + line(b"+MQTTSUB:1"), b"AT+LSMQTTSUB=1\r")
    configure(modem, topic="c1100/out", message="hello", qos=1, retained=0)
    assert modem("AT+LSMQTTPUB?") == b'+LSMQTTPUB: "c1100/out","hello",1,0\r\n0\r'
    modem.says(OK + line(b"+MQTTPUB:1"), b"AT+LSMQTTPUB=1\r")
    assert witness("c1100/out") == (b"hello", 1, False)
    witness.client.publish("c1100/in", b"any\r\n\x00bytes", 1)
    modem.says(line(b'+MQTTRECV:"c1100/in",11,any\r\n\x00bytes'))
    configure(modem, topic="c1100/in")
    modem.says(OK + line(b"+MQTTSUB:1"), b"AT+LSMQTTSUB=0\r")
    witness.client.publish("c1100/in", b"unheard", 1)
    assert witness("c1100/in")[0] == b"any\r\n\x00bytes" and witness("c1100/in")[0] == b"unheard"
    assert modem.heard_nothing()
    assert modem("AT+LSMQTTCLOSE=1", seconds=0.1) == OK
    assert modem("AT+LSMQTTPUB=1") == ERROR


@pytest.mark.parametrize("qos", [0, 1, 2])
def test_every_quality_of_service(modem, witness, qos):
    connected(modem, topic=f"c1100/q{qos}", message="x", qos=qos)
    modem.says(OK + line(b"+MQTTPUB:1"), b"AT+LSMQTTPUB=1\r")
    assert witness(f"c1100/q{qos}") == (b"x", qos, False)


def test_retained(modem, broker, witness):
    connected(modem, topic="c1100/kept", message="kept", retained=1)
    modem.says(OK + line(b"+MQTTPUB:1"), b"AT+LSMQTTPUB=1\r")
    witness("c1100/kept")
    witness.client.unsubscribe("#")
    witness.client.subscribe("c1100/kept")
    assert witness("c1100/kept") == (b"kept", 0, True)
    witness.client.publish("c1100/kept", b"", retain=True).wait_for_publish(5)


def test_the_will_is_what_was_set_before(modem, witness):
    connected(modem, topic="c1100/will", message="gone", qos=1)
    modem.pipe.request("restart")
    modem.after(1)
    assert witness("c1100/will") == (b"gone", 1, False)


def test_user_and_password(modem):
    configure(modem, clientid="c1100")
    modem("AT+LSMQTTCALL=1", seconds=1)
    modem.says(OK + line(b"+MQTTOPEN:0"), b'AT+LSMQTTOPEN="broker.test",1884,60\r', seconds=0.1)
    configure(modem, username="alice", password="secret")
    modem.says(OK + line(b"+MQTTOPEN:1"), b'AT+LSMQTTOPEN="broker.test",1884,60\r', seconds=0.1)


def test_a_session_that_outlives_the_link(bench, witness):
    modem = connected(bench(), session=0, clientid="c1100-session")
    configure(modem, topic="c1100/stays", qos=1)
    modem.says(OK + line(b"+MQTTSUB:1"), b"AT+LSMQTTSUB=1\r")
    modem("AT+LSMQTTCLOSE=1", seconds=0.1)
    witness.client.publish("c1100/stays", b"meanwhile", 1).wait_for_publish(5)
    said = modem('AT+LSMQTTOPEN="broker.test",1883,60', b"meanwhile\r\n", seconds=0.1)
    assert line(b"+MQTTOPEN:1") in said and line(b'+MQTTRECV:"c1100/stays",9,meanwhile') in said
    modem("AT+LSMQTTCLOSE=1", seconds=0.1)
    configure(modem, session=1)
    modem.says(OK + line(b"+MQTTOPEN:1"), b'AT+LSMQTTOPEN="broker.test",1883,60\r', seconds=0.1)


def test_nobody_there(modem):
    configure(modem, clientid="c1100")
    modem("AT+LSMQTTCALL=1", seconds=1)
    modem.says(OK + line(b"+MQTTOPEN:0"), b'AT+LSMQTTOPEN="broker.test",9,60\r', seconds=0.1)


def test_the_order_of_things(modem):
    opening = 'AT+LSMQTTOPEN="broker.test",1883,60'
    assert modem(opening) == ERROR                     # no call
    assert modem("AT+LSMQTTCALL=1", seconds=1).endswith(line(b"+MQTTCALL:1"))
    assert modem(opening) == ERROR                     # no client id
    configure(modem, topic="t")
    for early in ("AT+LSMQTTSUB=1", "AT+LSMQTTPUB=1", "AT+LSMQTTCLOSE=1"):
        assert modem(early) == ERROR
    configure(modem, clientid="c1100")
    modem.says(OK + line(b"+MQTTOPEN:1"), opening.encode() + b"\r", seconds=0.1)
    assert modem(opening) == ERROR                     # one client only
    assert modem("AT+LSMQTTPUB=1") == ERROR            # no message


def test_one_opening_at_a_time(modem):
    configure(modem, clientid="c1100")
    modem("AT+LSMQTTCALL=1", seconds=1)
    opening = b'AT+LSMQTTOPEN="broker.test",1883,60\r'
    modem.says(OK + ERROR + line(b"+MQTTOPEN:1"), opening + opening, seconds=0.1)


def test_the_connection_ends_while_the_link_opens(modem):
    configure(modem, clientid="c1100")
    modem("AT+LSMQTTCALL=1", seconds=1)
    assert modem('AT+LSMQTTOPEN="broker.test",1883,60') == OK
    assert modem.event("pdp-deact") == b""
    modem.says(line(b"+MQTTOPEN:0"), seconds=0.1)


def test_no_network(modem):
    modem.event("registration 2")
    assert modem("AT+LSMQTTCALL=1", seconds=1) == OK + line(b"+MQTTCALL:0")


def test_an_access_point_may_be_named(modem):
    assert modem('AT+LSMQTTCALL=1,"cmnbiot"', seconds=1) == OK + line(b"+MQTTCALL:1")
    assert modem("AT+LSMQTTCALL=0", seconds=1) == OK + line(b"+MQTTCALL:0")


@pytest.mark.parametrize("text", [
    '"clientid"', '"clientid",""', '"clientid",x', '"topic",1', '"qos",3', '"qos","1"', '"retained",2', '"session",2',
    '"will","x"', 'clientid,"x"', '"message","no number"', '"message",1,"61"', '"message",0', '"message",0,x', '"message"',
    '"message",0,"a",1',
    '"message",0,"' + "x" * 1025 + '"'])
def test_settings_that_are_refused(modem, text):
    assert modem(f"AT+LSMQTTCFG={text}") == ERROR


@pytest.mark.parametrize("text", [
    "+LSMQTTCALL=2", "+LSMQTTCALL", "+LSMQTTOPEN=broker.test,1883,60", '+LSMQTTOPEN="broker.test",1883', "+LSMQTTCFG=",
    '+LSMQTTOPEN="broker.test",0,60', "+LSMQTTSUB=2", "+LSMQTTSUB", "+LSMQTTPUB=0", "+LSMQTTCLOSE=0", "+LSMQTTCLOSE",
    "+LSMQTTCFG?", "+LSMQTTTCFG=\"qos\",0"])
def test_wrong_syntax_is_refused(modem, text):
    assert modem("AT" + text) == ERROR


def test_the_longest_message(modem, witness):
    connected(modem, topic="c1100/long", message="x" * 1024)
    modem.says(OK + line(b"+MQTTPUB:1"), b"AT+LSMQTTPUB=1\r")
    assert witness("c1100/long")[0] == b"x" * 1024


# -- events --

def test_the_link_is_lost(modem, witness):
    connected(modem)
    assert modem.event("mqtt-drop") == line(b"+MQTTOPEN:0")
    assert modem("AT+LSMQTTCLOSE=1") == ERROR
    modem.says(OK + line(b"+MQTTOPEN:1"), b'AT+LSMQTTOPEN="broker.test",1883,60\r', seconds=0.1)
    assert modem.event("pdp-deact") == line(b"+MQTTOPEN:0")
    assert modem('AT+LSMQTTOPEN="broker.test",1883,60') == ERROR


def test_a_link_that_stalls(modem, witness):
    connected(modem, topic="c1100/late", message="late", qos=1)
    modem.event("mqtt-stall")
    assert modem("AT+LSMQTTPUB=1") == OK
    assert modem.heard_nothing()
    modem.event("mqtt-resume")
    modem.after(0.2)
    modem.says(line(b"+MQTTPUB:1"))
    assert witness("c1100/late")[0] == b"late"


def test_no_acknowledgement_is_a_failure(modem):
    connected(modem, topic="c1100/never", message="x", qos=1)
    modem.event("mqtt-stall")
    assert modem("AT+LSMQTTPUB=1") == OK
    assert modem.after(21) == line(b"+MQTTPUB:0")


def test_a_wrong_topic_is_a_failure(modem):
    connected(modem)
    configure(modem, topic="c1100/#/wrong", message="x")
    modem.says(OK + line(b"+MQTTPUB:0"), b"AT+LSMQTTPUB=1\r")


# -- shapes that are told otherwise --

def test_plain_lines_and_short_ones(bench):
    modem = bench(mqtt_urc="plain")
    assert modem("AT+LSMQTTCALL=1", seconds=1) == b"0\r+MQTTCALL:1\r\n"
    modem = bench(mqtt_urc="cr")
    assert modem("AT+LSMQTTCALL=1", seconds=1) == b"0\r+MQTTCALL:1\r"
    modem = bench(mqtt_urc="plain", verbose=True)
    assert modem("AT+LSMQTTCALL=1", seconds=1) == b"\r\nOK\r\n\r\n+MQTTCALL:1\r\n"


def test_results_before_the_result_code(bench):
    modem = bench(mqtt_result="before")
    configure(modem, clientid="c1100", topic="c1100/t", message="x")
    assert modem("AT+LSMQTTCALL=1", seconds=1) == b"+MQTTCALL:1\r\n0\r"
    modem.says(b"+MQTTOPEN:1\r\n0\r", b'AT+LSMQTTOPEN="broker.test",1883,60\r', seconds=0.1)
    modem.says(b"+MQTTPUB:1\r\n0\r", b"AT+LSMQTTPUB=1\r")


def test_the_shape_of_a_message(bench, witness):
    modem = bench(mqtt_message="plain")
    assert modem('AT+LSMQTTCFG="message","text"') == OK
    assert modem('AT+LSMQTTCFG="message",0,"text"') == ERROR
    modem = bench(mqtt_message="both", mqtt_hex="1")
    assert modem('AT+LSMQTTCFG="message","text"') == modem('AT+LSMQTTCFG="message",0,"text"') == OK
    assert modem('AT+LSMQTTCFG="message",1,"616"') == ERROR
    connected(modem, topic="c1100/hex")
    assert modem('AT+LSMQTTCFG="message",1,"00FF0d0a22"') == OK
    modem.says(OK + line(b"+MQTTPUB:1"), b"AT+LSMQTTPUB=1\r")
    assert witness("c1100/hex")[0] == b'\x00\xff\r\n"'


def test_lost_texts_can_be_set(bench, witness):
    modem = bench(mqtt_incoming="+MQTTMSG: {topic},{qos},{hex}", mqtt_subscribed="", mqtt_closed="+MQTTCLOSE:", mqtt_lost="")
    connected(modem, topic="c1100/own", qos=0)
    assert modem("AT+LSMQTTSUB=1") == OK
    configure(modem, message="ab")
    modem.says(OK + line(b"+MQTTPUB:1") + line(b"+MQTTMSG: c1100/own,0,6162"), b"AT+LSMQTTPUB=1\r")
    assert modem("AT+LSMQTTCLOSE=1", seconds=0.1) == OK + line(b"+MQTTCLOSE:1")
    modem.says(OK + line(b"+MQTTOPEN:1"), b'AT+LSMQTTOPEN="broker.test",1883,60\r', seconds=0.1)
    assert modem.event("mqtt-drop") == b""
