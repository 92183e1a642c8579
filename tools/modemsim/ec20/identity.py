"""Who the module is (Quectel EC2x AT Commands Manual, chapter 2)."""

from ..engine import Int, command

MANUFACTURER, MODEL, REVISION, IMEI = "Quectel", "EC20F", "EC20CEFAGR06A15M4G", "861234050012345"


@command("I", section="2.1")
def identification(module, what: Int(0, 0) = 0):
    """Manufacturer, model and revision."""
    return MANUFACTURER, MODEL, f"Revision: {REVISION}"


def _identity(names, section, text, description):
    class Identity:
        test = ()

        def execute(module):
            return text

    Identity.__doc__ = description
    return command(*names, section=section)(Identity)


manufacturer = _identity(("+CGMI", "+GMI"), "2.2", MANUFACTURER, "Manufacturer.")
model = _identity(("+CGMM", "+GMM"), "2.3", MODEL, "Model.")
revision = _identity(("+CGMR", "+GMR"), "2.4", REVISION, "Firmware revision.")
full_revision = _identity(("+QGMR",), "2.4", REVISION + "_01.001.01.001", "Firmware revision with its release.")
serial_number = _identity(("+CGSN", "+GSN"), "2.5", IMEI, "IMEI.")
