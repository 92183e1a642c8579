# Yuge YM310 files. Source: manual chapter 8; AT+FSFLSIZE, which it prints FSFSIZE, is what such modules answer.
from ..arguments import text
from ..errors import CommandError, Timeout

_MOST = 10240  # bytes of one AT+FSWRITE


class Service:
    """`modem.files`: the module's file system."""

    def __init__(self, modem):
        self.at = modem.at

    async def write(self, name, data, timeout_ms=30000):
        """Write `data` (bytes) to a file, replacing one of that name. `name`: up to 64 bytes.

        Raises CommandError, Timeout, ValueError. Worst case: 18 s and `timeout_ms` for each 10 KB (manual 8.1, 8.4, 8.10).
        """
        at = self.at
        text(name, "name", 64)
        try:
            await at.execute("+FSDEL", name)
        except CommandError:
            pass  # there was none
        await at.execute("+FSCREATE", name)
        view = memoryview(data)
        for start in range(0, len(data), _MOST):
            piece = view[start : start + _MOST]
            header = (name, 1 if start else 0, len(piece), timeout_ms // 1000)
            if await at.send("+FSWRITE", *header, payload=piece, finals=(b"TimeOut",), timeout_ms=timeout_ms) is not None:
                raise Timeout(b"+FSWRITE")

    async def size(self, name):
        """How many bytes a file has, None when there is none. Raises Timeout, ValueError. Worst case 9 s (manual 8.11)."""
        try:
            return (await self.at.query("+FSFLSIZE", name) or (None,))[0]
        except CommandError:
            return None

    def delete(self, name):
        """Await it to delete a file. Raises CommandError, Timeout, ValueError. Worst case 9 s (manual 8.10)."""
        return self.at.execute("+FSDEL", name)

    def names(self, path="/"):
        """Await it for the names in a directory, a list of str; those of directories end in a backslash.

        Raises CommandError, Timeout, ValueError. Worst case 9 s (manual 8.6).
        """
        return self.at.command("+FSLS", path)

    async def free(self):
        """How many bytes are free. Raises CommandError, Timeout. Worst case 9 s (manual 8.7)."""
        command = self.at.query("+FSMEM")
        command.linger_ms = 200  # +FSMEM: 64100 bytes, and no OK behind it
        return int(str((await command)[0]).split()[0])
