# Tasks, deadlines and the few awaitables in which every wait of the library ends.
#
# A wait is a leaf: an object whose `__next__` either parks the task that runs (returns) or finishes (raises a
# StopIteration made beforehand). Stepping a task and waking it therefore takes no heap. Ticks wrap at 2**30 as on every
# microcontroller port; `ticks_add` and `ticks_diff` stay inside a small integer, where the plain sum would not.
from .compat import const

_MASK = const(0x3FFFFFFF)
_HALF = const(0x20000000)
_NEVER = const(-1)


def ticks_add(ticks, ms):
    """Ticks `ms` milliseconds (0 to 2**29 - 1, 6.2 days) after `ticks`."""
    return (ticks - _MASK - 1 + ms) & _MASK


def ticks_diff(ticks, earlier):
    """Milliseconds from `earlier` to `ticks`, negative when it lies behind; right across the wrap."""
    ticks = (ticks - earlier) & _MASK
    return ticks if ticks < _HALF else ticks - _MASK - 1


class Cancelled(BaseException):
    """Thrown into a task by `Task.cancel()`. Not an Exception: `except Exception` must not swallow it."""


_TRUE = StopIteration(True)
_FALSE = StopIteration(False)


def finish(stop=_TRUE):
    """End a wait with a StopIteration made beforehand; the traceback it would gather costs heap, so it goes."""
    stop.__traceback__ = None
    raise stop


class Leaf:
    """Something to wait for. A kind of wait overrides `attempt`; its deadline lies in the task that waits."""

    deadline = _NEVER  # of the wait about to begin

    def attempt(self, task, begins):
        """Finish when there is something (or when `task.expired`), else return. `begins`: the wait's first look."""
        if task.expired:
            finish()

    def abandon(self, task):
        """The task was cancelled while it waited."""

    def within(self, timeout_ms):
        """Give the wait about to begin a deadline, None for none. Raises ValueError beyond 6.2 days."""
        self.deadline = _NEVER
        if timeout_ms is not None:
            if not 0 <= timeout_ms < _HALF:
                raise ValueError("timeout_ms")
            self.deadline = ticks_add(loop.now(), timeout_ms)
        return self

    def __iter__(self):
        task = loop.current
        if task is None:  # no task of ours runs: an asyncio program awaits
            from .guest import wait

            return wait(self)
        task.due = self.deadline
        return self

    __await__ = __iter__

    def __next__(self):
        task = loop.current
        begins = task.waits is not self
        task.waits = self
        try:
            self.attempt(task, begins)
        except BaseException:
            task.waits = None
            task.due = _NEVER
            task.expired = False
            raise


sleep = Leaf()


def sleep_ms(ms):
    """Let the others run for `ms` milliseconds (0: one turn, at most 6.2 days)."""
    return sleep.within(ms)


class Signal(Leaf):
    """A flag to wait for: `set()` lets everyone who waits go on; it stays set until `clear()`."""

    is_set = False

    def set(self):
        """Raise the flag and wake all who wait for it."""
        self.is_set = True
        loop.wake(self)

    def clear(self):
        """Lower the flag."""
        self.is_set = False

    def wait(self, timeout_ms=None):
        """Wait until the flag is up: True, or False when `timeout_ms` has passed."""
        return self.within(timeout_ms)

    def attempt(self, task, begins):
        if self.is_set:
            finish()
        if task.expired:
            finish(_FALSE)


class Task(Leaf):
    """A coroutine the loop runs. Awaiting it gives its result or raises its error."""

    waits = None
    due = _NEVER
    expired = cancelled = done = awaited = False
    ready = True
    result = error = None

    def __init__(self, coroutine):
        self.coroutine = coroutine

    def cancel(self):
        """Throw Cancelled into the coroutine at the place where it waits, the next time the loop turns."""
        self.cancelled = self.ready = loop.woken = True

    def attempt(self, task, begins):
        self.awaited = True
        if self.done:
            if self.error is not None:
                raise self.error
            raise StopIteration(self.result)

    def step(self):
        """Run the coroutine to its next wait."""
        self.ready = False
        loop.current = self
        try:
            if self.cancelled:
                self.cancelled = False
                if self.waits is not None:
                    self.waits.abandon(self)
                    self.waits = None
                    self.due = _NEVER
                    self.expired = False
                self.coroutine.throw(Cancelled())
            else:
                self.coroutine.send(None)
            loop.current = None
            return
        except StopIteration as stop:
            self.result = stop.value
        except BaseException as error:
            self.error = error
        loop.current = None
        self.done = loop.ended = True
        loop.wake(self)


class Loop:
    """Runs tasks, polls inputs, keeps deadlines. There is one: `sched.loop`."""

    current = clock = on_turn = None
    woken = ended = False
    period_ms = 2  # how often an asyncio program looks for input

    def __init__(self):
        self.tasks = []
        self.sources = []

    def now(self):
        """The clock's ticks, wrapped at 2**30."""
        if self.clock is None:
            from .idle import Clock

            self.clock = Clock()
        return self.clock.ticks_ms() & _MASK

    def spawn(self, coroutine):
        """Start a task; returns it (`await task`, `task.cancel()`)."""
        task = Task(coroutine)
        self.tasks.append(task)
        self.woken = True
        return task

    def wake(self, leaf):
        """Let every task that waits for `leaf` look at it again."""
        for task in self.tasks:
            if task.waits is leaf:
                task.ready = self.woken = True

    def turn(self):
        """Look at every input, deadline and ready task once. Returns milliseconds until more is due, 0 when it is now.

        A source has `pipe`, `poll()` and `due` (ticks, or -1 when only input matters).
        """
        if self.on_turn is not None:
            self.on_turn()
        self.woken = False
        now = self.now()
        left = 1000  # a turn a second, whatever happens: the watchdog's hook is fed here
        for source in self.sources:
            source.poll()
            if source.due >= 0:
                left = min(left, max(0, ticks_diff(source.due, now)))
        for task in self.tasks:
            if task.due >= 0 and ticks_diff(task.due, now) <= 0:
                task.due = _NEVER
                task.expired = task.ready = True
            if task.ready:
                task.step()
            if task.due >= 0:
                left = min(left, max(0, ticks_diff(task.due, now)))
        if self.ended:
            self.sweep()
        return 0 if self.woken else left

    def sweep(self):
        """Drop the tasks that have ended; print the error of one that nobody awaited. An interrupt ends the program."""
        self.ended = False
        for task in list(self.tasks):
            if task.done:
                self.tasks.remove(task)
                if task.awaited or task.error is None or isinstance(task.error, Cancelled):
                    continue
                if not isinstance(task.error, Exception):
                    raise task.error
                from .idle import report

                report(task.error)


loop = Loop()
spawn = loop.spawn


def run(coroutine, clock=None, on_turn=None):
    """Run a coroutine and all it spawns until it ends; returns its result or raises its error.

    `clock`: time source (`ticks_ms()`, `idle(ms)`, `watch(pipe, wanted=True)`), the machine's own when None. `on_turn`:
    called every turn of the loop and at least once a second while nothing happens, to feed a watchdog.
    """
    from .idle import drive

    return drive(coroutine, clock, on_turn)


def __getattr__(name):
    if name in ("Queue", "Lock"):
        from . import sync

        return getattr(sync, name)
    raise AttributeError(name)
