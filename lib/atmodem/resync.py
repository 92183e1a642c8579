# Getting in step again after a command that ran out of time: its late answer must not be taken for the next one's.
from .at import Command
from .errors import Timeout
from .sched import loop

_TRIES = 10
_TRY_MS = 1000
_QUIET_MS = 300


class Probe(Command):
    """A question with an answer of its own. All that comes before the answer is late and dropped; worst case 10.3 s."""

    name = b"resync"
    echo = b"AT+CMEE?\r"
    prefix = b"+CMEE"
    key = b"+CMEE:"
    tries = 0

    def begin(self):
        """Take the channel and ask until the module answers."""
        at = self.at
        stale = at.digest.awaited
        if stale is not None:
            self.prompt = stale.prompt
            self.payload = stale.cancel
        at.active = at.digest.awaited = self
        self.ask()

    def ask(self):
        """Ask once more, or give up."""
        at = self.at
        if self.tries == _TRIES:
            at.active = None
            if at.waiting:
                command = at.waiting.pop(0)
                command.end(Timeout(command.name))
            return
        if self.tries:
            at.digest.abandon()  # it was cut off inside a payload, perhaps: what comes now are lines
        self.tries += 1
        at.later(_TRY_MS, self.ask)
        at.write(self.echo)

    def answer(self, digest):
        self.answered = True

    def final(self, digest):
        if self.answered:
            # Every question asked may have been heard: wait until all is quiet.
            self.at.later(_QUIET_MS if self.tries > 1 else 0, self.settle)

    def settle(self):
        """In step."""
        self.at.dirty = False
        self.end()
