"""What a receiver of satellite navigation hears: a recorded drive of two minutes (track.nmea), played second by second."""

from functools import cache
from pathlib import Path

RECORDING = Path(__file__).with_name("track.nmea")     # NMEA 0183; a blank line ends a second
SEARCHING = 5                                          # the recording begins with so many seconds without a fix


@cache
def _seconds():
    return tuple(tuple(second.splitlines()) for second in RECORDING.read_text().split("\n\n"))


class Track:
    """The receiver: ``start`` it, and ``sentences`` tells what it says now.

    It searches for some seconds, then it has a fix until ``fix`` is False (a tunnel). At its end the drive begins again.
    """

    def __init__(self, clock, searching=SEARCHING):
        self.clock, self.searching = clock, searching
        self.fix = True                                # False: no satellites, whatever the recording says
        self._started = None

    @property
    def running(self):
        return self._started is not None

    def start(self):
        self._started = self.clock.now()

    def stop(self):
        self._started = None

    @property
    def fixed(self):
        """Whether a position is known now."""
        return self.running and self.fix and self.clock.now() - self._started >= self.searching

    def sentences(self):
        """The NMEA sentences of this second, without line ends; none when stopped."""
        if not self.running:
            return ()
        passed, seconds = int(self.clock.now() - self._started), _seconds()
        if not self.fixed:
            return seconds[min(passed, SEARCHING - 1)]
        return seconds[SEARCHING + (passed - self.searching) % (len(seconds) - SEARCHING)]

    def sentence(self, kind):
        """The sentence of this second whose type is ``"GGA"``, ``"RMC"`` ...; None when there is none."""
        return next((line for line in self.sentences() if line[3:6] == kind), None)
