# Getting in step again after a command that ran out of time: its late answer must not be taken for the next one's.
from .at import Command
from .compat import const
from .errors import Timeout

_TRIES = 10
_TRY_MS = 1000
_QUIET_MS = 300
_ANSWERS = const(100)  # what answers a question has fewer bytes, a payload that goes on has more in the time of a try
_SENT = const(1)  # as in at.py


def _commands(payload):
    """Whether these bytes, typed as command lines, may do something."""
    payload = bytes(payload).upper()
    return b"\r" in payload and b"AT" in payload


class Probe(Command):
    """A question with an answer of its own. All that comes before the answer is late and dropped; worst case 10.3 s.

    The digest goes on waiting for the late answer, so that its payload is counted; the answer to the question comes to it
    as a URC, and here as the result line of a command that follows.
    """

    name = b"resync"
    echo = b"AT+CMEE?\r"
    follow = (b"+CMEE",)
    tries = 0
    left = 0  # of the payload that was coming when it asked last

    def begin(self):
        """Take the channel and ask until the module answers."""
        at = self.at
        self.stale = at.digest.awaited
        if self.stale is not None:
            self.payload = self.stale.cancel
        at.active = self
        self.echoed = at.echoed
        self.state = _SENT
        at.followers.append(self)
        at.digest.watched = True
        if self.stale is not None and self.stale.prompt:
            # What is asked now would be the beginning of the payload.
            self.tries = 1
            at.later(_TRY_MS, self.unprompted)
        else:
            self.ask()

    def unprompted(self):
        """The prompt was lost, or there will be none. A module that waits for its payload takes nothing else."""
        if self.stale.prompt and not _commands(self.payload):
            self.at.write(self.payload)
            self.stale.prompt = b""  # one that comes now has its payload
        self.ask()

    def ask(self):
        """Ask once more, or give up."""
        at = self.at
        if self.tries == _TRIES:
            self.end(Timeout())
            return
        digest = at.digest
        if self.tries and digest.paying and (self.left or digest.count) - digest.remaining < _ANSWERS:
            digest.abandon()  # it was cut off inside a payload, perhaps: what comes now are lines
        self.left = digest.remaining
        self.tries += 1
        at.later(_TRY_MS, self.ask)
        at.write(self.echo)

    def shape(self, digest):
        return True

    def answer(self, digest):
        if digest.match(b"+CMEE", digest.line):
            self.answered = True

    def final(self, digest):
        if self.stale is not None:
            self.stale.prompt = b""  # refused: there will be none
        if self.answered:
            # Every question asked may have been heard: wait until all is quiet.
            self.at.later(_QUIET_MS if self.tries > 1 else 0, self.settle)

    def settle(self):
        """In step."""
        at = self.at
        at.dirty = False
        self.end()
        if at.echoed and not self.echoed:
            # Nobody has seen it start: its boot texts were swallowed by the payload of an answer, or it has none.
            at.restarted(True)

    def end(self, error=None):
        at = self.at
        super().end(error)
        if error is not None:
            # The one who waits longest has waited in vain; the next one asks again.
            at.digest.awaited = self.stale
            if at.waiting:
                command = at.waiting.pop(0)
                error.command = command.name
                command.end(error)
