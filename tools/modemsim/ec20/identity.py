"""Who the module is (Quectel EC2x AT Commands Manual, chapter 2)."""

from ..engine import command

MANUFACTURER, MODEL, REVISION = "Quectel", "EC20F", "EC20CEFAGR06A15M4G"


@command("I", section="2.1")
def identification(module):
    """Manufacturer, model and revision."""
    return MANUFACTURER, MODEL, f"Revision: {REVISION}"


@command("+CSQ", section="4.2")
class SignalQuality:
    """Signal quality."""

    test = "+CSQ: (0-31,99,100-191,199),(0-7,99)"

    def execute(module):
        return "+CSQ: 28,99"
