"""The FTP client inside the module, with the codes of its manual."""

from ..standard import ftp_client

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


class FtpClient(ftp_client.FtpClient):
    """One session with one server."""

    def no_link(self, reason, data):
        return Refused(DNS if reason == "dns" else NO_DATA_LINK if data else NETWORK)

    def lost(self):
        return Refused(CONTROL_CLOSED)

    def refused(self, verb, code):
        return Refused(REPLIES.get(code, 601), code)

    async def receive(self, line, sink, restart=0, most=None):
        """A transfer to us: ``sink(bytes)`` gets what comes, ``most`` bytes at most; how many."""
        data, count, cut = await self.transfer(line, restart), 0, False
        while piece := await data.read(4096):
            piece = piece if most is None else piece[:most - count]
            sink(piece)
            count += len(piece)
            if count == most:
                cut = True
                break
        data.close()
        await self.finished(*((426, 451) if cut else ()))
        return count

    async def send(self, line, content, restart=0):
        """A transfer to the server."""
        data = await self.transfer(line, restart)
        sent = await data.write(content)
        data.close()
        await self.finished()
        if not sent:
            raise Refused(DATA_CLOSED)
        return len(content)
