# The port of a simulated module with a baud rate, as machine.UART has one: at another rate than the module's both see garbage.
import os

from support.port import CPYTHON, Port


class RatedPort(Port):
    """`unheard`: a rate at which nothing is heard, though what is said is."""

    rate = None
    deaf = False

    def __init__(self, unheard=None):
        super().__init__(os.getenv("MODEM"))
        self.unheard = unheard

    def init(self, baudrate, rxbuf, timeout):
        """What machine.UART has."""
        import termios

        number = self.descriptor if CPYTHON else self.file.fileno()
        settings = termios.tcgetattr(number)
        settings[4] = settings[5] = getattr(termios, "B%d" % baudrate)
        termios.tcsetattr(number, termios.TCSANOW, settings)
        self.rate = baudrate
        self.deaf = baudrate == self.unheard

    def any(self):
        """How many bytes can be read now."""
        if not self.deaf:
            return super().any()
        self.deaf = False
        lost = bytearray(64)
        while super().any():
            super().readinto(lost)
        self.deaf = True
        return 0
