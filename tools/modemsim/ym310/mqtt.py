"""Chapter 13: the commands of MQTT. What goes wrong is the bare ERROR."""

import re

from ..engine import ERROR, OK, Int, Text, answer, command
from ..standard.settings import setting
from .mqtt_session import AUTHENTICATED, LINKED
from .payload import take

NAME, PORT = Text(256, quoted=None), Int(1, 65535, quoted=None)
TOPIC, QOS, RETAIN = Text(256, least=1, quoted=None), Int(0, 2), Int(0, 1)
LONGEST, PAUSE = 2384, 5


def connected(module):
    """The session, if messages may pass."""
    if module.mqtt.state != AUTHENTICATED:
        raise ERROR
    return module.mqtt


@command("+MCONFIG", section="13.1",
         test="+MCONFIG: <clientid>[,<username>,<password>[,(0-2),(0,1),<will_topic>,<will_message>]]")
def configure(module, client_id: NAME, user: NAME = "", password: NAME = "", will_qos: QOS = 0, will_retain: RETAIN = 0,
              will_topic: Text(256) = "", will_message: Text(1360) = ""):
    """Client id, user, password, last will."""
    will = (will_topic, will_message.encode("latin-1"), will_qos, will_retain) if will_topic else None
    module.mqtt.identity = client_id, user, password, will


def _start_test(name):
    return f'{name}:"(0,255).(0,255).(0,255).(0,255)",(1-65535)', f'{name}:"DOMAIN NAME",(1-65535)'


@command("+MIPSTART", section="13.2", test=_start_test("+MIPSTART"))
def start(module, host: Text(128, least=1, quoted=None), port: PORT):
    """Open the link to the broker: OK, and later how it went."""
    return _start(module, host, port, secured=False)


@command("+SSLMIPSTART", section="13.2", test=_start_test("+SSLMIPSTART"))
def start_secured(module, host: Text(128, least=1, quoted=None), port: PORT):
    """The same with TLS (context 88)."""
    return _start(module, host, port, secured=True)


def _start(module, host, port, secured):
    if module.mqtt.opening:
        return ERROR
    if module.mqtt.link:
        module.after("ALREADY CONNECT")                # never with a link number
    else:
        module.after(module.mqtt.open(host, port, secured))
    return OK


@command("+MCONNECT", section="13.3", test="+MCONNECT:(0-1),(1-65535)")
def connect(module, clean: Int(0, 1), keepalive: Int(1, 65535)):
    """Open the session: OK, and later CONNACK OK, or a second final result: ERROR."""
    if module.mqtt.state != LINKED or module.mqtt.identity is None:
        return ERROR
    module.after(lambda: module.mqtt.connect(clean, keepalive))
    return OK


@command("+MPUB", section="13.4", test="+MPUB:<topic>,(0-2),(0-1),<message>")
def publish(module, topic: TOPIC, qos: QOS, retain: RETAIN, message: Text(LONGEST)):
    """Publish a text in quotes: \\22 \\0D \\0A \\5C spell what cannot stand there; hexadecimal digits after AT+MQTTMODE=1."""
    session = connected(module)
    if session.hexadecimal:
        if not re.fullmatch("([0-9A-Fa-f]{2})*", message):
            return ERROR
        payload = bytes.fromhex(message)
    else:
        payload = unescaped(message).encode("latin-1")
    module.after(lambda: session.publish(topic, qos, retain, payload))
    return OK


def unescaped(message):
    return re.sub(r"\\([0-9A-Fa-f]{2})", lambda match: chr(int(match[1], 16)), message)


@command("+MPUBEX", section="13.5", test="+MPUBEX:<topic>,(0-2),(0-1),<len>")
async def publish_counted(module, topic: TOPIC, qos: QOS, retain: RETAIN, length: Int(1, LONGEST) = None):
    """Publish bytes behind a prompt: so many, or up to Ctrl-Z or a pause of five seconds."""
    session = connected(module)
    payload, _ = await take(module, length, pause=None if length else PAUSE, prompt=">")
    if len(payload) > LONGEST or session.state != AUTHENTICATED:
        return ERROR
    module.after(lambda: session.publish(topic, qos, retain, payload))
    return OK


@command("+MSUB", section="13.6", test="+MSUB:<topic>,(0-2)")
def subscribe(module, topic: TOPIC, qos: QOS):
    """Subscribe: OK, and later SUBACK."""
    session = connected(module)
    module.after(lambda: session.subscribe(topic, qos))


@command("+MUNSUB", section="13.7", test="+MUNSUB:<topic>")
def unsubscribe(module, topic: TOPIC):
    """Unsubscribe: OK, and later UNSUBACK."""
    session = connected(module)
    module.after(lambda: session.unsubscribe(topic))


@command("+MQTTMSGGET", section="13.8")
class Messages:
    """All cached messages; which slots hold one."""

    test = ()

    def execute(module):
        return answer(*module.mqtt.take_all())

    def read(module):
        return answer(*(f"+MQTTMSGGET: {slot},{'VALID' if message else 'INVALID'}"
                        for slot, message in enumerate(module.mqtt.slots)))


MESSAGE_REPORT = setting("+MQTTMSGSET", "13.9", Int(0, 1), "Messages are said at once (0) or cached (1)",
                         read="+MQTTMSGSET:{}", test="+MQTTMSGSET:(0,1)", store="mqtt", key="cached")
MESSAGE_MODE = setting("+MQTTMODE", "13.10", Int(0, 1), "AT+MPUB takes text (0) or hexadecimal digits (1)",
                       test="+MQTTMODE: (0,1)", store="mqtt", key="hexadecimal")


@command("+MIPCLOSE", section="13.11", test=())
def close(module):
    """Close the link."""
    return OK if module.mqtt.drop() else ERROR


@command("+MDISCONNECT", section="13.12", test=())
async def disconnect(module):
    """End the session."""
    await connected(module).disconnect()
    return OK


@command("+MQTTSTATU", section="13.13", test=())
def status(module):
    """0 offline, 1 session, 2 link without session."""
    return f"+MQTTSTATU :{module.mqtt.state}"          # the space stands before the colon
