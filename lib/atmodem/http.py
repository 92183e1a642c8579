# HTTP as every module offers it: the request, what is checked before a byte is sent, the response. The dialect is the vendor's.
from .arguments import number, plain, text, timeout
from .errors import Busy, ModemError
from .loading import passing
from .sched import Signal


def _host(url):
    """The host of a URL, and whether it is an https one. Raises ValueError for what is no URL."""
    scheme, _, rest = url.partition(b"://")
    host = rest.split(b"/")[0].split(b"?")[0].split(b"@")[-1]
    host = host.split(b"]")[0] + b"]" if host[:1] == b"[" else host.split(b":")[0]
    if scheme not in (b"http", b"https") or not host:
        raise ValueError("url: http:// or https:// and a host")
    for c in url:
        if c > 126 or c == 32:
            raise ValueError("url: percent-encode it")
    return str(host, "utf-8"), scheme == b"https"


def _lines(headers, limit):
    """The header lines of a dict, as bytes."""
    lines = []
    for name in headers or ():
        raw = plain(name, "header name")
        value = text(headers[name], "header value", limit, 0)
        if not raw or b":" in raw or b" " in raw or b'"' in raw or b"\\" in raw or b"\\" in value:
            raise ValueError("header name or value: colon, blank, quote or backslash")
        lines.append(raw + b": " + value)
        limit -= len(lines[-1])
        if limit < 0:
            raise ValueError("headers: too long")
    return lines


def parse(raw):
    """The header lines a server sent as a dict, names in lower case, as str; lines of the same name joined by commas."""
    from .fields import to_text

    found = {}
    for line in to_text(raw).split("\n"):
        name, colon, value = line.partition(":")
        name = name.strip().lower()
        if colon and " " not in name:
            value = value.strip()
            found[name] = found[name] + ", " + value if name in found else value
    return found


class Upload:
    """A body that is read piece by piece from `source`, `length` bytes in all."""

    def __init__(self, source, length):
        self.source = source
        self.length = length

    def __len__(self):
        return self.length

    def fill(self, view):
        """Fill a memoryview with what comes next. Raises ValueError when the source ends."""
        got = 0
        while got < len(view):
            n = self.source.readinto(view[got:])
            if not n:
                raise ValueError("body: shorter than length")
            got += n


class Response:
    """What a server answered. Made by `modem.http.get()`, `post()`, `head()`; `async with` closes it.

    `status`: the HTTP status, also 4xx and 5xx; None where the module tells it only when the body has been read. `length`:
    bytes of the body, None where the module does not know. `headers`: a dict with names in lower case, None unless asked for.
    """

    status = length = headers = error = None
    wants_headers = closed = False

    def __init__(self, service):
        self.service = service
        self.at = service.at
        self.timeout_ms = service.profile.http_ms
        self.changed = Signal()  # something has happened that whoever waits wants to know

    async def readinto(self, buffer, timeout_ms=None):
        """Put the next bytes of the body into `buffer`, at most its length; returns how many, 0 at the end.

        Raises LinkLost, CommandError, ValueError, Timeout after `timeout_ms`, the request's when None, which is the worst case.
        """
        timeout_ms = timeout(timeout_ms, self.timeout_ms)
        if self.error is not None:
            raise self.error
        if self.closed or not len(buffer):
            return 0
        try:
            return await self._read(buffer, timeout_ms)
        except ModemError:
            if self.error is None:
                raise
        raise self.error

    def lost(self, error):
        """The link is gone: tell whoever waits."""
        if self.error is None:
            self.error = error
            self.changed.set()
            self.at.forsake(self, error)

    async def close(self):
        """Make room for the next request. Never raises; worst case the profile's `answer_ms`."""
        if not self.closed:
            self.closed = True
            try:
                await self._close()
            except ModemError:
                pass
            finally:
                if self.service.response is self:
                    self.service.response = None

    async def __aenter__(self):
        return self

    async def __aexit__(self, kind, error, traceback):
        await self.close()


class Http:
    """`modem.http`: one request at a time; a response must be closed before the next."""

    response = None

    def __init__(self, modem):
        self.modem = modem
        self.at = modem.at
        self.profile = modem.profile
        modem.losses.append(self.lost)

    def lost(self, error):
        """The module restarted or the packet context is gone."""
        if self.response is not None:
            self.response.lost(error)

    def get(self, url, **options):
        """Await it to fetch a URL; returns a Response. The options are those of `request`."""
        return self.request("GET", url, **options)

    def head(self, url, **options):
        """Await it for a Response with status and headers, without a body. The options are those of `request`."""
        return self.request("HEAD", url, want_headers=True, **options)

    def post(self, url, body, content_type="application/octet-stream", length=None, **options):
        """Await it to send `body` (bytes of any values); returns a Response. The options are those of `request`.

        A body that memory has no room for: anything with `readinto(buffer)`, such as a file, of `length` bytes.
        """
        if length is not None and hasattr(body, "readinto"):
            body = Upload(body, number(length, "length", 1, 0x3FFFFFFF))
            options["stream"] = True
        elif not isinstance(body, (bytes, bytearray, memoryview)):
            raise ValueError("body: bytes, or a file and its length")
        return self.request("POST", url, body, text(content_type, "content_type", 128), **options)

    async def request(
        self, method, url, body=None, content_type=None, headers=None, tls=None, range=None, redirects=False,
        proxy=None, want_headers=False, stream=False, timeout_ms=None,
    ):  # fmt: skip
        """Send a request; returns a Response.

        `url`: http:// or https://, percent-encoded. `headers`: a dict of str. `tls`: a tls.Tls, needed for https. `range`:
        (first, last) byte of the body to fetch, last None for the rest; a server that knows ranges answers 206. `redirects`:
        the module follows them by itself, wherever they lead. `proxy`: (address, port). `want_headers`: fill the response's
        `headers`; a body that the server broke off is found out then. `stream`: for bodies larger than the module's memory;
        the status is known at their end only, and whether all came the program must know by itself.
        Raises Busy while a response is open, CommandError, LinkLost when the bearer goes, NotSupported, Timeout, ValueError.
        Worst case: `timeout_ms`, the profile's `http_ms` when None, once for a request and once a piece of a long body;
        five minutes for bearer and settings, without those of `tls`.
        """
        limits = self.profile.limits
        raw = text(url, "url", limits["url"])
        host, secure = _host(raw)
        if secure != (tls is not None):
            raise ValueError("tls: for https, and only for it")
        if secure:
            passing("tls").check(tls)
        lines = _lines(headers, limits["header"])
        if range is not None:
            first, last = range
            number(first, "range", 0, 0x3FFFFFFF)
            if last is not None:
                number(last, "range", first, 0x3FFFFFFF)
                if last == first:
                    # A single byte not every module has a parameter for.
                    lines.append(b"Range: bytes=%d-%d" % (first, last))
                    range = None
        if proxy is not None:
            text(proxy[0], "proxy", limits["host"])
            number(proxy[1], "proxy", 1, 65535)
        if timeout_ms is not None:
            number(timeout_ms, "timeout_ms", 1000, 3600000)
        if self.response is not None:
            raise Busy("close the last response first")
        self.response = response = self.Response(self)
        if timeout_ms is not None:
            response.timeout_ms = timeout_ms
        response.wants_headers = want_headers
        try:
            await response._open(method, raw, host, body, content_type, lines, tls, range, redirects, proxy, stream)
            if want_headers:
                response.headers = await response._headers()
                announced = response.headers.get("content-length", "")
                if response.length and announced.isdigit():
                    # What a server broke off is found out when it is read.
                    response.length = max(response.length, int(announced))
            if response.error is not None:
                raise response.error
        except BaseException as error:
            await response.close()
            if response.error is not None and isinstance(error, ModemError):
                raise response.error
            raise
        return response
