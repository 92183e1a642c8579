"""Events of an ML302's world on request."""

from ..engine.faults import Faults
from .mqtt_link import PACKETS


class Ml302Faults(Faults):
    """Adds the radio network, the packet context and the MQTT link to what can be asked for."""

    def do_signal(self, rssi):
        """signal 12: the code of +CSQ."""
        self.module.network.rssi = int(rssi)

    def do_registration(self, stat):
        """registration 2: the network is lost (and found again when asked for 1 or 5)."""
        self.module.network.stop_search()
        self.module.network.change(int(stat))

    def do_lose_network(self, seconds="5"):
        """The network is gone for some seconds."""
        self.module.network.search(float(seconds))

    def do_pdp_deact(self, cid="1"):
        """The network takes a context away."""
        self.module.packet.deactivate(int(cid), by_network=True)

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
