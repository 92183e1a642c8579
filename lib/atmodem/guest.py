# How the library's waits run inside an asyncio program, MicroPython's or CPython's: no thread, no loop of ours.
import asyncio

from .sched import loop, ticks_diff


class _Guest:
    # Stands for the asyncio task while it waits for a leaf.
    waits = None
    expired = False

    def __init__(self, due):
        self.due = due


def pause():
    """The awaitable that gives asyncio one period (`loop.period_ms`). asyncio's own queue of streams takes heap, this none."""
    if hasattr(asyncio, "sleep_ms"):
        return asyncio.sleep_ms(loop.period_ms)
    return asyncio.sleep(loop.period_ms / 1000)


def wait(leaf):
    """The iterator that `await leaf` drives when asyncio runs the caller."""
    waiting = _wait(leaf, _Guest(leaf.deadline))
    return waiting.__await__() if hasattr(waiting, "__await__") else waiting


async def _wait(leaf, guest):
    try:
        while True:
            loop.current = guest
            try:
                leaf.__next__()
            except StopIteration as stop:
                return stop.value
            finally:
                loop.current = None
            await pause()
            loop.turn()
            if guest.due >= 0 and ticks_diff(loop.now(), guest.due) >= 0:
                guest.expired = True
    finally:
        if guest.waits is not None:
            leaf.abandon(guest)


async def serve():
    """Keep the library's own tasks and the module's input going while the asyncio program does something else.

    Ends when there is nothing left of either, or another one has begun.
    """
    while (loop.sources or loop.tasks) and loop.server is asyncio.current_task():
        loop.turn()
        await pause()


def host():
    """Run `serve()` beside the asyncio program that is running; the one before it may be of a program that has ended."""
    loop.server = asyncio.create_task(serve())
