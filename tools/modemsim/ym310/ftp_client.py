"""The FTP client inside the module, with the codes of 12.16."""

from ..standard import ftp_client
from .links import open_link

NET, DNS, CONNECT, TIMEOUT, SERVER, NOT_ALLOWED = range(61, 67)
REPLY, USER, PASSWORD, TYPE, REST, PASSIVE, ACTIVE, OPERATE, UPLOAD, DOWNLOAD = range(70, 80)
FILE = 85
# What the server refuses: its greeting, a command.
STEPS = {"": SERVER, "USER": USER, "PASS": PASSWORD, "TYPE": TYPE, "REST": REST, "PASV": PASSIVE, "RETR": DOWNLOAD,
         "LIST": DOWNLOAD, "STOR": UPLOAD, "STOU": UPLOAD, "APPE": UPLOAD}


class FtpFailure(Exception):
    """``code``: the <error> of 12.16; ``final``: the server has said so, and will say it again."""

    def __init__(self, code, final=False):
        super().__init__(code)
        self.code, self.final = code, final


class FtpClient(ftp_client.FtpClient):
    """One session with one server."""

    def open_link(self, port):
        return open_link(self.module, "TCP", self.host, port)

    def no_link(self, reason, data):
        return FtpFailure(DNS if reason == "dns" else CONNECT)

    def lost(self):
        return FtpFailure(NET)

    def refused(self, verb, code):
        return FtpFailure(STEPS.get(verb, OPERATE), final=code >= 500)

    async def size(self, path):
        await self.say(f"SIZE {path}", 213)
        return int(self.reply)
