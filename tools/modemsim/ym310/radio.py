"""The radio side: function level, search, registration, and what is reported about them."""

HOME, SEARCHING, NOT_REGISTERED = 1, 2, 0
REGISTRATION_COMMANDS = "CREG", "CGREG", "CEREG"
CELLS = ("1863", "0183db22"), ("1863", "01a2c315")     # area and cell, as in the examples of 5.3
LTE = 7


class Radio:
    """Registered or not, and in which cell. Reports through +CREG, +CGREG, +CEREG, +CGEV, +NITZ."""

    def __init__(self, module):
        self.module = module
        self.function, self.status, self.cell = 1, NOT_REGISTERED, CELLS[0]
        self.deregistered_by_host = False              # AT+COPS=2
        self.covered = True                            # there is a network to be heard
        self._search = None

    @property
    def registered(self):
        return self.status == HOME

    def switch(self, function):
        """AT+CFUN"""
        before, self.function = self.function, function
        if before == 0:
            self.module.choose_card()
        if function == 1 and before != 1:
            self.search()
        elif function != 1 and before == 1:
            self.leave(NOT_REGISTERED)

    def start_registered(self):
        """The module has been on for a while."""
        if self._possible:
            self.status = HOME
            self.module.packet.activate_default()
            self.module.calendar.set_from_network()

    @property
    def _possible(self):
        return self.function == 1 and self.module.card.ready and not self.deregistered_by_host

    def search(self):
        """Look for the network; registered some time later."""
        if self._possible and not self.registered:
            self._cancel_search()
            self._change(SEARCHING)
            if self.covered:
                self._search = self.module.spawn(self._register())

    async def _register(self):
        await self.module.clock.sleep(self.module.options.registration_ms / 1000)
        self.module.urc("^MODE: 17,17")
        self.module.urc("+E_UTRAN Service")
        self._change(HOME)
        self.module.packet.attach()
        await self.module.clock.sleep(0.1)
        if self.module.profile.CTZU:
            self.module.calendar.set_from_network()
            universal = self.module.profile.NITZDISSET is None
            self.module.urc(f"+NITZ: {self.module.calendar.text(universal)},0")

    def leave(self, status, by_network=False):
        """Off the network."""
        self._cancel_search()
        if self.registered:
            self.module.packet.detach("NW DETACH" if by_network else "ME DETACH")
        self._change(status)

    def _cancel_search(self):
        if self._search:
            self._search.cancel()

    def lose(self):
        """The antenna is pulled."""
        self.covered = False
        self.leave(NOT_REGISTERED, by_network=True)

    def regain(self):
        """The antenna is back: from 0 to 1 without a word about the search (5.3)."""
        self.covered = True
        if self._possible and not self.registered:
            self._search = self.module.spawn(self._register())

    def move(self):
        """Another cell of the same network."""
        self.cell = CELLS[1 - CELLS.index(self.cell)]
        self._report(least=2)

    def _change(self, status):
        if status != self.status:
            self.status = status
            self._report(least=1)

    def _report(self, least):
        for command in REGISTRATION_COMMANDS:
            mode = getattr(self.module.profile, command)
            if mode >= least:
                self.module.urc(f"+{command}: {self.described(mode)}")

    def described(self, mode):
        """``1`` or ``1,"1863","0183db22",7``"""
        if mode < 2 or not self.registered:
            return str(self.status)
        return '{},"{}","{}",{}'.format(self.status, *self.cell, LTE)
