"""Locks of card and module, their passwords, unblocking (27.007 7.4, 7.5, 8.3).

A password is sent once: after a failure in this run, and when the last try is left, not without `force`. It shows in no error
and no trace. What raises Rejected has not been sent.
"""

from .arguments import text
from .errors import CommandError, Rejected


def check(password, facility, name):
    """A password. Raises ValueError, naming it, but not what it is."""
    if facility == "SC":
        if not text(password, name, 8, 4).isdigit():
            raise ValueError(name + ": digits")
    else:
        text(password, name, 16)


def check_facility(facility):
    """Raises ValueError for what is no facility: two capital letters."""
    text(facility, "facility", 2, 2)
    if not facility.isalpha() or not facility.isupper():
        raise ValueError("facility: two capital letters")


class Service:
    """The locks: `modem.sim_lock`. `facility`: "SC", whether the card asks for its PIN, or another of 27.007 7.4."""

    transient = True  # keeps nothing: what was sent in vain, the modem knows

    def __init__(self, modem):
        self.modem = modem
        self.at = modem.at

    async def locked(self, facility="SC"):
        """Whether a lock is on.

        Raises ValueError, CommandError, Timeout. Worst case: timings["CPIN"]. Source: 27.007 7.4, YM310 manual 4.4.
        """
        check_facility(facility)
        rows = await self.at.rows("+CLCK", facility, 2, timeout_ms=self.modem.timing("CPIN"))
        return any([row[0] == 1 for row in rows])

    async def set_locked(self, enabled, password, facility="SC", force=False):
        """Lock or unlock; for "SC" the `password` is the PIN (4 to 8 digits). It shows at the next start of the module.

        Raises ValueError; CommandError, 16 for a wrong password; Rejected, Timeout. Worst case: three times timings["CPIN"].
        Source: 27.007 7.4, YM310 manual 4.4.
        """
        check_facility(facility)
        check(password, facility, "password")
        await self._send("+CLCK", (facility, 1 if enabled else 0, password), force)

    async def change_password(self, old, new, facility="SC", force=False):
        """Change a password; for "SC" the PIN, whose lock must be on.

        Raises ValueError; CommandError, 16 for a wrong password; Rejected also when the lock is off; Timeout. Worst case:
        three times timings["CPIN"]. Source: 27.007 7.5, YM310 manual 4.5.
        """
        check_facility(facility)
        check(old, facility, "old")
        check(new, facility, "new")
        if facility == "SC" and not await self.locked():
            raise Rejected("PIN not sent: only that of a locked card can be changed", -1, b"+CPWD")
        await self._send("+CPWD", (facility, old, new), force)

    async def unblock(self, puk, new_pin, force=False):
        """Give a card that asks for its PUK (8 digits) a new PIN.

        Ten wrong ones destroy the card. Raises ValueError, CommandError, Rejected also when no PUK is asked for, Timeout.
        Worst case: three times timings["CPIN"]. Source: 27.007 8.3, YM310 manual 4.3.
        """
        if not text(puk, "puk", 8, 8).isdigit():
            raise ValueError("puk: digits")
        check(new_pin, "SC", "new_pin")
        modem = self.modem
        state = await modem.sim.state()
        if state != "SIM PUK":
            raise Rejected("PUK not sent: the card says " + state, -1, b"+CPIN")
        if getattr(modem, "puk_spent", False) and not force:
            raise Rejected("PUK not sent: it failed before", -1, b"+CPIN")
        modem.puk_spent = True
        command = self.at.rows("+CPIN", puk, new_pin, timeout_ms=modem.timing("CPIN"))
        command.secret = True
        await command  # `+CPIN: READY` may come before the OK
        modem.puk_spent = modem.pin_spent = False

    async def _send(self, name, parameters, force):
        modem = self.modem
        await modem.sim.guard(force)
        modem.pin_spent = True
        try:
            await self.at.execute(name, *parameters, timeout_ms=modem.timing("CPIN"), secret=True)
        except CommandError as error:
            # 3 and 4: not allowed, not supported: nothing was tried
            modem.pin_spent = not (error.kind == "CME" and error.code in (3, 4))
            raise
        modem.pin_spent = False
