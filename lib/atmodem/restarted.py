# A module that has started anew without a word is found out by a setting it has forgotten.
from .errors import LinkLost
from .fields import shape


async def forgetful(modem, timeout_ms=None):
    """Whether the module has started anew; then all who wait are told, and it is set up again.

    Raises Timeout, CommandError, LinkLost. Worst case: `timeout_ms`, the channel's time-out when None, and the profile's boot_ms.
    """
    answer = await modem.at.query("+CMEE?", shape=shape("n"), timeout_ms=timeout_ms)
    if answer and answer[0] == 1:
        return False
    modem.restore()
    modem.lost(LinkLost("the module restarted"))
    await modem.started.wait(modem.profile.boot_ms)
    return True
