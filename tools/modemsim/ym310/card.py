"""The SIM card: PIN and PUK with their tries. It outlives every restart of the module."""

from ..engine import error

NOT_INSERTED, PIN_REQUIRED, PUK_REQUIRED, WRONG_PASSWORD, NOT_ALLOWED = map(error, (10, 11, 12, 16, 3))

FIRST = "89861122050211045494", "460115883032649"      # ICCID and IMSI
SECOND = "89860324145510774535", "460115469591740"


class Card:
    """One card; ``locked`` asks for the PIN at the next start, ``verified`` says that it was given."""

    def __init__(self, inserted=True, pin="", second=False):
        self.inserted, self.locked = inserted, bool(pin)
        self.pin, self.puk = pin or "1234", "12345678"
        self.pin_tries, self.puk_tries = 3, 10
        self.iccid, self.imsi = SECOND if second else FIRST
        self.verified = False

    def power_up(self):
        self.verified = not self.locked

    @property
    def ready(self):
        return self.state == "READY"

    @property
    def state(self):
        """What AT+CPIN? says."""
        if not self.inserted:
            return "SIM REMOVED"
        if self.pin_tries == 0:
            return "SIM PUK"
        return "READY" if self.verified else "SIM PIN"

    def expect_inserted(self):
        if not self.inserted:
            raise NOT_INSERTED

    def expect_ready(self):
        self.expect_inserted()
        if self.state != "READY":
            raise PIN_REQUIRED if self.state == "SIM PIN" else PUK_REQUIRED

    def _check(self, pin):
        """A try at the PIN; the third wrong one in a row blocks it."""
        if self.pin_tries == 0:
            raise PUK_REQUIRED
        if pin != self.pin:
            self.pin_tries -= 1
            raise WRONG_PASSWORD if self.pin_tries else PUK_REQUIRED
        self.pin_tries = 3

    def enter(self, pin):
        self._check(pin)
        self.verified = True

    def unblock(self, puk, pin):
        if puk != self.puk or self.puk_tries == 0:
            self.puk_tries = max(0, self.puk_tries - 1)
            raise WRONG_PASSWORD
        self.pin, self.pin_tries, self.puk_tries, self.verified = pin, 3, 10, True

    def lock(self, on, pin):
        self._check(pin)
        self.locked = on

    def change(self, old, new):
        """Only a locked card changes its PIN (4.5)."""
        if not self.locked:
            raise NOT_ALLOWED
        self._check(old)
        self.pin = new
