"""The radio side: function level, search, registration, and what is reported about them."""

from ..standard.network import HOME, REGISTRATIONS, Network

CELLS = ("1863", "0183db22"), ("1863", "01a2c315")     # area and cell, as in the examples of 5.3


class Radio(Network):
    """Adds ^MODE, +E_UTRAN Service and +NITZ, a function level, an antenna that can be pulled, a second cell."""

    LONG_NAME, SHORT_NAME, NUMBER = "CHN-UNICOM", "UNICOM", "46001"

    def __init__(self, module):
        super().__init__(module)
        self.function, self.name_format = 1, 2
        self.AREA, self.CELL = CELLS[0]
        self.covered = True                            # there is a network to be heard

    def switch(self, function):
        """AT+CFUN"""
        before, self.function = self.function, function
        if before == 0:
            self.module.choose_card()
        if function == 1 and before != 1:
            self.search()
        elif function != 1 and before == 1:
            self.leave()

    def start_registered(self):
        """The module has been on for a while."""
        if self._possible:
            self.stat = HOME
            self.module.packet.activate_default()
            self.module.calendar.set_from_network()

    @property
    def _possible(self):
        return self.function == 1 and self.module.card.usable and self.selection != 2

    def search(self, seconds=None):
        if self._possible and not self.registered:
            super().search(seconds)

    async def _find(self, seconds):
        if not self.covered:
            return
        await self.module.clock.sleep(seconds)
        self.module.urc("^MODE: 17,17")
        self.module.urc("+E_UTRAN Service")
        self.change(HOME)
        await self.module.clock.sleep(0.1)
        if self.module.profile.CTZU:
            self.module.calendar.set_from_network()
            universal = self.module.profile.NITZDISSET is None
            self.module.urc(f"+NITZ: {self.module.calendar.text(universal)},0")

    def leave(self, by_network=False):
        """Off the network: the contexts end first."""
        if self.registered:
            self.module.packet.detach("NW DETACH" if by_network else "ME DETACH")
        self.switch_off()

    def lose(self):
        """The antenna is pulled."""
        self.covered = False
        self.leave(by_network=True)

    def regain(self):
        """The antenna is back: from 0 to 1 without a word about the search (5.3)."""
        self.covered = True
        if self._possible and not self.registered:
            self._search = self.module.spawn(self._find(self.module.options.registration_ms / 1000))

    def move(self):
        """Another cell of the same network."""
        self.AREA, self.CELL = CELLS[1 - CELLS.index((self.AREA, self.CELL))]
        for name in REGISTRATIONS:
            self.tell(name, least=2)
