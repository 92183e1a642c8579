# The module's file system as every module offers it: what is checked before a byte is sent, pieces. The dialect is the vendor's.
from .arguments import binary, number, text, timeout
from .errors import CommandError


class Files:
    """`modem.files`: files in the module. A name is up to 64 bytes, folders in it end in a slash: "log/1.txt".

    What a write that fails leaves behind is not defined.
    """

    longest = 64  # bytes of a name
    piece = 1024  # most bytes of one command
    drive = ""  # stands before names that have none of their own

    def __init__(self, modem):
        self.modem = modem
        self.at = modem.at

    def path(self, name):
        """A name with its drive, checked. Raises ValueError."""
        if self.drive and isinstance(name, str) and ":" not in name:
            name = self.drive + name.lstrip("/")
        return text(name, "name", self.longest)

    async def write(self, name, data, append=False, timeout_ms=30000):
        """Write `data` (bytes of any value and length), replacing a file of that name, or behind its end.

        Raises CommandError (no room, no such folder), Timeout, ValueError. Worst case: `timeout_ms` for each piece, 27 s.
        """
        path = self.path(name)
        binary(data, "data")
        number(timeout_ms, "timeout_ms", 1000, 3600000)
        await self._prepare(path, append)
        view = memoryview(data)
        for start in range(0, len(view), self.piece):
            await self._write(path, view[start : start + self.piece], append or start > 0, timeout_ms)

    async def readinto(self, name, buffer, position=0, timeout_ms=30000):
        """Fill `buffer` from `position` of a file on; returns how many bytes, 0 at its end: larger files in pieces.

        Raises CommandError (no such file), Timeout, ValueError. Worst case: `timeout_ms` for each piece, 18 s.
        """
        path = self.path(name)
        number(position, "position", 0, 0x3FFFFFFF)
        timeout_ms = timeout(timeout_ms, 30000)
        n = min(len(buffer), await self._existing(path) - position)
        if n > 0:
            await self._read(path, memoryview(buffer)[:n], position, timeout_ms)
        return max(n, 0)

    async def read(self, name, timeout_ms=30000):
        """A whole file as a bytearray. Raises as `readinto`; worst case 9 s more."""
        timeout_ms = timeout(timeout_ms, 30000)
        buffer = bytearray(await self._existing(self.path(name)))
        n = await self.readinto(name, buffer, 0, timeout_ms)
        return buffer if n == len(buffer) else buffer[:n]

    async def _existing(self, path):
        size = await self.size(path)
        if size is None:
            raise CommandError(b"files", detail="no such file")
        return size
