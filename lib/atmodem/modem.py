# The module as the program sees it: found, brought up, its services loaded when they are first touched.
from gc import collect

from .dialogue import Dialogue
from .errors import LinkLost
from .idle import tell
from .loading import in_passing, passing
from .sched import Signal, loop, spawn


class Modem:
    """One module on one pipe. `modem.mqtt`, `modem.sockets`, `modem.network` … are its services, `modem.at` the raw door."""

    restoring = None
    pin_spent = False  # a PIN went out, and no OK came back
    identity = ()  # what the module says of itself at ATI, a list of lines

    def __init__(self, pipe, profile):
        self.at = Dialogue(pipe)
        self.profile = profile
        self.started = Signal()  # up while the module answers; down from a restart until it has been set up again
        self.losses = []  # called with the error when all that was open is gone
        self.loaded = []  # names of the services that are

    def attach(self):
        """Read the pipe from now on."""
        loop.sources.append(self.at)
        if loop.clock is not None:
            loop.clock.watch(self.at.pipe)

    def close(self):
        """Leave the pipe alone; nothing is sent. Who waits, and who calls anything later, gets LinkLost; `losses` are told."""
        if self.at in loop.sources:
            passing("closing").close(self)

    def adopt(self, profile):
        """Take a profile: its times, its words for errors, and its URCs into the table."""
        self.profile = profile
        self.at.timeout_ms = profile.answer_ms
        self.at.digest.words = getattr(profile, "cme_words", "")  # errors.refusal
        self.at.restarted = self._on_echo
        for text in profile.boot_texts:
            self.at.subscribe(text, self._on_boot)
        for text in profile.boot_hints:
            self.at.subscribe(text, self._on_hint)
        for text in profile.urcs:
            self.at.subscribe(text, self._unclaimed)

    def timing(self, name):
        """Longest answer of a command in ms, by its name without the sign."""
        return self.profile.timings.get(name, self.profile.answer_ms)

    async def setup(self):
        """Echo off, numbered errors, and what else the profile wants after each start of the module."""
        self.at.digest.numeric = self.profile.numeric  # words are understood all the same
        self.at.echoed = True  # until now nobody minds
        for line in self.profile.setup:
            await self.at.execute(line)
        self.at.echoed = False

    async def start(self, apn=None, pin=None, user=None, password=None, timeout_ms=180000):
        """SIM, registration, packet context.

        `apn` None: the network's own. `pin`: entered once if the SIM asks for it. Raises CommandError, Rejected,
        Timeout, LinkLost, ValueError. Worst case: those of `sim.unlock`, `network.wait_registered` and `packet.start` one
        after the other; EC20, with another APN: four times `timeout_ms`, 80 s, and thirteen times the channel's time-out.
        """
        self.packet.verify(apn, user, password, timeout_ms)  # before anything is sent
        loaded = list(self.loaded)
        await self.sim.unlock(pin, timeout_ms=timeout_ms)
        await self.network.wait_registered(timeout_ms)
        for name in ("sim", "network"):
            if name not in loaded:
                self.release(name)
        await self.packet.start(apn, user, password, timeout_ms=timeout_ms)

    async def command(self, text, *parameters, timeout_ms=None, secret=False):
        """The raw door: send any command, get its information lines as a list of str. `secret`: no trace shows it.

        Raises CommandError, Timeout after `timeout_ms` (the profile's when None), ValueError.
        """
        return await self.at.command(text, *parameters, timeout_ms=timeout_ms, secret=secret)

    def supports(self, name):
        """Whether the module has a service, or a feature of one: `supports("mqtt_tls")`; loads nothing."""
        return passing("registry").has(self.profile, name)

    def __getattr__(self, name):
        if name[0] == "_" or name == "profile":
            raise AttributeError(name)
        collect()  # else the garbage in between scatters the code over the heap, and leaves no room for a long message
        return passing("services").load(self, name)

    def release(self, name):
        """Let a service's code and buffers go, `http` after a download; it is loaded again when it is touched next.

        Raises Busy while it has something open. What subscribed to its events hears nothing more.
        """
        passing("services").release(self, name)

    # --- restarts of the module, wanted and unwanted

    def _unclaimed(self, digest):
        self.at.unclaimed(digest)

    def restore(self):
        """Set the module up again in a task; until that is done nobody else's commands are sent."""
        if self.at.owner is None:
            if self.restoring is not None:
                self.restoring.cancel()  # it asks whether this is to be done
            self.restoring = self.at.owner = spawn(in_passing(self._without_room, "restarting", "restore", self))

    def _on_boot(self, digest=None):
        self.restore()
        self.lost(LinkLost("the module restarted"))

    def _on_echo(self, surely):
        if not surely:
            self._on_hint()
            return
        self.restore()
        if self.started.is_set:  # else all have been told
            self.lost(LinkLost("the module restarted"))

    def _on_hint(self, digest=None):
        if self.restoring is None and self.started.is_set:
            self.restoring = spawn(in_passing(self._without_room, "restarting", "check", self))

    def lost(self, error):
        """Tell everyone who waits that what was open is gone."""
        self.started.clear()
        self.at.lost(error)
        tell(self.losses, error)

    def _without_room(self):
        # The next command is not kept waiting: it finds out, by the echo, that the module is not set up.
        at = self.at
        at.dirty = True
        if at.owner is self.restoring:  # else somebody has the channel to himself
            at.owner = None
        self.restoring = None
        at.proceed()

    async def wait_boot(self, timeout_ms):
        """Wait until the module, told to restart, answers and is set up again: True, or False after `timeout_ms`."""
        return await passing("restarting").wait_boot(self, timeout_ms)

    def trace(self, hook):
        """Call `hook(direction, data, ticks_ms)` with every byte both ways, `direction` ">" to the module; None ends it.

        PINs, passwords and keys are shown as asterisks, where the command is known to hold one, or said to be `secret`.
        """
        from .trace import install

        install(self, hook)
