"""What Quectel adds for card and network (Quectel EC2x AT Commands Manual, chapters 5 and 6)."""

from ..engine import Enum, command
from ..standard.card import PIN_TRIES


def _card_number(prefix):
    def execute(module):
        module.card.check_there()
        return f"{prefix}: {module.card.ICCID}"
    return type("CardNumber", (), {"execute": execute, "test": (), "__doc__": "Number printed on the card."})


qccid = command("+QCCID", section="5.6")(_card_number("+QCCID"))
iccid = command("+ICCID", section="5.6")(_card_number("+ICCID"))
ccid = command("+CCID", section="5.6")(_card_number("+CCID"))


@command("+QPINC", section="5.7")
class PinCounter:
    """Tries that are left for PIN and PUK."""

    test = '+QPINC: ("SC","P2")'

    def read(module):
        return [_counter(module, facility) for facility in ("SC", "P2")]

    def write(module, facility: Enum("SC", "P2")):
        return _counter(module, facility)


def _counter(module, facility):
    card = module.card
    card.check_there()
    return f'+QPINC: "{facility}",{card.tries if facility == "SC" else PIN_TRIES},{card.puk_tries if facility == "SC" else 10}'


@command("+QSIMSTAT", section="5.9")
class CardReport:
    """Card inserted or not."""

    test = "+QSIMSTAT: (0,1)"

    def read(module):
        return f"+QSIMSTAT: 0,{int(module.card.present)}"


@command("+QINISTAT", section="5.8")
class CardStart:
    """How far the card is started."""

    test = "+QINISTAT: (0-7)"

    def execute(module):
        return f"+QINISTAT: {7 if module.card.usable else 1 if module.card.present else 0}"


@command("+QNWINFO", section="6.13")
class NetworkInformation:
    """Technology, operator, band and channel."""

    test = ()

    def execute(module):
        if not module.network.registered:
            return "+QNWINFO: No Service"
        return f'+QNWINFO: "FDD LTE","{module.network.NUMBER}","LTE BAND 3",1300'


@command("+QCSQ", section="6.15")
class Strength:
    """Signal strength of the technology in use."""

    test = '+QCSQ: "NOSERVICE","GSM","WCDMA","TDSCDMA","LTE"'

    def execute(module):
        if not module.network.registered:
            return '+QCSQ: "NOSERVICE"'
        power = module.network.power
        return f'+QCSQ: "LTE",{power},{power - 21},148,-10'
