# Yuge YM310: who it is in its own words, and its pins. Source: manual chapters 2, 3.12, 4.2, 4.16 to 4.20.
from .. import device
from ..arguments import number, text
from ..errors import LinkLost, ModemError


class Service(device.Service):
    """`modem.device` of the YM310. What is not said otherwise raises CommandError and Timeout, and takes 9 s at most."""

    async def product(self):
        """The firmware's name and revision as ATI says it, as str (manual 2.7)."""
        return await self._first("I")

    async def version(self):
        """The firmware's name and revision as AT+VER says it, as str (manual 1.3.3)."""
        return await self._first("+VER")

    async def _first(self, name):
        lines = await self.at.command(name)
        return lines[0].strip(' "') if lines else ""

    async def details(self):
        """All the module says of itself: a dict of str; Manufacturer, Model, Revision, HWver, Buildtime, IMEI … (manual 2.8)."""
        found = {}
        for line in await self.at.command("*I"):
            name, colon, value = line.partition(":")
            if colon:
                found[name.strip()] = value.strip()
        return found

    async def serial_number(self):
        """The user's own serial number, "" when none was written (manual 3.12)."""
        return await self._first("+WISN?")

    def set_serial_number(self, name):
        """Await it to write a serial number of 1 to 64 bytes into the module, for good. Raises ValueError (manual 3.12)."""
        return self.at.execute("+WISN", text(name, "name", 64))

    async def power_off_now(self):
        """Switch the module off at once, in an emergency: it says nothing, and the network is not told (manual 4.2)."""
        try:
            await self.at.execute("+CPOWD", 0, timeout_ms=500)
        except ModemError:
            pass
        self.modem.lost(LinkLost("powered off"))

    async def supply_limits(self):
        """The millivolts above which the module starts, and below which it switches off: (on, off) (manual 4.17)."""
        return await self.at.query("+CBC?")

    def set_supply_limits(self, on, off):
        """Await it to set the millivolts, `on` above `off`, each 0 to 5000. Raises ValueError (manual 4.17)."""
        number(on, "on", 0, 5000)
        return self.at.execute("+CBC", on, number(off, "off", 0, on))

    async def analog(self, channel):
        """Millivolts at the analog input 0 or 1, None when the module does not say. Raises ValueError. 27 s (manual 4.16)."""
        await self.set_analog(channel, True)
        for row in await self.at.rows("+CADC", channel, 2) or await self.at.rows("+CADC?"):
            if row[0] == channel:
                return row[1]

    def set_analog(self, channel, enabled):
        """Await it to switch the analog input 0 or 1 on or off. Raises ValueError (manual 4.16)."""
        return self.at.execute("+CADC", number(channel, "channel", 0, 1), 1 if enabled else 0)

    async def network_light(self):
        """Whether the light NET_STATUS shows the state of the network (manual 4.18)."""
        return (await self.at.query("+CNETLIGHT?") or (0,))[0] == 1

    def set_network_light(self, enabled):
        """Await it to switch the light on or off (manual 4.18)."""
        return self.at.execute("+CNETLIGHT", 1 if enabled else 0)

    async def usb_network(self):
        """Whether the module is a network card (RNDIS/ECM) on USB (manual 4.20)."""
        return (await self.at.query("+RNDISCALL?") or (0,))[0] == 1

    def set_usb_network(self, enabled):
        """Await it to make it one, or not, from its next start on (manual 4.20)."""
        return self.at.execute("+RNDISCALL", 1 if enabled else 0)
