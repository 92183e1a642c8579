"""Card, registration, radio modes (3.1, 3.2, 3.3.3)."""

from ..engine import OK, ArgumentError, Int, command
from ..standard import card, cellular, network

# What follows the model's name: radio modes. All four have GNSS; the X ones have the bands of China only.
VARIANTS = {"MGGT": "CatM/NB/GPRS", "NGGT": "NB", "MGCX": "CatM/NB/GPRS", "NGCX": "NB"}
AUTOMATIC, GSM, LTE, BOTH = 2, 3, 5, 8                 # of AT+MODODREX
GPRS, CAT_M, NB = 0, 7, 9                              # access technologies of 27.007


class Radio(network.Network):
    """The network as this module tells it: CMNET's number, and the timers of power saving with AT+CEREG=4."""

    def __init__(self, module):
        super().__init__(module)
        self.rssi, self.name_format = 22, 2
        self.narrow = VARIANTS[module.variant] == "NB"
        self.TECHNOLOGY = NB if self.narrow else GPRS  # what AT+COPS? tells
        self.mode = AUTOMATIC

    def stat_of(self, name):
        """AT+CEREG and AT+CGREG may tell different things of one registration."""
        told = {"both": True, "eps": name != "CGREG", "gprs": name != "CEREG"}[self.module.setting["registered"]]
        return self.stat if told or not self.registered else network.NOT_SEARCHING

    def shown(self, name, mode):
        stat = self.stat_of(name)
        text = str(stat)
        if mode >= 2 and stat in (network.HOME, network.ROAMING):
            text += f',"{self.AREA}","{self.CELL}",{NB if self.narrow else CAT_M if name == "CEREG" else self.TECHNOLOGY}'
            if mode >= 4 and self.module.saving.granted:
                text += ',,,"{}","{}"'.format(*self.module.saving.granted)
        return text


cereg = network.registration("+CEREG", "3.1", "EPS registration; 4: with the timers of power saving mode (3.8.1).", most=5)


@command("+CPIN", section="3.2.1")
class EnterPin:
    """State of the PIN; give PIN, or PUK and new PIN."""

    test = ()
    write = card.EnterPin.handlers["W"]

    def read(module):
        module.card.check_there()
        state = module.card.state
        if state == "READY" or module.setting["spaces"] == "none":
            return f"+CPIN: {state}"
        return f"+CPIN:{state} "                       # so it is printed


def _search_mode(module, mode: Int(AUTOMATIC, AUTOMATIC, also=(GSM, LTE, BOTH))):
    if module.network.narrow and mode in (GSM, BOTH):
        raise ArgumentError("NB only")
    if mode != module.network.mode:
        module.network.mode = mode
        if module.card.usable and module.functionality == 1:
            module.network.search()
    return OK


class _SearchMode:
    """Which networks are looked for: 2 all, 3 GSM, 5 LTE, 8 both."""

    write = _search_mode


@command("+MODODR", section="other firmware")
class OlderSearchMode(_SearchMode):
    """The same by its older name."""

    write = _search_mode

    def read(module):
        return f"+MODODR: {module.network.mode}"


mododrex = command("+MODODREX", section="3.3.3")(_SearchMode)
functionality = cellular.Functionality.in_section("3.5")
