"""Events of an L610's world on request."""

from ..engine.faults import Faults


class L610Faults(Faults):
    """Adds the radio network, the call for an address and the MQTT clients to what can be asked for."""

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

    def do_remove_card(self):
        """The card is pulled out."""
        self.module.card.present = False
        self.module.network.switch_off()

    def do_call(self, how):
        """call 0: the next AT+MIPCALL=1 ends with +MIPCALL: 0; call silent: it ends with nothing, after 150 s."""
        if how not in ("0", "silent"):
            raise ValueError(how)
        self.module.call.fault = how

    def do_ssl_error(self, code):
        """ssl-error -8: what AT+GTSSLERR tells."""
        self.module.tls.error = int(code)

    def do_mqtt_drop(self, number="1", cause="1"):
        """mqtt-drop 1 2: the link of a client ends, told with this <cause>."""
        self.module.mqtt[int(number)].end(int(cause))

    def do_mqtt_stall(self, number="1"):
        """Nothing passes the link any more, though it stays open."""
        self.module.mqtt[int(number)].link.stalled = True

    def do_mqtt_resume(self, number="1"):
        self.module.mqtt[int(number)].link.stalled = False
