"""The FTP client inside the module: a control link, and a data link for each transfer (RFC 959)."""

import re

from ..standard.links import LinkError, StreamLink

(BUSY, DNS, NETWORK, CONTROL_CLOSED, DATA_CLOSED, TIMEOUT, INVALID, NO_FILE,
 NO_DATA_LINK) = 603, 604, 605, 606, 607, 609, 610, 611, 615
# A reply of the server and the module's code for it.
REPLIES = {421: 614, 425: 615, 426: 616, 450: 617, 451: 618, 452: 619, 500: 620, 501: 621, 502: 622, 503: 623, 504: 624,
           530: 625, 532: 626, 550: 627, 551: 628, 552: 629, 553: 630}


class Refused(Exception):
    """``code`` of the module, ``reply`` of the server (0: none)."""

    def __init__(self, code, reply=0):
        super().__init__(code, reply)
        self.code, self.reply = code, reply


class FtpClient:
    """One session with one server. ``reply``: the text of the last one."""

    def __init__(self, module, host, port):
        self.module, self.host, self.port = module, host, port
        self.control = self.data = None
        self.reply, self._heard = "", b""

    async def log_in(self, user, password, ascii):
        self.control = await self._link(self.port, NETWORK)
        await self._expect(220)
        if await self.say(f"USER {user}", 230, 331) == 331:
            await self.say(f"PASS {password}", 230)
        await self.say(f"TYPE {'A' if ascii else 'I'}", 200)

    async def _link(self, port, code):
        try:
            return await StreamLink.connect(self.module, self.host, port)
        except LinkError as problem:
            raise Refused(DNS if problem.reason == "dns" else code) from None

    async def say(self, line, *wanted):
        """A command; the code of its reply. Raises Refused unless it is one of those wanted."""
        if not await self.control.write(line.encode("latin-1") + b"\r\n"):
            raise Refused(CONTROL_CLOSED)
        return await self._expect(*wanted)

    async def _expect(self, *wanted):
        while True:
            line, end, rest = self._heard.partition(b"\n")
            if not end:
                piece = await self.control.read(4096)
                if not piece:
                    raise Refused(CONTROL_CLOSED)
                self._heard += piece
                continue
            self._heard = rest
            match = re.match(rb"(\d{3}) ?(.*)", line.rstrip())
            if match and line[3:4] == b" ":
                code, self.reply = int(match[1]), match[2].decode("latin-1")
                if code not in wanted:
                    raise Refused(REPLIES.get(code, 601), code)
                return code

    async def open_data(self, line, restart=0):
        """Begin a transfer on a data link of its own, passive: the server's port is reached at the host's own route."""
        await self.say("PASV", 227)
        numbers = re.search(r"\d+,\d+,\d+,\d+,(\d+),(\d+)", self.reply)
        self.data = await self._link(int(numbers[1]) * 256 + int(numbers[2]), NO_DATA_LINK)
        try:
            if restart:
                await self.say(f"REST {restart}", 350)
            await self.say(line, 125, 150)
        except Refused:
            self.data.close()
            raise
        return self.data

    async def receive(self, line, sink, restart=0, most=None):
        """A transfer to us: ``sink(bytes)`` gets what comes, ``most`` bytes at most; how many."""
        data, count, cut = await self.open_data(line, restart), 0, False
        while piece := await data.read(4096):
            piece = piece if most is None else piece[:most - count]
            sink(piece)
            count += len(piece)
            if count == most:
                cut = True
                break
        data.close()
        await self._expect(226, 250, *((426, 451) if cut else ()))
        return count

    async def send(self, line, content, restart=0):
        """A transfer to the server."""
        data = await self.open_data(line, restart)
        sent = await data.write(content)
        data.close()
        await self._expect(226, 250)
        if not sent:
            raise Refused(DATA_CLOSED)
        return len(content)

    def close(self):
        for link in (self.data, self.control):
            if link:
                link.close()
