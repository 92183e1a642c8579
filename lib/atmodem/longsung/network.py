# Longsung C1100: which radio it looks for. Source: manual 2, 3.3.3.
from .. import network
from ..errors import CommandError, NotSupported
from ..fields import shape
from ..loading import passing

_MODES = {"auto": 2, "gsm": 3, "lte": 5, "gsm+lte": 8}


class Service(network.Service):
    """`modem.network` of the C1100."""

    async def subscribe(self, handler=None, domain=None, level=None):
        """As in network.py; without a `level`, reports that bring the times of PSM stay what they are."""
        if level is None and domain in (None, b"+CEREG"):
            found = await self.at.query("+CEREG?", shape=shape("nn*"))
            if found and found[0] == 4:
                if domain is None:
                    domain = b"+CGREG"
                else:
                    level = 4
        await super().subscribe(handler, domain, level)

    def variant(self):
        """What this one of the four variants has: (radio modes, Cat-M bands, NB-IoT bands, EGPRS bands, GNSS, TAF package).

        By the suffix in what the module says of itself; that of the MGGT, which has everything, when it says none.
        """
        variants = passing("longsung.variants").VARIANTS
        for line in self.modem.identity:
            for suffix in variants:
                if suffix in line.upper():
                    return variants[suffix]
        return variants["MGGT"]

    async def set_radio_mode(self, mode="auto"):
        """Choose what is looked for: "auto", "gsm", "lte" (Cat-M and NB-IoT) or "gsm+lte".

        Raises ValueError; NotSupported for what this variant has no radio for; CommandError, Timeout. Worst case: twice the
        channel's time-out. Source: manual 3.3.3 (AT+MODODREX).
        """
        if mode not in _MODES:
            raise ValueError("mode: auto, gsm, lte or gsm+lte")
        if mode not in self.variant()[0]:
            raise NotSupported("an NB-IoT module has no GSM", b"+MODODREX")
        try:
            await self.at.execute("+MODODREX", _MODES[mode])
        except CommandError:
            await self.at.execute("+MODODR", _MODES[mode])  # the older name
