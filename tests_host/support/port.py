# A terminal device (a pty of a simulated module, /dev/ttyUSB0) with the face of machine.UART, on CPython and on unix MicroPython.
import io
import select

try:
    from os import O_NOCTTY, O_NONBLOCK, O_RDWR, open as os_open, read, write

    CPYTHON = True
except ImportError:
    CPYTHON = False

_READ, _WRITE = 1, 4  # of poll()
_POLL = 3  # MicroPython's ioctl request behind poll()


class CPythonPort:
    """The port on CPython; close() it."""

    def __init__(self, path):
        import tty

        self.descriptor = os_open(path, O_RDWR | O_NOCTTY | O_NONBLOCK)
        tty.setraw(self.descriptor)

    def fileno(self):
        """For poll()."""
        return self.descriptor

    def any(self):
        """How many bytes can be read now."""
        import fcntl
        import termios

        return int.from_bytes(fcntl.ioctl(self.descriptor, termios.FIONREAD, bytes(4)), "little")

    def readinto(self, buffer, count=None):
        """Read what is there into `buffer`; None when nothing is."""
        try:
            data = read(self.descriptor, len(buffer) if count is None else min(count, len(buffer)))
        except BlockingIOError:
            return None
        buffer[: len(data)] = data
        return len(data) or None

    def write(self, data):
        """Write all of `data`."""
        data, written = bytes(data), 0
        while written < len(data):
            try:
                written += write(self.descriptor, data[written:])
            except BlockingIOError:
                select.select([], [self.descriptor], [])
        return written

    def close(self):
        """Let go of the device."""
        from os import close

        close(self.descriptor)


class MicroPythonPort(io.IOBase):
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


Port = CPythonPort if CPYTHON else MicroPythonPort
