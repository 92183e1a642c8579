# Seeing every byte on the pipe, with times and without secrets. Costs nothing while nobody looks.
from .loading import passing
from .sched import loop

# What holds a secret in 27.007; the vendors' own is in their files secrets.py. In small letters, without the blanks of answers.
_LINES = b"+cpin= +cpwd= +clck= +cgauth="
_ANSWERS = b"+cgauth:"
_LONGEST = 20  # bytes of an answer's beginning that are looked at


class Traced:
    """A pipe that tells a hook what goes through it. `lines`: what a command line holds that nobody may see behind its "=".

    `answers`: beginnings of what the module says that nobody may see either.
    """

    left = 0  # bytes of the command line that have not been sent
    command = None  # whose line that is
    covering = False  # behind the beginning of a secret answer

    def __init__(self, at, hook, lines, answers):
        self.at = at
        self.pipe = at.pipe
        self.hook = hook
        self.lines = lines.split()
        self.answers = answers.split()
        self.heard = bytearray()  # the beginning of the module's line, so far
        self.hiding = [False, False]  # behind the "=" of a secret command line: in what goes out, in the echo

    def any(self):
        return self.pipe.any()

    def readinto(self, buffer, n=None):
        n = self.pipe.readinto(buffer, len(buffer) if n is None else n)
        if n:
            self.tell("<", self.cover(memoryview(buffer)[:n]), 1)
        return n

    def write(self, data):
        n = self.pipe.write(data) or 0
        if n:
            self.tell(">", bytes(memoryview(data)[:n]), 0)
        return n

    def tell(self, direction, data, side):
        """Call the hook, with asterisks for what must not be seen."""
        command = self.at.digest.awaited  # the one under way, or one that ran out of time
        if self.command is not command:
            self.command = command
            self.left = 0 if command is None else len(command.echo)
        if command is None or not self.is_secret(command):
            self.hiding[side] = False
        elif side:
            data = self.hide(data, 1)
        elif self.at.active is None or self.at.active is command or data != self.at.active.echo:  # else resync asks
            n = min(self.left, len(data))
            self.left -= n
            data = self.hide(data[:n], 0) + b"*" * (len(data) - n)  # behind the line comes a payload
        self.hook(direction, data, loop.now())

    def is_secret(self, command):
        """Whether somebody said so, or the line is known to hold a secret."""
        if command.secret:
            return True
        line = command.echo.lower()
        return any([line.find(text) >= 0 for text in self.lines])

    def hide(self, data, side):
        """Asterisks from "=" to the end of the line."""
        shown = bytearray(data)
        hiding = self.hiding[side]
        for i in range(len(shown)):
            if shown[i] == 13:
                hiding = False
            elif hiding:
                shown[i] = 42
            elif shown[i] == 61:
                hiding = True
        self.hiding[side] = hiding
        return bytes(shown)

    def cover(self, data):
        """Asterisks from the beginning of a secret answer to the end of its line."""
        shown = bytearray(data)
        for i in range(len(shown)):
            byte = shown[i]
            if byte == 13 or byte == 10:
                self.covering = False
                self.heard = bytearray()
            elif self.covering:
                shown[i] = 42
            elif byte != 32 and len(self.heard) < _LONGEST:
                self.heard.append(byte)
                self.covering = bytes(self.heard).lower() in self.answers
        return bytes(shown)


def install(modem, hook):
    """Let `hook` see what goes through a modem's AT channel; None takes the hook away."""
    at = modem.at
    if isinstance(at.pipe, Traced):
        at.pipe = at.pipe.pipe
    if hook is not None:
        lines, answers = _LINES, _ANSWERS
        try:
            secrets = passing(modem.profile.package + ".secrets")
            lines += secrets.LINES
            answers += secrets.ANSWERS
        except ImportError:
            pass  # a vendor without
        at.pipe = Traced(at, hook, lines, answers)
