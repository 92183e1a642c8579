# Finding the module behind the pipe: its baud rate, the state somebody left it in, its name.
from .at import Command
from .errors import Timeout
from .loading import passing
from .modem import Modem
from .profile import Profile
from .sched import Signal, loop, sleep_ms, ticks_add, ticks_diff

_TRY_MS = 300
_GUARD_MS = 1100  # silence around +++


class Greeting(Command):
    """Anything that ends in OK."""

    name = b"AT"
    bare = True

    def __init__(self, at):
        super().__init__(at)
        self.heard = Signal()

    def answer(self, digest):
        pass

    def final(self, digest):
        if digest.code == 0:
            self.heard.set()

    async def say(self, line, wait_ms=_TRY_MS):
        """Send bytes; True when an OK came within `wait_ms`."""
        self.heard.clear()
        at = self.at
        at.digest.awaited = at.active = self
        numeric = at.digest.numeric
        at.digest.numeric = True
        try:
            at.write(line)
            return await self.heard.wait(wait_ms)
        finally:
            at.digest.awaited = at.active = None
            at.digest.numeric = numeric


async def greet(at, timeout_ms):
    """Say AT until the module answers OK. Raises Timeout."""
    greeting = Greeting(at)
    until = ticks_add(loop.now(), timeout_ms)
    while not await greeting.say(b"AT\r", 500):
        at.digest.abandon()
        if ticks_diff(until, loop.now()) < 0:
            raise Timeout(b"AT")
    # Every AT that was sent may still be answered.
    while await greeting.say(b"", 100):
        pass


async def rouse(greeting):
    """Get a module at this baud rate to answer: idle, with a command half typed, at a prompt, or told not to answer (ATQ1)."""
    return await greeting.say(b"AT\r") or await greeting.say(b"\x1b\rATQ0\r")


async def free(greeting):
    """Get a module at this baud rate out of data mode, or out of a prompt that counts."""
    await sleep_ms(_GUARD_MS)
    if await greeting.say(b"+++", _GUARD_MS) or await greeting.say(b"AT\r"):
        return True
    # A counted prompt takes what comes until it has enough: give it command ends.
    for _ in range(8):
        if await greeting.say(b"\r" * 512 + b"AT\r", 400):
            return True
    return False


async def find_rate(modem, rates, set_rate, attempts=(rouse, free)):
    """Try each rate, first the states that end quickly; True when the module answered."""
    greeting = Greeting(modem.at)
    for attempt in attempts:
        for rate in rates:
            if set_rate is not None:
                set_rate(rate)
            modem.at.digest.abandon()
            if await attempt(greeting):
                modem.rate = rate
                while await greeting.say(b"", 100):
                    pass
                return True
    return False


async def await_rate(modem, rates, set_rate, timeout_ms):
    """Look for a module that starts, or that is busy with a long command; True when it answered."""
    until = ticks_add(loop.now(), timeout_ms)
    while ticks_diff(until, loop.now()) > 0:
        if await find_rate(modem, rates, set_rate, (rouse,)):
            return True
    return await find_rate(modem, rates, set_rate)


async def open(uart, power=None, module=None, baud=None, rxbuf=2048, timeout_ms=20000):
    """Find the module on a UART (or any pipe with `any() readinto() write()`), learn what it is, load its driver.

    `power`: an object with `async pulse(ms)` for the power key, None if it is always on. `module`: its name, or the Profile
    of one that is not in the registry; None to ask it. `baud`: the rate it was set to, tried first. `rxbuf`: receive buffer in
    bytes when the rate is set. `timeout_ms`: how long a module that starts, or is busy, is waited for. Returns a Modem.
    Raises Timeout when nothing answers, NotSupported for a module that no driver knows, CommandError, LinkLost, ValueError.
    Worst case: `timeout_ms`, 13.2 s for each rate that is tried, and 60 s to learn what it is. Source: V.250 6.2.4, 27.007
    9.1, YM310 manual 2.7, 3.3, 3.11.
    """
    registry = passing("registry")
    profile = module if module is None or hasattr(module, "boot_ms") else registry.profile(registry.row(module))
    modem = Modem(uart, Profile)
    at = modem.at
    if modem.at not in loop.sources:
        modem.attach()
    rates = (baud,) + tuple([rate for rate in Profile.baud_rates if rate != baud]) if baud else Profile.baud_rates
    set_rate = None
    if hasattr(uart, "init"):

        def set_rate(rate):
            uart.init(baudrate=rate, rxbuf=rxbuf, timeout=0)

    else:
        rates = rates[:1]
    try:
        if not await find_rate(modem, rates, set_rate):
            if power is not None:
                await power.pulse((profile or Profile).power_key_ms)
            if not await await_rate(modem, rates, set_rate, timeout_ms):
                raise Timeout(b"AT")
        await at.execute(b"E0V1")
        model = await at.command(b"I")
        if profile is None:
            entry = registry.recognise([bytes(line, "utf-8") for line in model])
            if entry is None:
                model = await at.command(b"+CGMM")
                entry = registry.recognise([bytes(line, "utf-8") for line in model])
            if entry is None:
                from .errors import NotSupported

                raise NotSupported("no driver knows " + " ".join(model))
            profile = registry.profile(entry)
        modem.identity = model
        modem.adopt(profile)
        await modem.setup()
        modem.started.set()
    except BaseException:
        modem.close()
        raise
    if loop.current is None:  # an asyncio program
        from .guest import host

        host()
    return modem
