"""MQTT commands (guide 3.2, 3.3). OK only says that a command was accepted; its result line comes later."""

from ..engine import ERROR, OK, ArgumentError, CommandSyntaxError, Int, Raw, Text, command, error
from ..standard.mqtt_link import utf8
from .errors import NOT_ALLOWED
from .mqtt_client import CLOSED, OPEN
from .tls import tls_argument

Number = Int(1, 2)
Qos = Int(0, 2)
Flag = Int(0, 1)
Topic = Text(255, 1)
MOST_PAYLOAD = 1024


def _client(module, number, state=None):
    """The client, if it is in this state and no request of its is under way; otherwise an error."""
    client = module.mqtt[number]
    if client.busy or state is not None and client.state != state:
        raise error(NOT_ALLOWED)
    return client


@command("+MQTTUSER", section="3.3")
class User:
    """User name and password of a client, and its client id if it is not to be the IMEI."""

    test = "+MQTTUSER: (1,2),(128),(128)[,(23)]"

    def read(module):
        return [f'+MQTTUSER: {client.number},"{client.user}","{client.password}","{client.client_id or ""}"'
                for client in module.mqtt.values() if client.user is not None]

    def write(module, number: Number, user: Text(128), password: Text(128), client_id: Text(23) = None):
        client = _client(module, number)
        client.user, client.password, client.client_id = user or None, password or None, client_id


@command("+MQTTWILL", section="3.3")
class Will:
    """The will of a client, before it is opened: as text, or as so many bytes behind a prompt."""

    async def write(module, number: Number, topic: Topic, qos: Qos, retain: Flag, message: Raw()):
        client = _client(module, number, CLOSED)
        client.will = utf8(topic), await _data(module, message), qos, retain


@command("+MQTTOPEN", section="3.3")
class Open:
    """Open a client's link and session. Nothing else is taken for it until the result line was said."""

    def read(module):
        numbers = [client.number for client in module.mqtt.values() if client.state == OPEN]
        return [f"+MQTTOPEN: {number}" for number in numbers or (0,)]

    async def write(module, number: Number, host: Text(255, 1), port: Int(1, 65535), clean: Flag, keepalive: Int(1, 300),
                    tls: Int(0, 0, also=(2,)) = None):
        client, secured = _client(module, number, CLOSED), tls_argument(module, tls)
        if not module.call.address:
            return error(NOT_ALLOWED)
        work = client.open(host, port, clean, keepalive, secured)
        if module.setting["refusal"] == "code":        # then the answer waits for the broker's
            module.after(await work)
            return OK
        return await module.twice(work)


@command("+MQTTSUB", section="3.3")
async def subscribe(module, number: Number, topic: Topic, qos: Qos):
    """Subscribe to a topic."""
    client = _client(module, number, OPEN)
    return await module.twice(client.request("MQTTSUB", lambda mid: client.link.subscribe(mid, [(utf8(topic), qos)])))


@command("+MQTTUNSUB", section="3.3")
async def unsubscribe(module, number: Number, topic: Topic):
    """Unsubscribe from a topic."""
    client = _client(module, number, OPEN)
    return await module.twice(client.request("MQTTUNSUB", lambda mid: client.link.unsubscribe(mid, [utf8(topic)])))


async def _data(module, field):
    """The text in quotes, or as many bytes behind a prompt as a number without quotes says."""
    if field.quoted:
        if len(field.text) > MOST_PAYLOAD:
            raise ArgumentError("text too long")
        return field.text.encode("latin-1")
    return await module.prompt(">", Int(1, MOST_PAYLOAD).value(field.text))


@command("+MQTTPUB", section="3.3")
async def publish(module, number: Number, topic: Topic, qos: Qos, retain: Flag, payload: Raw()):
    """Publish a message: as text in quotes, or as so many bytes behind a prompt."""
    client = _client(module, number, OPEN)
    data = await _data(module, payload)
    if client.state != OPEN:
        return ERROR
    return await module.twice(client.request(
        "MQTTPUB", lambda mid: client.link.publish(mid, utf8(topic), data, qos, retain)))


@command("+MQTTCLOSE", section="3.3")
async def close(module, number: Number):
    """Leave the broker."""
    return await module.twice(_client(module, number, OPEN).close())


# -- not in the guide: seen on a module of the same family, here only with the setting "stored" --

@command("+MQTTCONF", section="-")
def configure(module, stored: Flag):
    """Messages are told by their lengths and wait for AT+MQTTREAD."""
    if module.setting["stored"] != "1":
        raise CommandSyntaxError("unknown command")
    module.mqtt_stores = bool(stored)


@command("+MQTTREAD", section="-")
def read_stored(module, number: Number):
    """Read the oldest stored message."""
    if module.setting["stored"] != "1":
        raise CommandSyntaxError("unknown command")
    return module.mqtt[number].take() or ERROR
