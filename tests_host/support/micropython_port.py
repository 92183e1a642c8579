# A terminal device with the face of machine.UART, on unix MicroPython.
import io
import select

_READ, _WRITE = 1, 4  # of poll()
_POLL = 3  # the ioctl request behind poll()


class Port(io.IOBase):
    """The port on MicroPython, which cannot ask a terminal how much it holds: it reads ahead by one small buffer."""

    def __init__(self, path):
        import termios

        self.file = open(path, "r+b")
        termios.setraw(self.file.fileno())
        settings = termios.tcgetattr(self.file.fileno())
        settings[6][5] = settings[6][6] = 0  # VTIME, VMIN: read() returns what is there, and does not wait
        termios.tcsetattr(self.file.fileno(), termios.TCSANOW, settings)
        self.poller = select.poll()
        self.poller.register(self.file, _READ)
        self.ahead = memoryview(bytearray(256))
        self.start = self.stop = 0

    def any(self):
        """How many bytes can be read now."""
        if self.start == self.stop:
            self.start = self.stop = 0
            for _ in self.poller.ipoll(0):
                self.stop = self.file.readinto(self.ahead) or 0
        return self.stop - self.start

    def readinto(self, buffer, count=None):
        """Read what is there into `buffer`; None when nothing is."""
        count = min(self.any(), len(buffer) if count is None else count)
        if not count:
            return None
        buffer[:count] = self.ahead[self.start : self.start + count]
        self.start += count
        return count

    def write(self, data):
        """Write all of `data`."""
        return self.file.write(data)

    def ioctl(self, request, argument):
        """For poll()."""
        if request == _POLL:
            return argument & _WRITE | (argument & _READ if self.any() else 0)
        return -1  # no file number: poll() asks us, not the terminal behind our back

    def close(self):
        """Let go of the device."""
        self.file.close()
