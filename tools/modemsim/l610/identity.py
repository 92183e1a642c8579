"""Who the module is (27.007 5.1 to 5.4)."""

from ..standard import identity

MANUFACTURER, MODEL, REVISION, IMEI = "Fibocom", "L610-CN-62-36", "16000.1208.00.86.02.02", "866714050012345"


identification = identity.identification("V.250", MANUFACTURER, MODEL, REVISION)
manufacturer = identity.identity(("+CGMI", "+GMI"), "27.007 5.1", MANUFACTURER, "Manufacturer.")
model = identity.identity(("+CGMM", "+GMM"), "27.007 5.2", MODEL, "Model.")
revision = identity.identity(("+CGMR", "+GMR"), "27.007 5.3", REVISION, "Firmware revision.")
serial_number = identity.identity(("+CGSN", "+GSN"), "27.007 5.4", IMEI, "IMEI.")
