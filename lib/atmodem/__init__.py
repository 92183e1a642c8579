# atmodem drives cellular modules over AT commands. MIT license. The public names are loaded when they are first used.
__version__ = "0.1.0"

_PLACES = {
    "open": "opening",
    "run": "sched",
    "spawn": "sched",
    "sleep_ms": "sched",
    "Signal": "sched",
    "Task": "sched",
    "Cancelled": "sched",
    "Queue": "sync",
    "Lock": "sync",
    "Tls": "tls",
    "Message": "mqtt",
    "ModemError": "errors",
    "CommandError": "errors",
    "Timeout": "errors",
    "LinkLost": "errors",
    "Busy": "errors",
    "NotSupported": "errors",
    "Rejected": "errors",
}


def __getattr__(name):
    if name in _PLACES:
        return getattr(__import__("atmodem." + _PLACES[name], None, None, ("*",)), name)
    raise AttributeError(name)
