# Fibocom L610: the profile. Facts: "L610 application guide: standard MQTT" V1.0.0 (here: the guide); its log is section 3.3.
from ..profile import Profile


class L610(Profile):
    name = "l610"
    package = "fibocom"
    services = ("mqtt", "tls", "packet", "network", "device", "sim")
    boot_texts = (b"AT command ready",)
    boot_hints = (b"+SIM READY",)  # also when a card is put in
    # Finding the baud rate may cost the first setting its effect, so it is said twice (guide 3.3). Errors by number: guide 4.1.
    setup = (b"E0", b"E0", b"+CMEE=1")
    boot_ms = 20000
    power_key_ms = 2000
    # "Recommended time-out" (guide 3.2). What fails is said again: MIPCALL and MQTTOPEN until there were `attempts`, the rest
    # for `persist_ms`.
    timings = {
        "CFUN": 15000, "COPS": 180000, "CGATT": 140000, "CGACT": 150000,
        "CGDCONT": 1000, "MGAUTH": 1000, "MIPCALL": 150000,
        "MQTTUSER": 1000, "MQTTWILL": 1000, "MQTTOPEN": 60000, "MQTTCLOSE": 60000,
        "GTSSLFILE": 1000, "GTSSLVER": 1000, "GTSSLMODE": 1000, "GTSSLERR": 1000,
    }  # fmt: skip
    result_ms = 60000  # of MQTTPUB, MQTTSUB and MQTTUNSUB, OK and result line
    persist_ms = 90000
    attempts = 3
    registration = (b"+CEREG", b"+CGREG", b"+CREG")  # one of them is enough (guide 3.3)
    imsi_command = b"+CIMI?"
    mqtt_clients = 2
    keepalive_least = 1
    keepalive_most = 300
    open_ms = 180000
    publish_ms = 90000
    limits = {"host": 255, "topic": 255, "payload": 1024, "client_id": 23, "user": 128, "password": 128, "will": 255}


PROFILES = {"l610": L610}
