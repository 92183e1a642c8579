# The error codes of the YM310's FTP (manual 12.16): loaded when there is an error.
from ..errors import LinkLost, Rejected

_WORDS = (
    "network|DNS|connect|timeout|server|operation not allowed||||reply|user|password|type|restart|passive mode|active mode|"
    "operation|upload|download|TLS|TLS|TLS|TLS|TLS|file|quit"
)
_LINK = (61, 62, 63, 64, 70, 75, 78, 79, 86)  # what may go better the next time


def failure(name, code):
    """LinkLost or Rejected for a code from 61 to 86, and others.

    `refusal` of a LinkLost: by this number the module tells also that the server refuses the transfer.
    """
    words = "FTP: %s (%d)" % (_WORDS.split("|")[code - 61] if 60 < code < 87 else "error", code)
    if code not in _LINK:
        return Rejected(words, code, name)
    error = LinkLost(words, name)
    error.refusal = code in (78, 79)
    return error
