"""The HTTP client inside the module: one request on one link, answered or failed with a code of 11.5."""

import asyncio
import re

from ..standard.http_exchange import Broken, exchange
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
        return await _reply(link, "\r\n".join(lines).encode("latin-1") + (body if method == "POST" else b""), watch)
    finally:
        link.close()


async def _reply(link, sent, watch):
    """The reply with its body."""
    try:
        reply = await exchange(link, sent)
    except Broken as broken:
        raise HttpFailure(NOT_HTTP if broken.heard else NETWORK_ERROR) from None
    try:
        async for piece in reply.pieces():
            reply.body += piece
            if watch:
                await watch(len(reply.body), reply.length or 0)
    except Broken:
        raise HttpFailure(NETWORK_ERROR, reply) from None
    if link.reset:
        raise HttpFailure(NETWORK_ERROR, reply)
    return reply
