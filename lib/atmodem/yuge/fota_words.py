# What the YM310 says about a firmware it did not fetch (manual 4.21): loaded when it says so.
from ..errors import CommandError

_CODES = (
    "invalid URL", "network error", "the server cannot be reached", "invalid firmware", "the server's answer",
    "the firmware cannot be stored", "other error",
)  # fmt: skip
_CAUSES = {3: "unknown device", 17: "no permission", 25: "invalid project", 26: "invalid firmware", 27: "no newer firmware"}


def failure(state):
    """The CommandError: `code` is the manual's error code, the words tell status and cause."""
    code = state.code
    i = -1000 - code if isinstance(code, int) else -1
    words = [_CODES[i] if 0 <= i < len(_CODES) else "unknown error"]
    if state.http:
        words.append("HTTP %s" % state.http)
    if state.cause:
        words.append(_CAUSES.get(state.cause, "cause %s" % state.cause))
    return CommandError(b"+UPGRADE", "FOTA", code, ", ".join(words))
