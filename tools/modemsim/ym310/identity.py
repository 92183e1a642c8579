"""Chapter 2: who the module is (and AT+VER of 1.3)."""

from ..engine import answer, command

MANUFACTURER, MODEL, REVISION = "Yuga Co.,Ltd.", "YM310 X09", "YM310.X09_AT.U60_R2.0.0.240820"
IMEI = "868777059994693"
NOTHING_MORE = ()                                      # a test form that says OK alone


def revision_of(module):
    """Its firmware: the one it came with, or that of an update."""
    return module.storage.get("revision", REVISION)


@command("+CGMI", section="2.1")
def manufacturer(module):
    """Manufacturer."""
    return f'+CGMI: "{MANUFACTURER}"'                  # the table shows it bare, the example like this


@command("+CGMM", section="2.2")
def model(module):
    """Model."""
    return f'+CGMM: "{MODEL}"'


@command("+CGMR", section="2.3", test=NOTHING_MORE)
def revision(module):
    """Firmware revision."""
    return f'Revision: "{revision_of(module)}"'


@command("+CGSN", section="2.4", test=NOTHING_MORE)
def serial_number(module):
    """IMEI."""
    return IMEI


@command("+ICCID", section="2.5")
def card_number(module):
    """ICCID of the SIM card."""
    module.card.check_there()
    return f"+ICCID: {module.card.ICCID}"


@command("+CIMI", section="2.6")
def subscriber(module):
    """IMSI."""
    module.card.check_usable()
    return module.card.IMSI


@command("I", section="2.7")
def information(module):
    """Product information."""
    return revision_of(module)


@command("+VER", section="1.3")
def version(module):
    """Firmware revision, bare."""
    return revision_of(module)


@command("*I", section="2.8")
def everything(module):
    """Everything about the module at once."""
    card = module.card
    return answer(f"Manufacturer: {MANUFACTURER}", f"Model: {MODEL}", f"Revision: {revision_of(module)}", "HWver: V1",
                  "Buildtime: Aug 20 2024 17:04:06", f"IMEI: {IMEI}",
                  f"ICCID: {card.ICCID if card.present else ''}", f"IMSI: {card.IMSI if card.usable else ''}")


@command("+RESET", section="2.9")
def reset(module):
    """Restart the module."""
    module.after(module.restart)
