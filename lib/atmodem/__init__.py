# atmodem drives cellular modules over AT commands. MIT license. The public names are loaded when they are first used.
__version__ = "0.1.0"

# One text: a dict of as many names would take heap for each of them.
_PLACES = (
    " open=opening run=sched spawn=sched sleep_ms=sched Signal=sched Task=sched Cancelled=sched Queue=sync Lock=sync Tls=tls"
    " Message=mqtt ModemError=errors CommandError=errors Timeout=errors LinkLost=errors Busy=errors NotSupported=errors"
    " Rejected=errors "
)


def __getattr__(name):
    found = _PLACES.find(" %s=" % name)
    if found < 0:
        try:
            return __import__("atmodem." + name, None, None, ("*",))
        except ImportError:
            raise AttributeError(name)
    place = _PLACES[found + len(name) + 2 :].split(" ", 1)[0]
    if name == "open":
        from .loading import passing

        return passing(place).open
    return getattr(__import__("atmodem." + place, None, None, ("*",)), name)
