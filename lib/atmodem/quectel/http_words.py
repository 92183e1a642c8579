# What the results of Quectel's HTTP mean; loaded when there is an error. Source: HTTP(S) manual, chapter 5.
from ..errors import CommandError, LinkLost

_WORDS = (
    "unknown|timeout|busy|port busy|no request|network busy|network|no network|deactivated|network|URL|no URL|address|DNS|socket|"
    "connect|read|write|closed|encode|decode|read timeout|response|call|call|input timeout|data timeout|response timeout|memory|"
    "parameter"
)
_OURS = (703, 704, 705, 711, 712, 720, 726, 729, 730)  # what lies in the request or the module


def failure(name, code):
    """LinkLost, or CommandError when it would be the same at another time."""
    words = "HTTP: %s (%d)" % (_WORDS.split("|")[code - 701] if 700 < code < 731 else "error", code)
    return CommandError(name, "HTTP", code, words) if code in _OURS else LinkLost(words, name)
