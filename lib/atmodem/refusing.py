# The errors for result codes that are neither ERROR nor a number of +CME ERROR. Loaded by errors.refusal when one comes.
from .errors import CommandError
from .fields import to_text

_KINDS = {3: "NO CARRIER", 6: "NO DIALTONE", 7: "BUSY", 8: "NO ANSWER", 16: "CME", 17: "CMS"}


def refusal(command, digest, number):
    """The CommandError for the result code a digest is at; `number` behind it, None when there are words instead."""
    code = digest.code
    detail = ""
    if code < 16:
        number = -1
    elif number is None:
        number = -1
        detail = to_text(bytes(digest.buffer[digest.field : digest.stop]))
    return CommandError(command, _KINDS.get(code, "ERROR"), number, detail)
