"""Start, functionality, search order, and the forms in which the guide asks 27.007's questions (guide 3.3)."""

import re
from datetime import datetime, timedelta

from ..engine import ERROR, OK, ArgumentError, Int, Text, command


@command("+CFUN", section="3.3")
class Functionality:
    """Functionality of the module: 0 minimum, 1 full, 4 radio off."""

    test = "+CFUN: (0,1,4),(0,1)"

    def read(module):
        return f"+CFUN: {module.functionality}"

    async def write(module, level: Int(0, 1, also=(4,)), reset: Int(0, 1) = 0):
        if reset:
            if level != 1:
                return ERROR
            module.after(module.restart)
            return OK
        await module.clock.sleep(0.1)
        module.after(lambda: module.set_functionality(level))
        return OK


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


# -- clock (27.007 8.15; seen on a module: +CCLK: "26/07/20,06:51:36+00") --

_TIME = re.compile(r"(\d\d)/(\d\d)/(\d\d),(\d\d):(\d\d):(\d\d)([+-]\d\d)?")


class RealTime:
    """The module's clock of day: what was set, and how long ago."""

    def __init__(self, module):
        self.clock, self.zone = module.clock, 0
        self.set(datetime(1970, 1, 1))

    def set(self, moment, zone=0):
        self.zone, self._base, self._at = zone, moment, self.clock.now()

    def now(self):
        return self._base + timedelta(seconds=self.clock.now() - self._at)


@command("+CCLK", section="27.007 8.15")
class Clock:
    """Clock of day."""

    test = ()

    def read(module):
        return f'+CCLK: "{module.real_time.now():%y/%m/%d,%H:%M:%S}{module.real_time.zone:+03d}"'

    def write(module, time: Text(20)):
        match = _TIME.fullmatch(time)
        if not match:
            raise ArgumentError("no time")
        year, *rest = map(int, match.groups()[:6])
        try:
            moment = datetime(2000 + year if year < 70 else 1900 + year, *rest)
        except ValueError:
            raise ArgumentError("no such time") from None
        module.real_time.set(moment, int(match[7] or 0))
