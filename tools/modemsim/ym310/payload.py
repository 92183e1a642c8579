"""Data between host and module: taken behind a prompt with the deadlines this module has, given behind a header that counts."""

import asyncio

from ..engine import answer

FULL, ENDED, CANCELLED, LATE = "full", "ended", "cancelled", "late"
CTRL_Z, ESCAPE, LINE_FEED = 0x1A, 0x1B, 0x0A


async def take(module, length=None, within=None, pause=None, prompt="> ", cancel=None, swallow_line_feed=False):
    """(data, how it ended). ``length`` None: up to Ctrl-Z, or to ``cancel``.

    ``within``: seconds in all; ``pause``: between bytes. ``prompt`` is said first; None says nothing.
    ``swallow_line_feed``: see AT+CIPSEND.
    """
    async with module.prompted(prompt):
        return await _collect(module, length, within, pause, cancel,
                              swallow_line_feed and module.terminal.carriage_return_alone)


async def _collect(module, length, within, pause, cancel, swallow_line_feed):
    clock, heard, data = module.clock, module.terminal.heard, bytearray()
    deadline = None if within is None else clock.now() + within
    while length is None or len(data) < length:
        try:
            await clock.limit(_remaining(clock, deadline, pause), module.terminal.more())
        except asyncio.TimeoutError:
            return bytes(data), LATE
        if swallow_line_feed and heard[0] == LINE_FEED:
            del heard[0]
            swallow_line_feed = False
            continue
        swallow_line_feed = False
        if length is not None:
            piece = heard[:length - len(data)]
            del heard[:len(piece)]
            data += piece
            continue
        byte = heard.pop(0)
        if byte == CTRL_Z:
            return bytes(data), ENDED
        if byte == cancel:
            return bytes(data), CANCELLED
        data.append(byte)
    return bytes(data), FULL


def _remaining(clock, deadline, pause):
    waits = [wait for wait in (None if deadline is None else deadline - clock.now(), pause) if wait is not None]
    return max(0, min(waits)) if waits else None


def counted(header, data):
    """``+HTTPREAD: 5``, line end, the bytes, line end, OK: nothing may come between header and bytes."""
    return answer(b"%s\r\n%s" % (header.encode(), data) if data else header, blank=False)
