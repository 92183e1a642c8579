"""The SIM card and its PIN (27.007 8.3, 7.4, 7.5; Quectel EC2x AT Commands Manual, chapter 5)."""

from ..engine import ERROR, OK, Enum, Int, Text, command, error

NO_CARD, PIN_WANTED, PUK_WANTED, CARD_FAILED, CARD_BUSY, WRONG_PASSWORD, NOT_ALLOWED = 10, 11, 12, 13, 14, 16, 3
PIN_TRIES, PUK_TRIES = 3, 10


class Card:
    """The card in the holder. PIN, lock and tries live on the card: a reboot of the module does not change them."""

    IMSI, ICCID, PUK = "460001234567890", "89860025128306012474", "12345678"

    def __init__(self, present=True, pin=""):
        self.present, self.pin, self.locked = present, pin or "1234", bool(pin)
        self.tries, self.puk_tries = PIN_TRIES, PUK_TRIES
        self.verified = False                          # the PIN was given since the module started
        self.powered = self.busy = False

    def start(self):
        self.powered, self.verified, self.busy = True, False, False

    @property
    def state(self):
        """What AT+CPIN? tells."""
        if self.tries == 0:
            return "SIM PUK"
        return "SIM PIN" if self.locked and not self.verified else "READY"

    @property
    def usable(self):
        return self.present and self.powered and not self.busy and self.state == "READY"

    def check_there(self):
        """Raise what the module says when nothing can be asked of the card."""
        if not self.powered:
            raise error(CARD_FAILED)
        if not self.present:
            raise error(NO_CARD)
        if self.busy:
            raise error(CARD_BUSY)

    def check_usable(self):
        self.check_there()
        if self.state != "READY":
            raise error(PUK_WANTED if self.state == "SIM PUK" else PIN_WANTED)

    def verify(self, pin):
        """Compare the PIN; a wrong one costs a try."""
        if self.tries == 0:
            raise error(PUK_WANTED)
        if pin != self.pin:
            self.tries -= 1
            raise error(WRONG_PASSWORD if self.tries else PUK_WANTED)
        self.tries, self.verified = PIN_TRIES, True

    def unblock(self, puk, pin):
        if self.puk_tries == 0:
            raise error(CARD_FAILED)
        if puk != self.PUK:
            self.puk_tries -= 1
            raise error(WRONG_PASSWORD)
        self.pin, self.tries, self.puk_tries, self.verified, self.locked = pin, PIN_TRIES, PUK_TRIES, True, True

    def lock(self, on, pin):
        """Whether the card asks for its PIN from the next start on."""
        self.verify(pin)
        self.locked = on

    def change(self, old, new):
        """Only a locked card changes its PIN."""
        if not self.locked:
            raise error(NOT_ALLOWED)
        self.verify(old)
        self.pin = new


Pin = Text(8, 4, quoted=None)


@command("+CPIN", section="5.3")
class EnterPin:
    """State of the PIN; give PIN, or PUK and new PIN."""

    test = ()

    def read(module):
        module.card.check_there()
        return f"+CPIN: {module.card.state}"

    def write(module, pin: Pin, new_pin: Pin = None):
        card = module.card
        card.check_there()
        if not all(code.isdigit() for code in (pin, new_pin or "0")):
            return ERROR
        if card.state == "SIM PUK":
            if new_pin is None:
                return error(PUK_WANTED)
            card.unblock(pin, new_pin)
        elif card.state == "READY" or new_pin is not None:
            return error(NOT_ALLOWED)
        else:
            card.verify(pin)
        module.after(module.card_ready)
        return OK


@command("+CIMI", section="5.1")
class Imsi:
    """International mobile subscriber identity."""

    test = ()

    def execute(module):
        module.card.check_usable()
        return module.card.IMSI


@command("+CLCK", section="5.2")
class Lock:
    """Lock of the card by its PIN."""

    test = '+CLCK: ("SC")'

    def write(module, facility: Enum("SC"), mode: Int(0, 2), password: Pin = None):
        card = module.card
        card.check_usable()
        if mode == 2:
            return f"+CLCK: {int(card.locked)}"
        if password is None:
            return ERROR
        card.lock(mode == 1, password)
        return OK


@command("+CPWD", section="5.4")
class ChangePassword:
    """Change the PIN; the lock must be on."""

    test = '+CPWD: ("SC",8)'

    def write(module, facility: Enum("SC"), old: Pin, new: Pin):
        module.card.check_usable()
        module.card.change(old, new)
