"""Satellite positioning as every module that has a receiver offers it; the dialect is the vendor's, NMEA is in nmea.py.

Coordinates are whole millionths of a degree (11 cm), north and east positive: a float of a microcontroller has 24 bits, which
is a metre off and more, and these fit into its small integers. `degrees` makes text of them.
"""

from collections import namedtuple

from .arguments import number
from .sched import loop, sleep_ms, ticks_add, ticks_diff

_POLL_MS = 1000  # a receiver reckons once a second

# latitude, longitude: millionths of a degree; altitude_m, speed_kmh, course (degrees from north), hdop: floats;
# time: (year, month, day, hour, minute, second) in UTC. What the receiver does not tell is None.
Position = namedtuple("Position", ("latitude", "longitude", "altitude_m", "speed_kmh", "course", "satellites", "hdop", "time"))


def degrees(value):
    """A coordinate as text: -22984802 is "-22.984802"."""
    return "%s%d.%06d" % ("-" if value < 0 else "", abs(value) // 1000000, abs(value) % 1000000)


class Gnss:
    """`modem.gnss`."""

    running = False  # started by us, and not stopped since

    def __init__(self, modem):
        self.modem = modem
        self.at = modem.at
        self.profile = modem.profile
        modem.losses.append(self.lost)

    def lost(self, error):
        """The module restarted: its receiver is off."""
        self.running = False

    async def start(self, **options):
        """Switch the receiver on; one that runs already goes on. `options`: those of the vendor's `configure`.

        Raises CommandError, NotSupported, Timeout, ValueError. Worst case: ten times the profile's `answer_ms`.
        """
        if options:
            await self.configure(**options)
        await self._start()
        self.running = True

    async def stop(self):
        """Switch the receiver off, if it is on. Raises CommandError, Timeout. Worst case the profile's `answer_ms`."""
        self.running = False
        await self._stop()

    async def configure(self, **options):
        """Set what the receiver works with; which options there are the vendor's file says. Raises as `start`."""
        if options:
            from .errors import NotSupported

            raise NotSupported("gnss: no such option: " + ", ".join(options))

    async def position(self, timeout_ms=0):
        """Where the module is: a Position, or None while there is no fix within `timeout_ms` (0: what is known now).

        A cold start under a free sky takes half a minute. Raises CommandError when the receiver is off, Timeout, LinkLost,
        ValueError. Worst case: `timeout_ms`, a second and the profile's `answer_ms`.
        """
        until = ticks_add(loop.now(), number(timeout_ms, "timeout_ms", 0, 3600000))
        while True:
            found = await self._fix()
            left = ticks_diff(until, loop.now())
            if found is not None or left <= 0:
                return found
            await sleep_ms(min(left, _POLL_MS))
