"""Who the module is. The manual says nothing of it: the commands of 27.007 with the names on its title page."""

from ..engine import command

MANUFACTURER, IMEI = "LONGSUNG", "866425030012347"


def model(module):
    return f"C1100 {module.variant}"


def revision(module):
    return f"C1100-{module.variant}-V1.5"


@command("I", section="V.250 6.1.3")
def identification(module):
    """Manufacturer, model, revision, IMEI."""
    return f"Manufacturer: {MANUFACTURER}", f"Model: {model(module)}", f"Revision: {revision(module)}", f"IMEI: {IMEI}"


@command("+CGMI", "+GMI", section="27.007 5.1")
def manufacturer(module):
    """Manufacturer."""
    return MANUFACTURER


@command("+CGMM", "+GMM", section="27.007 5.2")
def model_name(module):
    """Model."""
    return model(module)


@command("+CGMR", "+GMR", section="27.007 5.3")
def firmware(module):
    """Firmware revision."""
    return revision(module)


@command("+CGSN", "+GSN", section="27.007 5.4")
def serial_number(module):
    """IMEI."""
    return IMEI
