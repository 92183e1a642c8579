"""Transparent data mode: bytes pass both ways until ``+++`` between two silences, or until the link ends."""

import asyncio


async def exchange(module, link, guard_before=1.0, guard_after=1.0):
    """Join host and ``link`` (``async write(data)``, ``async read() -> bytes``, b"" at its end).

    True: the host escaped with +++ and the link lives on; False: the link ended.
    """
    module.output.held = True
    down = asyncio.ensure_future(_downlink(module, link))
    up = asyncio.ensure_future(_uplink(module, link, guard_before, guard_after))
    try:
        await asyncio.wait({down, up}, return_when=asyncio.FIRST_COMPLETED)
        return up.done()
    finally:
        for task in (down, up):
            task.cancel()
        await asyncio.gather(down, up, return_exceptions=True)
        module.output.held = False


async def _downlink(module, link):
    while data := await link.read():
        module.line.to_host(data)


async def _uplink(module, link, guard_before, guard_after):
    """Ends when the escape sequence was heard."""
    clock, last_heard = module.clock, module.clock.now()
    held = b""                                         # plus signs that may become the escape sequence
    while True:
        data = await module.terminal.available(guard_after if held else None)
        silence = clock.now() - last_heard
        last_heard = clock.now()
        if not data:
            if held == b"+++":
                module.record.note("X", "+++")
                return
        elif (held or silence >= guard_before) and set(held + data) == {ord("+")} and len(held + data) <= 3:
            held += data
            continue
        if held + data:
            await link.write(held + data)
        held = b""
