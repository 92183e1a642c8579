# A terminal device with the face of machine.UART, on CPython.
import fcntl
import select
import termios
import tty
from os import O_NOCTTY, O_NONBLOCK, O_RDWR, close, open as os_open, read, write


class Port:
    """The port on CPython; close() it."""

    def __init__(self, path):
        self.descriptor = os_open(path, O_RDWR | O_NOCTTY | O_NONBLOCK)
        tty.setraw(self.descriptor)

    def fileno(self):
        """For poll()."""
        return self.descriptor

    def any(self):
        """How many bytes can be read now."""
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
        close(self.descriptor)
