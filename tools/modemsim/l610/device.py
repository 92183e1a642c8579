"""Start, functionality, search order, and the forms in which the guide asks 27.007's questions (guide 3.3)."""

from ..engine import Int, command
from ..standard import cellular

functionality = cellular.Functionality.in_section("3.3")


@command("+MSTART", section="3.3")
class StartTexts:
    """Whether AT command ready and +SIM READY are said from the next start on."""

    test = "+MSTART: (0,1),(0,1)"

    def read(module):
        return "+MSTART: {},{}".format(*module.start_texts)

    def write(module, ready: Int(0, 1), card: Int(0, 1) = 1):
        module.storage.set("start texts", [ready, card])


@command("+GTRAT", section="3.3")
class SearchOrder:
    """Radio technologies, and which of them is tried first and second: 6,3,2 is LTE first."""

    test = "+GTRAT: (0-6,10),(2,3,6),(2,3,6)"

    def read(module):
        return "+GTRAT: " + ",".join(str(value) for value in module.search_order)

    def write(module, technologies: Int(0, 6, also=(10,)), first: Int(2, 3, also=(6,)) = None,
              second: Int(2, 3, also=(6,)) = None):
        module.storage.set("search order", [value for value in (technologies, first, second) if value is not None])


@command("+CSQ", section="3.3")
class Signal:
    """Signal strength; asked with or without a question mark."""

    test = "+CSQ: (0-31,99),(0-7,99)"

    def read(module):
        return f"+CSQ: {module.network.rssi},{module.network.ber}"

    execute = read


@command("+CIMI", section="3.3")
class Imsi:
    """Subscriber's number: behind its name when asked with a question mark, bare as in 27.007 without."""

    test = ()

    def read(module):
        module.card.check_usable()
        return f"+CIMI: {module.card.IMSI}"

    def execute(module):
        module.card.check_usable()
        return module.card.IMSI


@command("+CCID", section="-")
class CardNumber:
    """Number printed on the card (not in the guide)."""

    def read(module):
        module.card.check_there()
        return f"+CCID: {module.card.ICCID}"

    execute = read
