# Quectel EC20/EC2x: the profile. Facts: EC2x&EG9x&EG2x-G&EM05 AT Commands Manual V2.0, MQTT manual V1.0.
from ..profile import Profile


class EC20(Profile):
    name = "ec20"
    package = "quectel"
    cme_words = "quectel.cme_words"
    services = ("mqtt", "sockets", "tls", "files", "http", "ftp", "gnss", "power", "packet")
    boot_texts = (b"RDY",)
    urcs = (b"POWERED DOWN", b"NO CARRIER", b"RING")
    # The factory setting sends URCs to USB, where nobody listens.
    setup = (b"E0", b"+CMEE=1", b'+QURCCFG="urcport","uart1"')
    answer_ms = 5000
    timings = {"COPS": 180000, "CGATT": 140000, "CGACT": 150000, "CFUN": 15000, "QIACT": 150000, "QIDEACT": 40000}
    boot_ms = 20000
    power_key_ms = 600
    iccid_command = b"+QCCID"
    pin_tries_command = b'+QPINC="SC"'
    power_off_command = b"+QPOWD=1"
    power_off_text = b"POWERED DOWN"
    power_off_ms = 65000
    sleep_command = b"+QSCLK"
    mqtt_clients = 6
    keepalive_least = 0
    keepalive_most = 3600
    links = 12
    open_ms = 75000
    publish_ms = 16000
    send_ms = 30000
    http_ms = 60000
    close_ms = 15000  # the module gives its peer 10 s
    limits = {
        "host": 100, "send": 1460, "receive": 1500, "url": 700, "header": 1024,
        "topic": 255, "payload": 1548, "client_id": 255, "user": 255, "password": 255, "will": 255,
    }  # fmt: skip


PROFILES = {"ec20": EC20}
