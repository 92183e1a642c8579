# What is seldom wanted of Quectel's MQTT: the words for its numbers, settings, state. MQTT manual 3.2.1 to 3.2.4, 4.1.
from ..arguments import number
from ..errors import LinkLost
from ..fields import shape
from . import mqtt

_OPEN = "", "wrong parameter", "client in use", "no packet context", "unknown host", "network error"
_CONNECT = "", "protocol version", "client id", "server unavailable", "user name or password", "not authorized"
_STATE = (
    "", "by the peer", "no answer to PINGREQ", "CONNECT failed", "no CONNACK", "after DISCONNECT", "packets kept failing",
    "server unavailable", "by the client",
)  # fmt: skip


def _word(table, code, other):
    return table[code] if isinstance(code, int) and 0 < code < len(table) else other


def opening(code):
    """Why +QMTOPEN failed."""
    return _word(_OPEN, code, "no link")


def refusal(code):
    """Why the broker refused the session."""
    return _word(_CONNECT, code, "no answer")


def closing(code):
    """Why +QMTSTAT says that the link is closed."""
    return "MQTT link closed: " + _word(_STATE, code, str(code))


async def configure(service, key, index, *values):
    """Set (with values) or ask for (without; returns them) one of the module's MQTT settings (manual 3.2.1).

    For what `connect` does not set, such as `configure("aliauth", 0, product_key, device_name, device_secret)`. Raises
    CommandError while the client is connected, Timeout, ValueError. Worst case 5 s.
    """
    number(index, "index", 0, 5)
    if values:
        return await service.at.execute("+QMTCFG", key, index, *values, secret=True)
    return (await service.at.query("+QMTCFG", key, index) or ())[1:]


async def state(service, index):
    """(host, port, state) of a client as the module sees it: 0 closed, 1 initialising, 2 connecting, 3 connected, 4 closing.

    Manual 3.2.2, 3.2.4. Raises CommandError, Timeout. Worst case 10 s.
    """
    host = port = None
    found = 0
    for row in await service.at.rows("+QMTOPEN?", shape=shape("nsn")):
        if row[0] == index:
            host, port = row[1], row[2]
    for row in await service.at.rows("+QMTCONN?", shape=shape("nn")):
        if row[0] == index:
            found = row[1]
    return host, port, found


async def drop(service, index):
    """Close a client's link without a word to the broker, which then publishes the will (manual 3.2.3).

    Raises Timeout, ValueError. Worst case 5 s.
    """
    number(index, "index", 0, 5)
    await mqtt.drop(service.at, index)
    if service.sessions[index] is not None:
        service.sessions[index].lost(LinkLost("closed"))
