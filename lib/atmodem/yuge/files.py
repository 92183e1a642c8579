# Yuge YM310 files. Source: manual chapter 8; AT+FSFLSIZE, which it prints FSFSIZE, is what such modules answer.
from .. import files
from ..at import Command
from ..errors import CommandError, Timeout

_HEADER = b"+FSREAD:"
_DRIVES = ("flash", "card")


class _Bytes:
    """The bytes behind `+FSREAD:`: as many as were asked for, into `view`."""

    come = False

    def __init__(self, at, view):
        self.at = at
        self.view = view
        self.noise = 0

    def __call__(self, digest, stop):
        line = digest.line
        if stop - line < 8 or not digest.buffer.startswith(_HEADER, line) or self.come:
            return -1
        self.come = True
        digest.start = digest.stop = line + 8
        digest.count = digest.remaining = len(self.view)
        digest.target = None
        digest.paying = digest.special = True
        return 1

    def begin(self, digest):
        if not digest.paying:
            return -1
        self.noise -= self.at.noise
        digest.target = self.view
        return digest.count

    def end(self, digest):
        self.noise += self.at.noise
        Command.final(self.at.active, digest)


class Service(files.Files):
    """`modem.files`: the flash, and a memory card where there is one ("D:/log.txt", or `select`)."""

    piece = 10240
    secret = False  # what is written is in no trace

    async def _prepare(self, path, append):
        """AT+FSDEL, AT+FSCREATE (manual 8.10, 8.1)."""
        # AT+FSWRITE writes over what is there and would leave the rest of it.
        if append:
            if await self.size(path) is not None:
                return
        else:
            try:
                await self.at.execute("+FSDEL", path)
            except CommandError:
                pass  # there was none
        await self.at.execute("+FSCREATE", path)

    async def _write(self, path, piece, append, timeout_ms):
        """AT+FSWRITE (manual 8.4)."""
        header = (path, 1 if append else 0, len(piece), timeout_ms // 1000)
        # The module gives up first, and says so.
        command = self.at.send("+FSWRITE", *header, payload=piece, finals=(b"TimeOut",), timeout_ms=timeout_ms + 1000)
        command.secret = self.secret
        if await command is not None:
            raise Timeout(b"+FSWRITE")

    async def _read(self, path, view, position, timeout_ms):
        """AT+FSREADHEAD, AT+FSREAD (manual 8.3, 8.2)."""
        # Bare bytes are told from lines by nothing; with AT+FSREADHEAD=1 they begin right behind +FSREAD: (manual 8.3).
        at = self.at
        await at.execute("+FSREADHEAD", 1)
        for start in range(0, len(view), self.piece):
            piece = view[start : start + self.piece]
            counted = _Bytes(at, piece)
            command = at.read(
                "+FSREAD", path, 1, len(piece), position + start, counted=counted, keep=counted.begin, timeout_ms=timeout_ms
            )
            command.bare = True
            command.final = counted.end
            # Anything between the bytes and OK: there were more or others than asked for.
            if await command != len(piece) or counted.noise:
                raise CommandError(b"+FSREAD", detail="bytes that were not expected")

    async def size(self, name):
        """How many bytes a file has, None when there is none. Raises Timeout, ValueError. Worst case 9 s (manual 8.11)."""
        try:
            return (await self.at.query("+FSFLSIZE", self.path(name)) or (None,))[0]
        except CommandError:
            return None

    def delete(self, name):
        """Await it to delete a file. Raises CommandError, Timeout, ValueError. Worst case 9 s (manual 8.10)."""
        return self.at.execute("+FSDEL", self.path(name))

    def make_folder(self, name):
        """Await it to make a folder; the one it lies in must exist. Raises and worst case as `delete` (manual 8.8)."""
        return self.at.execute("+FSMKDIR", self.path(name))

    def remove_folder(self, name):
        """Await it to remove an empty folder. Raises and worst case as `delete` (manual 8.9)."""
        return self.at.execute("+FSRMDIR", self.path(name))

    async def list(self, folder="/"):
        """The names in a folder, a list of str; those of folders end in a slash.

        Raises CommandError, Timeout, ValueError. Worst case 9 s (manual 8.6).
        """
        names = await self.at.command("+FSLS", self.path(folder))
        return [name[:-1] + "/" if name.endswith("\\") else name for name in names]

    async def free(self):
        """How many bytes are free in the flash. Raises CommandError, Timeout. Worst case 9 s (manual 8.7)."""
        command = self.at.query("+FSMEM")
        command.linger_ms = 200  # +FSMEM: 64100 bytes, and no OK behind it
        return int(str((await command)[0]).split()[0])

    async def select(self, drive):
        """From now on names without a drive are on "flash" or on the memory "card".

        Raises CommandError, Timeout, ValueError. Worst case 9 s (manual 8.5).
        """
        if drive not in _DRIVES:
            raise ValueError("drive: flash or card")
        letter = (await self.at.query("+FSDRIVE", _DRIVES.index(drive)))[0]
        self.drive = str(letter) + ":/"
