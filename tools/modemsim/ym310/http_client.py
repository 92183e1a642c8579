"""The HTTP client inside the module: one request on one link, answered or failed with a code of 11.5."""

import asyncio
import re

from ..standard.links import LinkError
from .links import open_link
from .tls import TlsSettings

TLS_CONTEXT = 153
NOT_HTTP, NETWORK_ERROR, DNS_ERROR, TLS_ERROR = 600, 601, 603, 605


class HttpFailure(Exception):
    """``code`` of 11.5; ``response``: what had come until then."""

    def __init__(self, code, response=None):
        super().__init__(code)
        self.code, self.response = code, response


class Response:
    def __init__(self, status, head, body):
        self.status, self.head, self.body = status, head, body

    def header(self, name):
        match = re.search(rb"(?im)^" + name.encode() + rb":[ \t]*([^\r\n]*)", self.head)
        return match[1].decode("latin-1").strip() if match else None


def split_url(url):
    """(secured, host, port, path). The manual writes the port behind the path; the usual place is understood too."""
    match = re.fullmatch(r"(?:(https?)://)?([^/:]+)(?::(\d+))?(/.*?)?(?::(\d+))?", url, re.IGNORECASE)
    if not match:
        raise HttpFailure(NETWORK_ERROR)
    scheme, host, port, path, late_port = match.groups()
    secured = (scheme or "http").lower() == "https"
    return secured, host, int(port or late_port or (443 if secured else 80)), path or "/"


async def request(module, method, url, headers, body, timeout, secured=False, watch=None):
    """``headers``: (name, value) pairs; ``await watch(bytes so far, all of them)`` while they come. Raises HttpFailure."""
    by_scheme, host, port, path = split_url(url)
    work = _exchange(module, method, host, port, path, headers, body, secured or by_scheme, watch)
    try:
        return await module.clock.limit(timeout, work)
    except asyncio.TimeoutError:
        raise HttpFailure(NETWORK_ERROR) from None
    except LinkError as problem:
        raise HttpFailure({"dns": DNS_ERROR, "tls": TLS_ERROR}.get(problem.reason, NETWORK_ERROR)) from None


async def _exchange(module, method, host, port, path, headers, body, secured, watch):
    link = await open_link(module, "TCP", host, port, TlsSettings(module, TLS_CONTEXT) if secured else None)
    try:
        given = {name.lower() for name, _ in headers}
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host}" + ("" if port in (80, 443) else f":{port}")]
        lines += [f"{name}: {value}" for name, value in headers]
        lines += [f"Content-Length: {len(body)}"] if method == "POST" and "content-length" not in given else []
        lines += ["Connection: close", "", ""]
        await link.write("\r\n".join(lines).encode("latin-1") + (body if method == "POST" else b""))
        return await _response(link, method, watch)
    finally:
        link.close()


async def _response(link, method, watch):
    data = b""
    while b"\r\n\r\n" not in data:
        piece = await link.read(4096)
        if not piece:
            raise HttpFailure(NOT_HTTP if data else NETWORK_ERROR)
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    match = re.match(rb"HTTP/\d\.\d (\d{3})", head)
    if not match:
        raise HttpFailure(NOT_HTTP)
    response = Response(int(match[1]), head + b"\r\n\r\n", b"")
    if method == "HEAD":
        return response
    length = response.header("Content-Length")
    chunked = (response.header("Transfer-Encoding") or "").lower() == "chunked"
    while length is None or len(body) < int(length):
        piece = await link.read(4096 if watch else 65536)
        if not piece:
            break
        body += piece
        if watch:
            await watch(len(body), int(length or 0))
    whole = link.reset is False and (length is None or len(body) >= int(length))
    response.body = body
    if chunked:
        response.body, whole = _joined(body)
    if not whole:
        raise HttpFailure(NETWORK_ERROR, response)
    return response


def _joined(body):
    """The chunks of a chunked body as one, and whether the last one is among them."""
    whole = b""
    while True:
        size, end, body = body.partition(b"\r\n")
        if not end:
            return whole, False
        length = int(size.split(b";")[0] or b"0", 16)
        if not length:
            return whole, True
        whole, body = whole + body[:length], body[length + 2:]
