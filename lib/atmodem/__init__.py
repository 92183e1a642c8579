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
    place = _PLACES.get(name)
    try:
        module = __import__("atmodem." + (place or name), None, None, ("*",))
    except ImportError:
        if place is not None:
            raise
        raise AttributeError(name)
    return getattr(module, name) if place is not None else module
