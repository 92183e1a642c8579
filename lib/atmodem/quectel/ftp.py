# Quectel EC2x FTP. Source: FTP(S) AT commands manual, chapter 2. What is fetched or stored goes through a file of the module,
# in parts: its size is known then, and a transfer that breaks leaves what has come.
from gc import collect

from .. import ftp
from ..compat import const
from ..errors import CommandError, LinkLost, ModemError
from ..loading import passing
from ..sched import loop, sleep_ms, ticks_add, ticks_diff

_NAME = "atmodem.ftp"
_BUSY = const(603)
_PART = 65536  # bytes of one transfer
_ROOM = 100000  # less than this in memory: the flash


class Session(ftp.Session):
    """The module's FTP session."""

    piece = 2048
    down = True  # not logged in
    at_folder = None  # the server's current folder
    name = local = file = failure = None  # of the transfer
    position = staged = 0
    last = False  # the part at hand is the last

    async def _open(self, host, port, user, password, tls):
        if tls is not None:
            passing("registry").need(self.service.modem, "ftp_tls")
        self.host = host
        self.port = port
        self.login = (user, password)
        await self._revive()

    async def _revive(self):
        if not self.down:
            return
        at = self.at
        await self.service.modem.packet.ready()
        seconds = min(max((self.timeout_ms + 999) // 1000, 20), 180)
        settings = (("contextid", 1), ("filetype", 0), ("transmode", 1), ("rsptimeout", seconds))
        for key, value in settings:
            await at.execute("+QFTPCFG", key, value)
        await at.execute("+QFTPCFG", "account", *self.login, secret=True)
        self.at_folder = None
        try:
            await self.told("+QFTPOPEN", self.host, self.port)
        except CommandError:
            await self._leave()  # somebody before us has not
            await self.told("+QFTPOPEN", self.host, self.port)
        self.down = False

    async def told(self, name, *parameters):
        """A command that answers twice; the second field of its result line, behind the error code."""
        until = ticks_add(loop.now(), self.timeout_ms)
        while True:
            command = self.at.action(name, *parameters, match=0, timeout_ms=max(self.timeout_ms, 20000) + 5000)
            command.link = self
            try:
                found = await command
                break
            except LinkLost:
                raise
            except ModemError as error:
                # While a transfer that was given up goes on, all is refused; also AT+QFTPOPEN, as long as a session is open.
                busy = not self.down and isinstance(error, CommandError) and error.code == _BUSY
                if not busy or ticks_diff(until, loop.now()) <= 0:
                    self.down = True  # log in anew
                    raise
            await sleep_ms(500)
        if found[0]:
            from .ftp_words import failure

            error = failure(command.name, found[0], found[-1])
            if isinstance(error, LinkLost):
                self.down = True
            raise error
        return found[-1]

    async def _leave(self):
        # Between its OK and its result line everything is refused (real: 603).
        self.down = True
        try:
            await self.told("+QFTPCLOSE")
        except ModemError:
            pass

    async def _place(self, place):
        """Go to the folder; the name to be used there."""
        await self._revive()
        folder, name = place
        if not name:
            return folder
        if folder != self.at_folder:
            self.at_folder = None
            await self.told("+QFTPCWD", folder)
            self.at_folder = folder
        return name

    async def _ask(self, verb, place):
        name = await self._place(place)
        return await self.told({"SIZE": "+QFTPSIZE", "DELE": "+QFTPDEL", "MKD": "+QFTPMKDIR", "RMD": "+QFTPRMDIR"}[verb], name)

    async def _begin(self, place, position):
        self.name = await self._place(place)
        self.position = position
        self.staged = 0
        self.last = False
        self.failure = None
        collect()  # else the code of the files lies scattered over the heap
        at = self.at
        room = 0
        try:
            room = (await at.query("+QFLDS", "RAM"))[0]
        except CommandError:
            pass
        self.local = ("RAM:" if room > _ROOM else "UFS:") + _NAME
        await self._remove()

    async def _remove(self):
        try:
            await self.at.execute("+QFDEL", self.local)
        except CommandError:
            pass  # there was none

    def _begin_get(self, place, offset):
        return self._begin(place, offset)

    async def _begin_list(self, place):
        await self._begin((place[0], ""), 0)
        await self.told("+QFTPLIST", self.name, self.local)
        self.last = True
        self.file = await self.service.modem.files.open(self.local)

    async def _read(self, view):
        while True:
            if self.file is not None:
                n = await self.file.readinto(view)
                if n:
                    self.position += n
                    return n
                await self._shut()
            if self.failure is not None:
                raise self.failure
            if self.last:
                return 0
            await self._part()

    async def _part(self):
        """Have the module fetch the next part."""
        try:
            self.last = await self.told("+QFTPGET", self.name, self.local, self.position, _PART) < _PART
        except LinkLost as error:
            self.failure = error  # what has come before is in the file
        try:
            self.file = await self.service.modem.files.open(self.local)
        except CommandError:
            self.last = True  # nothing has

    async def _shut(self):
        file = self.file
        self.file = None
        if file is not None:
            await file.close()
            await self._remove()

    async def _begin_put(self, place, append):
        await self._begin(place, 0)
        if append:
            self.position = await self._known_size(place) or 0

    async def _write(self, piece):
        await self.service.modem.files.write(self.local, piece, append=True)
        self.staged += len(piece)
        if self.staged >= _PART:
            await self._flush()

    async def _flush(self):
        await self.told("+QFTPPUT", self.name, self.local, self.position)
        self.position += self.staged
        self.staged = 0
        self.last = True
        await self._remove()

    async def _finish(self):
        if self.staged or not self.last:
            if not self.staged:
                await self.service.modem.files.write(self.local, b"")
            await self._flush()

    async def _stop(self):
        if self.local is not None:
            try:
                await self._shut()
                if self.staged:
                    await self._remove()
            except ModemError:
                pass
            self.local = None

    def _lost(self, error):
        self.at.forsake(self, error)

    def _by_itself(self, *arguments):
        from .ftp_files import transfer

        return transfer(self, *arguments)

    async def state(self):
        """The module's word for the session: 0 opening, 1 open, 2 a transfer, 3 closing, 4 closed (manual 2.20).

        Raises CommandError, Timeout. Worst case as `size`.
        """
        return (await self.at.action("+QFTPSTAT", match=0))[-1]

    async def quit(self):
        """Leave the server. Never raises; worst case two times `timeout_ms`, more while a transfer is under way."""
        if self.error is None and not self.down:
            try:
                await self._alone(self._leave)
            except ModemError:
                pass
        await super().quit()


class Service(ftp.Ftp):
    """`modem.ftp` of the EC2x."""

    Session = Session

    def lost(self, error):
        """The module restarted or the packet context is gone."""
        session = self.session
        if session is not None and self.modem.started.is_set:
            # The session goes on with a new context; its transfer does not.
            session.down = True
            self.at.forsake(session, error)
        else:
            super().lost(error)
