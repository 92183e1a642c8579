"""The clock of the Yuge YM310: what 27.007 has, and the settings of its own."""

from .. import clock
from ..arguments import number


class Service(clock.Service):
    """`modem.clock`."""

    async def is_reporting(self):
        """Whether `handlers` hear of the network's time; the module always tells it, and cannot be told not to.

        Raises CommandError, Timeout. Worst case 9 s. Source: manual 5.8.
        """
        found = await self.at.query("+CTZR?")
        return found and found[0] == 1

    def report_zone(self, hours):
        """Await it to have the reports in the local time of a zone, `hours` (-12 to 12) ahead of UTC.

        Raises CommandError, Timeout, ValueError. Worst case 9 s. Source: manual 5.9.
        """
        return self.at.execute("+NITZDISSET", "c", number(hours, "hours", -12, 12))

    async def ntp_settings(self):
        """(server, zone in quarters of an hour, seconds an answer is waited for), as `synchronise` left them.

        Raises CommandError, Timeout. Worst case 9 s. Source: manual 7.1.
        """
        return await self.at.query("+CNTP?")
