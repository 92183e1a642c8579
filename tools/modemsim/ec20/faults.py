"""Events of an EC20's world on request."""

from ..engine.faults import Faults


class Ec20Faults(Faults):
    """Adds the radio network and its contexts to what can be asked for."""

    def do_signal(self, rssi):
        """signal 12: the code of +CSQ."""
        network = self.module.network
        network.rssi = int(rssi)
        if self.module.indications["csq"] or self.module.indications["all"]:
            self.module.urc(f'+QIND: "csq",{network.rssi},{network.ber}')

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
        self.module.urc("+CPIN: NOT READY")
        self.module.network.switch_off()

    def do_tunnel(self, inside="1"):
        """tunnel 1: the receiver hears no satellite; tunnel 0: it does again."""
        self.module.gnss.fix = inside != "1"

    # -- sockets --

    def do_socket_drop(self, number="0", family="tcp"):
        """socket-drop 0 tls: the peer closed the link of a socket."""
        module = self.module
        socket = (module.tls_sockets if family == "tls" else module.sockets).open[int(number)]
        socket.lost()
        socket.tell('"closed"', socket.number)

    # -- MQTT --

    def do_mqtt_drop(self, index="0", reason="1"):
        """mqtt-drop 0 7: the link of a client ends, told with this <err_code>."""
        self.module.mqtt[int(index)].end(int(reason))

    def do_mqtt_stall(self, index="0"):
        """Nothing passes the link any more, though it stays open."""
        self.module.mqtt[int(index)].link.stalled = True

    def do_mqtt_resume(self, index="0"):
        self.module.mqtt[int(index)].link.stalled = False
