"""One HTTP request of the module, by httpx, through the routes only."""

import asyncio

from ..standard.links import ROUND_TRIP

TIMEOUT = 60


class Failure(Exception):
    """No answer that can be read."""


async def perform(module, method, url, headers, body):
    """(status, content). Raises Failure."""
    try:
        return await module.clock.limit(TIMEOUT, _perform(module, method, url, headers, body))
    except asyncio.TimeoutError:
        raise Failure from None


async def _perform(module, method, url, headers, body):
    import httpx  # only for who asks for HTTP

    await module.clock.sleep(ROUND_TRIP)
    try:
        wanted = httpx.URL(url if "://" in url else f"http://{url}")
    except httpx.InvalidURL:
        raise Failure from None
    target = module.routes.target(wanted.host, wanted.port or 80)
    if wanted.scheme != "http" or not target:          # the manual tells nothing of TLS
        raise Failure
    address, port = target
    host = wanted.host + (f":{wanted.port}" if wanted.port else "")
    request = httpx.Request(method, wanted.copy_with(host=address, port=port),
                            headers={"Host": host, **headers}, content=body if method == "POST" else None)
    try:
        async with httpx.AsyncClient(timeout=None, trust_env=False) as client:
            response = await client.send(request)
    except httpx.HTTPError:
        raise Failure from None
    return response.status_code, response.content
