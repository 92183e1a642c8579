# The answer kinds as verbs: what a service says to the module. Each returns an awaitable; parameters are checked at once.
from .arguments import encode, timeout
from .at import At, Command
from .compat import const
from .fields import fields, to_text

_QUEUED = const(0)  # states of a command, from at.py
_DONE = const(3)
_LINGER_MS = const(200)


def line(digest):
    """The whole line as str."""
    return to_text(bytes(digest.buffer[digest.line : digest.stop]))


def raw_line(digest):
    """The whole line as a bytearray: one copy, where bytes would take two."""
    return digest.buffer[digest.line : digest.stop]


def head(echo):
    """The name that begins the information lines of a command: `+CPIN` of `+CPIN?`."""
    for i in range(len(echo)):
        if echo[i] == 61 or echo[i] == 63:
            return echo[:i]
    return echo


class Dialogue(At):
    """The AT channel with its verbs.

    All raise CommandError when the module refuses, Timeout after `timeout_ms` (the profile's default when None, at least 1)
    and ValueError for a parameter that cannot be sent. A call that follows a timed-out one may take 10.3 s longer.
    """

    reader = None  # the command of the last `text`

    def make(self, name, parameters, timeout_ms):
        """A command of no kind yet."""
        command = Command(self)
        line = encode(name, parameters)
        command.echo = b"AT" + line + b"\r"
        command.name = command.prefix = head(line)
        command.key = command.name + b":"
        command.timeout_ms = timeout(timeout_ms, self.timeout_ms)
        return command

    def command(self, name, *parameters, timeout_ms=None, secret=False):
        """The raw door: any command; returns its information lines as a list of str. `secret`: no trace shows it."""
        command = self.make(name, parameters, timeout_ms)
        command.secret = secret
        command.bare = True
        command.keep = line
        command.result = command.rows = []
        return command

    def execute(self, name, *parameters, finals=(), continues=False, timeout_ms=None, secret=False):
        """A command that is answered by nothing but a result code, or one of the texts `finals`: returns which (0 is the first).

        `continues`: the OK is not the end yet, a final text comes behind it, or ERROR.
        """
        command = self.make(name, parameters, timeout_ms)
        command.prefix = b""  # a line with its name is a URC: `+CGREG: 0` inside AT+CGREG=2
        command.key = b"\0"
        command.finals = finals
        command.continues = continues
        command.secret = secret
        return command

    def query(self, name, *parameters, shape=None, timeout_ms=None):
        """A command with one information line; returns its fields (int, str, None) as a tuple, None without a line."""
        command = self.make(name, parameters, timeout_ms)
        command.keep = fields
        command.shape = shape
        return command

    def rows(self, name, *parameters, shape=None, timeout_ms=None):
        """A command with any number of information lines; returns a list of tuples."""
        command = self.query(name, *parameters, shape=shape, timeout_ms=timeout_ms)
        command.result = command.rows = []
        return command

    def text(self, name, *parameters, linger=False, timeout_ms=None):
        """A command whose line has no prefix; returns it as a bytearray. `linger`: no OK need follow the line."""
        command = self.reader
        plain = not parameters and not linger and timeout_ms is None
        if plain and command is not None and command.name is name and command.state == _DONE and not command.parked:
            # Asked again and again the same object serves: the call costs no more heap than its result.
            command.state = _QUEUED
            command.result = command.error = None
            command.answered = False
            return command
        command = self.make(name, parameters, timeout_ms)
        if plain:
            command.name = name
            self.reader = command
        command.bare = True
        command.keep = raw_line
        command.linger_ms = _LINGER_MS if linger else 0
        return command

    def action(self, name, *parameters, match=1, follow=None, timeout_ms=None, secret=False):
        """A command that answers twice: OK, and before or after it a result line; returns that line's fields.

        The first `match` fields of the result line are the first parameters; it begins with the command's name, or one of
        the texts `follow`. `timeout_ms` counts for both answers.
        """
        command = self.make(name, parameters, timeout_ms)
        command.secret = secret
        return self.twice(command, follow or (command.name,), parameters[:match])

    def twice(self, command, follow, first):
        """Let the result be a line with one of the prefixes `follow`, all numbers, beginning with the fields `first`."""
        command.prefix = b""
        command.key = b"\0"
        command.follow = follow
        command.owed = not first
        command.keep = fields

        def shape(digest):
            found = fields(digest)
            return found[: len(first)] == first and all([not isinstance(field, str) for field in found])

        command.shape = shape
        return command

    def send(self, name, *parameters, payload, finals=(), follow=(), match=2, cancel=None, timeout_ms=None):
        """Prompt, payload (any bytes), then OK or one of `finals`: returns which (0 is the first).

        With `follow` (prefixes) the command answers twice, as in `action`, and the fields of the result line are returned.
        `cancel`: sent when the prompt comes too late; the payload itself when None, since a counted prompt takes nothing else.
        """
        command = self.upload(name, *parameters, payload=payload, prompt=b">", timeout_ms=timeout_ms)
        command.keep = None
        command.finals = finals
        if cancel is not None:
            command.cancel = cancel
        if follow:
            return self.twice(command, follow, parameters[:match])
        return command

    def upload(self, name, *parameters, payload, prompt, timeout_ms=None, secret=False):
        """Prompt (b">" or a line such as b"CONNECT"), payload, then an information line, whose fields are returned, and OK."""
        command = self.make(name, parameters, timeout_ms)
        command.prompt = prompt
        command.payload = command.cancel = payload
        command.keep = fields
        command.secret = secret
        return command

    def read(self, name, *parameters, counted, into=None, keep=None, shape=None, timeout_ms=None):
        """A command whose information line is followed by raw bytes, which go into the buffer `into`; returns how many.

        With `keep` instead, `keep(digest)` gives `digest.target` a buffer of its choice and returns the result.
        """
        command = self.make(name, parameters, timeout_ms)
        command.into = into
        command.keep = keep
        command.counted = counted
        command.shape = shape
        return command
