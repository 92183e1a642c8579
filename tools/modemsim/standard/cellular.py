"""What keeps card, network and packet domain together: a module derives from `CellularModule`. And AT+CFUN (27.007 8.2)."""

from ..engine import ERROR, OK, Int, Module, command
from . import card, network, packet


class CellularModule(Module):
    """Adds ``set_functionality(level)`` of its own: what becomes of card and network."""

    PROFILE = {**Module.PROFILE, "CREG": 0, "CGREG": 0, "CEREG": 0, "CGEREP": 0}
    network_class, CONTEXTS = network.Network, 16      # how many contexts can be defined
    SCAN_SECONDS, CONTEXT_SECONDS = 8.0, 0.3           # of AT+COPS=?; of attaching and of activating a context

    def __init__(self, options, clock=None):
        super().__init__(options, clock)
        self.card = card.Card(options.sim, options.pin)

    def power_up(self):
        self.functionality = 1
        self.network, self.packet = self.network_class(self), packet.PacketDomain(self, self.CONTEXTS)
        self.card.start()

    async def boot(self, quiet):
        """A module that has been on for a while is registered."""
        await super().boot(quiet)
        if quiet and self.card.usable:
            self.network.stat = network.HOME
            self.packet.attach()

    # -- what one part tells the others --

    def card_started(self):
        """The card answers now."""
        self.card.busy = False
        if not self.card.present:
            self.urc("+CPIN: NOT INSERTED")
        elif self.card.usable:
            self.card_ready()
        else:
            self.urc(f"+CPIN: {self.card.state}")

    def card_ready(self):
        """The card is there and unlocked: a network is looked for."""
        if self.functionality == 1 and self.network.selection != 2:
            self.network.search()

    def service_changed(self, registered):
        if registered:
            self.packet.attach()
        else:
            self.packet.detach(by_network=self.functionality == 1 and self.network.selection != 2)

    def context_lost(self, cid, by_network):
        """A context is down: whatever used it ends."""


@command("+CFUN", section="27.007 8.2")
class Functionality:
    """Functionality of the module: 0 minimum, 1 full, 4 radio off."""

    test = "+CFUN: (0,1,4),(0,1)"

    def read(module):
        return f"+CFUN: {module.functionality}"

    async def write(module, level: Int(0, 1, also=(4,)), reset: Int(0, 1) = 0):
        if reset:
            if level != 1:
                return ERROR
            module.after(module.restart)
            return OK
        await module.clock.sleep(0.1)
        module.after(lambda: module.set_functionality(level))
        return OK
