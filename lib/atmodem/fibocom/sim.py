# The SIM card of the L610. Source: guide 3.3.
from .. import sim
from ..errors import CommandError


class Service(sim.Service):
    """`modem.sim` of the L610."""

    async def state(self):
        """As `sim.Service.state`. ERROR without a number (guide 3.3: no card, or a PIN is wanted) counts as NOT INSERTED."""
        try:
            return await super().state()
        except CommandError as error:
            if error.kind != "ERROR":
                raise
            return "NOT INSERTED"
