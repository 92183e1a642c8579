# The loop's outer half: the machine's clock, sleeping until there is something to do, starting and ending a program.
from . import compat
from .sched import loop


class Clock:
    """The machine's own time. A test hands `run()` one of its own making."""

    def __init__(self):
        self._poller = None
        self._blind = False

    def ticks_ms(self):
        """Milliseconds that wrap at 2**30 or a multiple of it."""
        return compat.ticks_ms()

    def watch(self, pipe, wanted=True):
        """Let input on `pipe` end `idle` early, or, with `wanted` False, no longer: what nobody reads would always do.

        A pipe that cannot be polled is looked at every 2 ms instead.
        """
        pipe = getattr(pipe, "pipe", pipe)  # one that is traced
        try:
            import select

            if self._poller is None:
                self._poller = select.poll()
            if wanted:
                self._poller.register(pipe, select.POLLIN)
            else:
                self._poller.unregister(pipe)
        except KeyError:
            pass  # it was not watched
        except (ImportError, OSError, TypeError, AttributeError, ValueError):
            self._blind = True

    def idle(self, ms):
        """Sleep up to `ms` milliseconds, less when input arrives."""
        if self._blind and ms > 2:
            ms = 2
        if self._poller is None or self._blind:
            compat.sleep_ms(ms)
        elif hasattr(self._poller, "ipoll"):
            for _ in self._poller.ipoll(ms):
                pass
        else:
            self._poller.poll(ms)


def report(error):
    """Print the traceback of an error that nobody waits for."""
    import sys

    if hasattr(sys, "print_exception"):
        sys.print_exception(error)
    else:
        sys.excepthook(type(error), error, error.__traceback__)


def tell(handlers, *event):
    """Call each of these functions with an event; what one of them raises is printed, and keeps it from no other."""
    for handler in handlers:
        try:
            handler(*event)
        except Exception as error:
            report(error)


def drive(coroutine, clock, on_turn):
    """What `sched.run()` does."""
    if loop.current is not None or loop.tasks:
        raise RuntimeError("run() inside run()")
    loop.clock = clock = clock or Clock()
    loop.on_turn = on_turn
    for source in loop.sources:
        clock.watch(source.pipe)
    main = loop.spawn(coroutine)
    main.awaited = True
    try:
        while not main.done:
            left = loop.turn()
            if left and not main.done:
                clock.idle(left)
        if main.error is not None:
            raise main.error
        return main.result
    finally:
        # What the program left running may clean up, but gets no time to wait in.
        for task in list(loop.tasks):
            if not task.done:
                task.cancel()
                task.step()
                task.coroutine.close()
        loop.tasks.clear()
        loop.clock = loop.on_turn = None
