# Yuge YM310 time from an NTP server, over a bearer; `modem.clock.synchronise()` loads it. Source: manual 7.1.
from ..arguments import number
from ..errors import Rejected

_WORDS = {
    61: "network error", 62: "the name could not be resolved", 63: "no connection", 64: "a wrong answer", 65: "no answer",
}  # fmt: skip


async def synchronise(modem, server, port, zone, timeout_ms):
    """Set the clock. The module asks port 123. Worst case: `bearer.open`, 18 s, and `timeout_ms` (manual 7.1)."""
    number(port, "port", 123, 123)
    at = modem.at
    await modem.bearer.open()
    await at.execute("+CNTPCID", 1)
    await at.execute("+CNTP", server, zone)
    code = (await at.action("+CNTP", match=0, timeout_ms=timeout_ms))[0]
    if code != 1:
        raise Rejected("NTP: " + _WORDS.get(code, "error"), code, b"+CNTP")
