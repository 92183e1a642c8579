"""An FTP client: a control link, and a passive data link for each transfer (RFC 959)."""

import re

from .links import LinkError, StreamLink


class FtpClient:
    """One session with one server; ``reply`` is the text of the last one. A module derives and calls by its own codes what fails.

    ``no_link(reason, data)``, ``lost()`` and ``refused(verb, code)`` give the exception to be raised: a link that could not be
    opened (``data``: not the control link), the end of the control link, a reply that was not wanted.
    """

    def __init__(self, module, host, port):
        self.module, self.host, self.port = module, host, port
        self.control = self.data = None
        self.reply, self._verb, self._heard = "", "", b""

    async def log_in(self, user, password, kind):
        """``kind``: A or I."""
        self.control = await self._link(self.port, data=False)
        await self.expect(220)
        if await self.say(f"USER {user}", 230, 331) == 331:
            await self.say(f"PASS {password}", 230)
        await self.say(f"TYPE {kind}", 200)

    async def open_link(self, port):
        return await StreamLink.connect(self.module, self.host, port)

    async def _link(self, port, data):
        try:
            return await self.open_link(port)
        except LinkError as problem:
            raise self.no_link(problem.reason, data) from None

    async def say(self, line, *wanted):
        """A command; the code of its reply, which must be one of those wanted."""
        self._verb = line.partition(" ")[0]
        await self.control.write(line.encode("latin-1") + b"\r\n")     # on a dead link there may still be a last word: 421
        return await self.expect(*wanted)

    async def expect(self, *wanted):
        """The code of the next reply."""
        code, self.reply = await self._reply()
        if code not in wanted:
            raise self.refused(self._verb, code)
        return code

    async def _reply(self):
        """Code and text of a reply's last line."""
        while True:
            line, end, rest = self._heard.partition(b"\n")
            if end:
                self._heard = rest
                match = re.match(rb"(\d{3}) (.*)", line.rstrip(b"\r"))
                if match:
                    return int(match[1]), match[2].decode("latin-1")
                continue
            piece = await self.control.read(4096)
            if not piece:
                raise self.lost()
            self._heard += piece

    async def transfer(self, line, restart=0):
        """Begin a transfer: its data link. The server's port is reached at the host's own route."""
        await self.say("PASV", 227)
        numbers = re.search(r"\d+,\d+,\d+,\d+,(\d+),(\d+)", self.reply)
        if not numbers:
            raise self.refused("PASV", 227)
        self.data = await self._link(int(numbers[1]) * 256 + int(numbers[2]), data=True)
        try:
            if restart:
                await self.say(f"REST {restart}", 350)
            await self.say(line, 125, 150)
        except BaseException:
            self.data.close()
            raise
        return self.data

    async def finished(self, *also):
        """The server's word that the transfer is over."""
        await self.expect(226, 250, *also)

    def close(self):
        for link in (self.data, self.control):
            if link:
                link.close()
