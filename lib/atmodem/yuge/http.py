# Yuge YM310 HTTP: one session. Source: manual chapter 11.
from .. import http
from ..arguments import text
from ..compat import const
from ..errors import CommandError
from ..fields import Counted, fields
from ..loading import passing

_CONTEXT = const(153)  # of TLS
_FOLLOWED = const(2)  # a command has its OK, from at.py
_ERROR = (b"ERROR:",)
_COUNTED = Counted(0)
_METHODS = ("GET", "POST", "HEAD")


def _nothing(digest):
    pass


def _fields(digest):
    # ERROR:5 as (-1, 5)
    return fields(digest) if digest.buffer[digest.line] == 43 else (-1, digest.integer(digest.field) or 0)


async def _finish(command):
    """The answer to a command that may also be answered by ERROR:<n>."""
    command.finals = _ERROR
    if command.keep is None or command.keep is fields:
        command.keep = _fields
    answer = await command
    if answer and answer[0] == -1:
        raise passing("yuge.http_words").failure(command.name, answer[1])
    return answer


class Response(http.Response):
    """The answer to a request, in the module's buffer; or, streamed, on its way."""

    begun = ready = asked = False
    stream = None
    ended = None  # the status at the end of a stream
    position = 0

    async def _open(self, method, url, host, body, content_type, lines, tls, range, redirects, proxy, stream):
        """AT+HTTPINIT (manual 11.1), HTTPSSL (11.2), HTTPPARA (11.3), HTTPDATA (11.4), HTTPACTION (11.5)."""
        service = self.service
        modem = service.modem
        await modem.bearer.open()
        self.begun = True
        try:
            await self._do("+HTTPINIT")
        except CommandError:
            await self._close()  # somebody before us has not
            await self._do("+HTTPINIT")
        await self._do("+HTTPSSL", 0 if tls is None else 1)
        if tls is not None:
            await modem.tls.configure(_CONTEXT, tls, host)
        first, last = range or (0, 0)
        for key, value, default in (
            ("CID", 1, None), ("URL", url, None), ("REDIR", 1 if redirects else 0, 0), ("BREAK", first, 0),
            ("BREAKEND", last or 0, 0), ("TIMEOUT", (self.timeout_ms + 999) // 1000, 120), ("CONTENT", content_type or b"", b""),
            # Four characters stand for CR LF between two lines.
            ("USERDATA", b"\\r\\n".join(lines), b""),
            ("PROIP", proxy[0] if proxy else "0.0.0.0", "0.0.0.0"), ("PROPORT", proxy[1] if proxy else 0, 0),
        ):  # fmt: skip
            if value != default or key not in service.untouched:
                service.untouched.discard(key)
                await self._do("+HTTPPARA", key, value)
                if value == default:
                    service.untouched.add(key)
        method = _METHODS.index(method)
        most = service.profile.limits["http"]
        if stream or body is not None and len(body) > most:
            from .http_stream import Stream

            self.stream = Stream(self)
            return await self.stream.open(method, body, most)
        if body is not None:
            upload = self.at.upload("+HTTPDATA", len(body), 30000, payload=body, prompt=b"DOWNLOAD", timeout_ms=35000)
            await _finish(upload)
        # The module's own time comes first: it knows better what happened.
        found = await self._action(self.at.action("+HTTPACTION", method, timeout_ms=self.timeout_ms + 5000))
        found += (0, 0)
        self._settle(b"+HTTPACTION", found[1])
        self.length = found[2] if method < 2 else 0

    def _settle(self, name, status):
        if not 99 < status < 600:
            raise passing("yuge.http_words").failure(name, status)
        self.status = status

    def _do(self, name, *parameters):
        return _finish(self.at.execute(name, *parameters, secret=True))

    def _action(self, command):
        """Await it for the result line behind OK, or ERROR:<n> there."""
        command.link = self
        command.follow = (command.name, b"ERROR")
        fits = command.shape

        def shape(digest):
            # Not before OK: the line is repeated while data comes, and the last of the session before may be late.
            if command.state != _FOLLOWED:
                return False
            return digest.buffer[digest.line] == 69 or fits(digest) and None not in fields(digest)

        command.shape = shape
        return _finish(command)

    async def _close(self):
        """AT+HTTPTERM (manual 11.13)."""
        if self.begun:
            await self.at.execute("+HTTPTERM")

    async def _headers(self):
        """AT+HTTPHEAD (manual 11.11)."""
        await self._fetch(None, "+HTTPHEAD")
        return http.parse(self.service.target or b"")

    async def _fetch(self, into, *command):
        """Have the bytes that follow a count put into `into`, a new buffer when None; returns how many."""
        service = self.service
        service.target = into
        service.count = 0
        service.wanted = True
        try:
            await _finish(self.at.read(*command, counted=_COUNTED, keep=service._begin, timeout_ms=self.timeout_ms))
        finally:
            service.wanted = False
        return service.count if into is None else min(service.count, len(into))

    async def _read(self, buffer, timeout_ms):
        """AT+HTTPREAD (manual 11.7)."""
        view = memoryview(buffer)[: self.service.profile.limits["http"]]
        if self.stream is not None:
            return await self.stream.read(view, timeout_ms)
        n = min(len(view), self.length - self.position)
        if n <= 0:
            return 0
        n = await self._fetch(view[:n], "+HTTPREAD", self.position, n)
        if not n:
            raise passing("yuge.http_words").failure(b"+HTTPREAD", 1)
        self.position += n
        return n

    async def save(self, path):
        """Have the module put the body into a file of its own, `path` up to 255 bytes; returns its length.

        Raises CommandError, Timeout, ValueError. Worst case: the request's `timeout_ms` (manual 11.8).
        """
        command = self.at.query("+HTTPGET", text(path, "path", 255), timeout_ms=self.timeout_ms)
        return (await _finish(command) or (None,))[0]


class Service(http.Http):
    """`modem.http` of the YM310."""

    Response = Response
    target = None
    count = 0
    wanted = False

    def __init__(self, modem):
        super().__init__(modem)
        self.untouched = set()  # parameters that are what they were at first; none, after a program that we know nothing of
        subscribe = self.at.subscribe
        for name in (b"+HTTPACTION", b"+HTTPEXACTION", b"+HTTPEXPOST", b"+HTTPEXGET"):
            subscribe(name, self._on_signal)
        # Tables print these names where examples have +HTTPHEAD and +HTTPEXGET.
        for name in (b"+HTTPREAD", b"+HTTPGET"):
            subscribe(name, self._begin, _COUNTED, _nothing)

    _on_bearer = http.Http.lost

    def _begin(self, digest):
        if not digest.paying:
            return _fields(digest)
        if self.wanted:
            self.count = digest.count
            if self.target is None:
                try:
                    self.target = bytearray(digest.count)
                except MemoryError:
                    pass
            digest.target = self.target

    def _on_signal(self, digest):
        response = self.response
        found = fields(digest)
        if response is None or isinstance(found[-1], str):
            return
        c = digest.buffer[digest.line + 7]
        if c == 71:  # +HTTPEXGET
            response.ready = True
        elif c == 80:  # +HTTPEXPOST
            response.asked = True
        elif c == 65:  # +HTTPEXACTION: 1,200
            response.ended = found[-1]
        elif response.length and (found[-1] or 0) > response.length:
            response.length = found[-1]  # +HTTPACTION once more: the body has grown meanwhile
        response.changed.set()

    def settings(self):
        """Await it for the parameters as the module keeps them, a list of str. Raises CommandError, Timeout. Worst case
        9 s (manual 11.12).
        """
        return self.at.command("+HTTPSCONT?")

    def keep_settings(self):
        """Await it to have the parameters kept over restarts. Raises CommandError, Timeout. Worst case 9 s (manual 11.12)."""
        return self.at.execute("+HTTPSCONT")
