# Yuge YM310: the places for cards. Source: manual 4.10, 4.11, 4.19.
from .. import sim
from ..arguments import number


class Service(sim.Service):
    """`modem.sim` of the YM310. What is not said otherwise raises CommandError and Timeout, and takes 9 s at most."""

    async def detection(self):
        """Whether the pin USIM_CD watches the card, and its level with a card in (1 high, 0 low): (enabled, level).

        Source: manual 4.10.
        """
        found = (await self.at.query("+CSDT?") or ()) + (None,) * 2
        return found[0] == 1, found[1]

    def set_detection(self, enabled, level=None):
        """Await it to have the pin watch the card. `level` with a card in: 1 high, 0 low, None as it is (at first 1).

        The module then reports a card that comes or goes. Raises ValueError (manual 4.10).
        """
        if level is None:
            return self.at.execute("+CSDT", 1 if enabled else 0)
        return self.at.execute("+CSDT", 1 if enabled else 0, number(level, "level", 0, 1))

    async def inserted(self, holder=1):
        """Whether a card is in the holder, 1 or 2 (2: in no module yet). Raises ValueError (manual 4.11)."""
        found = await self.at.query("*SIMDETEC", number(holder, "holder", 1, 2))
        return found is not None and found[1:2] == ("SIM",)

    async def selected(self):
        """Which card is in use: 0, or 1 (the second holder, or a card on the board) (manual 4.19)."""
        return (await self.at.query("+SIMCROSS?") or (None,))[0]

    async def select(self, card):
        """Use card 0 or 1, for good. The module leaves the network for it; open sockets and sessions are lost.

        Raises ValueError. Worst case: 9 s twice, and twice timings["CFUN"] (manual 4.19).
        """
        number(card, "card", 0, 1)
        device = self.modem.device
        level = await device.functionality()
        if level:
            await device.set_functionality(0)
        try:
            await self.at.execute("+SIMCROSS", card)
        finally:
            if level:
                await device.set_functionality(level)

    def select_best(self):
        """Await it to have the module choose the card with the better signal and remember it.

        Only where the module was ordered so that it chooses by signal (manual 4.19).
        """
        return self.at.execute("+SIMSWT", timeout_ms=self.modem.timing("SIMSWT"))

    async def best(self):
        """Which card `select_best` chose, None when the module does not say (manual 4.19)."""
        return (await self.at.query("+SIMSWT?") or (None,))[0]
