# Tasks alone: no channel is looked after meanwhile.
from atmodem.sched import sleep_ms
from support import wire
from support.wire import detach_all


def run(coroutine, clock=None):
    """Run a coroutine with no channel to look after; returns its result."""
    detach_all()
    return wire.run(coroutine, clock)


def raises(kind, coroutine):
    """Run a coroutine that must raise `kind`; returns the exception."""
    detach_all()
    return wire.raises(kind, coroutine)


async def give(value):
    return value


async def note(log, name, ms):
    await sleep_ms(ms)
    log.append(name)
