"""Chapter 4: function level, power, sleep, RI, ADC and the rest of the hardware."""

from ..engine import NOTHING, Int, Text, command, error, final
from ..standard.settings import setting


@command("+CFUN", section="4.1")
class Function:
    """Function level: 0 least, 1 all, 4 flight mode; with 1 behind it after a restart."""

    test = "+CFUN: (0,1,4),(0,1)"

    def read(module):
        return f"+CFUN: {module.network.function}"

    def write(module, level: Int(0, 1, also=(4,)), restart: Int(0, 1) = 0):
        if restart:
            module.after(module.restart)
        else:
            module.after(lambda: module.network.switch(level))


@command("+CPOWD", section="4.2")
def power_down(module, how: Int(0, 1)):
    """Power off: 0 at once and without a word, 1 in order."""
    module.after(module.power_off)
    return final("NORMAL POWER DOWN") if how else NOTHING


SLEEP = setting("+CSCLK", "4.12", Int(0, 4), "Sleep mode", test="+CSCLK: (0,1,2,3,4)")
SLEEP_DELAY = setting("+WAKETIM", "4.12", Int(0, 65535), "Seconds of silence before sleep", read="+WAKETIM:{}")
RELEASE_TIME = setting("*RTIME", "4.13", Int(0, 20), "Seconds before the radio link is let go")
NETWORK_LIGHT = setting("+CNETLIGHT", "4.18", Int(0, 1), "Network LED", read="+CNETLIGHT:{}")
RNDIS = setting("+RNDISCALL", "4.20", Int(0, 1), "Network interface over USB, from the next start on",
                read="+RNDISCALL:{}", test="+RNDISCALL:(0-disable;1-enable)")


@command("+CFGRI", section="4.14")
class RingIndicator:
    """Pulses of RI when something is reported."""

    def write(module, on: Int(0, 1), high: Int(1, 65535) = 120, low: Int(1, 65535) = 120, count: Int(1, 255) = 1):
        module.profile.CFGRI = on, high, low, count

    def read(module):
        return f"+CFGRI:{module.profile.CFGRI[0]}"


@command("^WAKEUPHEX", section="4.15")
class WakeUpText:
    """Only reports that contain these bytes pulse RI; a string that begins with a space switches this off."""

    test = '^WAKEUPHEX="str"'

    def write(module, digits: Text(128)):
        if digits[:1] == " ":
            digits = ""
        elif not _printable(digits):
            return error(53)
        module.profile.WAKEUPHEX = digits

    def read(module):
        return f"^WAKEUPHEX: {module.profile.WAKEUPHEX}"


def _printable(digits):
    try:
        return all(0x20 <= byte < 0x7F for byte in bytes.fromhex(digits))
    except ValueError:
        return False


ANALOG_MILLIVOLTS = 1210, 905


@command("+CADC", section="4.16")
class AnalogInput:
    """The two analog inputs: off, on, or the one that AT+CADC? tells about."""

    def write(module, channel: Int(0, 1), mode: Int(0, 2)):
        if mode == 2:
            module.analog_channel = channel
        elif mode == 1:
            module.analog_inputs.add(channel)
        else:
            module.analog_inputs.discard(channel)

    def read(module):
        channel = module.analog_channel
        return f"+CADC:{channel},{ANALOG_MILLIVOLTS[channel] if channel in module.analog_inputs else 0}"


@command("+CBC", section="4.17")
class Supply:
    """Supply voltage in one field, and the thresholds for power on and off."""

    test = ()

    def execute(module):
        return "+CBC: 3857"

    def write(module, on: Int(0, 5000), off: Int(0, 5000)):
        module.profile.CBC = on, off

    def read(module):
        return "+CBC:{},{}".format(*module.profile.CBC)
