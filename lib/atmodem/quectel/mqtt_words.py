# What is seldom wanted of Quectel's MQTT: the words for its numbers, the state of a client. MQTT manual 3.2.2, 3.2.4, 4.1.
from ..fields import shape

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


async def state(at, index):
    """(host, port, state) of a client: see `Service.state`."""
    host = port = None
    found = 0
    for row in await at.rows("+QMTOPEN?", shape=shape("nsn")):
        if row[0] == index:
            host, port = row[1], row[2]
    for row in await at.rows("+QMTCONN?", shape=shape("nn")):
        if row[0] == index:
            found = row[1]
    return host, port, found
