# What a program uses of a board's `machine`, on the unix port.
# The UART leads to a pty (its path is in the variable MODEM), and what passes over it is printed.
import os
import time

from support.port import Port

_START = time.ticks_ms()
_SHOWN = 100  # characters of a line


def _visible(data):
    text = "".join([chr(byte) if 32 <= byte < 127 else "\\x%02x" % byte for byte in data])
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "..."


class Dialogue:
    """Prints what goes over the line with the time, one line of text at a time."""

    def __init__(self):
        self.direction = None
        self.pending = bytearray()

    def add(self, direction, data):
        """Note bytes that went to (`>`) or came from (`<`) the module."""
        if direction != self.direction:
            self.flush()
            self.direction = direction
        for byte in data:
            self.pending.append(byte)
            if byte == 10 or (byte == 13 and direction == ">") or bytes(self.pending) == b"> ":
                self.flush()

    def flush(self):
        """Print what is not a whole line yet."""
        text = bytes(self.pending)
        self.pending = bytearray()
        if text.strip():
            passed = time.ticks_diff(time.ticks_ms(), _START)
            print("%7.3f %s %s" % (passed / 1000, self.direction, _visible(text.strip())))


class UART(Port):
    """The UART a module is at, whatever number, pins and rate are asked for."""

    IRQ_RXIDLE = 0

    def __init__(self, *_arguments, **_keywords):
        super().__init__(os.getenv("MODEM"))
        self.dialogue = Dialogue()

    def init(self, *_arguments, **_keywords):
        """A pty has no rate to set."""

    def irq(self, *_arguments, **_keywords):
        """None: the library polls."""

    def txdone(self):
        """Whether everything is out."""
        return True

    def flush(self):
        """Wait until everything is out."""

    def sendbreak(self):
        """A pty knows no break."""

    def readinto(self, buffer, count=None):
        """As the port's, and shown."""
        read = super().readinto(buffer, count)
        if read:
            self.dialogue.add("<", bytes(buffer[:read]))
        return read

    def read(self, count=None):
        """As much as there is, up to `count`; None when nothing is."""
        buffer = bytearray(self.any() if count is None else count)
        read = self.readinto(buffer)
        return bytes(buffer[:read]) if read else None

    def write(self, data):
        """As the port's, and shown."""
        self.dialogue.add(">", bytes(data))
        return super().write(data)


class Pin:
    """A pin that keeps its level; nothing is wired to it."""

    IN, OUT, OPEN_DRAIN = 0, 1, 2
    PULL_UP, PULL_DOWN = 1, 2
    IRQ_RISING, IRQ_FALLING = 1, 2

    def __init__(self, _number, _mode=0, _pull=None, value=0):
        self.level = value

    def init(self, *_arguments, **_keywords):
        """Nothing to set up."""

    def irq(self, *_arguments, **_keywords):
        """Nothing will come."""

    def value(self, level=None):
        """Set or tell the level."""
        if level is None:
            return self.level
        self.level = level

    def __call__(self, level=None):
        return self.value(level)

    def on(self):
        """High."""
        self.level = 1

    def off(self):
        """Low."""
        self.level = 0


class WDT:
    """A watchdog that never bites."""

    def __init__(self, id=0, timeout=5000):
        self.timeout = timeout

    def feed(self):
        """Well fed."""
