"""Who the module is, its functionality level, restart and power-off (27.007 5.1 to 5.4, 8.2, 8.4).

Attributes of the profile read here, with their defaults:

    identity_commands      (b"+CGMI", b"+CGMM", b"+CGMR", b"+CGSN")
    functionality_levels   (0, 1, 4)
    restart_command        b"+CFUN=1,1"
    power_off_command      b"+QPOWD=1", b"+CPOWD=1", of a module with the feature "power_off"
    power_off_text         b"POWERED DOWN"; b"NORMAL POWER DOWN": the farewell, after which the supply may be cut
    power_off_ms           65000: from the command to the farewell
    timings                "CFUN"
"""

from collections import namedtuple

from .compat import const
from .sched import sleep_ms

_GONE_MS = const(500)  # from the OK of a restart until the module hears no more

Identity = namedtuple("Identity", ("manufacturer", "model", "revision", "imei"))


class Service:
    """The module itself: `modem.device`."""

    transient = True  # keeps nothing: its code is let go after each use

    def __init__(self, modem):
        self.modem = modem
        self.at = modem.at

    async def identity(self):
        """Manufacturer, model, revision and IMEI, each a str, "" for what the module does not say.

        Raises CommandError, Timeout. Worst case: four times the channel's time-out. Source: 27.007 5.1 to 5.4, YM310
        manual 2.1 to 2.4.
        """
        found = []
        for name in getattr(self.modem.profile, "identity_commands", (b"+CGMI", b"+CGMM", b"+CGMR", b"+CGSN")):
            # bare, `+CGMI: "…"` or `Revision: "…"` (YM310 manual 2.1 to 2.4)
            lines = await self.at.command(name)
            found.append(lines[0].rpartition(":")[2].strip(' "') if lines else "")
        return Identity(*found)

    async def functionality(self):
        """The functionality level: 0 minimum, 1 full, 4 flight mode; None when the module does not say.

        Raises CommandError, Timeout. Worst case: the channel's time-out. Source: 27.007 8.2.
        """
        return (await self.at.query("+CFUN?") or (None,))[0]

    def set_functionality(self, level):
        """Await it to change the functionality level: 0 minimum, 1 full, 4 flight mode (others if the profile has them).

        Raises ValueError, CommandError, Timeout. Worst case: timings["CFUN"] (EC20 15 s, YM310 45 s). Source: 27.007 8.2, YM310
        manual 4.1.
        """
        levels = getattr(self.modem.profile, "functionality_levels", (0, 1, 4))
        if level not in levels:
            raise ValueError("level: one of %s" % (levels,))
        return self.at.execute("+CFUN", level, timeout_ms=self.modem.timing("CFUN"))

    async def supply(self):
        """How the module is fed: (status, percent, millivolts), each None when it does not say. Status: 0 battery, 1 charger.

        Raises CommandError, Timeout. Worst case: the channel's time-out. Source: 27.007 8.4, YM310 manual 4.17.
        """
        found = await self.at.query("+CBC") or ()
        # The YM310 says millivolts alone, others leave them out.
        return (None, None) + found[:1] if len(found) == 1 else (found + (None,) * 3)[:3]

    async def restart(self, timeout_ms=60000):
        """Restart the module and wait until it answers again; all it had open is lost.

        Raises CommandError when it refuses, Timeout when it is not back within `timeout_ms`, ValueError. Worst case:
        timings["CFUN"] + `timeout_ms`. Source: 27.007 8.2, YM310 manual 2.9.
        """
        from .arguments import timeout
        from .errors import LinkLost, Timeout

        timeout_ms = timeout(timeout_ms, 60000)
        modem = self.modem
        try:
            await self.at.execute(getattr(modem.profile, "restart_command", b"+CFUN=1,1"), timeout_ms=modem.timing("CFUN"))
        except (Timeout, LinkLost):
            pass  # some are gone before their OK is out
        modem.lost(LinkLost("restart"))
        if not getattr(modem.profile, "boot_texts", True):
            # It says nothing of its start, or waits to be spoken to before it does (YM310 manual 4.6).
            await sleep_ms(_GONE_MS)
            modem.restore()
        if not await modem.wait_boot(timeout_ms):
            raise Timeout(b"restart")

    async def power_off(self):
        """Switch the module off and wait for its farewell: then the supply may be cut.

        Raises CommandError, NotSupported; Timeout when no farewell comes: the supply may be cut all the same. Worst
        case: the profile's power_off_ms. Source: EC2x AT manual V2.0 +QPOWD, YM310 manual 4.2.
        """
        from .errors import LinkLost
        from .loading import passing

        passing("registry").need(self.modem, "power_off")
        profile = self.modem.profile
        command = self.at.make(profile.power_off_command, (), getattr(profile, "power_off_ms", 65000))
        # The farewell is all that the YM310 answers; the EC20 says OK first and takes its time.
        farewell = (getattr(profile, "power_off_text", b"POWERED DOWN"),)
        command.finals = farewell
        await self.at.twice(command, farewell, ())
        self.modem.lost(LinkLost("powered off"))
