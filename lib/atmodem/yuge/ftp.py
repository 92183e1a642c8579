# Yuge YM310 FTP: one session, which logs in anew for each transfer. Source: manual chapter 12.
from .. import ftp
from ..arguments import text
from ..errors import CommandError, LinkLost, ModemError, Timeout
from ..fields import Counted
from ..loading import passing
from ..sched import Signal

_COUNTED = Counted(1)


def _is_data(digest):
    # 2 and a count; 1 is news of the session: there 1 is ready, 0 the end, 61 and above an error
    return digest.integer(digest.field) == 2


class Session(ftp.Session):
    """The module's FTP session."""

    piece = 1360
    most = 1360  # bytes of one AT+FTPPUT
    name = b""  # the command of the transfer
    code = 0  # its news: None none yet, 1 ready, 0 over, 61 and above an error
    payload = b""  # what AT+FTPPUT waits for
    taken = 0
    down = False  # its bearer is

    async def _open(self, host, port, user, password, tls):
        """AT+FTPCID (manual 12.5), FTPSERV, FTPPORT, FTPUN, FTPPW, FTPMODE, FTPTYPE (12.7, 12.1, 12.8, 12.9, 12.2, 12.3)."""
        if tls is not None:
            passing("registry").need(self.service.modem, "ftp_tls")
        self.news = Signal()
        await self._revive()
        at = self.at
        settings = (("CID", 1), ("SERV", host), ("PORT", port), ("UN", user), ("PW", password), ("MODE", 1), ("TYPE", "I"))
        for name, value in settings:
            await at.execute("+FTP" + name, value, secret=name in ("UN", "PW"))

    async def _revive(self):
        self.down = False
        await self.service.modem.bearer.open()

    async def _place(self, place, direction="GET"):
        """Say which file or folder is meant: AT+FTPGETNAME, FTPGETPATH, FTPPUTNAME, FTPPUTPATH (manual 12.10 to 12.13)."""
        folder, name = place
        at = self.at
        if self.down:
            await self._revive()
        if name and folder != "/":
            folder += "/"
        await at.execute("+FTP" + direction + "PATH", text(folder, "folder", 255 if direction == "GET" else 99))
        if name:
            await at.execute("+FTP" + direction + "NAME", text(name, "name", 99))

    async def _begin(self, name):
        self.name = name
        self.code = None
        await self.at.execute(name, 1)
        await self._wait(self.timeout_ms)

    async def _wait(self, timeout_ms):
        while self.code is None:
            self.news.clear()
            if not await self.news.wait(timeout_ms):
                raise Timeout(self.name)
        self.check()
        if self.code > 1:
            raise passing("yuge.ftp_words").failure(self.name, self.code)

    async def _begin_get(self, place, offset):
        """AT+FTPREST, AT+FTPGET (manual 12.6, 12.16)."""
        await self._place(place)
        await self.at.execute("+FTPREST", offset)
        await self._begin(b"+FTPGET")

    async def _begin_list(self, place):
        """AT+FTPLIST (manual 12.23)."""
        await self._place(place)
        await self._begin(b"+FTPLIST")

    async def _begin_put(self, place, append):
        """AT+FTPPUTOPT, AT+FTPPUT (manual 12.4, 12.17)."""
        await self._place(place, "PUT")
        await self.at.execute("+FTPPUTOPT", "APPE" if append else "STOR")
        await self._begin(b"+FTPPUT")

    async def _pause(self, waited):
        """Nothing goes on at the moment: wait for news, a second at most; returns how long the server has been silent."""
        if waited >= self.timeout_ms:
            raise Timeout(self.name)
        self.news.clear()
        return 0 if await self.news.wait(1000) else waited + 1000

    async def _read(self, view):
        """AT+FTPGET=2, AT+FTPLIST=2 (manual 12.16, 12.23)."""
        view = memoryview(view)[:1460]
        waited = 0
        while True:
            await self._wait(0)
            last = self.code == 0
            try:
                n = await self.at.read(
                    self.name, 2, len(view), into=view, counted=_COUNTED, shape=_is_data, timeout_ms=self.timeout_ms
                )
            except CommandError:
                if self.code == 1:
                    raise
                n = 0
                last = self.code == 0
            if n or last:
                return n
            if self.code == 1:
                waited = await self._pause(waited)

    async def _write(self, piece):
        """AT+FTPPUT=2 (manual 12.17)."""
        waited = 0
        while len(piece):
            await self._wait(0)
            if self.code == 0:
                raise LinkLost("the server has ended the transfer", self.name)
            self.payload = piece[: self.most]
            self.taken = 0
            try:
                await self.at.execute("+FTPPUT", 2, len(self.payload), timeout_ms=self.timeout_ms)
            except CommandError:
                if self.taken or self.code != 1:
                    await self._wait(0)
                    raise
            piece = piece[self.taken :]
            if not self.taken:
                waited = await self._pause(waited)

    async def _finish(self):
        await self._wait(0)
        if self.code:
            await self.at.execute("+FTPPUT", 2, 0)
        while self.code:  # the next piece may have been invited meanwhile
            self.news.clear()
            if not await self.news.wait(self.timeout_ms):
                raise Timeout(self.name)
            await self._wait(0)

    async def _stop(self):
        """End what is under way; the next transfer is refused before. AT+FTPQUIT (manual 12.28)."""
        self.payload = b""
        if self.code in (None, 1):
            self.code = None
            try:
                await self.at.execute("+FTPQUIT")
                await self._wait(5000)
            except ModemError:
                pass  # +FTPGET: 1,86: that is what was asked for; ERROR: there was nothing to quit
        self.code = 0

    def news_of(self, digest):
        """A line of the transfer has come."""
        kind = digest.integer(digest.field)
        found = [None, None, None]
        digest.integers(found)
        if kind == 2:
            self.taken = min(found[1] or 0, len(self.payload))
            self.at.write(self.payload[: self.taken])
        elif self.name and digest.match(self.name, digest.line):
            self.code = found[1]
            self.most = found[2] or self.most
            self.news.set()

    def _lost(self, error):
        if self.code in (None, 1):
            self.code = 0
        self.news.set()
        self.at.forsake(self, error)

    def answering(self, name, *parameters):
        """A command whose result line comes after OK; await it for that line's fields."""
        command = self.at.action(name, *parameters, match=0, timeout_ms=self.timeout_ms)
        command.link = self
        return command

    async def _ask(self, verb, place):
        """AT+FTPSIZE, FTPDELE, FTPMKD, FTPRMD (manual 12.24, 12.27, 12.14, 12.15)."""
        await self._place(place)
        command = self.answering("+FTP" + verb)
        found = await command
        if found[1]:
            raise passing("yuge.ftp_words").failure(command.name, found[1])
        return found[-1]

    def _by_itself(self, *arguments):
        return passing("yuge.ftp_files").transfer(self, *arguments)

    async def state(self):
        """True while a transfer is under way. Raises CommandError, Timeout. Worst case 9 s (manual 12.25)."""
        return (await self.at.query("+FTPSTATE"))[0] == 1


class Service(ftp.Ftp):
    """`modem.ftp` of the YM310."""

    Session = Session

    def __init__(self, modem):
        super().__init__(modem)
        for name in (b"+FTPGET", b"+FTPPUT", b"+FTPLIST"):
            self.at.subscribe(name, self._on_news)

    def _on_news(self, digest):
        if self.session is not None:
            self.session.news_of(digest)

    def _on_bearer(self, error):
        # The session goes on with a new bearer; its transfer does not.
        session = self.session
        if session is not None:
            session.down = True
            session.code = 61
            session.news.set()
            self.at.forsake(session, error)
