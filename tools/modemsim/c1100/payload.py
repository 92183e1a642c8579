"""Data the host gives behind a prompt: ``+++`` ends it and is no part of it (3.3.2, 3.7.1)."""

import asyncio

ENDED, FULL, LATE = "ended", "full", "late"
END = b"+++"


async def take(module, most=None, pause=None, prompt=">"):
    """(data, how it ended): with +++, with ``most`` bytes, or after ``pause`` seconds without a byte.

    Nothing is echoed, and no guard time saves a payload that holds +++ itself.
    """
    async with module.prompted(prompt):
        return await _collect(module.clock, module.terminal, most, pause)


async def _collect(clock, terminal, most, pause):
    terminal.line_is_over()                            # behind the prompt a line feed is payload
    data = bytearray()
    while most is None or len(data) < most:
        try:
            await clock.limit(pause, terminal.more())
        except asyncio.TimeoutError:
            return bytes(data), LATE
        data.append(terminal.heard.pop(0))
        if data.endswith(END):
            return bytes(data[:-len(END)]), ENDED
    return bytes(data), FULL
