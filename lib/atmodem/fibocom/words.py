# What the numbers of the L610 mean; loaded when an error wants its words. Source: MQTT commands manual V1.0.2, a real module.

_REFUSAL = "protocol version", "client id", "server unavailable", "user name or password", "not authorized"
_BREAK = "network abnormal", "radio link lost", "not registered"


def refusal(code):
    """Why the broker refused the session: the return code of CONNACK."""
    return _REFUSAL[code - 1]


def breaking(cause):
    """Why +MQTTBREAK says that the session is gone."""
    return "MQTT session lost: " + (_BREAK[cause - 1] if cause in (1, 2, 3) else str(cause))


def tls(code):
    """What AT+GTSSLERR tells."""
    if code == -11:
        return "certificate, root or clock"
    if code == -19:
        return "format of a certificate"
    return "certificates" if -19 < code < -11 else "handshake"
