"""The SIM card: state, PIN, ICCID and IMSI (27.007 5.6, 8.3).

Attributes of the profile read here, with their defaults:

    iccid_command          b"+CCID"; b"+QCCID", b"+ICCID"
    imsi_command           b"+CIMI"
    pin_tries_command      None: unknown; b'+QPINC="SC"': the first number of its answer is how many tries are left
    timings                "CPIN"
"""

from .errors import CommandError, Rejected, Timeout
from .sched import loop, sleep_ms, ticks_add, ticks_diff

# Refusals 10 to 14 of 27.007 9.2 that stand for a state
_STATES = ("NOT INSERTED", "SIM PIN", "SIM PUK", "FAILURE", "BUSY")


class Service:
    """The SIM card: `modem.sim`."""

    transient = True  # keeps nothing: its code is let go after each use

    def __init__(self, modem):
        self.at = modem.at
        self.modem = modem

    async def state(self):
        """READY, SIM PIN, SIM PUK, NOT INSERTED, FAILURE, BUSY, or another word of the module, as str.

        Raises CommandError, Timeout. Worst case: timings["CPIN"]. Source: 27.007 8.3, YM310 manual 4.3.
        """
        try:
            found = await self.at.query("+CPIN?", timeout_ms=self.modem.timing("CPIN"))
        except CommandError as error:
            if error.kind != "CME" or not 10 <= error.code <= 14:
                raise
            return _STATES[error.code - 10]
        state = str(found[0]).strip() if found else "BUSY"
        return "NOT INSERTED" if state == "SIM REMOVED" else state

    async def unlock(self, pin=None, timeout_ms=30000, force=False):
        """Wait until the card is READY; enter the PIN (4 to 8 digits) when it asks for one. `timeout_ms` 0: look once.

        The PIN is sent once. After a failure in this run, and when the last try is left, it is not sent without `force`.
        A module that boots reports no card first, then a busy one: both are waited for.
        Raises ValueError; CommandError with the codes 11 (PIN required and none given), 12 (PUK required), 10 (no card by
        the deadline), 13 (card failure), or the module's for a wrong PIN (16); Rejected for a PIN that was not sent (`code`:
        tries left, -1 unknown); Timeout for a card that stays busy. Worst case: `timeout_ms`, three times timings["CPIN"]
        and the channel's time-out. Source: 27.007 8.3, YM310 manual 4.3.
        """
        from .arguments import number, text

        number(timeout_ms, "timeout_ms", 0, 0x1FFFFFFF)
        if pin is not None:
            if not text(pin, "pin", 8, 4).isdigit():
                raise ValueError("pin: digits")
        deadline = ticks_add(loop.now(), timeout_ms)
        while True:
            state = await self.state()
            if state == "READY":
                return
            if state == "SIM PIN" and pin:
                await self.enter(pin, force)
                pin = ""
                continue
            over = ticks_diff(loop.now(), deadline) >= 0
            if over and (pin == "" or state == "BUSY" or state == "NOT READY"):
                raise Timeout(b"+CPIN")
            # Locked (SIM PIN, SIM PUK, PH-NET PIN ...) stays locked; but a PIN just taken may be asked for some moments more.
            if over or "P" in state and pin != "":
                raise CommandError(b"+CPIN", "CME", 10 + _STATES.index(state) if state in _STATES else -1, state)
            await sleep_ms(500)

    async def guard(self, force):
        """Raise Rejected when a PIN that is sent could cost the card."""
        tries = -1
        name = getattr(self.modem.profile, "pin_tries_command", None)
        if name is not None:
            for field in (await self.at.rows(name) or ((),))[0]:
                if isinstance(field, int):
                    tries = field
                    break
        if not force and (self.modem.pin_spent or 0 <= tries < 2):
            raise Rejected("PIN not sent: it failed before, or one try is left", tries, b"+CPIN")

    async def enter(self, pin, force):
        """Send the PIN, unless that could cost the card."""
        await self.guard(force)
        self.modem.pin_spent = True
        # The YM310 answers `+CPIN: READY` and OK, the EC20 OK alone.
        await self.at.execute("+CPIN", pin, timeout_ms=self.modem.timing("CPIN"), secret=True)
        self.modem.pin_spent = False

    async def iccid(self):
        """The card's number (19 or 20 characters) as str, None when the module does not say.

        Raises CommandError, Timeout. Worst case: the channel's time-out. Source: YM310 manual 2.5, EC2x +QCCID.
        """
        return await self.number(getattr(self.modem.profile, "iccid_command", b"+CCID"))

    async def imsi(self):
        """The subscriber's number (15 digits) as str, None when the module does not say.

        Raises CommandError, Timeout. Worst case: the channel's time-out. Source: 27.007 5.6, YM310 manual 2.6.
        """
        return await self.number(getattr(self.modem.profile, "imsi_command", b"+CIMI"))

    async def number(self, name):
        """The number a command answers with: bare, or behind a prefix."""
        for line in await self.at.command(name):
            line = line.rpartition(":")[2].strip(' "')
            if line[:6].isdigit():
                return line
