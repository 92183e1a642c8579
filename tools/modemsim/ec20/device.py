"""Power, clock and where URCs go (Quectel EC2x AT Commands Manual, chapters 2 and 13)."""

import re
from datetime import datetime, timedelta

from ..engine import OK, ArgumentError, Enum, Int, Keyed, Text, command
from ..standard import cellular, real_time
from ..standard.settings import setting

POWERED_DOWN_SECONDS = 1.0


functionality = cellular.Functionality.in_section("2.19")


@command("+QPOWD", section="2.25")
def power_down(module, normal: Int(0, 1) = 1):
    """Power down: OK at once, POWERED DOWN when it is done."""
    async def end():
        if normal:
            await module.clock.sleep(POWERED_DOWN_SECONDS)
            module.report("POWERED DOWN")
            await module.line.drained()
        module.power_off()
    module.after(end())


sleep = setting("+QSCLK", "2.28", Int(0, 1), "Sleep while DTR is high.", test="+QSCLK: (0,1)", store="", key="sleep_mode")


# -- clock --

class RealTime(real_time.RealTime):
    """As Quectel has it: set and reported by the network."""

    FIRST = datetime(1980, 1, 6)
    ZONE = 32                                          # of the simulated network

    def __init__(self, module):
        super().__init__(module.clock)
        self.module = module
        self.automatic = self.report = 0               # AT+CTZU, AT+CTZR
        self._world, self._started = datetime.utcnow(), module.clock.now()

    def world(self):
        """Coordinated universal time outside the module."""
        return self._world + timedelta(seconds=self.clock.now() - self._started)

    def synchronise(self):
        """The network told its time (NITZ)."""
        if self.automatic:
            self.set(self.world() + timedelta(minutes=15 * self.ZONE), self.ZONE)
        if self.report == 1:
            self.module.urc(f"+CTZV: {self.ZONE:+03d}")


clock = real_time.Clock.in_section("13.1")
automatic_zone = setting("+CTZU", "13.2", Int(0, 1, also=(3,)), "Set the clock from the network.", test="+CTZU: (0,1,3)",
                         store="real_time", key="automatic")
zone_report = setting("+CTZR", "13.3", Int(0, 2), "Report a change of the zone.", test="+CTZR: (0-2)", store="real_time",
                      key="report")


@command("+QLTS", section="13.4")
class NetworkTime:
    """The latest time the network told."""

    test = "+QLTS: (0-2)"

    def execute(module):
        return _network_time(module, 0)

    def write(module, mode: Int(0, 2)):
        return _network_time(module, mode)


def _network_time(module, mode):
    if not module.network.registered:
        return '+QLTS: ""'
    clock = module.real_time
    moment = clock.world() + timedelta(minutes=15 * clock.ZONE if mode == 2 else 0)
    return f'+QLTS: "{moment:%Y/%m/%d,%H:%M:%S}{clock.ZONE:+03d},0"'


# -- unsolicited result codes and settings --

PORTS = ("usbat", "usbmodem", "uart1", "uart2", "all")
urc_settings = Keyed("Which port says URCs.")


@urc_settings.key("urcport")
def urc_port(module, port: Enum(*PORTS) = None):
    if port is None:
        return f'+QURCCFG: "urcport","{module.urc_port}"'
    module.storage.set("urcport", port)
    return OK


qurccfg = command("+QURCCFG", section="2.21", test='+QURCCFG: "urcport",("usbat","usbmodem","uart1","uart2","all")')(urc_settings)


INDICATIONS = ("all", "csq", "smsfull", "ring", "smsincoming", "act")


@command("+QINDCFG", section="2.22")
class Indications:
    """Which +QIND lines are said."""

    test = [f'+QINDCFG: "{kind}",(0,1),(0,1)' for kind in INDICATIONS]

    def write(module, kind: Enum(*INDICATIONS), on: Int(0, 1) = None, store: Int(0, 1) = 0):
        if on is None:
            return f'+QINDCFG: "{kind}",{module.indications[kind]}'
        module.indications[kind] = on
        if store:
            module.storage.set("indications", module.indications)
        return OK


CONFIGURATION = {
    "nwscanmode": "0,1", "nwscanseq": "04030201,1", "roamservice": "2,1", "servicedomain": "2,1",
    "band": "0xffff,0x1e0000000000,0x0",
    "hsdpacat": "24", "hsupacat": "6", "rrc": "0", "sgsn": "2", "msc": "2", "pdp/duplicatechk": "0", "tone/incoming": "1",
    "risignaltype": '"respective"', "urc/ri/ring": '"pulse",120,1000,5000,"off",1', "urc/ri/smsincoming": '"pulse",120,1',
    "urc/ri/other": '"pulse",120,1', "urc/ri/pin": "uart_ri", "urc/delay": "0", "urc/cache": "0", "usbnet": "0",
    "usbcfg": "0x2C7C,0x125,1,1,1,1,1,0,0", "airplanecontrol": "0", "fast/poweroff": "0", "ims": "0",
}


@command("+QCFG", section="2.27")
class Configuration:
    """Settings kept by the module; a key alone asks."""

    test = [f'+QCFG: "{key}",{value}' for key, value in CONFIGURATION.items()]

    def write(module, key: Text(32), *values: Text(64, quoted=None)):
        key = key.lower()
        if key not in CONFIGURATION:
            raise ArgumentError("unknown key")
        kept = {**CONFIGURATION, **module.storage.get("qcfg", {})}
        if not values:
            return f'+QCFG: "{key}",{kept[key]}'
        module.storage.set("qcfg", {**module.storage.get("qcfg", {}), key: ",".join(
            value if re.fullmatch("[0-9a-fA-FxX]+|uart_ri|all", value) else f'"{value}"' for value in values)})
        return OK
