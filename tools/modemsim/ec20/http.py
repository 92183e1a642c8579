"""HTTP commands (Quectel EC2x HTTP(S) AT Commands Manual, chapter 2)."""

import asyncio
import re

from ..engine import CONNECT, OK, Int, Keyed, PayloadTimeout, command, error
from ..standard.http_exchange import Broken, exchange
from ..standard.links import LinkError, StreamLink
from ..standard.packet import Cid
from .files import Name

(BUSY, NO_REQUEST, DEACTIVATED, BAD_URL, NO_URL, DNS, NO_LINK, READ_ERROR, CLOSED, NO_INPUT, NO_RESPONSE,
 INVALID) = 703, 705, 709, 711, 712, 714, 716, 717, 719, 726, 728, 730
LINK_ERRORS = {"dns": DNS, "refused": NO_LINK, "timeout": NO_RESPONSE, "tls": NO_LINK}
CONTENT_TYPES = "application/x-www-form-urlencoded", "text/plain", "application/octet-stream", "multipart/form-data"
MOST_URL, MOST_BODY = 700, 1024000
Seconds = Int(1, 65535)


class Failure(Exception):
    def __init__(self, code):
        super().__init__(code)
        self.code = code


class Http:
    """The one HTTP client: its settings, its request, the reply that waits to be read."""

    def __init__(self, module):
        self.module = module
        self.settings = {"contextid": 1, "requestheader": 0, "responseheader": 0, "sslctxid": 1, "contenttype": 0}
        self.url = None
        self.busy = False
        self.link = self.reply = None

    def idle(self):
        if self.busy:
            raise error(BUSY)

    def ready(self):
        """Raises what forbids a request."""
        self.idle()
        if self.url is None:
            raise error(NO_URL)
        if self.settings["contextid"] not in self.module.tcpip.active:
            raise error(DEACTIVATED)

    def to_read(self):
        """The reply, if one waits; it can be read once."""
        self.idle()
        if self.reply is None:
            raise error(NO_REQUEST)
        return self.reply

    def target(self):
        """(secured, host, port, path) of the URL."""
        match = re.fullmatch(r"(?:(https?)://)?([^/:?@]+)(?::(\d+))?([/?].*)?", self.url, re.IGNORECASE)
        if not match:
            raise Failure(BAD_URL)
        scheme, host, port, path = match.groups()
        secured = (scheme or "http").lower() == "https"
        return secured, host, int(port or (443 if secured else 80)), path or "/"

    def request(self, method, body, extra=()):
        """The request the module writes itself."""
        _, host, port, path = self.target()
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host}" + ("" if port in (80, 443) else f":{port}"), "Accept: */*",
                 "User-Agent: QUECTEL_MODULE", "Connection: Keep-Alive", *extra]
        if method == "POST":
            lines += [f"Content-Type: {CONTENT_TYPES[self.settings['contenttype']]}", f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + body

    async def perform(self, name, make, wait):
        """Send the request; +QHTTP...: error, status, length. ``make()`` gives its bytes."""
        self.end()
        self.busy = True
        try:
            self.reply = await self.module.clock.limit(wait, self._reply(make()))
            shown = [0, self.reply.status] + ([] if self.reply.length is None else [self.reply.length])
        except Failure as failure:
            shown = [failure.code]
        except LinkError as problem:
            shown = [LINK_ERRORS[problem.reason]]
        except asyncio.TimeoutError:
            shown = [NO_RESPONSE]
        except Broken:
            shown = [DEACTIVATED if self.settings["contextid"] not in self.module.tcpip.active else CLOSED]
        finally:
            self.busy = False
        self.module.report(f"+{name}: " + ",".join(map(str, shown)))

    async def _reply(self, request):
        secured, host, port, _ = self.target()
        tls, name = self.module.tls.client_context(self.settings["sslctxid"], host) if secured else (None, None)
        self.link = await StreamLink.connect(self.module, host, port, tls, name)
        if self.settings["contextid"] not in self.module.tcpip.active:
            raise Broken
        return await exchange(self.link, request)

    async def body(self, sink, wait):
        """Give the reply to ``sink(bytes)``, with its head if that is wanted; the error code."""
        reply, self.busy = self.reply, True
        try:
            if self.settings["responseheader"]:
                sink(reply.head)
            pieces = reply.pieces()
            while True:
                sink(await self.module.clock.limit(wait, anext(pieces)))
        except StopAsyncIteration:
            return 0
        except asyncio.TimeoutError:
            return NO_RESPONSE
        except Broken:
            return DEACTIVATED if self.settings["contextid"] not in self.module.tcpip.active else READ_ERROR
        finally:
            self.busy = False
            self.end()

    def end(self):
        if self.link:
            self.link.close()
        self.link = self.reply = None

    def context_lost(self, cid):
        if self.link and cid == self.settings["contextid"]:
            self.link.close()


settings = Keyed("Settings of HTTP; a key alone asks.")


def _setting(name, kind):
    def setting(module, value: kind = None):
        if value is None:
            return f'+QHTTPCFG: "{name}",{module.http.settings[name]}'
        module.http.settings[name] = value
    settings.key(name)(setting)


_setting("contextid", Cid)
_setting("requestheader", Int(0, 1))
_setting("responseheader", Int(0, 1))
_setting("sslctxid", Int(0, 5))
_setting("contenttype", Int(0, 3))

qhttpcfg = command("+QHTTPCFG", section="2.3.1", test=(
    '+QHTTPCFG: "contextid",(1-16)', '+QHTTPCFG: "requestheader",(0,1)', '+QHTTPCFG: "responseheader",(0,1)',
    '+QHTTPCFG: "sslctxid",(0-5)', '+QHTTPCFG: "contenttype",(0-3)'))(settings)


async def _input(module, length, seconds):
    """What the host gives behind CONNECT."""
    try:
        return await module.prompt(CONNECT, length, seconds)
    except PayloadTimeout:
        raise error(NO_INPUT) from None


@command("+QHTTPURL", section="2.3.2")
class Url:
    """Take the URL."""

    test = "+QHTTPURL: (1-700),(1-65535)"

    def read(module):
        return f"+QHTTPURL: {module.http.url}" if module.http.url else ()

    async def write(module, length: Int(1, MOST_URL), seconds: Seconds = 60):
        module.http.idle()
        module.http.url = (await _input(module, length, seconds)).decode("latin-1")
        return OK


@command("+QHTTPGET", section="2.3.3")
class Get:
    """Send a GET; with requestheader 1 the host gives the whole head."""

    test = "+QHTTPGET: (1-65535),(1-2048),(1-65535)"

    async def write(module, wait: Seconds = 60, length: Int(1, 2048) = None, seconds: Seconds = 60):
        http = module.http
        http.ready()
        if bool(http.settings["requestheader"]) != (length is not None):
            return error(INVALID)
        given = None if length is None else await _input(module, length, seconds)
        module.after(http.perform("QHTTPGET", lambda: http.request("GET", b"") if given is None else given, wait))
        return OK


@command("+QHTTPGETEX", section="2.3.4")
class GetPart:
    """Send a GET for a part of the resource."""

    test = "+QHTTPGETEX: (1-65535),<start_position>,<read_len>"

    def write(module, wait: Seconds, start: Int(0, 0xFFFFFFFF), length: Int(1, 0xFFFFFFFF)):
        http = module.http
        http.ready()
        part = (f"Range: bytes={start}-{start + length - 1}",)
        module.after(http.perform("QHTTPGETEX", lambda: http.request("GET", b"", part), wait))
        return OK


@command("+QHTTPPOST", section="2.3.5")
class Post:
    """Send a POST; with requestheader 1 the body begins with the whole head."""

    test = "+QHTTPPOST: (1-1024000),(1-65535),(1-65535)"

    async def write(module, length: Int(1, MOST_BODY), seconds: Seconds = 60, wait: Seconds = 60):
        module.http.ready()
        body = await _input(module, length, seconds)
        _post(module, "QHTTPPOST", body, wait)
        return OK


def _post(module, name, body, wait):
    http = module.http
    http.ready()
    given = bool(http.settings["requestheader"])
    module.after(http.perform(name, lambda: body if given else http.request("POST", body), wait))


@command("+QHTTPPOSTFILE", section="2.3.6")
class PostFile:
    """Send a POST whose body is a file."""

    test = "+QHTTPPOSTFILE: <file_name>,(1-65535)"

    def write(module, name: Name, wait: Seconds = 60):
        _post(module, "QHTTPPOSTFILE", module.files.all()[module.files.find(name)], wait)
        return OK


@command("+QHTTPREAD", section="2.3.7")
class Read:
    """Give out the reply, once."""

    test = "+QHTTPREAD: (1-65535)"

    async def write(module, wait: Seconds = 60):
        module.http.to_read()
        module.output.result(CONNECT, more=True)
        code = await module.http.body(module.output.raw, wait)
        module.after(f"+QHTTPREAD: {code}")
        return OK


@command("+QHTTPREADFILE", section="2.3.8")
class ReadFile:
    """Put the reply into a file."""

    test = "+QHTTPREADFILE: <file_name>,(1-65535)"

    def write(module, name: Name, wait: Seconds = 60):
        http, files = module.http, module.files
        http.to_read()
        full = files.full_name(name)

        async def keep():
            data = bytearray()
            code = await http.body(data.extend, wait)
            if len(data) - len(files.all().get(full, b"")) > files.free(full.partition(":")[0]):
                code = READ_ERROR
            else:
                files.write(full, bytes(data))
            module.report(f"+QHTTPREADFILE: {code}")
        module.after(keep())
        return OK


@command("+QHTTPSTOP", section="2.3.9", test=())
def stop(module):
    """Give up what is under way."""
    module.http.end()
