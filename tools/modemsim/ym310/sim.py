"""Chapter 4.3-4.5, 4.10, 4.11, 4.19: SIM card, PIN, locks, card slots."""

from ..engine import Enum, Int, Text, command, error

PASSWORD = Text(8, least=4, quoted=None)
FACILITIES = "CS PS PF SC AO OI OX AI IR NT NM NS NA AB AG AC FD PN PP PU PC".split()


@command("+CPIN", section="4.3")
class Pin:
    """Which password the card waits for, and giving it."""

    test = ()

    def read(module):
        return f"+CPIN: {module.card.state}"

    def write(module, password: PASSWORD, new: PASSWORD = None):
        card = module.card
        card.check_there()
        if card.state == "SIM PUK" and new is not None:
            card.unblock(password, new)
        elif card.state == "SIM PIN":
            card.verify(password)
        else:
            return error(12 if card.state == "SIM PUK" else 3)
        module.after(module.network.search)
        return "+CPIN: READY"                          # before the OK, not behind it


@command("+CLCK", section="4.4")
class Lock:
    """Locks; of all facilities the simulated card has SC, its PIN request."""

    test = "+CLCK:(" + ",".join(f'"{name}"' for name in FACILITIES) + ")"

    def write(module, facility: Enum(*FACILITIES, quoted=None), mode: Int(0, 2), password: PASSWORD = None,
              service: Int(1, 255) = None):
        module.card.check_usable()
        if mode == 2:
            return f"+CLCK: {int(facility == 'SC' and module.card.locked)}"
        if facility != "SC":
            return error(4)
        if password is None:
            return error(3)
        module.card.lock(mode == 1, password)          # shows at the next start: +CPIN: SIM PIN


@command("+CPWD", section="4.5")
class Password:
    """Change the PIN of a locked card."""

    test = '+CPWD: ("SC",8)'

    def write(module, facility: Enum(*FACILITIES, quoted=None), old: PASSWORD, new: PASSWORD):
        module.card.check_usable()
        if facility != "SC":
            return error(4)
        module.card.change(old, new)


@command("+CSDT", section="4.10")
class CardDetection:
    """Pin that senses the card; reports +CPIN: READY and +CPIN: SIM REMOVED."""

    test = "+CSDT: (0,1)"

    def write(module, mode: Int(0, 1), level: Int(0, 1) = 1):
        module.profile.CSDT = mode, level

    def read(module):
        return "+CSDT:{},{}".format(*module.profile.CSDT)


@command("*SIMDETEC", section="4.11")
class CardInSlot:
    """Whether a card is in a slot (2: not supported)."""

    test = "*SIMDETEC: (1,2)"

    def write(module, slot: Int(1, 2)):
        present = slot == 1 and module.cards[0].present
        return f"*SIMDETEC: {slot}, {'SIM' if present else 'NOS'}"


@command("+SIMCROSS", section="4.19")
class CardSelection:
    """Card 0 or 1; kept, in use from the next start on, or when AT+CFUN=0 is left."""

    test = "+SIMCROSS:(0,1)"

    def write(module, card: Int(0, 1)):
        module.storage.set("SIMCROSS", card)

    def read(module):
        return f"+SIMCROSS:{module.storage.get('SIMCROSS', 0)}"


@command("+SIMSWT", section="4.19")
class CardChoice:
    """Choose the card with the better signal (automatic mode 2)."""

    def execute(module):
        module.storage.set("SIMSWT", 0 if module.cards[0].present else 1)

    def read(module):
        return f"+SIMSWT: {module.storage.get('SIMSWT', 0)}"
