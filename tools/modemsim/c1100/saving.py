"""Power saving: PSM (3.8.1) and eDRX (3.8.2)."""

import asyncio
import re

from ..engine import ArgumentError, Int, Text, command

# Seconds of a unit, by the three highest bits (24.008 10.5.7.4a and 10.5.7.3); 111: the timer is off.
T3412_UNITS = {0: 600, 1: 3600, 2: 36000, 3: 2, 4: 30, 5: 60, 6: 320 * 3600}
T3324_UNITS = {0: 2, 1: 60, 2: 360}
T3412, T3324 = "00000110", "00000101"                  # what is asked for when the host names no time: one hour, ten seconds
WAKING_SECONDS, UPDATE_SECONDS = 0.3, 0.5
WINDOW = "0011"                                        # paging time window the network grants


def seconds(bits, units):
    """What a timer field spells; None: the timer is off."""
    unit = units.get(int(bits[:3], 2), 60)
    return None if bits[:3] == "111" else unit * int(bits[3:], 2)


class PowerSaving:
    """Idle, asleep, awake; the timers asked for and granted."""

    def __init__(self, module):
        self.module = module
        self.enabled = False
        self.wanted = T3412, T3324
        self.granted = None                            # (active time, periodic update) as the network says them
        self.asleep = False
        self.edrx = {}                                 # access technology -> value asked for
        self._idle = self._waking = None

    # -- PSM --

    def set(self, enabled, periodic=None, active=None):
        self.enabled = enabled
        self.wanted = periodic or self.wanted[0], active or self.wanted[1]
        self.update()

    def update(self):
        """Attach or tracking area update: the network tells the timers it grants."""
        if self.module.network.registered:
            self.module.spawn(self._update())

    async def _update(self):
        await self.module.clock.sleep(UPDATE_SECONDS)
        if not self.module.network.registered:
            return
        before, self.granted = self.granted, (self.wanted[1], self.wanted[0]) if self.enabled else None
        if self.granted != before and self.module.profile.CEREG >= 4:
            self.module.network.tell("CEREG")
        self.active()

    def active(self):
        """Data passed: the connection to the network stays for a while, then the module may go to sleep."""
        if self.asleep:
            return
        self.stay_awake()
        if self.module.network.registered:
            self._idle = self.module.spawn(self._become_idle())

    def stay_awake(self):
        if self._idle and self._idle is not asyncio.current_task():
            self._idle.cancel()
        self._idle = None

    async def _become_idle(self):
        await self.module.clock.sleep(float(self.module.setting["rrc"]))
        while self.module.dialled:
            await self.module.clock.sleep(1)
        self.tell("^DATADISCONN")
        active = seconds(self.granted[0], T3324_UNITS) if self.granted else None
        if active is not None:
            await self.module.clock.sleep(active)
            await self.sleep()

    def tell(self, text):
        if self.module.setting["psm-urcs"] == "always" or self.module.profile.CEREG >= 4:
            self.module.urc(text)

    async def sleep(self):
        """T3324 is over: nothing is heard or said until T3412 is over or the host wakes the module."""
        module = self.module
        while module.output.held or module.output.answer_begun:
            await module.clock.sleep(0.1)
        self.tell("^ENTERPSMMODE")
        await module.line.drained()
        self.asleep = module.output.held = True
        module.terminal.listening = False
        module.terminal.reset()
        periodic = seconds(self.granted[1], T3412_UNITS) if self.granted else None
        if periodic is not None:
            await module.clock.sleep(periodic)
            self.wake()

    def wake(self):
        """By T3412, the power key, or what the host says."""
        if self.asleep and self._waking is None:
            self._waking = self.module.spawn(self._wake())

    async def _wake(self):
        module = self.module
        self.stay_awake()
        await module.clock.sleep(WAKING_SECONDS)
        if module.setting["psm-keeps"] == "0":
            kept = module.profile
            module.load_profile()
            vars(kept).update(vars(module.profile))    # the terminal holds on to the object it began to listen with
            module.profile = kept
        self.asleep, self._waking, module.output.held = False, None, False
        module.terminal.listening = True
        reported, module.output.waiting = module.output.waiting, type(module.output.waiting)()
        self.tell("^EXITPSMMODE")
        for text in reported:
            module.urc(text)
        self.update()

    # -- eDRX --

    def grants(self):
        """(technology, asked for, granted) rows."""
        return [(technology, value, value) for technology, value in sorted(self.edrx.items())]


def bits(text, length):
    if not re.fullmatch(f"[01]{{{length}}}", text):
        raise ArgumentError(f"not {length} bits")
    return text


Byte = Text(8, least=8)


@command("+CPSMS", section="3.8.1")
class PowerSavingMode:
    """Power saving mode: on or off, T3412 and T3324 asked for."""

    test = '+CPSMS: (0-2),,,("00000000"-"11111111"),("00000000"-"11111111")'

    def read(module):
        saving = module.saving
        return '+CPSMS: {},,,"{}","{}"'.format(int(saving.enabled), *saving.wanted)

    def write(module, mode: Int(0, 2), routing_area: Byte = None, ready: Byte = None, periodic: Byte = None, active: Byte = None):
        if mode == 2:
            module.saving.wanted = T3412, T3324
        given = [text and bits(text, 8) for text in (routing_area, ready, periodic, active)]
        module.saving.set(mode == 1, *given[2:])


@command("+CEDRXS", section="3.8.2")
class ExtendedReception:
    """eDRX: mode, access technology (4 Cat-M, 5 NB), cycle."""

    def test(module):
        return [f'+CEDRXS: (0-3),{technology},("0000"-"1111")' for technology in technologies(module)]

    def read(module):
        return [f'+CEDRXS: {technology},"{value}"' for technology, value in sorted(module.saving.edrx.items())]

    def write(module, mode: Int(0, 3), technology: Int(4, 5) = None, value: Text(4, least=4) = None):
        edrx = module.saving.edrx
        if technology not in (None, *technologies(module)):
            raise ArgumentError("not a technology of this variant")
        if mode in (0, 3):
            for each in list(edrx) if technology is None else [technology]:
                edrx.pop(each, None)
            return
        if technology is None or value is None:
            raise ArgumentError("technology and value are needed")
        edrx[technology] = bits(value, 4)
        if mode == 2:
            module.after(f'+CEDRXP: {technology},"{value}","{value}","{WINDOW}"')


def technologies(module):
    return (5,) if module.network.narrow else (4, 5)


@command("+CEDRXRDP", section="3.8.2")
def granted(module):
    """eDRX cycle and paging time window the network granted."""
    grants = module.saving.grants() if module.network.registered else []
    return [f'+CEDRXRDP: {technology},"{wanted}","{given}","{WINDOW}"' for technology, wanted, given in grants] or "+CEDRXRDP: 0"
