# The end of a Modem: who waits is told, and what is called later is refused. Loaded when it comes.
from .errors import LinkLost
from .sched import loop


class Closed:
    """Stands where the pipe was: a command ends at once, and nothing is sent."""

    def __init__(self, at):
        self.at = at

    def any(self):
        return 0

    def readinto(self, buffer, n=None):
        return 0

    def write(self, data):
        command = self.at.active
        if command is not None:
            command.end(LinkLost("closed", command.name))
        return len(data)


def refuse(*given):
    """What waiting for the module to start comes to."""
    raise LinkLost("closed")


def close(modem):
    """See `Modem.close`."""
    at = modem.at
    loop.sources.remove(at)
    if modem.restoring is not None:
        modem.restoring.cancel()
    modem.lost(LinkLost("closed"))
    if loop.clock is not None:
        loop.clock.watch(at.pipe, False)
    at.pipe = Closed(at)
    at.owner = modem.restoring = None
    at.dirty = False
    # It counts as started, and stays so: nobody sets it up again.
    started = modem.started
    started.attempt = refuse
    started.clear = at.proceed
    started.set()
