"""The module's own clock: all waiting goes through it, so that a test can make time run."""

import asyncio


class Clock:
    """Module time over the time of the event loop. ``speed=10``: ten module seconds in a real one."""

    def __init__(self, speed=1.0):
        self.speed = speed

    def now(self):
        return asyncio.get_running_loop().time() * self.speed

    async def sleep(self, seconds):
        await asyncio.sleep(max(seconds, 0) / self.speed)

    async def limit(self, seconds, awaitable):
        """Await with a deadline in module time; raises TimeoutError."""
        return await asyncio.wait_for(awaitable, None if seconds is None else seconds / self.speed)


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose time stands still until ``advance`` moves it; sockets stay real."""

    def __init__(self):
        self._virtual = 0.0
        super().__init__()

    def time(self):
        return self._virtual

    def settle(self):
        """Run everything that can run without time passing."""
        while True:
            self.call_soon(self.stop)
            self.run_forever()
            if not self._ready:
                return

    def advance(self, seconds):
        """Let time pass, stopping at every timer on the way."""
        end = self._virtual + seconds
        self.settle()
        while self._scheduled and self._scheduled[0]._when <= end:
            self._virtual = max(self._virtual, self._scheduled[0]._when)
            self.settle()
        self._virtual = end
        self.settle()
