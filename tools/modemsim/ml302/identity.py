"""Who the module is, and the few commands of 27.007 that stand in no other place."""

from ..engine import ERROR, OK, Int, command

MANUFACTURER, MODEL, REVISION, IMEI = "CMCC", "ML302", "ML302_1.0.5.2105061030_release", "868488076512340"


@command("I", section="V.250 6.1.3")
def identification(module, what: Int(0, 0) = 0):
    """Manufacturer, model and revision."""
    return MANUFACTURER, MODEL, REVISION


def _identity(name, section, text, description):
    class Identity:
        test = ()

        def execute(module):
            return text

    Identity.__doc__ = description
    return command(name, section=section)(Identity)


manufacturer = _identity("+CGMI", "27.007 5.1", MANUFACTURER, "Manufacturer.")
model = _identity("+CGMM", "27.007 5.2", MODEL, "Model.")
revision = _identity("+CGMR", "27.007 5.3", REVISION, "Firmware revision.")
serial_number = _identity("+CGSN", "27.007 5.4", IMEI, "IMEI.")


@command("+ICCID", section="vendor")
def card_number(module):
    """ICCID of the SIM card."""
    module.card.check_there()
    return f"+ICCID: {module.card.ICCID}"


@command("+CFUN", section="27.007 8.2")
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
