# Which module is of which family, and which services it has: answered without loading any of it.

_MODULES = (
    # name, package, beginnings of the model's name, services beside those of 3GPP, features within the services
    (
        "ec20", "quectel", (b"EC2", b"EG9", b"EM05"), "mqtt tls sockets files http ftp gnss power",
        "sleep power_off transparent ping dns ntp mqtt_tls mqtt_buffered sockets_tls http_tls http_stream http_headers",
    ),
    ("l610", "fibocom", (b"L610",), "mqtt tls", "mqtt_tls mqtt_buffered"),
    ("ml302", "chinamobile", (b"ML302",), "mqtt", ""),
    (
        "ym310", "yuge", (b"YM310",), "mqtt tls sockets files http ftp bearer power fota cells heartbeat socket_options",
        "sleep power_off transparent ping dns ntp mqtt_tls mqtt_buffered sockets_tls http_tls http_stream http_headers"
        " http_head http_redirects http_proxy folders tls_name",
    ),
    ("c1100", "longsung", (b"C1100",), "mqtt sockets http lwm2m gnss power", "psm edrx"),
)  # fmt: skip
COMMON = "device sim network packet clock ppp sim_lock serial configuration"


def row(name):
    """The registry's row of a module by its name; raises ValueError for one that is unknown."""
    for entry in _MODULES:
        if entry[0] == name:
            return entry
    raise ValueError("module: %s" % (name,))


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


def who_has(name, column=3):
    """The names of the modules that have a service; with `column` 4 a feature."""
    return [entry[0] for entry in _MODULES if name in entry[column].split()]


def has(profile, name):
    """Whether the module of this profile has a service or a feature."""
    if name in COMMON.split() or name in profile.services or name in profile.features:
        return True
    return profile.name in who_has(name) or profile.name in who_has(name, 4)


def need(modem, feature):
    """Raise NotSupported, saying who has the feature, unless the module has it."""
    if not has(modem.profile, feature):
        raise lacking(feature, who_has(feature, 4))


def lacking(name, others):
    """The NotSupported for a service or a feature that the modules `others` have."""
    from .errors import NotSupported

    return NotSupported("%s: %s has it, this module has not" % (name, ", ".join(others) or "no module"))


def profile(entry):
    """The profile of a module: loads its vendor's package and nothing else."""
    package = __import__("atmodem." + entry[1], None, None, ("*",))
    return package.PROFILES[entry[0]]
