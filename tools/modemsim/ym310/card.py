"""The SIM cards. They outlive every restart of the module."""

from ..standard import card

FIRST = "89861122050211045494", "460115883032649"      # ICCID and IMSI
SECOND = "89860324145510774535", "460115469591740"


class Card(card.Card):
    """The card of one of the two holders."""

    def __init__(self, present=True, pin="", second=False):
        super().__init__(present, pin)
        self.ICCID, self.IMSI = SECOND if second else FIRST

    @property
    def state(self):
        return super().state if self.present else "SIM REMOVED"
