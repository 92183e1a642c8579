"""The modem part: echo, result codes, profiles, rates (ITU-T V.250; Quectel EC2x AT Commands Manual, chapter 2)."""

from ..engine import OK, ArgumentError, Command, Int, command

RATES = (4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600)


def number(name, section, most, about):
    """A setting that is a number from 0 on: ATE1; ATE alone is 0."""
    key = name.lstrip("&")

    def write(module, value: Int(0, most) = 0):
        setattr(module.profile, key, value)

    return Command((name,), section, {"W": write, "X": write}, about)


echo = number("E", "2.10", 1, "Echo of what is typed.")
verbose = number("V", "2.13", 1, "Result codes as words or numbers.")
quiet = number("Q", "2.11", 1, "Result codes said or suppressed; information lines are always said.")
connect_format = number("X", "2.14", 4, "What CONNECT and the dial results tell.")
carrier_detect = number("&C", "2.15", 2, "DCD line.")
terminal_ready = number("&D", "2.16", 2, "DTR line.")


@command("&F", section="2.6")
def factory(module, profile: Int(0, 0) = 0):
    """Factory settings."""
    module.factory_profile()


@command("&W", section="2.8")
def store(module, profile: Int(0, 0) = 0):
    """Store the settings in force."""
    module.store_profile()


@command("Z", section="2.9")
def restore(module, profile: Int(0, 0) = 0):
    """Back to the stored settings."""
    rate = module.profile.IPR
    module.load_profile()
    module.profile.IPR = module.line.rate = rate


@command("&V", section="2.7")
def view(module):
    """The settings in force."""
    names = {"C": "&C", "D": "&D"}
    return [f"{names.get(name, name)}: {value}" for name, value in sorted(vars(module.profile).items())]


class _SParameter:
    """An S-parameter: ATS3=13, ATS3?"""

    LIMITS = {3: (0, 127), 4: (0, 127), 5: (0, 127), 0: (0, 255), 6: (2, 10), 7: (1, 255), 8: (1, 255), 10: (1, 254)}

    def write(module, number: Int(0, 99), value: Int(0, 255)):
        low, high = _SParameter.LIMITS.get(number, (1, 0))
        if not low <= value <= high:
            raise ArgumentError("no such value")
        setattr(module.profile, f"S{number}", value)

    def read(module, number: Int(0, 99)):
        value = getattr(module.profile, f"S{number}", None)
        if value is None:
            raise ArgumentError("no such parameter")
        return f"{value:03d}"


s_parameter = command("S", section="2.17")(_SParameter)


@command("+IPR", section="2.24")
class Rate:
    """Rate of the serial line; takes effect behind the OK."""

    def test(module):
        return f"+IPR: ({','.join(map(str, RATES))})"

    def read(module):
        return f"+IPR: {module.profile.IPR}"

    def write(module, rate: Int(0, 0, also=RATES)):
        if rate == 0:
            raise ArgumentError("no automatic rate")

        async def change():
            await module.line.drained()
            module.profile.IPR = module.line.rate = rate
        module.after(change())
        return OK


@command("+IFC", section="2.23")
class FlowControl:
    """Flow control of both directions."""

    test = "+IFC: (0,2),(0,2)"

    def read(module):
        return "+IFC: {},{}".format(*getattr(module.profile, "IFC", (0, 0)))

    def write(module, by_terminal: Int(0, 0, also=(2,)) = 0, by_module: Int(0, 0, also=(2,)) = 0):
        module.profile.IFC = by_terminal, by_module


@command("+CMEE", section="2.22")
class ErrorReport:
    """How errors of the equipment are told."""

    test = "+CMEE: (0-2)"

    def read(module):
        return f"+CMEE: {module.profile.CMEE}"

    def write(module, mode: Int(0, 2) = 0):
        module.profile.CMEE = mode
