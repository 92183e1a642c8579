# What the L610 adds to the module's own affairs. Source: guide 3.3.
from .. import device


class Service(device.Service):
    """`modem.device` of the L610."""

    def announce(self, ready=True, card=True):
        """Await it to have the module say `AT command ready` (`ready`) and `+SIM READY` (`card`) when it starts, or not.

        By the first of them a restart is noticed at once: leave it on. Raises CommandError, Timeout. Worst case: the
        channel's time-out. Source: AT+MSTART, guide 3.3; its two parameters are those of other Fibocom modules.
        """
        return self.at.execute("+MSTART", 1 if ready else 0, 1 if card else 0)
