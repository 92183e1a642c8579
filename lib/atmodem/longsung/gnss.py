# Longsung C1100 GNSS. Source: manual 3.4, which explains none of the parameters; names.py.
from .. import gnss
from ..errors import CommandError
from ..nmea import Track
from ..sched import loop, ticks_diff
from . import names

_FRESH_MS = 3000  # a position is reckoned every second


class Service(gnss.Gnss):
    """`modem.gnss` of the C1100."""

    mode = 1
    config = (20, 180, 9999999, 1, 2, 1)
    heard = told = None  # when the last sentence came that was not asked for; the position by them
    whole = False  # they tell everything

    def __init__(self, modem):
        super().__init__(modem)
        self.track = Track()
        for text in (names.GNSS_NMEA,) + names.GNSS_SENTENCES:
            self.at.subscribe(text, self._on_sentence)

    async def configure(self, mode=1, config=(20, 180, 9999999, 1, 2, 1), **others):
        """What the next `start` sends: `mode` of AT+GPSMODE, the six numbers of AT+GPSCONFIG. Raises ValueError, NotSupported."""
        await super().configure(**others)
        if len(config) != 6 or not all([isinstance(number, int) for number in (mode,) + tuple(config)]):
            raise ValueError("mode: a number; config: six numbers")
        self.mode = mode
        self.config = config

    async def _start(self):
        if self.running:
            return
        self.track = Track()
        execute = self.at.execute
        try:
            await execute("+GPSMODE", self.mode)
        except CommandError:
            await self._stop()  # it runs: the program before us has started it
            await execute("+GPSMODE", self.mode)
        await execute("+GPSCONFIG", *self.config)
        await execute("+GPSSTART")

    async def _stop(self):
        try:
            await self.at.execute("+GPSEND")
        except CommandError:
            pass  # it is off already

    async def _fix(self):
        if self.heard is None or ticks_diff(loop.now(), self.heard) > _FRESH_MS:
            for sentence in await self.at.command(names.GNSS_NMEA):
                self.track.feed(bytes(sentence, "utf-8"))
            return self.track.position
        return self.told

    def _on_sentence(self, digest):
        # Unasked, every second: $GPRMC,… or +GPSNMEA: $GPRMC,…
        self.heard = loop.now()
        self.track.feed(bytes(digest.buffer[digest.line : digest.stop]))
        found = self.track.position
        whole = found is not None and found.time is not None and found.satellites is not None
        # Of a moment's two sentences one comes first: half a position is none, where there are whole ones.
        if whole or not self.whole or found is None:
            self.told = found
            self.whole = whole or self.whole
