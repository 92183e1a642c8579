# FTP as every module offers it: the server a module talks to, pieces, going on after a loss. The dialect is the vendor's.
from .arguments import number, text
from .errors import Busy, LinkLost, ModemError, Rejected
from .sched import Lock, sleep_ms


class Session:
    """An FTP server. Made by `modem.ftp.connect()`; `async with` ends it. One transfer at a time, the others wait.

    Names are absolute: "log/1.txt" is "/log/1.txt". All calls raise Rejected when the server says no (its `code` is the
    module's, or -1), LinkLost, CommandError, Timeout, ValueError. Worst case, unless a call says more: three times `timeout_ms`.
    """

    timeout_ms = 75000  # longest silence of the server
    piece = 1024  # most bytes of one command
    longest = 99  # bytes of a name
    error = None  # what ended the session

    def __init__(self, service):
        self.service = service
        self.at = service.at
        self.lock = Lock()

    def path(self, name, what="name"):
        """An absolute name as (folder, name in it), checked. Raises ValueError."""
        raw = text(name, what, self.longest + 255)
        folder, _, name = str(raw, "utf-8").rpartition("/")
        return "/" + folder.strip("/"), name

    def folder(self, name):
        """As `path`, of a folder: (its whole name, "")."""
        folder, name = self.path(name, "folder")
        return folder.rstrip("/") + "/" + name if name else folder, ""

    def check(self):
        """Raise the error that ended the session, if one did."""
        if self.error is not None:
            raise self.error

    async def _failed(self, failure, left):
        """A transfer broke: can it go on? Raises `failure` when it cannot."""
        await self._stop()
        self.check()
        if not left or isinstance(failure, Rejected):
            raise failure
        await sleep_ms(1000)
        await self._revive()

    async def get(self, name, sink, offset=0, tries=3):
        """Fetch a file from byte `offset` on into `sink`; returns how many bytes came.

        `sink`: a bytearray or memoryview, which is filled at most, or what has `write(bytes)`. When the connection breaks,
        it goes on behind the last byte that came; `tries`: how often in a row without any. Worst case, without any byte:
        `tries` times three times `timeout_ms`.
        """
        place = self.path(name)
        number(offset, "offset", 0, 0x3FFFFFFF)
        left = number(tries, "tries", 1, 100)
        fill = not hasattr(sink, "write")
        view = memoryview(sink if fill else bytearray(self.piece))
        got = 0
        size = -1
        async with self.lock:
            self.check()
            while True:
                before = got
                try:
                    if size == -1:
                        try:
                            size = await self._ask("SIZE", place)
                        except Rejected as error:
                            size = None
                            refusal = error
                        if size is not None and offset > size:
                            raise Rejected("offset: behind the end of %s" % name, -1)
                    await self._begin_get(place, offset + got)
                    while not fill or got < len(view):
                        n = await self._read(view[got:] if fill else view)
                        if not n:
                            break
                        if not fill:
                            sink.write(view[:n])
                        got += n
                    if size is None or offset + got >= size or fill and got == len(view):
                        await self._stop()
                        return got
                    failure = LinkLost("the file ended early")
                except ModemError as error:
                    failure = error
                    if size is None and not got and getattr(error, "refusal", False):
                        code = refusal.code
                        failure = Rejected("FTP: no file to be had (%d): %s" % (code, name), code, refusal.command)
                except BaseException:
                    await self._stop()
                    raise
                left = tries if got > before else left - 1
                await self._failed(failure, left)

    async def put(self, name, source, append=False, tries=3):
        """Store `source` in a file, replacing it or behind its end; returns how many bytes.

        `source`: bytes, or what has `readinto(buffer)`. When the connection breaks, it goes on behind what the server says
        it has, if `source` is bytes or has `seek(position)` and `tell()`. `tries` and worst case as `get`.
        """
        place = self.path(name)
        left = number(tries, "tries", 1, 100)
        stream = hasattr(source, "readinto")
        if not stream and not isinstance(source, (bytes, bytearray, memoryview)):
            raise ValueError("source: bytes, or readinto()")
        first = source.tell() if hasattr(source, "seek") else 0
        view = memoryview(bytearray(self.piece) if stream else source)
        base = -1
        sent = most = 0
        opened = False
        async with self.lock:
            self.check()
            while True:
                resumed = opened
                try:
                    if base < 0:
                        base = (await self._known_size(place) or 0) if append else 0
                    if resumed:
                        # Where to go on only the server can tell.
                        reached = await self._reached(place)
                        if reached is None and not append:
                            resumed = False
                            reached = 0
                        sent = -1 if reached is None else reached - base
                        if sent < 0 or not stream and sent > len(view):
                            raise Rejected("what the server has is not what was sent", -1)
                        if stream:
                            source.seek(first + sent)
                    await self._begin_put(place, append or resumed)
                    opened = True
                    while True:
                        piece = view[: source.readinto(view) or 0] if stream else view[sent : sent + self.piece]
                        if not len(piece):
                            break
                        await self._write(piece)
                        sent += len(piece)
                    await self._finish()
                    if not resumed or await self._ask("SIZE", place) == base + sent:
                        return sent
                    failure = Rejected("the file has another size", -1)
                except ModemError as error:
                    failure = error
                except BaseException:
                    await self._stop()
                    raise
                left = tries if sent > most else left - 1
                most = max(most, sent)
                if stream and opened and not hasattr(source, "seek"):
                    left = 0
                await self._failed(failure, left)

    async def _known_size(self, place):
        """The size of a file, None when the server does not tell."""
        try:
            return await self._ask("SIZE", place)
        except Rejected:
            return None

    async def _reached(self, place):
        """The size of a file that no broken connection writes any more."""
        size = -1
        while True:
            before = size
            size = await self._known_size(place)
            if size == before:
                return size
            await sleep_ms(2000)

    async def list(self, folder="/"):
        """The lines the server lists a folder with, a list of str; how they look is its own affair."""
        place = self.folder(folder)
        found = b""
        buffer = bytearray(self.piece)
        async with self.lock:
            self.check()
            try:
                await self._begin_list(place)
                while True:
                    n = await self._read(buffer)
                    if not n:
                        break
                    found += buffer[:n]
            finally:
                await self._stop()
        from .fields import to_text

        return [line.rstrip("\r") for line in to_text(found).split("\n") if line]

    async def _alone(self, what, *arguments):
        async with self.lock:
            self.check()
            return await what(*arguments)

    def size(self, name):
        """Await it for the bytes a file has."""
        return self._alone(self._ask, "SIZE", self.path(name))

    def delete(self, name):
        """Await it to delete a file."""
        return self._alone(self._ask, "DELE", self.path(name))

    def make_folder(self, name):
        """Await it to make a folder."""
        return self._alone(self._ask, "MKD", self.folder(name))

    def remove_folder(self, name):
        """Await it to remove an empty folder."""
        return self._alone(self._ask, "RMD", self.folder(name))

    def get_file(self, name, file, card=False, tries=3, timeout_ms=600000):
        """Await it to have the module fetch a file into its own file system, going on by itself when the connection breaks.

        `file`: a name without folder. Returns (name for `modem.files`, its bytes). Worst case: `timeout_ms`, and three times
        the session's own.
        """
        return self._alone(self._by_itself, self.path(name), file, True, card, tries, timeout_ms)

    def put_file(self, file, name, tries=3, timeout_ms=600000):
        """Await it to have the module store a file of its own, as `get_file`. Returns its bytes. Worst case as there."""
        return self._alone(self._by_itself, self.path(name), file, False, False, tries, timeout_ms)

    def lost(self, error):
        """The session is over: tell everyone who waits."""
        if self.error is None:
            self.error = error
            self._lost(error)

    async def quit(self):
        """Leave the server. Never raises; worst case 14 s, more while a transfer is under way."""
        if self.error is None:
            try:
                await self._alone(self._stop)
            except ModemError:
                pass
        self.lost(LinkLost("closed"))
        if self.service.session is self:
            self.service.session = None

    async def __aenter__(self):
        return self

    async def __aexit__(self, kind, error, traceback):
        await self.quit()


class Ftp:
    """`modem.ftp`: one session at a time."""

    session = None
    longest = 49  # bytes of host, user, password

    def __init__(self, modem):
        self.modem = modem
        self.at = modem.at
        modem.losses.append(self.lost)

    def lost(self, error):
        """The module restarted, or what it stands on is gone."""
        if self.session is not None:
            self.session.lost(error)

    async def connect(self, host, port=21, user="anonymous", password="anonymous@", tls=None, timeout_ms=None):
        """Open a session with a server, in binary and passive mode; returns a Session.

        `timeout_ms`: longest silence of the server, 75 s when None. Where the module logs in anew for each transfer, a wrong
        password is told by the first. Raises Busy while another one is open, NotSupported, Rejected, CommandError, LinkLost,
        Timeout, ValueError. Worst case: four minutes.
        """
        text(host, "host", self.longest)
        number(port, "port", 1, 65535)
        text(user, "user", self.longest)
        text(password, "password", self.longest, 0)
        timeout_ms = number(self.Session.timeout_ms if timeout_ms is None else timeout_ms, "timeout_ms", 1000, 3600000)
        if self.session is not None:
            raise Busy("quit the other session first")
        self.session = session = self.Session(self)
        session.timeout_ms = timeout_ms
        try:
            await session._open(host, port, user, password, tls)
            session.check()
        except BaseException:
            self.session = None
            raise
        return session
