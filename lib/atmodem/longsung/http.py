# Longsung C1100 HTTP: URL, headers, GET and POST; the body comes at once, behind its length. Source: manual 3.7; names.py.
from .. import http
from ..errors import CommandError, Timeout
from ..fields import Counted, fields
from ..loading import passing
from . import names

# contenttype of manual 3.7.2; what is none of these is 5, and goes as a header
_TYPES = (
    b"application/x-www-form-urlencoded", b"text/plain", b"application/octet-stream", b"multipart/form-data", b"application/json",
)  # fmt: skip


class Response(http.Response):
    """The answer to a request; its body lies in our memory."""

    sent = False  # and the result has not come
    body = None
    found = ()  # the fields of the result
    position = 0

    async def _open(self, method, url, host, body, content_type, lines, tls, range, redirects, proxy, stream):
        service = self.service
        for feature, asked in (
            ("http_tls", tls is not None), ("http_head", method == "HEAD"), ("http_redirects", redirects), ("http_proxy", proxy),
            ("http_stream", stream), ("http_headers", self.wants_headers),
        ):  # fmt: skip
            if asked:
                passing("registry").need(service.modem, feature)
        most = service.profile.limits["http"]
        if body is not None and not 0 < len(body) <= most:
            raise ValueError("body: 1 to %d bytes" % most)
        if url.find(b"+++") >= 0 or bytes(body or b"").find(b"+++") >= 0:
            raise ValueError("url, body: +++ would end them")
        await service.modem.packet.start()
        late = service.late
        if late is not None:
            await late.changed.wait(self.timeout_ms)
            service.late = None
        await self._input(b"+LSHTTPURL", url, names.HTTP_URL_PROMPT, names.HTTP_URL_END)
        await service.configure(lines, content_type, range)
        self.sent = True
        try:
            if body is None:
                name = names.HTTP_GET
                await self.at.execute(name, timeout_ms=self.timeout_ms)
            else:
                name = names.HTTP_POST
                await self._input(name, body, names.HTTP_POST_PROMPT, b"")
        except CommandError:
            self.sent = False
            raise
        # The result has come before the result code, or comes behind it.
        if not await self.changed.wait(self.timeout_ms):
            raise Timeout(name)
        if self.error is not None:
            raise self.error
        self._settle(name)

    def _input(self, name, data, prompt, end):
        # The length is exact, so that nothing need end the data (manual 3.7.1).
        command = self.at.upload(name, len(data), payload=bytes(data) + end, prompt=prompt, timeout_ms=self.timeout_ms)
        command.prefix = b""  # the result is a URC, wherever it comes
        command.key = b"\0"
        return command

    def _settle(self, name):
        found = self.found + (None, None, None)
        if found[0] != 0 or not isinstance(found[1], int):
            raise CommandError(name, "HTTP", found[0] if isinstance(found[0], int) else -1, "no response")
        self.status = found[1]
        self.length = found[2] or 0
        if self.body is None and self.length:
            raise CommandError(name, "HTTP", -1, "no memory for a body of %d bytes" % self.length)

    async def _read(self, buffer, timeout_ms):
        n = min(len(buffer), self.length - self.position)
        if n <= 0:
            return 0
        buffer[:n] = memoryview(self.body)[self.position : self.position + n]
        self.position += n
        return n

    async def _close(self):
        self.body = None
        if self.sent and self.error is None:
            self.service.late = self

    def come(self):
        """The result is there, and the body behind it."""
        self.sent = False
        self.changed.set()


class Service(http.Http):
    """`modem.http` of the C1100. A request behind one that was given up waits for its result first, `timeout_ms` at most."""

    Response = Response
    late = None  # a request that was given up: its result is not to be taken for that of the next

    def __init__(self, modem):
        super().__init__(modem)
        self.touched = set()  # headers that an earlier request has set
        for name in (names.HTTP_GET_RESULT, names.HTTP_POST_RESULT):
            self.at.subscribe(name, self._on_result, Counted(2, b","), self._on_body)

    async def configure(self, lines, content_type, range):
        """The headers of a request; those of the one before it are emptied, since nothing takes them away."""
        if range is not None:
            lines = lines + [b"Range: bytes=%d-%s" % (range[0], b"" if range[1] is None else b"%d" % range[1])]
        if content_type is not None:
            kind = _TYPES.index(content_type) if content_type in _TYPES else len(_TYPES)
            await self.at.execute("+LSHTTPCFG", "contenttype", kind)
            if kind == len(_TYPES):
                await self.header(b"Content-Type", content_type)
        before = self.touched
        self.touched = set()
        for line in lines:
            name, _, value = line.partition(b": ")
            self.touched.add(name)
            await self.header(name, value)
        for name in before - self.touched:
            try:
                await self.header(name, b"")
            except CommandError:
                pass  # it takes no empty text

    def header(self, name, value):
        """Await it to set one header."""
        return self.at.execute("+LSHTTPHEADERINFO", name, value, secret=True)

    def lost(self, error):
        """The module restarted or the packet context is gone."""
        self.late = None
        super().lost(error)

    def _on_result(self, digest):
        response = self.late or self.response
        if response is None or not response.sent:
            return  # nobody waits for it
        response.found = fields(digest)[:3]
        if not digest.paying:
            response.come()
        elif self.late is None:
            try:
                digest.target = response.body = bytearray(digest.count)
            except MemoryError:
                pass

    def _on_body(self, digest):
        response = self.late or self.response
        if response is not None and response.found:
            response.come()
