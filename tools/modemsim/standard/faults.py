"""Events of the radio network, its contexts and the card on request."""

from ..engine.faults import Faults


class NetworkFaults(Faults):
    """Of a module with a ``card``, a ``network`` and a ``packet`` domain of this folder."""

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
