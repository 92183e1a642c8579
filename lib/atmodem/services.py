# The services of a module: loaded when they are first touched, let go when the program says so.
from .errors import Busy
from .loading import forget, passing


def load(modem, name):
    """The service `name`. Raises NotSupported when the module has none, AttributeError when no module has."""
    profile = modem.profile
    place = name
    if name in profile.services:
        place = profile.package + "." + name
    else:
        registry = passing("registry")
        if name not in registry.COMMON.split():
            others = registry.who_has(name)
            if others:
                raise registry.lacking(name, others)
            raise AttributeError(name)
    before = modem.at.subscriber  # the service that touches this one
    modem.at.subscriber = name
    try:
        service = __import__("atmodem." + place, None, None, ("*",)).Service(modem)
    finally:
        modem.at.subscriber = before
    if getattr(service, "transient", False):
        _forget(profile, name)
    else:
        modem.loaded.append(name)
        setattr(modem, name, service)
    return service


def release(modem, name):
    """See `Modem.release`."""
    if name not in modem.loaded:
        return
    service = getattr(modem, name)
    for held in ("sessions", "links"):
        if any(getattr(service, held, ())):
            raise Busy(name + ": something is open")
    modem.loaded.remove(name)
    setattr(modem, name, None)  # MicroPython's objects hold on to what was deleted last
    delattr(modem, name)
    digest = modem.at.digest
    chains = list(digest.table.values())
    digest.table.clear()
    for entry in chains:
        chain = []
        while entry is not None:
            chain.append(entry)
            entry = entry.more
        while chain:  # the last one enrolled stands first
            entry = chain.pop()
            if entry.subscriber != name:
                digest.enroll(entry)
    for told in list(modem.losses):
        if told == getattr(service, "lost", None) or told == getattr(service, "_lost", None):
            modem.losses.remove(told)
    _forget(modem.profile, name)


def _forget(profile, name):
    forget(profile.package + "." + name)
    forget(name)  # the contract of the same name
