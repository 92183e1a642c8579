# What the results of Quectel's HTTP mean; loaded when there is an error. Source: HTTP(S) manual, chapter 5.
from ..errors import CommandError, LinkLost

_WORDS = (
    "unknown|timeout|busy|port busy|no request|network busy|network|no network|deactivated|network|URL|no URL|address|DNS|socket|"
    "connect|read|write|closed|encode|decode|read timeout|response|call|call|input timeout|data timeout|response timeout|memory|"
    "parameter"
)
_OURS = (703, 704, 705, 711, 712, 720, 726, 729, 730)  # what lies in the request or the module


def words(code):
    """701 to 730 as a text."""
    return _WORDS.split("|")[code - 701] if 700 < code < 731 else "error"


def failure(name, code):
    """LinkLost, or CommandError when it would be the same at another time."""
    text = "HTTP: %s (%d)" % (words(code), code)
    return CommandError(name, "HTTP", code, text) if code in _OURS else LinkLost(text, name)
