"""Chapter 10: bearers for HTTP, FTP and NTP. They all ride on PDP context 1."""

from ..engine import Int, Text, answer, command, error

CLOSED = 3
TAGS = {"CONTYPE": "GPRS", "APN": "", "USER": "", "PWD": "", "PHONENUM": "", "RATE": "0"}


class Bearers:
    """Parameters of the three bearers and which of them are open."""

    def __init__(self, module):
        self.module = module
        self.parameters = {number: dict(TAGS) for number in (1, 2, 3)}
        self.open = set()

    def expect_open(self, number):
        if number not in self.open:
            raise error(3)

    def lose(self):
        """The context under them is gone."""
        for number in sorted(self.open):
            self.module.urc(f"+SAPBR {number}: DEACT")
        self.open.clear()


@command("+SAPBR", section="10.1")
class Bearer:
    """0 close, 1 open, 2 state and address, 3 set a parameter, 4 show the parameters."""

    test = '+SAPBR: (0-4),(1-3),"ConParamTag","ConParamValue"'

    async def write(module, what: Int(0, 4), number: Int(1, 3), tag: Text(quoted=None) = None, value: Text(50, quoted=None) = ""):
        bearers = module.bearers
        if what == 3:
            if tag is None or tag.upper() not in TAGS:
                return error(53)
            bearers.parameters[number][tag.upper()] = value
        elif what == 4:
            return answer(*(f"+SAPBR:{name},{kept}" for name, kept in bearers.parameters[number].items()))
        elif what == 2:
            is_open = number in bearers.open
            address = module.packet.contexts[1].address if is_open else "0.0.0.0"
            return f'+SAPBR: {number},{1 if is_open else CLOSED},"{address}"'
        elif what == 1:
            return await _open(module, number)
        elif number in bearers.open:
            bearers.open.discard(number)
        else:
            return error(3)


async def _open(module, number):
    """An open bearer cannot be opened."""
    if number in module.bearers.open or not module.packet.attached:
        return error(3)
    await module.clock.sleep(0.3)
    module.packet.activate(1)
    module.bearers.open.add(number)
