"""MQTT commands (Quectel EC2x&EG9x&EM05 MQTT AT Commands Manual V1.0, chapter 3.2)."""

from ..engine import ERROR, OK, ArgumentError, Int, Keyed, Text, answer, command, until
from .mqtt_client import CLIENTS, CLOSED, CONNECT_STATES, CONNECTED, MOST_UNACKNOWLEDGED, OCCUPIED, OPEN

Index = Int(0, CLIENTS - 1)
MessageId = Int(1, 65535)
Qos = Int(0, 2)
Flag = Int(0, 1)
Topic = Text(255, 1)
MOST_PAYLOAD = 4096


def _test(*lines):
    """These test forms have no blank line before OK on some firmware."""
    return lambda module: answer(*lines, blank=module.setting["tight_tests"] != "1")


def _configurable(module, index):
    """The client, if its settings may still be changed; otherwise ERROR."""
    client = module.mqtt[index]
    if client.state == CONNECTED:
        raise ERROR
    return client.settings


def _connected(module, index):
    client = module.mqtt[index]
    if client.state != CONNECTED:
        raise ERROR
    return client


# -- 3.2.1 --

settings = Keyed("Optional parameters of a client; without values it asks.")


def _setting(name, attribute, kind):
    def setting(module, index: Index, value: kind = None):
        if value is None:
            return f'+QMTCFG: "{name}",{getattr(module.mqtt[index].settings, attribute)}'
        setattr(_configurable(module, index), attribute, value)
    settings.key(name)(setting)


_setting("version", "version", Int(3, 4))
_setting("pdpcid", "context", Int(1, 16))
_setting("keepalive", "keepalive", Int(0, 3600))
_setting("session", "clean", Flag)


@settings.key("ssl")
def tls(module, index: Index, on: Flag = None, tls_context: Int(0, 5) = None):
    client = module.mqtt[index]
    if on is None:
        known = client.settings
        return f'+QMTCFG: "ssl",{known.tls}' + (f",{known.tls_context}" if known.tls_context is not None else "")
    if on and tls_context is None:
        raise ArgumentError("the TLS context is missing")
    known = _configurable(module, index)
    known.tls = on
    if tls_context is not None:
        known.tls_context = tls_context


@settings.key("timeout")
def timeout(module, index: Index, seconds: Int(1, 60) = None, retries: Int(1, 10) = None, notice: Flag = None):
    if seconds is None:
        known = module.mqtt[index].settings
        return f'+QMTCFG: "timeout",{known.packet_timeout},{known.retries},{known.notice}'
    known = _configurable(module, index)
    known.packet_timeout = seconds
    known.retries = known.retries if retries is None else retries
    known.notice = known.notice if notice is None else notice


@settings.key("will")
def will(module, index: Index, on: Flag = None, qos: Qos = None, retain: Flag = None, topic: Topic = None,
         message: Text(255) = None):
    if on is None:
        known = module.mqtt[index].settings.will
        return '+QMTCFG: "will",0' if known is None else '+QMTCFG: "will",1,{},{},"{}","{}"'.format(*known)
    if on and None in (qos, retain, topic, message):
        raise ArgumentError("a will needs all four of its parameters")
    _configurable(module, index).will = (qos, retain, topic, message) if on else None


@settings.key("recv/mode")
def receive_mode(module, index: Index, stored: Flag = None, with_length: Flag = None):
    if stored is None:
        known = module.mqtt[index].settings
        return f'+QMTCFG: "recv/mode",{known.stored},{known.with_length}'
    known = _configurable(module, index)
    known.stored = stored
    known.with_length = known.with_length if with_length is None else with_length


@settings.key("aliauth")
def aliyun(module, index: Index, product: Text(64, 1) = None, device: Text(64, 1) = None, secret: Text(64, 1) = None):
    known = module.mqtt[index].settings.aliyun
    if product is None:
        return '+QMTCFG: "aliauth",' + ",".join(f'"{part}"' for part in known or ("", "", ""))
    if None in (device, secret):
        raise ArgumentError("device name or secret is missing")
    _configurable(module, index).aliyun = product, device, secret


qmtcfg = command("+QMTCFG", section="3.2.1", test=(
    '+QMTCFG: "version",(0-5),(3,4)',
    '+QMTCFG: "pdpcid",(0-5),(1-16)',
    '+QMTCFG: "ssl",(0-5),(0,1),(0-5)',
    '+QMTCFG: "keepalive",(0-5),(0-3600)',
    '+QMTCFG: "session",(0-5),(0,1)',
    '+QMTCFG: "timeout",(0-5),(1-60),(1-10),(0,1)',
    '+QMTCFG: "will",(0-5),(0,1),(0-2),(0,1),"willtopic","willmessage"',
    '+QMTCFG: "recv/mode",(0-5),(0,1),(0,1)',
    '+QMTCFG: "aliauth",(0-5),"productkey","devicename","devicesecret"'))(settings)


# -- 3.2.2 to 3.2.5 --

@command("+QMTOPEN", section="3.2.2")
class Open:
    """Open the link of a client."""

    test = _test("+QMTOPEN: (0-5),<host_name>,<port>")

    def read(module):
        return [f'+QMTOPEN: {client.index},"{client.host}",{client.port}' for client in module.mqtt if client.state >= OPEN]

    def write(module, index: Index, host: Text(100, 1), port: Int(1, 65535)):
        client = module.mqtt[index]
        if client.state != CLOSED:
            module.after(f"+QMTOPEN: {index},{OCCUPIED}")
        else:
            module.after(client.open(host, port))
        return OK


@command("+QMTCLOSE", section="3.2.3")
class Close:
    """Drop the link of a client, without DISCONNECT."""

    test = _test("+QMTCLOSE: (0-5)")

    def write(module, index: Index):
        client = module.mqtt[index]
        if client.state == CLOSED:
            return ERROR
        module.after(client.close())
        return OK


@command("+QMTCONN", section="3.2.4")
class Connect:
    """Connect a client to the broker."""

    test = _test("+QMTCONN: (0-5),<clientid>,<username>,<password>")

    def read(module):
        return [f"+QMTCONN: {client.index},{CONNECT_STATES[client.state]}" for client in module.mqtt if client.state != CLOSED]

    def write(module, index: Index, client_id: Text(256), user: Text(256) = None, password: Text(256) = None):
        client = module.mqtt[index]
        if client.state != OPEN:
            return ERROR
        module.after(client.connect(client_id, user, password))
        return OK


@command("+QMTDISC", section="3.2.5")
class Disconnect:
    """Disconnect a client from the broker; its link ends too."""

    test = _test("+QMTDISC: (0-5)")

    def write(module, index: Index):
        module.after(_connected(module, index).disconnect())
        return OK


# -- 3.2.6 and 3.2.7 --

@command("+QMTSUB", section="3.2.6")
class Subscribe:
    """Subscribe to topics."""

    test = _test('+QMTSUB: (0-5),<msgid>,"topic",(0-2)')

    def write(module, index: Index, message_id: MessageId, *topics: (Topic, Qos)):
        client = _connected(module, index)
        if not topics or ("QMTSUB", message_id) in client.waiting:
            return ERROR
        module.after(lambda: client.subscribe(message_id, topics))
        return OK


@command("+QMTUNS", section="3.2.7")
class Unsubscribe:
    """Unsubscribe from topics."""

    test = _test('+QMTUNS: (0-5),<msgid>,"topic"')

    def write(module, index: Index, message_id: MessageId, *topics: Topic):
        client = _connected(module, index)
        if not topics or ("QMTUNS", message_id) in client.waiting:
            return ERROR
        module.after(lambda: client.unsubscribe(message_id, topics))
        return OK


# -- 3.2.8 --

async def _publish(module, name, index, message_id, qos, retain, topic, amount):
    """Check, prompt, take the payload; OK, and the result line once the broker acknowledged."""
    client = _connected(module, index)
    if (message_id == 0) != (qos == 0):
        return ERROR
    if qos and (client.unacknowledged >= MOST_UNACKNOWLEDGED or ("QMTPUB", message_id) in client.waiting):
        return ERROR
    payload = await module.prompt("> ", amount)
    if payload is None:
        return OK                                      # Esc: nothing was sent
    if client.state != CONNECTED:
        return ERROR
    module.after(lambda: client.publish(name, message_id, topic, payload, qos, retain))
    return OK


@command("+QMTPUBEX", section="3.2.8")
class PublishCounted:
    """Publish a message of counted bytes."""

    def test(module):
        if module.setting["publish_counted"] == "0":
            return ERROR
        return _test('+QMTPUBEX: (0-5),<msgid>,(0-2),(0,1),"topic","length"')(module)

    async def write(module, index: Index, message_id: Int(0, 65535), qos: Qos, retain: Flag, topic: Topic,
                    length: Int(0, MOST_PAYLOAD)):
        if module.setting["publish_counted"] == "0":
            return ERROR
        return await _publish(module, "QMTPUBEX", index, message_id, qos, retain, topic, length)


@command("+QMTPUB", section="2")
class Publish:
    """Publish a message that Ctrl-Z ends, or of counted bytes."""

    test = _test(f"+QMTPUB: (0-5),(0-65535),(0-2),(0,1),<topic>,(1-{MOST_PAYLOAD})")

    async def write(module, index: Index, message_id: Int(0, 65535), qos: Qos, retain: Flag, topic: Topic,
                    length: Int(1, MOST_PAYLOAD) = None):
        return await _publish(module, "QMTPUB", index, message_id, qos, retain, topic, length or until(most=MOST_PAYLOAD))


# -- 3.2.9 --

@command("+QMTRECV", section="3.2.9")
class Receive:
    """Read stored messages."""

    def read(module):
        return [f"+QMTRECV: {client.index}," + ",".join(str(int(message is not None)) for message in client.messages)
                for client in module.mqtt if client.state == CONNECTED]

    def write(module, index: Index, slot: Int(0, 4) = None):
        client = module.mqtt[index]
        lines = [client.take(each) for each in (range(5) if slot is None else (slot,))]
        return [line for line in lines if line is not None]
