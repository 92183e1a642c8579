"""Who the module is (Quectel EC2x AT Commands Manual, chapter 2)."""

from ..standard import identity

MANUFACTURER, MODEL, REVISION, IMEI = "Quectel", "EC20F", "EC20CEFAGR06A15M4G", "861234050012345"


identification = identity.identification("2.1", MANUFACTURER, MODEL, f"Revision: {REVISION}")
manufacturer = identity.identity(("+CGMI", "+GMI"), "2.2", MANUFACTURER, "Manufacturer.")
model = identity.identity(("+CGMM", "+GMM"), "2.3", MODEL, "Model.")
revision = identity.identity(("+CGMR", "+GMR"), "2.4", REVISION, "Firmware revision.")
full_revision = identity.identity(("+QGMR",), "2.4", REVISION + "_01.001.01.001", "Firmware revision with its release.")
serial_number = identity.identity(("+CGSN", "+GSN"), "2.5", IMEI, "IMEI.")
