"""Packet domain: attachment, contexts, addresses, events (27.007 10.1).

Attributes of the profile read here, with their defaults:

    contexts               16: the highest context number; 15 on the YM310
    separate_subnet_mask   False; True when +CGCONTRDP tells the mask in a field of its own, as on the YM310
    timings                "CGATT", "CGACT"

The features "ping" and "dns": the vendor's package has a file packet_tools.py for `ping`, `resolve` and the name servers.
"""

from .arguments import number, text, timeout
from .loading import Seldom, passing


class Service(Seldom):
    """The packet domain: `modem.packet`. A context is named by its number, 1 to the profile's `contexts`.

    Most of its calls stand in contexts.py.
    """

    seldom = "contexts"
    longest = 64  # user name, password
    event = None  # the row of the URC table that takes +CGEV

    def __init__(self, modem):
        self.at = modem.at
        self.modem = modem
        self.handlers = []

    def verify(self, apn, user, password, timeout_ms):
        """Raise ValueError for what `start` cannot send."""
        timeout(timeout_ms, 0)
        if apn is not None:
            text(apn, "apn", 100, 0)
        if user is not None:
            text(user, "user", self.longest)
            text(password, "password", self.longest, 0)
        elif password is not None:
            raise ValueError("user: needed with a password")

    def check(self, context):
        """The context's number, if it is one. Raises ValueError."""
        return number(context, "context", 1, getattr(self.modem.profile, "contexts", 16))

    async def start(self, apn=None, user=None, password=None, context=1, method="PAP", timeout_ms=150000):
        """Bring a context up; one that is up with this APN stays up.

        `apn` None: whatever is defined, the network's own if nothing is. `user` None: no authentication is set. Raises
        ValueError, CommandError, Timeout. Worst case: `timeout_ms` + twice timings["CGATT"] + five times the channel's
        time-out. Source: 27.007 10.1.
        """
        await passing("contexts").start(self, apn, user, password, context, method, timeout_ms)
