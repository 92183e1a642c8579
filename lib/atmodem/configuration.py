"""How the module talks, and what it keeps of that (V.250 chapters 6.1 and 6.2, 27.007 5.5).

Attributes of the profile read here, with their defaults:

    character_sets         ("GSM", "IRA", "UCS2")
"""

from .arguments import number
from .compat import const
from .errors import CommandError, Timeout
from .loading import passing

# S3 and S4 end every line there is: others could not be read. S5 deletes what was typed last.
_REGISTERS = {3: (13, 13), 4: (10, 10), 5: (0, 127)}
_QUIET_MS = const(500)


class Service:
    """The settings: `modem.configuration`. All raise CommandError and Timeout; worst case the channel's time-out, or as said."""

    transient = True  # keeps nothing: its code is let go after each use

    def __init__(self, modem):
        self.modem = modem
        self.at = modem.at

    async def character_set(self):
        """The character set of texts, as str; None when the module does not say. Source: 27.007 5.5, YM310 manual 3.1."""
        return (await self.at.query("+CSCS?") or (None,))[0]

    def set_character_set(self, name):
        """Await it to choose the character set of texts. Raises ValueError. Source: 27.007 5.5, YM310 manual 3.1."""
        names = getattr(self.modem.profile, "character_sets", ("GSM", "IRA", "UCS2"))
        if name not in names:
            raise ValueError("name: one of %s" % (names,))
        return self.at.execute("+CSCS", name)

    def store(self):
        """Await it to keep the settings in force over a restart, but for the form of errors.

        That one begins anew, since a module that starts without a word is told by it. Source: V.250, YM310 manual 3.2.
        """
        return store(self.at)

    async def factory(self):
        """All settings as they left the factory, and then those the library needs. Worst case: the channel's time-out for each.

        Source: V.250 6.1.2, YM310 manual 3.4.
        """
        await self.at.execute("&F")
        await self.modem.setup()

    def echo(self, enabled):
        """Await it to have the module repeat what it hears, which the library does not need. Source: V.250 6.2.4, YM310 3.3."""
        return self.at.execute("E1" if enabled else "E0")

    async def results(self, enabled):
        """Whether the module says how a command ended.

        Without, every call of the library ends in Timeout: only to hand the line on. Raises Busy.
        Worst case: 9 s until the channel is free, and its time-out. Source: V.250 6.2.5, YM310 manual 3.5.
        """

        async def work():
            try:
                await self.at.execute("Q0" if enabled else "Q1", timeout_ms=None if enabled else _QUIET_MS)
            except Timeout:
                if enabled:
                    raise

        return await passing("alone").alone(self.modem, work)

    async def error_form(self):
        """How errors are told: 0 without a reason, 1 as numbers, which the library needs and sets, 2 as words.

        Source: 27.007 9.1, YM310 manual 3.11.
        """
        return (await self.at.query("+CMEE?") or (None,))[0]

    async def register(self, index):
        """The number in an S register: 3 ends lines, 4 follows that, 5 deletes. Raises ValueError.

        Source: V.250 6.2.1 to 6.2.3, YM310 manual 3.6, 3.7, 4.8.
        """
        limits(index)
        lines = await self.at.command("S%d?" % index)
        return int(lines[0]) if lines and lines[0].strip().isdigit() else None

    def set_register(self, index, value):
        """Await it to change an S register: 3 takes 13 and 4 takes 10 alone, 5 takes 0 to 127. Raises ValueError.

        Source: V.250 6.2.1 to 6.2.3, YM310 manual 3.6, 3.7, 4.8.
        """
        return self.at.execute("S%d=%d" % (index, number(value, "value", *limits(index))))

    def carrier_detect(self, mode):
        """Await it to say what DCD shows: 0 always on, 1 on while there is a carrier. Raises ValueError.

        Source: V.250 6.2.8, YM310 manual 3.8.
        """
        return self.at.execute("&C%d" % number(mode, "mode", 0, 1))

    def terminal_ready(self, mode):
        """Await it to say what a falling DTR does to a data connection: 0 nothing, 1 back to commands, 2 hang up.

        Raises ValueError. Source: V.250 6.2.9, YM310 manual 3.9.
        """
        return self.at.execute("&D%d" % number(mode, "mode", 0, 2))


def limits(index):
    """The least and the greatest value of an S register. Raises ValueError."""
    if index not in _REGISTERS:
        raise ValueError("index: 3, 4 or 5")
    return _REGISTERS[index]


async def store(at):
    """Keep the settings in force, with the form of errors as it is at first (YM310 manual 3.2)."""
    try:
        await at.execute("+CMEE=0;&W+CMEE=1")
    except CommandError:
        await at.execute("+CMEE=1")
        raise
