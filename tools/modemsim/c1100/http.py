"""HTTP (3.7): URL, header lines, kind of content, GET and POST. The names of the last two are guesses."""

from ..engine import ERROR, OK, ArgumentError, Int, Keyed, Raw, Text, answer, command
from .http_request import Failure, perform
from .payload import LATE, take

CONTENT_TYPES = ("application/x-www-form-urlencoded", "text/plain", "application/octet-stream", "multipart/form-data",
                 "application/json", None)
URL, BODY = 512, 4096                                  # the longest, in bytes
PARSED, FAILED = 0, 1
WAIT = 60                                              # seconds for the rest of a URL or a body


class Http:
    """What was configured for the next requests."""

    def __init__(self, module):
        self.module = module
        self.url, self.headers, self.content_type = None, {}, None
        self.busy, self.failing = False, None

    def ready(self):
        if self.url is None or self.busy or not self.module.packet.attached:
            raise ERROR

    async def request(self, method, body=b""):
        """``0,200,15,<content>``"""
        headers = dict(self.headers)
        if method == "POST" and self.content_type is not None and CONTENT_TYPES[self.content_type]:
            headers.setdefault("Content-Type", CONTENT_TYPES[self.content_type])
        try:
            failing, self.failing = self.failing, None
            if failing is not None:
                return b"%d,0,0," % failing
            status, content = await perform(self.module, method, self.url, headers, body)
        except Failure:
            return b"%d,0,0," % FAILED
        finally:
            self.busy = False
        self.module.saving.active()
        return b"%d,%d,%d," % (PARSED, status, len(content)) + content


# -- URL and header --

async def _taken(module, most):
    """What the host gives behind the prompt; ERROR when it does not come."""
    data, ending = await take(module, most, WAIT, module.setting["http-prompt"])
    if ending == LATE:
        raise ERROR
    return data


@command("+LSHTTPURL", section="3.7.1")
async def url(module, length: Int(1, URL), more: Raw() = None):
    """The URL of the next requests: so many bytes behind a prompt, or fewer and +++."""
    form = module.setting["http-url"]
    if (form == "prompt") != (more is None):
        raise ArgumentError("not the form that is set")
    if form == "quoted":
        data = Text(URL, least=1).parse(more).encode("latin-1")
        if len(data) != length:
            return ERROR
    else:
        if form == "timeout":
            Int(1, 3600).parse(more)
        data = await _taken(module, length)
    text = data.decode("latin-1")
    if not text.isprintable() or " " in text or not text:
        return ERROR
    module.http.url = text
    return OK


@command("+LSHTTPHEADERINFO", section="3.7.2")
def header(module, name: Text(64, least=1), value: Text(512)):
    """A header line of the next requests; repeatable."""
    module.http.headers[name] = value


settings = Keyed("Settings of HTTP.")


@settings.key("contenttype")
def content_type(module, kind: Int(0, len(CONTENT_TYPES) - 1)):
    module.http.content_type = kind
    return OK


configure = command("+LSHTTPCFG", section="3.7.2")(settings)


# -- requests --

async def _answered(module, name, work):
    """The result line behind the result code, or before it."""
    module.http.busy = True
    if module.setting["http-result"] == "before":
        return answer(name.encode() + await work)

    async def later():
        module.report(name.encode() + await work)
    module.after(later())
    return OK


@command("+LSHTTPGET", section="3.7.3")
async def get(module):
    """Fetch what the URL names."""
    module.http.ready()
    return await _answered(module, module.setting["http-get-result"], module.http.request("GET"))


@command("+LSHTTPPOST", section="3.7.4")
class Post:
    """Post what is given behind a prompt."""

    async def write(module, given: Raw()):
        form = module.setting["http-post-form"]
        if form == "execute" or (form == "quoted") != given.quoted:
            raise ArgumentError("not the form that is set")
        module.http.ready()
        if form == "quoted":
            body = given.text.encode("latin-1")
        else:
            body = await _taken(module, Int(1, BODY).parse(given))
        return await _post(module, body)

    async def execute(module):
        if module.setting["http-post-form"] not in ("execute", "any"):
            raise ArgumentError("not the form that is set")
        module.http.ready()
        return await _post(module, await _taken(module, None))


async def _post(module, body):
    return await _answered(module, module.setting["http-post-result"], module.http.request("POST", body))
