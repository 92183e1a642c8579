# What the results of Quectel's sockets mean; loaded when there is an error. Source: TCP/IP manual, chapter 4.
from ..errors import CommandError, LinkLost

_WORDS = (
    "unknown|blocked|parameters|memory|create|not supported|bind|listen|write|read|accept|open context|close context|in use|"
    "DNS busy|DNS|connect|closed|busy|timeout|context broken down|cancelled|not allowed|no APN|port busy"
)
_LINK = (558, 559, 564, 565, 566, 567, 569)  # what lies beyond the module


def words(code):
    """550 to 574 as a text."""
    return "%s (%d)" % (_WORDS.split("|")[code - 550] if 549 < code < 575 else "error", code)


def failure(name, code):
    """LinkLost when the peer, its name or the way to it is the reason, CommandError otherwise."""
    if code in _LINK:
        return LinkLost("socket: " + words(code), name)
    return CommandError(name, "TCPIP", code, words(code))
