# What the results of Quectel's FTP mean; loaded when there is an error. Source: FTP(S) manual, chapter 4.
from ..errors import CommandError, LinkLost, Rejected

_WORDS = (
    "unknown|blocked|busy|DNS|network|control connection closed|data connection closed|closed by the peer|timeout|parameter|"
    "file of the module|position|file of the module|service|data connection|transfer aborted|file busy|local error|no room|"
    "syntax|parameter|not implemented|sequence|parameter|not logged in|account|refused|page type|no room|name|TLS"
)
_LINK = (604, 605, 606, 607, 608, 609, 614, 615, 616, 617, 618)  # what may go better the next time


def words(code):
    """601 to 631 as a text."""
    return _WORDS.split("|")[code - 601] if 600 < code < 632 else "error"


def failure(name, code, reply):
    """LinkLost, Rejected when the server said no (its `code` is the server's reply, such as 550), or CommandError."""
    text = "FTP: %s (%d, %s)" % (words(code), code, reply)
    if code in _LINK or isinstance(reply, int) and 400 <= reply < 500:
        return LinkLost(text, name)
    return Rejected(text, reply, name) if reply else CommandError(name, "FTP", code, text)
