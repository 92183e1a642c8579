"""Chapter 11: the commands of HTTP."""

import asyncio
from urllib.parse import urljoin

from ..engine import ERROR, OK, Enum, Int, Text, answer, command, error, final
from ..standard.settings import setting
from .filesystem import FileError
from .http_client import NETWORK_ERROR, HttpFailure, request
from .payload import LATE, counted, take

METHODS = "GET", "POST", "HEAD"
DEFAULTS = {"CID": "1", "URL": "", "UA": "YCOM_MODULE", "PROIP": "0.0.0.0", "PROPORT": "0", "REDIR": "0", "BREAK": "0",
            "BREAKEND": "0", "TIMEOUT": "120", "CONTENT": "", "USERDATA": ""}
LONGEST_UPLOAD, LONGEST_READ, REDIRECTS = 3356, 3356, 5


class HttpSession:
    """From AT+HTTPINIT to AT+HTTPTERM."""

    def __init__(self, module, saved=None):
        self.module = module
        self.parameters = {**DEFAULTS, **(saved or {})}
        self.user_defined = []                         # header lines of USER_DEFINED: each adds one
        self.upload, self.response = b"", None
        self.busy, self.request = False, None
        self.streaming = None                          # (method, length to come, read so far) of AT+HTTPEXACTION
        self.status = None                             # what it ends with

    def headers(self, method):
        parameters = self.parameters
        headers = [("User-Agent", parameters["UA"])]
        if parameters["CONTENT"]:
            headers.append(("Content-Type", parameters["CONTENT"]))
        start, end = int(parameters["BREAK"]), int(parameters["BREAKEND"])
        if method == "GET" and (start or end):
            headers.append(("Range", f"bytes={start}-{end if end > start else ''}"))
        lines = parameters["USERDATA"].replace("\\r\\n", "\r\n").split("\r\n") + self.user_defined
        return headers + [tuple(part.strip() for part in line.split(":", 1)) for line in lines if ":" in line]

    async def perform(self, method):
        """The status, or the code of what failed; the response is kept."""
        self.busy, self.response, url = True, None, self.parameters["URL"]
        try:
            for _ in range(REDIRECTS):
                self.request = asyncio.ensure_future(request(
                    self.module, method, url, self.headers(method), self.upload, int(self.parameters["TIMEOUT"]),
                    bool(self.module.http_secured.HTTPSSL)))
                await asyncio.wait({self.request})
                if self.request.cancelled():
                    return NETWORK_ERROR
                response = self.request.result()
                target = response.header("Location")
                if not (300 <= response.status < 400 and target and self.parameters["REDIR"] == "1"):
                    break
                url = urljoin(url if "://" in url else f"http://{url}", target)
            self.response = response
            return response.status
        except HttpFailure as failure:
            if failure.response and (self.streaming or self.module.setting["broken-body"] == "short"):
                self.response = failure.response
                if not self.streaming:
                    return failure.response.status
            return failure.code
        finally:
            self.busy = False
            self.request.cancel()

    def lose(self):
        """The bearer is gone."""
        if self.busy:
            self.request.cancel()


def session(module):
    if module.http is None:
        raise error(3)
    return module.http


@command("+HTTPINIT", section="11.1", test=())
def initialise(module):
    """Begin; needs an open bearer."""
    if module.http is not None or not module.bearers.open:
        return error(3)
    module.http = HttpSession(module, module.storage.get("http"))


@command("+HTTPTERM", section="11.13", test=())
def terminate(module):
    """End."""
    session(module)
    module.http = None


SECURED = setting("+HTTPSSL", "11.2", Int(0, 1), "TLS (context 153)", test="+HTTPSSL: (0-1)", store="http_secured")


@command("+HTTPPARA", section="11.3")
class Parameters:
    """Parameters of the requests."""

    test = '+HTTPPARA: "HTTPParamTag","HTTPParamValue"'

    def write(module, tag: Enum(*DEFAULTS, "USER_DEFINED", quoted=None), value: Text(1024, quoted=None) = ""):
        http = session(module)
        value = value.replace("\x01", '"')
        if tag == "USER_DEFINED":
            http.user_defined.append(value)
        elif tag in ("BREAK", "BREAKEND", "TIMEOUT", "CID", "REDIR", "PROPORT") and not value.isdigit():
            return error(53)
        else:
            http.parameters[tag] = value

    def read(module):
        parameters = module.http.parameters if module.http else DEFAULTS
        return answer("+HTTPPARA:", *(f"{tag}: {value}" if value else f"{tag}:" for tag, value in parameters.items()))


@command("+HTTPDATA", section="11.4", test=f"+HTTPDATA: (0-{LONGEST_UPLOAD}),(1000-120000)")
async def data(module, size: Int(0, LONGEST_UPLOAD), milliseconds: Int(1000, 120000) = 1000):
    """Take what is to be posted; OK also when it did not come in time."""
    http = session(module)
    http.upload = b""
    if size:
        module.output.information("DOWNLOAD")
        http.upload, _ = await take(module, size, within=milliseconds / 1000, prompt=None)


@command("+HTTPACTION", section="11.5", test="+HTTPACTION: (0-2)")
def action(module, method: Int(0, 2)):
    """GET, POST or HEAD: OK, and later status and length."""
    http = session(module)
    module.bearers.expect_open(int(http.parameters["CID"]))
    if http.busy or not http.parameters["URL"]:
        return error(3)
    module.after(_act(module, http, method))
    return OK


async def _act(module, http, method):
    status = await http.perform(METHODS[method])
    if module.http is http:
        module.report(f"+HTTPACTION: {method},{status},{len(http.response.body) if http.response else 0}")


@command("+HTTPREAD", section="11.7", test="+HTTPREAD: (0-3356),(1-3356)")
def read(module, start: Int(0, 0xFFFFFFFF) = 0, size: Int(1, LONGEST_READ) = None):
    """What was received; with two numbers a piece of it."""
    http = session(module)
    if http.response is None:
        return error(3)
    piece = http.response.body[start:None if size is None else start + size]
    return counted(f"+HTTPREAD: {len(piece)}", piece)


@command("+HTTPHEAD", section="11.11", test=())
def head(module):
    """The header of the answer."""
    http = session(module)
    if http.response is None:
        return error(3)
    return counted(f"+HTTPHEAD: {len(http.response.head)}", http.response.head)


@command("+HTTPGET", section="11.8")
def store(module, path: Text(255, least=1, quoted=None)):
    """Keep what was received in a file."""
    http = session(module)
    if http.response is None:
        return error(3)
    try:
        module.files.replace(path, http.response.body)
    except FileError:
        return final("ERROR:6", success=False)
    return f"+HTTPGET:{len(http.response.body)}"


@command("+HTTPSCONT", section="11.12")
class Saved:
    """Keep the parameters over a restart; show them."""

    def execute(module):
        module.storage.set("http", dict(session(module).parameters))

    def read(module):
        saved = module.storage.get("http")
        kept = {**DEFAULTS, **(saved or {})}
        return answer(f"+HTTPSCONT:{0 if saved else 1}", *(f"{tag}: {kept[tag]}" for tag in DEFAULTS))


# -- request and answer as a stream (11.6, 11.9, 11.10) --

@command("+HTTPEXACTION", section="11.6", test="+HTTPEXACTION: (0-1)")
def stream(module, method: Int(0, 1), length: Int(0, 0xFFFFFFFF) = 0):
    """GET, or POST of so many bytes that come by AT+HTTPEXPOST."""
    http = session(module)
    if not http.parameters["URL"] or http.busy:
        return error(3)
    module.bearers.expect_open(int(http.parameters["CID"]))
    if method == 1 and not length:
        return error(53)
    http.upload, http.streaming = b"", [method, length, 0]
    module.after("+HTTPEXPOST" if method == 1 else _stream(module, http))
    return OK


@command("+HTTPEXPOST", section="11.10")
async def post(module, length: Int(1, 0xFFFFFFFF), milliseconds: Int(1, 120000) = 10000):
    """A piece of the body behind a prompt."""
    http = session(module)
    if http.streaming is None or len(http.upload) + length > http.streaming[1]:
        return error(3)
    piece, ending = await take(module, length, within=milliseconds / 1000, prompt=">")
    if ending == LATE:
        return ERROR
    http.upload += piece
    module.after(f"+HTTPEXPOST: {length}")
    if len(http.upload) == http.streaming[1]:
        module.after(_stream(module, http))
    return OK


async def _stream(module, http):
    method = http.streaming[0]
    http.status = await http.perform(METHODS[method])
    if module.http is not http:
        return
    if http.response and (http.response.body or http.status < 600):
        module.report("+HTTPEXGET")
    else:
        module.report(f"+HTTPEXACTION: {method},{http.status}")
        http.streaming = None


@command("+HTTPEXGET", section="11.9")
def get(module, length: Int(1, 0xFFFFFFFF) = None):
    """A piece of the answer; with its last one the stream is over."""
    http = session(module)
    if http.streaming is None or http.response is None:
        return error(3)
    method, _, position = http.streaming
    piece = http.response.body[position:None if length is None else position + length]
    http.streaming[2] += len(piece)
    if http.streaming[2] == len(http.response.body):
        module.after(f"+HTTPEXACTION: {method},{http.status}")
        http.streaming = None
    return counted(f"+HTTPEXGET: {len(piece)}", piece)
