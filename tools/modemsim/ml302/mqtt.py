"""MQTT commands (ML302 MQTT AT manual, chapter 2.3)."""

import re

from ..engine import ERROR, OK, ArgumentError, Int, Raw, Text, answer, command, error
from ..engine.arguments import Field
from ..engine.commands import Command, bind
from ..engine.results import Result
from .mqtt_client import BAD_PARAMETER, CONNECTED, DISCONNECTED, NOT_CONNECTED, PASSWORD, Login, Settings

Flag, Qos, Topic, Short = Int(0, 1), Int(0, 2), Text(512, 1), Text(128)
MOST_PAYLOAD = 1024
ECHO_SECONDS = 0.1                                     # so long an own subscription's message may come in front of the OK


class EscapedCommand(Command):
    """Quoted fields with a backslash in front of quotes and backslashes (manual 2.3.6)."""

    _FIELD = re.compile(r'"((?:[^"\\]|\\.)*)"|([^",]*)', re.DOTALL)

    def prepare(self, call):
        if call.form != "W":
            return super().prepare(call)
        return bind(self.handlers["W"], self._fields(call.parameters))

    def _fields(self, text):
        found, position = [], 0
        while True:
            match = self._FIELD.match(text, position)
            quoted = match[1] is not None
            found.append(Field(re.sub(r"\\(.)", r"\1", match[1], flags=re.DOTALL) if quoted else match[2], quoted))
            position = match.end()
            if position == len(text):
                return found
            if text[position] != ",":
                raise ArgumentError("text behind a field")
            position += 1


class MqttCommand(EscapedCommand):
    """A wrong parameter is +CME ERROR: 601."""

    def prepare(self, call):
        try:
            return super().prepare(call)
        except ArgumentError:
            raise error(BAD_PARAMETER) from None


def mqtt_command(name, section, kind=MqttCommand):
    """Declare a command of this chapter."""
    def declare(target):
        row = command(name, section=section)(target)
        return kind(row.names, row.section, row.handlers, target.__doc__)
    return declare


async def with_result(module, work):
    """Do ``await work(say)``: its result lines in front of the OK or, as on some firmware, behind it."""
    if module.setting["result"] == "before":
        await work(module.report)                      # nothing holds back what comes unasked: messages, +MQTTREC
        if module.mqtt.topics:
            await module.clock.sleep(ECHO_SECONDS)     # manual 3.2: own messages come between result line and OK
        return OK

    async def later():
        try:
            await work(module.report)
        except Result as problem:
            module.report(problem.spelled(module)[0])
    module.after(later())
    return OK


# -- 2.3.1 --

@mqtt_command("+MQTTCFG", "2.3.1", EscapedCommand)
class Configure:
    """Parameters of the server: seven, or nine with version and encryption."""

    def read(module):
        known = module.mqtt.settings
        if known is None:
            return ERROR
        return '+MQTTCFG: "{}",{},"{}",{},"{}","***",{},"{}",{}'.format(*known[:5], *known[6:])

    def write(module, host: Text(128, 1), port: Int(1, 65535), client_id: Text(128, 1), keepalive: Int(1, 65535), user: Short,
              password: Short, clean: Flag, *more: (Short, Flag)):
        if len(more) > 1 or module.mqtt.state != DISCONNECTED:
            return ERROR
        module.mqtt.settings = Settings(host, port, client_id, keepalive, user, password, clean, *(more[0] if more else ()))


# -- 2.3.2 --

@mqtt_command("+MQTTOPEN", "2.3.2")
async def connect(module, user: Flag, password: Flag, will: Flag, will_retain: Flag, will_qos: Qos, will_topic: Text(512),
                  will_message: Text(512)):
    """Connect to the server."""
    if password and not user or will and not will_topic:
        return error(BAD_PARAMETER)

    async def work(say):
        try:
            await module.mqtt.open(Login(user, password, will, will_retain, will_qos, will_topic, will_message))
        except Result as problem:
            if problem.code == PASSWORD and module.setting["refused"] == "fail":
                say("+MQTTOPEN:FAIL")
            raise
        say("+MQTTOPEN:OK")
    return await with_result(module, work)


# -- 2.3.3 --

@mqtt_command("+MQTTSTAT", "2.3.3")
class State:
    """State of the connection."""

    def read(module):
        return f"+MQTTSTAT: {module.mqtt.state}"


# -- 2.3.4, 2.3.5 --

@mqtt_command("+MQTTSUB", "2.3.4")
class Subscribe:
    """Subscribe to a topic; which are subscribed to."""

    def read(module):
        quality = module.setting["list"] == "topic,qos"
        return "+MQTTSUB:", *(f"{topic},{qos}" if quality else topic for topic, qos in module.mqtt.topics.items())

    async def write(module, topic: Topic, qos: Qos):
        async def work(say):
            message_id, code = await module.mqtt.subscribe(topic, qos)
            say(f"+MQTTSUBACK:{message_id},{code},{topic}")
        return await with_result(module, work)


@mqtt_command("+MQTTUNSUB", "2.3.5")
async def unsubscribe(module, topic: Topic):
    """Unsubscribe from a topic."""
    async def work(say):
        say(f'+MQTTUNSUBACK:{await module.mqtt.unsubscribe(topic)},"{topic}"')
    return await with_result(module, work)


# -- 2.3.6 --

@mqtt_command("+MQTTPUB", "2.3.6")
async def publish(module, topic: Topic, qos: Qos, retain: Flag, dup: Flag, message: Raw()):
    """Publish a quoted message, or so many bytes behind a prompt."""
    if message.quoted:
        payload = message.text.encode("latin-1")
        if len(payload) > MOST_PAYLOAD:
            return error(BAD_PARAMETER)
    else:
        if not message.text.isdecimal() or not 1 <= int(message.text) <= MOST_PAYLOAD:
            return error(BAD_PARAMETER)
        module.mqtt.check_connected()
        payload = await module.prompt(">", int(message.text), echo=False)
        module.output.answer_begun = False             # result lines and messages come as they come
    if qos == 0:
        await module.mqtt.publish(topic, 0, retain, payload, None)
        return OK
    module.mqtt.check_connected()
    return await with_result(module, lambda say: module.mqtt.publish(topic, qos, retain, payload, say))


# -- 2.3.7, 3.3 --

@command("+MQTTDISC", section="2.3.7")
async def disconnect(module):
    """Disconnect from the server."""
    if module.mqtt.state == DISCONNECTED:
        return ERROR

    async def work(say):
        await module.mqtt.disconnect()
        say("+MQTTDISC: OK")
    return await with_result(module, work)


@command("+MQTTDEL", section="3.3")
def delete(module):
    """Delete the client."""
    if module.mqtt.state != DISCONNECTED:
        return ERROR
    module.mqtt.settings = None


# -- 2.3.8 to 2.3.10 --

@mqtt_command("+MQTTPING", "2.3.8")
class Ping:
    """Answers to pings are shown or not; only behind AT+MQTTOPEN."""

    def read(module):
        return f"+MQTTPING: {module.mqtt.pings_shown}"

    def write(module, shown: Flag):
        if module.mqtt.state != CONNECTED:
            return error(NOT_CONNECTED)
        module.mqtt.pings_shown = shown


@mqtt_command("+MQTTREC", "2.3.9")
class Reconnect:
    """Connect again by itself or not; and how often it has tried."""

    def read(module):
        return answer(f"+MQTTREC: {module.mqtt.reconnects},{module.mqtt.attempts}")

    def write(module, on: Flag):
        module.mqtt.reconnects = on


@mqtt_command("+MQTTTO", "2.3.10")
class AcknowledgementTimeout:
    """Seconds an acknowledgement of the server is waited for."""

    def read(module):
        return f"+MQTTTO: {module.mqtt.timeout}"

    def write(module, seconds: Int(1, 255)):
        module.mqtt.timeout = seconds
