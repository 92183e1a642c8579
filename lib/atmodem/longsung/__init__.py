# Longsung C1100: the profile. Facts: C1100 application flows V1.5; texts that it leaves open are in names.py.
from ..profile import Profile


class C1100(Profile):
    """The module as a whole; variants.py says what the four that are made differ in."""

    name = "c1100"
    package = "longsung"
    services = ("network", "packet", "sockets", "mqtt", "http", "lwm2m", "gnss", "power")
    boot_hints = (b"+CPIN",)  # 3.2.1
    setup = (b"V0", b"E0", b"+CMEE=1")  # everything in its manual has numeric result codes (3.1)
    numeric = True
    boot_ms = 10000
    timings = {"COPS": 180000, "CFUN": 15000, "CPIN": 15000, "CGATT": 140000, "CGACT": 150000, "LSIPCALL": 60000}
    registration_level = 1
    edrx_access = "NB-IoT"
    links = 4
    mqtt_clients = 1
    keepalive_least = 0
    keepalive_most = 65535
    open_ms = 60000
    publish_ms = 30000
    send_ms = 30000
    http_ms = 120000
    close_ms = 20000
    lwm2m_servers = {102: 3, 101: 4, 1000: 5}
    # `send` is the module's buffer, `backlog` what a link keeps of what nobody has read yet; the others nobody tells.
    limits = {
        "host": 128, "send": 1500, "receive": 1500, "backlog": 6000,
        "topic": 128, "payload": 1024, "client_id": 256, "user": 256, "password": 256, "will": 256,
        "url": 1024, "header": 1024, "http": 16384,
    }  # fmt: skip


PROFILES = {"c1100": C1100}
