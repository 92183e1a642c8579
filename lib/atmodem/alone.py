# Having the channel to oneself for a while: nobody else's commands are sent meanwhile.
from .compat import const
from .errors import Busy
from .sched import loop, sleep_ms, spawn, ticks_add, ticks_diff

_LOOK_MS = const(5)


async def alone(modem, work, timeout_ms=9000):
    """Run the coroutine function `work()` as the only one whose commands are sent; returns its result.

    Raises what it raises; Busy when the command that is under way takes longer than `timeout_ms`. What restarts the module
    meanwhile is seen to afterwards. Worst case: `timeout_ms`, and the work itself.
    """
    at = modem.at
    until = ticks_add(loop.now(), timeout_ms)

    async def run():
        while at.active is not None:
            if ticks_diff(until, loop.now()) <= 0:
                raise Busy("another command is under way")
            await sleep_ms(_LOOK_MS)
        return await work()

    while at.owner is not None:
        if ticks_diff(until, loop.now()) <= 0:
            raise Busy("the module is being set up")
        await sleep_ms(_LOOK_MS)
    task = at.owner = spawn(run())
    try:
        return await task
    finally:
        if not task.done:
            task.cancel()
        at.owner = None
        if not modem.started.is_set:
            modem.restore()
        at.proceed()
