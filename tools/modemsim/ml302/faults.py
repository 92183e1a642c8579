"""Events of an ML302's world on request."""

from ..standard.faults import NetworkFaults
from .mqtt_link import PACKETS


class Ml302Faults(NetworkFaults):
    """Adds the MQTT link to what can be asked for."""

    # -- MQTT --

    def do_mqtt_drop(self, how="broken"):
        """mqtt-drop: the link breaks. mqtt-drop final: the module gives it up at once (+MQTTDISC: OK)."""
        if self.module.mqtt.link is None:
            raise ValueError("no link")
        if how == "final":
            self.module.mqtt.end()
        else:
            self.module.mqtt.break_off()

    def do_mqtt_stall(self):
        """Nothing passes the link any more, though it stays open."""
        self.module.mqtt.link.stalled = True

    def do_mqtt_resume(self):
        self.module.mqtt.link.stalled = False

    def do_mqtt_cut(self, packet):
        """mqtt-cut pubrec: the link breaks when the next packet of this kind is at hand; it is not sent, not heard."""
        if packet not in PACKETS:
            raise ValueError(f"one of {' '.join(PACKETS)}")
        self.module.mqtt.cut = packet
