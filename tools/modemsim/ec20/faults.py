"""Events of an EC20's world on request."""

from ..standard.faults import NetworkFaults


class Ec20Faults(NetworkFaults):
    """Adds what the module tells of them, satellites, sockets and the MQTT clients."""

    def do_signal(self, rssi):
        super().do_signal(rssi)
        if self.module.indications["csq"] or self.module.indications["all"]:
            self.module.urc(f'+QIND: "csq",{self.module.network.rssi},{self.module.network.ber}')

    def do_remove_card(self):
        self.module.urc("+CPIN: NOT READY")
        super().do_remove_card()

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
