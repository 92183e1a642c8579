"""The module's clock (27.007 8.15, 8.41; YM310 manual 3.10, 5.7 to 5.9).

A time is a tuple of ints: year, month, day, hour, minute, second, zone. It is local; the zone, in quarters of an hour
ahead of UTC, is None when the module does not say.

Attributes of the profile read here, with their defaults:

    zone_limits            (-48, 56); (-47, 48) on the YM310
    zone_report            None; the URC that brings the network's time, b"+NITZ"

The feature "ntp": the vendor's package has a file ntp.py for `synchronise`.
"""

from .idle import tell

_NAMES = ("year", "month", "day", "hour", "minute", "second", "zone")


def stamp(digest):
    """The time in a line: `"18/08/07,13:28:31+32"`, quoted or not, the year with two digits or four; None for no time."""
    line = bytes(digest.buffer[digest.field : digest.stop]).replace(b"-", b" -")
    found = []
    for mark in (b'"', b"/", b",", b":", b"+"):
        line = line.replace(mark, b" ")
    for part in line.split():
        try:
            found.append(int(part))
        except ValueError:
            return None
    if len(found) < 6:
        return None
    if len(found) < 7:
        found.append(None)
    year = found[0]
    if year < 100:
        # a clock that was never set says 70 or 80
        found[0] = year + (2000 if year < 70 else 1900)
    return tuple(found[:7])


def days(year, month):
    """How many days the month has, from 1901 to 2099."""
    if month == 2:
        return 28 if year % 4 else 29
    return 30 + (month + month // 8) % 2


class Service:
    """The clock: `modem.clock`.

    `handlers`: functions called with the time whenever the network tells it, on modules that report it (YM310 manual 5.9).
    They must not wait; errors are printed. The time is as printed there: whether it is local or UTC, the manual does not
    say; `read` does.
    """

    def __init__(self, modem):
        self.modem = modem
        self.at = modem.at
        self.profile = modem.profile
        self.handlers = []
        prefix = getattr(modem.profile, "zone_report", None)
        if prefix is not None:
            self.at.subscribe(prefix, self.heard)

    def read(self):
        """Await it for the local time and its zone; None when the module says no time.

        Raises CommandError, Timeout. Worst case: the channel's time-out. Source: 27.007 8.15, YM310 manual 3.10.
        """
        command = self.at.query("+CCLK?")
        command.keep = stamp
        return command

    async def utc(self):
        """The time in UTC: (year, month, day, hour, minute, second); None when the module says no time.

        A module that names no zone is taken to keep UTC. Raises and takes as `read`.
        """
        found = await self.read()
        if found is None:
            return None
        year, month, day, hour, minute, second, zone = found
        minute += hour * 60 - (zone or 0) * 15
        day += minute // 1440
        minute %= 1440
        if day < 1:
            month -= 1
            if month < 1:
                month = 12
                year -= 1
            day = days(year, month)
        elif day > days(year, month):
            day = 1
            month += 1
            if month > 12:
                month = 1
                year += 1
        return year, month, day, minute // 60, minute % 60, second

    def set(self, time):
        """Await it to set the clock. `time`: (year 2000 to 2099, month, day, hour, minute, second, zone), local.

        Raises ValueError that names the part, CommandError, Timeout. Worst case: the channel's time-out. Source: 27.007 8.15,
        YM310 manual 3.10.
        """
        from .arguments import number

        west, east = getattr(self.profile, "zone_limits", (-48, 56))
        if len(time) != 7:
            raise ValueError("time: 7 numbers")
        lows = (2000, 1, 1, 0, 0, 0, west)
        highs = (2099, 12, 31, 23, 59, 59, east)
        for i in range(7):
            number(time[i], _NAMES[i], lows[i], highs[i])
        year, month, day, hour, minute, second, zone = time
        number(day, "day", 1, days(year, month))
        return self.at.execute(
            "+CCLK", "%02d/%02d/%02d,%02d:%02d:%02d%+03d" % (year - 2000, month, day, hour, minute, second, zone)
        )

    def automatic(self, enabled):
        """Await it to have the module follow the network's time, or not (the YM310 always does by default).

        Raises CommandError, Timeout. Worst case: the channel's time-out. Source: 27.007 8.40, YM310 manual 5.7.
        """
        return self.at.execute("+CTZU", 1 if enabled else 0)

    async def is_automatic(self):
        """Whether the module follows the network's time; None when it does not say.

        Raises CommandError, Timeout. Worst case: the channel's time-out. Source: 27.007 8.40, YM310 manual 5.7.
        """
        found = await self.at.query("+CTZU?")
        return found and found[0] == 1

    async def synchronise(self, server="pool.ntp.org", port=123, zone=None, timeout_ms=60000):
        """Set the clock by an NTP server; returns the time then, as `read` does.

        `zone` of the clock, in quarters of an hour ahead of UTC; None leaves it as it is. Raises Rejected when the server
        does not help (`code`: the module's number), CommandError, Timeout, NotSupported, ValueError. Worst case:
        `timeout_ms`, what the packet context takes, and four times the channel's time-out. Source: the vendor's NTP.
        """
        from .arguments import number, text, timeout

        timeout_ms = timeout(timeout_ms, 60000)
        text(server, "server", 128)
        number(port, "port", 1, 65535)
        if zone is not None:
            number(zone, "zone", *getattr(self.profile, "zone_limits", (-48, 56)))
        from .loading import passing

        passing("registry").need(self.modem, "ntp")
        if zone is None:
            zone = (await self.read() or (None,))[-1] or 0
        await passing(self.profile.package + ".ntp").synchronise(self.modem, server, port, zone, timeout_ms)
        return await self.read()

    def heard(self, digest):
        """The network has told the time (a URC; YM310 manual 5.9)."""
        time = stamp(digest)
        if time is not None:
            tell(self.handlers, time)
