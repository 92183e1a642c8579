"""Who the module is, and the number of its card."""

from ..engine import command
from ..standard import identity

MANUFACTURER, MODEL, REVISION, IMEI = "CMCC", "ML302", "ML302_1.0.5.2105061030_release", "868488076512340"


identification = identity.identification("V.250 6.1.3", MANUFACTURER, MODEL, REVISION)
manufacturer = identity.identity(("+CGMI",), "27.007 5.1", MANUFACTURER, "Manufacturer.")
model = identity.identity(("+CGMM",), "27.007 5.2", MODEL, "Model.")
revision = identity.identity(("+CGMR",), "27.007 5.3", REVISION, "Firmware revision.")
serial_number = identity.identity(("+CGSN",), "27.007 5.4", IMEI, "IMEI.")


@command("+ICCID", section="vendor")
def card_number(module):
    """ICCID of the SIM card."""
    module.card.check_there()
    return f"+ICCID: {module.card.ICCID}"
