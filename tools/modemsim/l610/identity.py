"""Who the module is (27.007 5.1 to 5.4)."""

from ..engine import Int, command

MANUFACTURER, MODEL, REVISION, IMEI = "Fibocom", "L610-CN-62-36", "16000.1208.00.86.02.02", "866714050012345"


@command("I", section="V.250")
def identification(module, what: Int(0, 0) = 0):
    """Manufacturer, model and revision."""
    return MANUFACTURER, MODEL, REVISION


def _identity(names, section, text, description):
    class Identity:
        test = ()

        def execute(module):
            return text

    Identity.__doc__ = description
    return command(*names, section=section)(Identity)


manufacturer = _identity(("+CGMI", "+GMI"), "27.007 5.1", MANUFACTURER, "Manufacturer.")
model = _identity(("+CGMM", "+GMM"), "27.007 5.2", MODEL, "Model.")
revision = _identity(("+CGMR", "+GMR"), "27.007 5.3", REVISION, "Firmware revision.")
serial_number = _identity(("+CGSN", "+GSN"), "27.007 5.4", IMEI, "IMEI.")
