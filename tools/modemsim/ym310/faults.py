"""Events of this module's world on request, besides those of the engine."""

from ..engine.faults import Faults


class Ym310Faults(Faults):
    def do_pdp_deact(self, number="1"):
        """The network takes a context away."""
        self.module.packet.deactivate(int(number), by="NW")

    def do_lose_network(self):
        """The antenna is pulled."""
        self.module.network.lose()

    def do_regain_network(self):
        self.module.network.regain()

    def do_move(self):
        """Another cell."""
        self.module.network.move()

    def do_remove_card(self):
        self.module.card.present = False
        self.module.network.leave()
        self.module.urc("+CPIN: SIM REMOVED")

    def do_insert_card(self):
        self.module.card.present = True
        self.module.card.start()
        self.module.urc(f"+CPIN: {self.module.card.state}")
        self.module.network.search()

    def do_keep_rate(self):
        """The next AT+IPR is answered, and the rate stays as it is."""
        self.module.rate_sticks = True

    def do_upgrade_error(self, code):
        """The next firmware update ends with this error (4.21)."""
        self.module.upgrade.fault = int(code)

    def do_break_link(self, link="0"):
        """A link breaks: CLOSED, in transparent mode TCP ERROR:14."""
        self.module.scene.break_link(int(link))
