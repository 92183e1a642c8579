# What the numbers of the ML302's MQTT mean; loaded when an error wants its words. Source: manual 2.2, 2.3.10.
from ..errors import CommandError

_ERRORS = (
    "no data connection", "invalid parameter", "already connected", "connect failed", "connect timed out", "SUBACK failure",
    "topic already subscribed", "unknown packet from the server", "packet not sent or not answered", "PUBLISH not sent",
    "wrong PUBREC", "wrong PUBCOMP", "wrong PUBACK", "no MQTT socket", "user name or password", "reconnect failed",
    "no acknowledgement in time", "link to the server broken", "UNSUBACK failure", "wrong PUBREL", "already disconnected",
    "unsubscribe failed",
)  # fmt: skip
_UNANSWERED = "connect", "publish", "subscribe", "unsubscribe", "ping", "other"


def explained(error):
    """A CommandError with the words of this module's numbers, 600 to 621; others as they are."""
    code = error.code
    if error.kind == "CME" and 600 <= code < 600 + len(_ERRORS):
        return CommandError(error.command, "MQTT", code, _ERRORS[code - 600])
    return error


def unanswered(number):
    """What the server has not acknowledged, by the number of +MQTTTO."""
    return _UNANSWERED[number - 1] if isinstance(number, int) and 0 < number < 7 else "other"
