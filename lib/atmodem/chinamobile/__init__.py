# China Mobile ML302 (Cat.1): the profile. Facts: ML302 MQTT AT manual; captures. Times it does not state are those of 27.007's
# slow commands on other modules.
from ..profile import Profile


class ML302(Profile):
    name = "ml302"
    package = "chinamobile"
    services = ("mqtt",)
    boot_texts = (b"+MATREADY", b"RDY")
    timings = {"COPS": 180000, "CGATT": 140000, "CGACT": 150000, "CFUN": 15000}
    iccid_command = b"+ICCID"
    mqtt_clients = 1
    keepalive_least = 2
    keepalive_most = 65535
    open_ms = 30000
    publish_ms = 90000  # the module's own reconnection: three attempts within a minute; an acknowledgement 10 s
    limits = {"host": 128, "topic": 512, "payload": 1024, "client_id": 128, "user": 128, "password": 128, "will": 512}


PROFILES = {"ml302": ML302}
