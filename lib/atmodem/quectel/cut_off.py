# A counted answer that stopped in the middle: has the module started anew? Its RDY was taken for a part of the answer then.
from ..errors import LinkLost, ModemError


async def look(modem):
    """Raise LinkLost if the module has started anew; it is set up again then. Worst case 20.3 s."""
    try:
        await modem.at.execute(b"")  # getting in step finds out
    except LinkLost:
        raise
    except ModemError:
        pass  # it is silent: the caller's own error says enough
