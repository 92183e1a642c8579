# Seeing every byte on the pipe, with times and without secrets. Costs nothing while nobody looks.
from .sched import loop


class Traced:
    """A pipe that tells a hook what goes through it."""

    def __init__(self, at, hook):
        self.at = at
        self.pipe = at.pipe
        self.hook = hook
        self.hiding = [False, False]  # behind the "=" of a secret command line: in what goes out, in the echo

    def any(self):
        return self.pipe.any()

    def readinto(self, buffer, n=None):
        n = self.pipe.readinto(buffer, len(buffer) if n is None else n)
        if n:
            self.tell("<", bytes(memoryview(buffer)[:n]), 1)
        return n

    def write(self, data):
        n = self.pipe.write(data) or 0
        if n:
            self.tell(">", bytes(memoryview(data)[:n]), 0)
        return n

    def tell(self, direction, data, side):
        """Call the hook, with asterisks for what must not be seen."""
        command = self.at.digest.awaited  # the one under way, or one that ran out of time
        if command is not None and command.secret:
            if side == 0 and data[:2] != b"AT":
                data = b"*" * len(data)  # a payload
            else:
                data = self.hide(data, side)
        else:
            self.hiding[side] = False
        self.hook(direction, data, loop.now())

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


def install(at, hook):
    """Let `hook` see what goes through an AT channel; None takes the hook away."""
    if isinstance(at.pipe, Traced):
        at.pipe = at.pipe.pipe
    if hook is not None:
        at.pipe = Traced(at, hook)
