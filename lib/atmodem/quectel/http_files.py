# Quectel EC2x HTTP: heads of our own, and bodies that go through a file of the module. Source: HTTP(S) manual 2.3.3 to 2.3.8.
from .. import http
from ..errors import CommandError

_NAME = "atmodem.http"
_HEAD = 2048  # most bytes of a server's header


def head(method, url, body, content_type, lines, range):
    """The whole head of a request (manual 2.3.3)."""
    place = url.partition(b"://")[2]
    host, slash, path = place.partition(b"/")
    if b"?" in host:
        host, slash, path = place.partition(b"?")
        slash = b"/?"
    made = [bytes(method, "utf-8") + b" " + (slash + path or b"/") + b" HTTP/1.1", b"Host: " + host.split(b"@")[-1]] + lines
    if range is not None:
        made.append(b"Range: bytes=%d-" % range[0] + (b"" if range[1] is None else b"%d" % range[1]))
    if body is not None:
        made += [b"Content-Type: " + content_type, b"Content-Length: %d" % len(body)]
    return b"\r\n".join(made) + b"\r\n\r\n"


async def place(response, size):
    """Where a file of this size finds room: in memory, which does not wear, or in the flash."""
    at = response.at
    drive = "RAM:"
    if size is not None:
        try:
            if (await at.query("+QFLDS", "RAM"))[0] <= size:
                drive = "UFS:"
        except CommandError:
            drive = "UFS:"
    response.name = drive + _NAME
    try:
        await at.execute("+QFDEL", response.name)
    except CommandError:
        pass  # there was none


async def post(response, head, body, wait):
    """Send a body that memory has no room for; the fields of the result."""
    await place(response, len(head) + len(body))
    files = response.service.modem.files
    await files.write(response.name, head)
    piece = bytearray(1024)
    view = memoryview(piece)
    for start in range(0, len(body), len(piece)):
        n = min(len(piece), len(body) - start)
        if hasattr(body, "fill"):
            body.fill(view[:n])
            data = view[:n]
        else:
            data = memoryview(body)[start : start + n]
        await files.write(response.name, data, append=True)
    found = await response.result("+QHTTPPOSTFILE", response.name, wait)
    await response.at.execute("+QFDEL", response.name)
    response.name = None
    return found


def _store(response, name):
    """Have the body put into a file: AT+QHTTPREADFILE. It has a second a kilobyte."""
    longer = response.timeout_ms * 4 if response.length is None else response.length
    wait = (response.timeout_ms + 999) // 1000
    return response.result("+QHTTPREADFILE", name, wait, longer=longer)


async def fetch(response):
    """Open the body as a file."""
    await place(response, None if response.length is None else response.length + _HEAD)
    await _store(response, response.name)
    response.file = file = await response.service.modem.files.open(response.name)
    if response.length is None:
        response.length = file.size


async def headers(response):
    """The header, which stands in front of the body."""
    known = response.length
    await fetch(response)
    file = response.file
    buffer = bytearray(min(_HEAD, file.size))
    n = await file.readinto(buffer)
    end = buffer.find(b"\r\n\r\n", 0, n) + 4
    if end < 4:
        raise CommandError(b"+QHTTPREADFILE", detail="no header")
    await file.seek(end)
    if known is None:
        response.length = file.size - end
    return http.parse(bytes(buffer[:end]))


async def save(response, name):
    """Put the body into a file of that name; returns its length."""
    files = response.service.modem.files
    path = files.path(name)
    if response.file is not None:
        raise CommandError(b"+QHTTPREADFILE", detail="it is being read")
    await _store(response, path)
    response.position = response.length = await files.size(name)
    return response.length
