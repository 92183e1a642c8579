# Queue and lock for tasks; reached as `sched.Queue` and `sched.Lock`.
from .sched import Leaf, finish, loop

_NOTHING = StopIteration(None)
_HELD = StopIteration(True)
_REFUSED = StopIteration(False)


class Queue(Leaf):
    """First in, first out, of a fixed size. `dropped` counts what found it full."""

    def __init__(self, size):
        self.size = size
        self.items = []
        self.dropped = 0

    def __len__(self):
        return len(self.items)

    def put(self, item):
        """Add an item; False, and one more in `dropped`, when the queue is full."""
        if len(self.items) >= self.size:
            self.dropped += 1
            return False
        self.items.append(item)
        loop.wake(self)
        return True

    def get(self, timeout_ms=None):
        """Wait for the next item, None when `timeout_ms` has passed."""
        return self.within(timeout_ms)

    def attempt(self, task, begins):
        if self.items:
            raise StopIteration(self.items.pop(0))
        if task.expired:
            finish(_NOTHING)


class _Free(Leaf):
    def attempt(self, task, begins):
        finish(_NOTHING)


_free = _Free()


class Lock(Leaf):
    """One holder at a time, in the order of asking: `async with lock:`."""

    def __init__(self):
        self.held = False
        self.line = []

    def acquire(self, timeout_ms=None):
        """Wait for the lock: True, or False when `timeout_ms` has passed."""
        return self.within(timeout_ms)

    def release(self):
        """Hand the lock to the next in line."""
        self.held = False
        loop.wake(self)

    def attempt(self, task, begins):
        if begins:
            self.line.append(task)
        if not self.held and self.line[0] is task:
            self.line.pop(0)
            self.held = True
            finish(_HELD)
        if task.expired:
            self.abandon(task)
            finish(_REFUSED)

    def abandon(self, task):
        self.line.remove(task)
        loop.wake(self)

    def __aenter__(self):
        return self.within(None)

    def __aexit__(self, kind, error, traceback):
        self.release()
        return _free
