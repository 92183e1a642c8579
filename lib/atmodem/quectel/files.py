# Quectel EC2x files. Source: FILE AT commands manual, chapter 2. There are no folders: a slash is a character of a name.
from .. import files
from ..arguments import number
from ..errors import CommandError, ModemError
from ..fields import Counted
from ..loading import passing
from ..sched import Lock

_BELOW = Counted(0)
_DRIVES = {"flash": "UFS:", "memory": "RAM:", "card": "SD:"}
_PIECE = 10240  # bytes of one command (manual 2.8)


class File:
    """An open file, for reading. Made by `modem.files.open()`; to be closed."""

    position = 0

    def __init__(self, service, handle, size):
        self.service = service
        self.at = service.at
        self.handle = handle
        self.size = size

    async def seek(self, position):
        """Read on from `position`. Raises CommandError, Timeout. Worst case 5 s (manual 2.9)."""
        await self.at.execute("+QFSEEK", self.handle, position, 0)
        self.position = position

    async def readinto(self, buffer, timeout_ms=30000):
        """Put the next bytes into `buffer`, at most its length and 10 KB; returns how many, 0 at the end.

        Raises CommandError, Timeout, LinkLost. Worst case `timeout_ms` (manual 2.7).
        """
        n = min(len(buffer), self.size - self.position, _PIECE)
        if n <= 0:
            return 0

        def counted(digest, stop):
            digest.count = n
            return _BELOW.below(digest)

        into = memoryview(buffer)[:n]
        command = self.at.read("+QFREAD", self.handle, n, into=into, counted=counted, timeout_ms=timeout_ms)
        # CONNECT 6, then the bytes: the line is awaited as a whole.
        command.prefix = b"CONNECT %d" % n
        command.key = b"\0"
        if await command != n:
            raise CommandError(b"+QFREAD", detail="another length than the file has")
        self.position += n
        return n

    async def close(self):
        """Give the handle back. Never raises; worst case 5 s (manual 2.12)."""
        try:
            await self.at.execute("+QFCLOSE", self.handle)
        except ModemError:
            pass  # a restart has closed it


class Service(files.Files):
    """`modem.files`: the flash; "RAM:name" for the memory, which a restart empties, "SD:name" for a card; or `select`."""

    piece = _PIECE
    writing = None  # what is being written
    tidy = False

    def __init__(self, modem):
        super().__init__(modem)
        self.lock = Lock()
        modem.losses.append(self._lost)

    def _lost(self, error):
        self.tidy = False

    async def _handle(self, path, mode):
        at = self.at
        if not self.tidy:
            # There are ten handles; a program before this one may have left some open.
            try:
                for row in await at.rows("+QFOPEN?"):
                    await at.execute("+QFCLOSE", row[1])
            except CommandError:
                pass
            self.tidy = True
        return (await at.query("+QFOPEN", path, mode))[0]

    async def open(self, name):
        """Open a file for reading; returns a File with `readinto(buffer)`, `seek(position)`, `close()`.

        Raises CommandError (no such file), Timeout, ValueError. Worst case 10 s, the first time 65 s (manual 2.6).
        """
        path = self.path(name)
        size = await self._existing(path)
        return File(self, await self._handle(path, 2), size)

    async def write(self, name, data, append=False, timeout_ms=30000):
        """As `Files.write`. Worst case: `timeout_ms` for each piece, 15 s, the first time 70 s (manual 2.6, 2.8, 2.9, 2.12)."""
        async with self.lock:
            try:
                await super().write(name, data, append, timeout_ms)
            finally:
                file = self.writing
                self.writing = None
                if file is not None:
                    await file.close()

    async def _prepare(self, path, append):
        # 0: as it is or new, 1: emptied (manual 2.6)
        self.writing = File(self, await self._handle(path, 0 if append else 1), 0)
        if append:
            await self.at.execute("+QFSEEK", self.writing.handle, 0, 2)

    async def _write(self, path, piece, append, timeout_ms):
        n = len(piece)
        # The module gives up first, and says how much it has.
        command = self.at.upload(
            "+QFWRITE", self.writing.handle, n, timeout_ms // 1000, payload=piece, prompt=b"CONNECT", timeout_ms=timeout_ms + 1000
        )
        found = await command
        if not found or found[0] != n:
            raise CommandError(b"+QFWRITE", detail="not written as a whole")

    async def _read(self, path, view, position, timeout_ms):
        file = File(self, await self._handle(path, 2), position + len(view))
        try:
            if position:
                await file.seek(position)
            while True:
                n = await file.readinto(view, timeout_ms)
                if not n:
                    break
                view = view[n:]
        finally:
            await file.close()

    async def size(self, name):
        """How many bytes a file has, None when there is none. Raises Timeout, ValueError. Worst case 5 s (manual 2.2)."""
        try:
            return (await self.at.query("+QFLST", self.path(name)) or (None,))[-1]
        except CommandError:
            return None

    def delete(self, name):
        """Await it to delete a file. Raises CommandError, Timeout, ValueError. Worst case 5 s (manual 2.3)."""
        return self.at.execute("+QFDEL", self.path(name))

    async def truncate(self, name, size):
        """Cut a file off behind `size` bytes. Raises CommandError, Timeout, ValueError. Worst case 25 s (manual 2.11)."""
        path = self.path(name)
        number(size, "size", 0, await self._existing(path))
        file = File(self, await self._handle(path, 0), size)
        try:
            await file.seek(size)
            await self.at.execute("+QFTUCAT", file.handle)
        finally:
            await file.close()

    async def list(self, folder="/"):
        """The names on the drive that begin with `folder`, a list of str without it.

        Raises CommandError, Timeout, ValueError. Worst case 5 s (manual 2.2).
        """
        drive, colon, folder = folder.rpartition(":")
        drive = drive + colon if colon else self.drive or "UFS:"
        folder = folder.strip("/")
        if folder:
            folder += "/"
        found = []
        for row in await self.at.rows("+QFLST", drive + "*"):
            name = str(row[0])
            if name.startswith(drive):  # some modules leave the drive out
                name = name[len(drive) :]
            if name.startswith(folder):
                found.append(name[len(folder) :])
        return found

    async def free(self):
        """How many bytes are free on the drive. Raises CommandError, Timeout. Worst case 5 s (manual 2.1)."""
        return (await self.at.query("+QFLDS", (self.drive or "UFS:")[:-1]))[0]

    def select(self, drive):
        """Await it: from now on names without a drive are in the "flash", in "memory" or on the "card". Raises ValueError."""
        if drive not in _DRIVES:
            raise ValueError("drive: flash, memory or card")
        self.drive = _DRIVES[drive]
        return self.at.query("+QFLDS", self.drive[:-1])

    async def make_folder(self, name):
        """Raises NotSupported: there are no folders."""
        passing("registry").need(self.modem, "folders")

    remove_folder = make_folder
