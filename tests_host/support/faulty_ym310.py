# The YM310 under faults: what support/faulty.py has to know of it.
from support.faulty import Family
from support.obedient_ym310 import ObedientYm310, ym310

ANSWER = 9000  # the YM310's channel time-out


class Yuge(Family):
    """The YM310, and `session(modem)` of one of its services."""

    wire = ObedientYm310
    answer_ms = ANSWER
    setup = (b"ATE0+CMEE=1\r",)
    says_it_starts = False

    def __init__(self, session=None):
        self.session = session

    def modem(self, wire):
        return ym310(wire)
