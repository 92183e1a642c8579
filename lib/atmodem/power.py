"""Power saving: sleep between commands, PSM and eDRX (27.007 7.38 to 7.41). A vendor's `power.py` derives its Service from it.

Attributes of the profile read here, with their defaults:

    sleep_command          b"+CSCLK", of a module with the feature "sleep"
    sleep_modes            (1,)
    edrx_access            "LTE"; "NB-IoT"

The features "psm" and "edrx": it has AT+CPSMS, AT+CEDRXS.
"""

from .compat import const
from .errors import CommandError, LinkLost, Timeout
from .idle import tell
from .loading import passing
from .sched import loop, ticks_add, ticks_diff

_TRY_MS = const(300)


class Power:
    """Power saving: `modem.power`.

    `handlers`: functions called with (event, *details) when the module tells of "enter_psm", "exit_psm" or
    "data_disconnected". They must not wait; errors are printed.
    """

    def __init__(self, modem):
        self.modem = modem
        self.at = modem.at
        self.handlers = []

    def tell(self, event, *details):
        """Call the handlers."""
        tell(self.handlers, event, *details)

    def need(self, feature):
        """Raise NotSupported, saying who has the feature, unless the module has it."""
        passing("registry").need(self.modem, feature)

    def sleep(self, mode=1):
        """Await it to let the module sleep whenever nothing happens for a while; `mode`: one of the profile's sleep_modes.

        A sleeping module loses what it hears first: call `wake` before anything else then. Raises ValueError, NotSupported,
        CommandError, Timeout. Worst case: the channel's time-out. Source: the module's manual (YM310 4.12).
        """
        self.need("sleep")
        modes = getattr(self.modem.profile, "sleep_modes", (1,))
        if mode not in modes:
            raise ValueError("mode: one of %s" % (modes,))
        return self.at.execute(self.modem.profile.sleep_command, mode)

    async def stay_awake(self):
        """Wake the module and let it sleep no more.

        Raises NotSupported, CommandError, Timeout. Worst case: that of `wake`, and the channel's time-out.
        """
        self.need("sleep")
        await self.wake()
        await self.at.execute(self.modem.profile.sleep_command, 0)

    async def wake(self, timeout_ms=5000):
        """Say AT until the module answers; what it heard of the first one does not matter.

        Returns True; False when it has started anew meanwhile: then all that was open is gone (`modem.losses` were told), and
        the module is set up again. Raises Timeout, ValueError. Worst case: `timeout_ms`, 11 s, and 15 s for one that starts.
        Source: V.250, YM310 manual 4.12.
        """
        from .arguments import number

        number(timeout_ms, "timeout_ms", 0, 600000)
        until = ticks_add(loop.now(), timeout_ms)
        modem = self.modem
        down = not modem.started.is_set  # it was switched off
        while True:
            try:
                await self.at.execute(b"", timeout_ms=_TRY_MS)
                # One that answered while it was falling asleep does not answer this any more: then all over again.
                return not (await passing("restarted").forgetful(modem, _TRY_MS) or down)
            except LinkLost:
                # Its boot texts were first.
                if not await self.modem.started.wait(self.modem.profile.boot_ms):
                    raise Timeout(b"AT")
                return False
            except (CommandError, Timeout):
                if ticks_diff(until, loop.now()) <= 0:
                    raise

    def set_psm(self, active_s=None, periodic_s=None):
        """Await it to have the module ask for PSM: reachable for `active_s` after each exchange, an update every `periodic_s`.

        Both None: no PSM. What cannot be coded is rounded up; the network may grant something else. Raises ValueError,
        NotSupported, CommandError, Timeout. Worst case: the channel's time-out. Source: 27.007 7.38.
        """
        self.need("psm")
        return passing("power_saving").set_psm(self, active_s, periodic_s)

    async def psm(self):
        """What was asked for: (enabled, periodic_s, active_s); a time is None when it was left to the network.

        Raises NotSupported, CommandError, Timeout. Worst case: the channel's time-out. Source: 27.007 7.38.
        """
        self.need("psm")
        return await passing("power_saving").psm(self)

    def set_edrx(self, cycle_s, window_s=None, access=None):
        """Await it to have the module ask for eDRX: it listens every `cycle_s` seconds (5.12 to 10485.76); None: no eDRX.

        `window_s`: how long it listens then, where the module can ask for it. `access`: "LTE" or "NB-IoT", the profile's when
        None. Raises ValueError, NotSupported, CommandError, Timeout. Worst case: the channel's time-out. Source: 27.007 7.40.
        """
        self.need("edrx")
        return passing("power_saving").set_edrx(self, cycle_s, window_s, access)

    async def edrx(self):
        """What the network has granted: (cycle_s, window_s), both None without eDRX.

        Raises NotSupported, CommandError, Timeout. Worst case: the channel's time-out. Source: 27.007 7.41.
        """
        self.need("edrx")
        return await passing("power_saving").edrx(self)
