# Longsung C1100: start-up begins with numeric result codes, as everything in its manual has them. Source: manual 3.1, 3.2.1,
# 3.2.2.
from .. import sim
from ..modem import Modem


class Service(sim.Service):
    """`modem.sim` of the C1100."""

    def __init__(self, modem):
        super().__init__(modem)
        modem.setup = self.setup  # a module that restarts has forgotten it

    async def setup(self):
        """Set the module up with ATV0. Raises CommandError, Timeout. Worst case: three times the channel's time-out."""
        self.at.digest.numeric = True  # words are understood all the same
        await self.at.execute(b"V0")
        await Modem.setup(self.modem)

    async def unlock(self, pin=None, timeout_ms=30000, force=False):
        """ATV0, then as in sim.py; worst case: four times the channel's time-out more."""
        if not self.at.digest.numeric:
            await self.setup()
        await super().unlock(pin, timeout_ms, force)
