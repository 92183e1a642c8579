"""MQTT (3.6): one client, and one place for topic, message, qos and retained, shared by all that use them."""

import re

from ..engine import ERROR, OK, ArgumentError, Int, Keyed, Raw, Text, answer, command
from ..engine.output import Bare
from .mqtt_session import NO_SESSION
from .output import Short

# -- settings --

settings = Keyed("Settings of client, topic and message.")


def _setting(name, kind):
    def write(module, value: kind):
        module.mqtt.settings[name] = value
        return OK
    settings.key(name)(write)


for _name, _most in (("clientid", 256), ("username", 256), ("password", 256), ("topic", 256)):
    _setting(_name, Text(_most, least=1))
_setting("qos", Int(0, 2))
for _name in ("retained", "session"):
    _setting(_name, Int(0, 1))


@settings.key("message")
def message(module, first: Raw(), second: Raw() = None):
    """``"text"``, or a number before it; what the number means nobody tells."""
    shape, most = module.setting["mqtt-message"], int(module.setting["message-most"])
    number, text = (None, first) if second is None else (first, second)
    if shape == ("plain" if number else "numbered"):
        raise ArgumentError("a number before the text, or none")
    hexadecimal = number is not None and Int(0, int(module.setting["mqtt-hex"])).parse(number)
    text = Text().parse(text)
    if hexadecimal and not re.fullmatch("([0-9A-Fa-f]{2})*", text):
        raise ArgumentError("not hexadecimal digits")
    payload = bytes.fromhex(text) if hexadecimal else text.encode("latin-1")
    if len(payload) > most:
        raise ArgumentError("message too long")
    module.mqtt.settings["message"] = payload
    return OK


configure = command("+LSMQTTCFG", section="3.6.1")(settings)


# -- results --

def line(module, text):
    """A result or unsolicited line in the shape programs for this family wait for."""
    shape = module.setting["mqtt-urc"]
    return Bare(b"\r\r\n" + text.encode("latin-1") + b"\r\n") if shape == "odd" else Short(text) if shape == "cr" else text


async def outcome(module, name, work):
    """Carry out ``work`` (True, False) and tell ``name`` with 1 or 0: behind the result code, or before it."""
    if module.setting["mqtt-result"] == "before":
        done = await work
        return answer(f"{name}{int(done)}") if name else OK

    async def later():
        done = await work
        if name:
            module.report(line(module, f"{name}{int(done)}"))
    module.after(later())
    return OK


# -- commands --

@command("+LSMQTTCALL", section="3.6.1")
async def call(module, state: Int(0, 1), apn: Text(100) = None):
    """Bring the packet connection of MQTT up or down."""
    return await outcome(module, "+MQTTCALL:", module.mqtt.call(bool(state)))


@command("+LSMQTTOPEN", section="3.6.1")
async def connect(module, host: Text(128, least=1), port: Int(1, 65535), keepalive: Int(0, 65535)):
    """Connect with the broker; topic and message set before make the will."""
    session = module.mqtt
    if not session.called or session.opening or session.link or "clientid" not in session.settings:
        return ERROR
    return await outcome(module, "+MQTTOPEN:", session.open(host, port, keepalive))


@command("+LSMQTTSUB", section="3.6.2")
class Subscribe:
    """Subscribe to the topic that is set (1), or no longer (0); show it."""

    def read(module):
        wanted = module.mqtt.settings
        return '+LSMQTTSUB: "{}",{}'.format(wanted.get("topic", ""), wanted["qos"])

    async def write(module, on: Int(0, 1)):
        session = module.mqtt
        if session.state == NO_SESSION or "topic" not in session.settings:
            return ERROR
        name = module.setting["mqtt-subscribed" if on else "mqtt-unsubscribed"]
        return await outcome(module, name, session.subscribe() if on else session.unsubscribe())


@command("+LSMQTTPUB", section="3.6.4")
class Publish:
    """Publish the message that is set; show it."""

    def read(module):
        wanted = module.mqtt.settings
        return b'+LSMQTTPUB: "%s","%s",%d,%d' % (
            wanted.get("topic", "").encode("latin-1"), wanted.get("message", b""), wanted["qos"], wanted["retained"])

    async def write(module, now: Int(1, 1)):
        session = module.mqtt
        if session.state == NO_SESSION or not {"topic", "message"} <= set(session.settings):
            return ERROR
        return await outcome(module, "+MQTTPUB:", session.publish())


@command("+LSMQTTCLOSE", section="3.6.5")
async def close(module, now: Int(1, 1)):
    """Leave the broker."""
    if not module.mqtt.link:
        return ERROR
    await module.mqtt.disconnect()
    name = module.setting["mqtt-closed"]
    if name:
        module.after(line(module, name + "1"))
    return OK
