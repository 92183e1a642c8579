# Quectel EC2x HTTP: one request at a time. Source: HTTP(S) AT commands manual, chapter 2.
from gc import collect

from .. import http
from ..compat import const
from ..errors import CommandError, Timeout
from ..fields import Counted
from ..loading import passing
from ..sched import loop, sleep_ms, ticks_add, ticks_diff

_BUSY = const(703)
_BELOW = Counted(0)
_CONTEXT = 4  # of TLS
_TYPES = (b"application/x-www-form-urlencoded", b"text/plain", b"application/octet-stream", b"multipart/form-data")


def failure(name, code):
    """The error for a result from 701 to 730."""
    from .http_words import failure

    return failure(name, code)


def rare():
    """http_files.py. Garbage is collected first, else its code lies scattered over the heap."""
    collect()
    from . import http_files

    return http_files


class Response(http.Response):
    """The answer to a request. A body that does not fit into the first buffer goes through a file of the module's memory."""

    asked = False  # the module was told to
    file = name = None  # where the body is
    code = None  # how AT+QHTTPREAD ended
    position = 0

    async def _open(self, method, url, host, body, content_type, lines, tls, range, redirects, proxy, stream):
        service = self.service
        modem = service.modem
        at = self.at
        for feature, asked in (("http_head", method == "HEAD"), ("http_redirects", redirects), ("http_proxy", proxy)):
            if asked:
                passing("registry").need(modem, feature)
        await modem.packet.ready()
        if tls is not None:
            await modem.tls.configure(_CONTEXT, tls, host)
            await service.set("sslctxid", _CONTEXT)
        await service.set("contextid", 1)
        await service.set("responseheader", 1 if self.wants_headers else 0)
        # What it cannot say by itself is said in a head of our own.
        own = len(lines) > 0 or range is not None or body is not None and (content_type not in _TYPES or not len(body))
        await service.set("requestheader", 1 if own else 0)
        self.asked = True
        until = ticks_add(loop.now(), self.timeout_ms)
        while True:
            try:
                await at.upload("+QHTTPURL", len(url), 30, payload=url, prompt=b"CONNECT", timeout_ms=35000, secret=True)
                break
            except CommandError as error:
                # The request before was given up, and the module is not done with it.
                if error.code != _BUSY or ticks_diff(until, loop.now()) <= 0:
                    raise
            await sleep_ms(500)
        head = b""
        if own:
            head = rare().head(method, url, body, content_type, lines, range)
        elif body is not None:
            await service.set("contenttype", _TYPES.index(content_type))
        wait = (self.timeout_ms + 999) // 1000
        if body is None:
            # The module's own time comes first: it knows better what happened.
            if own:
                found = await self.result("+QHTTPGET", wait, len(head), 30, payload=head)
            else:
                found = await self.result("+QHTTPGET", wait)
        elif stream or head and len(body) > 4096:
            found = await rare().post(self, head, body, wait)
        else:
            if head:
                body = head + bytes(body)
            found = await self.result("+QHTTPPOST", len(body), 60, wait, payload=body)
        self.status = found[1]
        self.length = found[2] if len(found) > 2 else None

    async def result(self, name, *parameters, payload=None, longer=0):
        """A command that answers twice; the fields of its result line. `longer`: ms it may take beyond the request's own."""
        at = self.at
        timeout_ms = self.timeout_ms + longer + 5000
        if payload is None:
            command = at.make(name, parameters, timeout_ms)
        else:
            command = at.upload(name, *parameters, payload=payload, prompt=b"CONNECT", timeout_ms=timeout_ms, secret=True)
        command.link = self
        found = await at.twice(command, (command.name,), ())
        if found[0]:
            raise failure(command.name, found[0])
        return found

    async def _headers(self):
        return await rare().headers(self)

    async def _read(self, buffer, timeout_ms):
        n = self.length
        if n is not None and self.position >= n:
            return 0
        if self.file is None:
            if n is not None and n <= len(buffer):
                return await self._whole(memoryview(buffer)[:n], timeout_ms)
            await rare().fetch(self)
        n = await self.file.readinto(buffer, timeout_ms)
        self.position += n
        return n

    async def _whole(self, view, timeout_ms):
        # CONNECT, the bytes, OK; how it went is told behind it (manual 2.3.7).
        n = len(view)

        def counted(digest, stop):
            digest.count = n
            return _BELOW.below(digest)

        self.position = n
        self.code = None
        self.changed.clear()
        command = self.at.read("+QHTTPREAD", timeout_ms // 1000 or 1, into=view, counted=counted, timeout_ms=timeout_ms)
        command.prefix = b"CONNECT"
        command.key = b"\0"
        found = await command
        if self.code is None and not await self.changed.wait(timeout_ms):
            raise Timeout(command.name)
        if self.code:
            raise failure(command.name, self.code)
        if found != n:
            raise CommandError(b"+QHTTPREAD", detail="another length than announced")
        return n

    async def save(self, name):
        """Have the module put the body into a file of its own; returns its length.

        With `want_headers` they stand in front of it. Raises CommandError, LinkLost, Timeout, ValueError. Worst case: that of
        a long body (manual 2.3.8).
        """
        return await rare().save(self, name)

    async def _close(self):
        if self.name is not None:
            if self.file is not None:
                await self.file.close()
            await self.at.execute("+QFDEL", self.name)
        elif self.asked and self.status is None:
            await self.at.execute("+QHTTPSTOP")


class Service(http.Http):
    """`modem.http` of the EC2x.

    Worst case of a request: that of `packet.start` and of `tls.configure`, five times `timeout_ms` and 100 s; a body that does
    not fit into the first buffer takes a second a kilobyte more.
    """

    Response = Response

    def __init__(self, modem):
        super().__init__(modem)
        self.known = {}  # settings of the module
        self.at.subscribe(b"+QHTTPREAD", self._on_read)

    def lost(self, error):
        """The module restarted or the packet context is gone."""
        self.known = {}
        super().lost(error)

    async def set(self, key, value):
        """Set one of AT+QHTTPCFG's settings, unless it is so already."""
        if self.known.get(key) != value:
            await self.at.execute("+QHTTPCFG", key, value)
            self.known[key] = value

    def _on_read(self, digest):
        response = self.response
        if response is not None:
            response.code = digest.integer(digest.field) or 0
            response.changed.set()
