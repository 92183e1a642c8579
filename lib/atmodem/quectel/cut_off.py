# A counted answer that stopped in the middle: has the module started anew? Its RDY was taken for a part of the answer then,
# and AT+CMEE, which is asked for when all get in step again, is 1 at its start too. But the echo is on.
from ..errors import LinkLost, ModemError


async def look(modem):
    """Raise LinkLost if the module has started anew; it is set up again then. Worst case 20.3 s."""
    at = modem.at
    try:
        await at.execute(b"")  # in step again
        noise = at.noise
        await at.execute(b"")
    except ModemError:
        return
    if at.noise != noise and modem.started.is_set:
        modem.restore()
        error = LinkLost("the module restarted")
        modem.lost(error)
        raise error
