"""One HTTP request of the module, through the routes only."""

import asyncio
import re

from ..standard.http_exchange import Broken, exchange
from ..standard.links import LinkError, StreamLink

TIMEOUT = 60
PORT = 80                                              # the manual tells nothing of TLS


class Failure(Exception):
    """No answer that can be read."""


async def perform(module, method, url, headers, body):
    """(status, content). Raises Failure."""
    match = re.fullmatch(r"(?:http://)?([^/:?@]+)(?::(\d+))?([/?].*)?", url, re.IGNORECASE)
    if not match:
        raise Failure
    host, port, path = match.groups()
    path = "/" + path if path and path.startswith("?") else path or "/"
    given = {"Host": host + (f":{port}" if port else ""), **headers}
    if method == "POST":
        given["Content-Length"] = str(len(body))
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items()), "", ""]
    request = "\r\n".join(lines).encode("latin-1") + body
    try:
        return await module.clock.limit(TIMEOUT, _perform(module, host, int(port or PORT), request))
    except (asyncio.TimeoutError, LinkError, Broken):
        raise Failure from None


async def _perform(module, host, port, request):
    link = await StreamLink.connect(module, host, port)
    try:
        reply = await exchange(link, request)
        async for piece in reply.pieces():
            reply.body += piece
        return reply.status, reply.body
    finally:
        link.close()
