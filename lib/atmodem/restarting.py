# A module that starts in mid-session: found out, and set up again. Loaded when it happens.
from .errors import LinkLost, ModemError
from .fields import shape
from .loading import passing


async def check(modem):
    """A hint has come. A module that has forgotten the setting of the error codes has started anew."""
    try:
        answer = await modem.at.query("+CMEE?", shape=shape("n"))
    except ModemError:
        answer = None
    if modem.at.owner is None:  # else a boot text has come meanwhile
        modem.restoring = None
        if not answer or answer[0] != 1:
            modem.restore()
            modem.lost(LinkLost("the module restarted"))


async def restore(modem):
    """Wait until the module answers, and set it up."""
    at = modem.at
    try:
        for _ in range(3):
            try:
                await passing("opening").greet(at, modem.profile.boot_ms)
                at.dirty = False
                await modem.setup()
                modem.started.set()
                break
            except LinkLost:
                pass  # it restarted once more
    except (ModemError, OSError):
        pass
    finally:
        at.dirty = not modem.started.is_set  # the next command finds out that it is silent
        at.owner = modem.restoring = None
        at.proceed()


async def wait_boot(modem, timeout_ms):
    """See `Modem.wait_boot`."""
    first_ms = min(timeout_ms, modem.profile.boot_ms)
    if await modem.started.wait(first_ms):
        return True
    modem.restore()  # not every module says when it has started
    return await modem.started.wait(timeout_ms - first_ms)
