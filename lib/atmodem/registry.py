# Which module is of which family, and which services it has: answered without loading any of it.

_MODULES = (
    # name, package, beginnings of the model's name, services beside those of 3GPP
    ("ec20", "quectel", (b"EC2", b"EG9", b"EM05"), "mqtt tls sockets files http ftp gnss power"),
    ("l610", "fibocom", (b"L610",), "mqtt tls"),
    ("ml302", "chinamobile", (b"ML302",), "mqtt"),
    ("ym310", "yuge", (b"YM310",), "mqtt tls sockets files http ftp bearer power fota cells heartbeat socket_options"),
    ("c1100", "longsung", (b"C1100",), "mqtt sockets http lwm2m gnss power psm edrx"),
)
COMMON = "device sim network packet clock ppp sim_lock serial configuration"


def row(name):
    """The registry's row of a module by its name; raises ValueError for one that is unknown."""
    for entry in _MODULES:
        if entry[0] == name:
            return entry
    raise ValueError("module: " + name)


def recognise(lines):
    """The row whose model's name stands in one of these lines of bytes, None if there is none."""
    for entry in _MODULES:
        for line in lines:
            for beginning in entry[2]:
                if beginning in line:
                    return entry
    return None


def names():
    """The names of all modules."""
    return [entry[0] for entry in _MODULES]


def who_has(service):
    """The names of the modules that have a service."""
    return [entry[0] for entry in _MODULES if service in entry[3].split()]


def profile(entry):
    """The profile of a module: loads its vendor's package and nothing else."""
    package = __import__("atmodem." + entry[1], None, None, ("*",))
    return package.PROFILES[entry[0]]
