"""Handles for tests and tools: a module in a thread behind a pty or port, or one in this thread with its own time."""

import asyncio
import threading
import time

from .engine.clock import VirtualLoop
from .engine.control import ControlSocket, reply_to
from .engine.options import Options
from .engine.transports import Memory, PseudoTerminal, SocketPort
from .registry import module_class


async def serve(module, transport, ready, control=None):
    """Run a module behind a transport until cancelled. ``ready(path)`` is called when it can be used."""
    doors = [ControlSocket(module, control)] if control else []
    path = await transport.open()
    try:
        for door in doors:
            await door.open()
        running = asyncio.ensure_future(module.run())
        try:
            started = asyncio.ensure_future(module.started.wait())
            await asyncio.wait({running, started}, return_when=asyncio.FIRST_COMPLETED)
            if started.done():
                ready(path)
            await running
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
    finally:
        for thing in [*doors, transport]:
            await thing.close()


class Simulator:
    """A module in a thread: ``with Simulator("ec20", route=[...]) as modem: serial.Serial(modem.path)``."""

    def __init__(self, name, link=None, tcp=None, control=None, **options):
        self.module = module_class(name)(Options(**options))
        self.link, self.tcp, self.control = link, tcp, control
        self.path = None

    def start(self):
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._live, name=f"modemsim {self.module.name}", daemon=True)
        self._thread.start()
        self._started.wait()
        if self.path is None:
            raise self._failure
        return self

    def _live(self):
        try:
            asyncio.run(self._serve())
        except asyncio.CancelledError:
            pass
        except Exception as failure:
            self._failure = failure
        finally:
            self._started.set()

    async def _serve(self):
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        line = self.module.line
        transport = PseudoTerminal(line, self.link) if self.tcp is None else SocketPort(line, self.tcp)
        await serve(self.module, transport, self._ready, self.control)

    def _ready(self, path):
        self.path = path
        self._started.set()

    def request(self, text):
        """A request to the control door (faults.py); gives the reply."""
        return self.call(lambda: reply_to(self.module, text))

    def call(self, function):
        """Run a function in the module's thread and give its value."""
        async def within():
            return function()
        return asyncio.run_coroutine_threadsafe(within(), self._loop).result(10)

    def stop(self):
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._task.cancel)
            self._thread.join(10)

    __enter__ = start

    def __exit__(self, *_):
        self.stop()


class Pipe:
    """A module in this thread. Its time stands still unless ``advance`` or ``until`` let it pass.

        with Pipe("ec20") as modem:
            assert modem.feed(b"AT\\r") == b"AT\\r\\r\\nOK\\r\\n"
    """

    def __init__(self, name, **options):
        self.loop = VirtualLoop()
        self.module = module_class(name)(Options(**{"booted": True, **options}))
        self.memory = Memory(self.module.line)
        self.loop.run_until_complete(self.memory.open())
        self._running = self.loop.create_task(self.module.run())
        self.loop.settle()

    def feed(self, data=b"", seconds=0):
        """Give bytes to the module and let ``seconds`` of its time pass; what it said since the last call."""
        if data:
            self.loop.call_soon(self.module.line.from_host, data)
        self.loop.advance(seconds)
        return self.memory.take()

    def advance(self, seconds):
        return self.feed(seconds=seconds)

    def until(self, wanted, timeout=5.0):
        """Let real time and the module's time pass until ``wanted`` was said; everything said up to then."""
        end, said, last = time.monotonic() + timeout, b"", time.monotonic()
        while True:
            now = time.monotonic()
            said += self.feed(seconds=now - last)
            last = now
            if wanted in said:
                return said
            if now > end:
                raise AssertionError(f"{wanted!r} was not said within {timeout} s, but {said!r}")
            time.sleep(0.001)

    def request(self, text):
        """A request to the control door (faults.py); gives the reply."""
        async def within():
            return reply_to(self.module, text)
        return self.loop.run_until_complete(within())

    def close(self):
        self._running.cancel()
        self.loop.settle()
        self.loop.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
