# Yuge YM310 X09 (EigenComm EC716S): the profile. Facts: AT commands manual of the EC716S series (YM310.X09_AT.U60_R2.0.0).
from ..profile import Profile


class YM310(Profile):
    name = "ym310"
    package = "yuge"
    cme_words = "yuge.cme_words"
    services = (
        "mqtt", "sockets", "tls", "files", "http", "ftp", "bearer", "packet", "device", "sim", "power", "fota", "clock", "cells",
        "heartbeat", "socket_options",
    )  # fmt: skip
    # It has no RDY. At a baud rate it was not told (AT+IPR=0, the factory's setting) it even starts without a word.
    boot_hints = (b"+CPIN",)
    setup = (b"E0+CMEE=1",)  # one line takes both (manual 1.3)
    urcs = (b"NORMAL POWER DOWN", b"PUBREC", b"^MODE")
    # Manual 1.4: 9 s for all but these.
    timings = {
        "COPS": 300000, "CGACT": 108000, "CGATT": 108000, "CFUN": 45000, "CPIN": 180000,
        "CSTT": 60000, "CIICR": 90000, "CIPSHUT": 90000, "SAPBR": 90000,
    }  # fmt: skip
    contexts = 15
    separate_subnet_mask = True
    iccid_command = b"+ICCID"
    zone_limits = (-47, 48)
    zone_report = b"+NITZ"
    restart_command = b"+RESET"
    sleep_command = b"+CSCLK"
    sleep_modes = (1, 2, 3, 4)
    power_off_command = b"+CPOWD=1"
    power_off_text = b"NORMAL POWER DOWN"
    links = 6
    mqtt_clients = 1
    keepalive_least = 1
    keepalive_most = 65535
    open_ms = 80000  # a peer that does not answer is given up after 75 s
    publish_ms = 30000
    send_ms = 30000
    http_ms = 120000
    close_ms = 20000
    limits = {
        "host": 128, "send": 1460, "receive": 1460, "file": 64,
        "topic": 256, "payload": 2384, "client_id": 256, "user": 256, "password": 256, "will": 1360,
        "url": 1024, "header": 1024, "http": 3356,
    }  # fmt: skip


PROFILES = {"ym310": YM310}
