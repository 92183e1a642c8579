"""The clock of day (27.007 8.15)."""

import re
from datetime import datetime, timedelta

from ..engine import ArgumentError, Text, command

_TIME = re.compile(r"(\d\d)/(\d\d)/(\d\d),(\d\d):(\d\d):(\d\d)([+-]\d\d)?")


class RealTime:
    """Local time and its zone in quarters of an hour: what was set, and how long ago."""

    FIRST = datetime(1970, 1, 1)                       # until it is set; years of two digits count from here

    def __init__(self, clock):
        self.clock, self.zone = clock, 0
        self.set(self.FIRST)

    def set(self, moment, zone=None):
        self._base, self._at = moment, self.clock.now()
        if zone is not None:
            self.zone = zone

    def now(self):
        return self._base + timedelta(seconds=self.clock.now() - self._at)


@command("+CCLK", section="27.007 8.15")
class Clock:
    """Clock of day."""

    test = ()

    def read(module):
        return f'+CCLK: "{module.real_time.now():%y/%m/%d,%H:%M:%S}{module.real_time.zone:+03d}"'

    def write(module, time: Text(20)):
        match = _TIME.fullmatch(time)
        if not match:
            raise ArgumentError("no time")
        year, *rest = map(int, match.groups()[:6])
        century = 2000 if year < module.real_time.FIRST.year % 100 else 1900
        try:
            moment = datetime(century + year, *rest)
        except ValueError:
            raise ArgumentError("no such time") from None
        module.real_time.set(moment, int(match[7] or 0))
