"""Chapter 3 (and 4.8): how the module talks, and what it keeps of that."""

import re

from ..engine import ERROR, Enum, Int, Text, command, error
from ..standard import v250
from ..standard.settings import setting

ECHO, QUIET, VERBOSE = v250.echo.in_section("3.3"), v250.quiet.in_section("3.5"), v250.verbose.in_section("1.3.1")
STORE, FACTORY = v250.store.in_section("3.2"), v250.factory.in_section("3.4")
CARRIER_DETECT = v250.number("&C", "3.8", 1, "DCD always on, or on with a carrier")
TERMINAL_READY = v250.terminal_ready.in_section("3.9")

S_VALUES = {3: (13,), 4: (10,), 5: range(128)}         # 3.6, 4.8, 3.7


@command("S", section="3.6")
class SParameters:
    """S3 line end (13 only), S4 line feed (10 only), S5 backspace; read as a bare number."""

    def write(module, number: Int(3, 5), value: Int(0, 127)):
        if value not in S_VALUES[number]:
            return ERROR
        setattr(module.profile, f"S{number}", value)

    def read(module, number: Int(3, 5)):
        return str(getattr(module.profile, f"S{number}"))


CHARACTER_SET = setting("+CSCS", "3.1", Enum("GSM", "IRA", "UCS2", quoted=None), "Character set of the terminal",
                        read='+CSCS: "{}"', test='+CSCS:"GSM","IRA","UCS2"')

ERROR_REPORT = setting("+CMEE", "3.11", Int(0, 2), "How errors are spelled", read="+CMEE :{}", test="+CMEE:(0,1,2)")


@command("+WISN", section="3.12")
class UserSerialNumber:
    """A serial number of the user's own; read bare."""

    def write(module, number: Text(64, quoted=None)):
        module.storage.set("WISN", number)

    def read(module):
        return module.storage.get("WISN", "")


@command("+CCLK", section="3.10")
class Clock:
    """Calendar time with its zone in quarters of an hour."""

    test = ()

    def write(module, time: Text(20)):
        if not re.fullmatch(r"\d\d/\d\d/\d\d,\d\d:\d\d:\d\d[+-]\d\d", time) or not module.calendar.set(time):
            return error(96)

    def read(module):
        return f'+CCLK: "{module.calendar.text()}"'


def _rates(*rates):
    return "(" + ",".join(map(str, rates)) + ")"


BAUD_RATES = 600, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600


@command("+IPR", section="4.6")
class BaudRate:
    """Baud rate; 0 = find it out from an AT in capitals."""

    test = f"+IPR:{_rates(*BAUD_RATES[:10])},{_rates(0, *BAUD_RATES)}"

    def write(module, rate: Int(600, 921600, also=(0,), quoted=None)):
        if rate not in (0, *BAUD_RATES):
            return error(53)
        module.profile.IPR = rate
        if rate:
            module.after(_change_rate(module, rate))

    def read(module):
        return f"+IPR: {module.profile.IPR}"


async def _change_rate(module, rate):
    await module.line.drained()                        # the OK still comes at the old rate
    if module.rate_sticks:
        module.rate_sticks = False
    else:
        module.line.rate = rate


@command("+ICF", section="4.7")
class Frame:
    """Character framing: 3 = 8 data bits, no parity, 1 stop bit."""

    test = "+ICF: (1-6),(0-1)"

    def write(module, frame: Int(0, 6), parity: Int(0, 1) = None):
        module.profile.ICF = (frame,) if parity is None else (frame, parity)

    def read(module):
        return "+ICF: " + ",".join(map(str, module.profile.ICF))


@command("+IFC", section="4.9")
class FlowControl:
    """Flow control of both directions: none, XON/XOFF, RTS/CTS."""

    test = "+IFC: (0-2),(0-2)"

    def write(module, by_terminal: Int(0, 2), by_module: Int(0, 2) = None):
        module.profile.IFC = by_terminal, by_terminal if by_module is None else by_module

    def read(module):
        return "+IFC: {},{}".format(*module.profile.IFC)
