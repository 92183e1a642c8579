"""Registration, operator and signal (27.007 7.2, 7.3, 8.5, 8.69, 10.1; Quectel EC2x AT Commands Manual, chapter 6)."""

from ..engine import ERROR, OK, Command, Int, Text, command, error

NOT_SEARCHING, HOME, SEARCHING, DENIED, UNKNOWN, ROAMING = range(6)
REGISTRATIONS = "CREG", "CGREG", "CEREG"


class Network:
    """The radio network as the module sees it."""

    LONG_NAME, SHORT_NAME, NUMBER = "CHINA MOBILE", "CMCC", "46000"
    AREA, CELL, TECHNOLOGY = "1A2B", "183DB22", 7      # 7: E-UTRAN

    def __init__(self, module):
        self.module = module
        self.stat = NOT_SEARCHING
        self.rssi, self.ber = 28, 99                   # the codes of +CSQ
        self.selection, self.name_format = 0, 0        # of AT+COPS
        self._search = None

    @property
    def registered(self):
        return self.stat in (HOME, ROAMING)

    def search(self, seconds=None):
        """Look for a network; found after the registration time."""
        self.stop_search()
        self.change(SEARCHING)
        if seconds is None:
            seconds = self.module.options.registration_ms / 1000
        self._search = self.module.spawn(self._find(seconds))

    async def _find(self, seconds):
        await self.module.clock.sleep(seconds)
        self._search = None
        self.change(HOME)

    def stop_search(self):
        if self._search:
            self._search.cancel()
            self._search = None

    def switch_off(self):
        self.stop_search()
        self.change(NOT_SEARCHING)

    def change(self, stat):
        """A new registration state: told by +CREG and its kin as far as they are switched on."""
        if stat == self.stat:
            return
        before, self.stat = self.registered, stat
        for name in REGISTRATIONS:
            self.tell(name)
        if before != self.registered:
            self.module.service_changed(self.registered)

    def tell(self, name, least=1):
        """The unsolicited line of a registration, if it is switched on."""
        mode = getattr(self.module.profile, name)
        if mode >= least:
            self.module.urc(f"+{name}: {self.shown(name, mode)}")

    def shown(self, name, mode):
        """``1`` or ``1,"1A2B","183DB22",7``"""
        if mode < 2 or not self.registered:
            return str(self.stat)
        return f'{self.stat},"{self.AREA}","{self.CELL}",{self.TECHNOLOGY}'

    def answer(self, name):
        mode = getattr(self.module.profile, name)
        return f"+{name}: {mode},{self.shown(name, mode)}"

    @property
    def operator(self):
        return (self.LONG_NAME, self.SHORT_NAME, self.NUMBER)[self.name_format]

    @property
    def power(self):
        """Signal power in dBm after the code of +CSQ."""
        return -113 + 2 * self.rssi


def registration(name, section, about, most=2, test=None):
    """+CREG and its kin: modes 0 to ``most``."""
    key = name[1:]

    def write(module, mode: Int(0, most) = 0):
        setattr(module.profile, key, mode)

    def read(module):
        return module.network.answer(key)

    return Command((name,), section, {"W": write, "R": read, "T": test or f"{name}: (0-{most})"}, about)


creg = registration("+CREG", "6.2", "Network registration.")
cgreg = registration("+CGREG", "10.9", "GPRS registration.")
cereg = registration("+CEREG", "6.4", "EPS registration.")


@command("+CSQ", section="6.3")
class SignalQuality:
    """Signal quality."""

    test = "+CSQ: (0-31,99),(0-7,99)"

    def execute(module):
        network = module.network
        return f"+CSQ: {network.rssi},{network.ber}"


@command("+CESQ", section="27.007 8.69")
class ExtendedSignalQuality:
    """Extended signal quality."""

    test = "+CESQ: (0-63,99),(0-7,99),(0-96,255),(0-49,255),(0-34,255),(0-97,255)"

    def execute(module):
        if not module.network.registered:
            return "+CESQ: 99,99,255,255,255,255"
        rsrp = max(0, min(97, module.network.power - 20 + 141))
        return f"+CESQ: 99,99,255,255,20,{rsrp}"


@command("+COPS", section="6.1")
class Operator:
    """Operator selection."""

    async def test(module):
        module.card.check_usable()
        await module.clock.sleep(module.SCAN_SECONDS)
        network = module.network
        state = 2 if network.registered else 1
        own = f'({state},"{network.LONG_NAME}","{network.SHORT_NAME}","{network.NUMBER}",{network.TECHNOLOGY})'
        return f'+COPS: {own},(3,"CHN-UNICOM","UNICOM","46001",7),,(0-4),(0-2)'

    def read(module):
        network = module.network
        if not network.registered:
            return f"+COPS: {network.selection}"
        return f'+COPS: {network.selection},{network.name_format},"{network.operator}",{network.TECHNOLOGY}'

    async def write(module, mode: Int(0, 4), name_format: Int(0, 2) = None, name: Text(64) = None, technology: Int(0, 9) = None):
        network = module.network
        if mode == 3:
            if name_format is None:
                return ERROR
            network.name_format = name_format
            return OK
        module.card.check_usable()
        if mode == 2:
            network.selection = 2
            network.switch_off()
            return OK
        if mode in (1, 4):
            if name is None or name_format is None:
                return ERROR
            if name not in (network.LONG_NAME, network.SHORT_NAME, network.NUMBER):
                return error(30)
        network.selection = 0 if mode == 0 else 1
        if not network.registered:
            network.search()
            await module.clock.sleep(module.options.registration_ms / 1000)
        return OK
