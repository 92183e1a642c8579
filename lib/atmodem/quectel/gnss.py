# Quectel EC2x positioning. Source: GNSS AT commands manual, chapter 2.
from .. import gnss
from ..dialogue import raw_line
from ..errors import CommandError
from ..nmea import angle, decimal, moment

_ONGOING = 504
_NOT_ACTIVE = 505
_NOT_FIXED = 516


def _position(line):
    # +QGPSLOC: 061951.0,3150.7223N,11711.9293E,0.7,62.2,2,0.0,0.0,0.0,110513,09
    found = bytes(line).partition(b":")[2].strip().split(b",")
    latitude, longitude = found[1], found[2]
    return gnss.Position(
        angle(latitude[:-1], latitude[-1:]),
        angle(longitude[:-1], longitude[-1:]),
        decimal(found[4]),
        decimal(found[7]),
        decimal(found[6]),
        int(found[10]),
        decimal(found[3]),
        moment(found[0], found[9]),
    )


class Service(gnss.Gnss):
    """`modem.gnss` of the EC2x."""

    async def _start(self):
        try:
            await self.at.execute("+QGPS", 1)
        except CommandError as error:
            if error.code != _ONGOING:
                raise

    async def _stop(self):
        try:
            await self.at.execute("+QGPSEND")
        except CommandError as error:
            if error.code != _NOT_ACTIVE:
                raise

    async def _fix(self):
        # Mode 0: minutes with four decimals, 18 cm; the degrees of mode 2 have five, a metre.
        command = self.at.query("+QGPSLOC", 0)
        command.keep = raw_line
        try:
            line = await command
        except CommandError as error:
            if error.code == _NOT_FIXED:
                return None
            raise
        try:
            return _position(line)
        except (TypeError, ValueError, IndexError):
            raise CommandError(b"+QGPSLOC", detail="no position")

    async def configure(self, **options):
        """AT+QGPSCFG's settings, such as `outport="none"`, `autogps=1`; `xtra=1` for assistance data. The module keeps them.

        Raises NotSupported for what the firmware has not, CommandError, Timeout, ValueError. Worst case 5 s an option and
        once more 5 s (manual 2.1, 2.7).
        """
        for name in options:
            if name == "xtra":
                await self.at.execute("+QGPSXTRA", options[name])
                continue
            try:
                await self.at.execute("+QGPSCFG", name, options[name])
            except CommandError as error:
                await self._known(name)
                raise error

    async def _known(self, name):
        try:
            await self.setting(name)
        except CommandError:
            await super().configure(**{name: None})

    async def setting(self, name):
        """The value of one of `configure`'s settings. Raises CommandError, Timeout. Worst case 5 s."""
        if name == "xtra":
            return (await self.at.query("+QGPSXTRA?"))[0]
        return (await self.at.query("+QGPSCFG", name))[1]
