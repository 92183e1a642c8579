"""The FTP client inside the module: a control link, and a passive data link for each transfer."""

import re

from ..standard.links import LinkError
from .links import open_link

NET, DNS, CONNECT, TIMEOUT, SERVER, NOT_ALLOWED = range(61, 67)
REPLY, USER, PASSWORD, TYPE, REST, PASSIVE, ACTIVE, OPERATE, UPLOAD, DOWNLOAD = range(70, 80)
FILE = 85


class FtpFailure(Exception):
    """``code``: the <error> of 12.16; ``final``: the server has said so, and will say it again."""

    def __init__(self, code, final=False):
        super().__init__(code)
        self.code, self.final = code, final


class FtpClient:
    """One session with one server."""

    def __init__(self, module, host, port):
        self.module, self.host, self.port = module, host, port
        self.control, self._heard = None, b""

    async def log_in(self, user, password, kind):
        self.control = await self._link(self.port)
        await self._expect(SERVER, 220)
        code = await self.say(f"USER {user}", USER, 230, 331)
        if code == 331:
            await self.say(f"PASS {password}", PASSWORD, 230)
        await self.say(f"TYPE {kind}", TYPE, 200)

    async def _link(self, port):
        try:
            return await open_link(self.module, "TCP", self.host, port)
        except LinkError as problem:
            raise FtpFailure(DNS if problem.reason == "dns" else CONNECT) from None

    async def say(self, line, failure, *wanted):
        """A command; the code of its reply, which must be one of those wanted."""
        await self.control.write(line.encode("latin-1") + b"\r\n")
        return await self._expect(failure, *wanted)

    async def _expect(self, failure, *wanted):
        code, self.reply = await self._reply()
        if code not in wanted:
            raise FtpFailure(failure, final=code >= 500)
        return code

    async def _reply(self):
        """The last line of a reply, with its code."""
        while True:
            line, end, rest = self._heard.partition(b"\n")
            if end:
                self._heard = rest
                match = re.match(rb"(\d{3}) ", line)
                if match:
                    return int(match[1]), line.decode("latin-1")
                continue
            piece = await self.control.read(4096)
            if not piece:
                raise FtpFailure(NET)
            self._heard += piece

    async def transfer(self, line, failure, restart=0):
        """Open a data link and begin a transfer on it. The server's port is reached at the host's own route."""
        await self.say("PASV", PASSIVE, 227)
        numbers = re.search(r"(\d+),(\d+),(\d+),(\d+),(\d+),(\d+)", self.reply)
        if not numbers:
            raise FtpFailure(PASSIVE)
        data = await self._link(int(numbers[5]) * 256 + int(numbers[6]))
        try:
            if restart:
                await self.say(f"REST {restart}", REST, 350)
            await self.say(line, failure, 125, 150)
        except FtpFailure:
            data.close()
            raise
        return data

    async def size(self, path):
        await self.say(f"SIZE {path}", OPERATE, 213)
        return int(self.reply.split()[-1])

    async def finished(self, failure):
        """The server's word that the transfer is over."""
        await self._expect(failure, 226, 250)

    def close(self):
        if self.control:
            self.control.close()
