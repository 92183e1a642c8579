# Longsung C1100: block input, the manual's transparent transmission: raw bytes up to `+++`, which then are sent.
# Source: manual 3.3.2.
from .sockets import confirmed

_MOST = 1500  # bytes a block; the manual's example has 600
_WAIT = 5000
_END = b"+++"


def _raw(data):
    """How many bytes from the beginning can be a block: up to the first plus signs that would end it, or run into its end."""
    n = data.find(_END)
    if n < 0:
        n = len(data)
    while n and data[n - 1] == 43:
        n -= 1
    return n


async def send(link, data, timeout_ms):
    """Send a piece in character mode. Raises ValueError for a datagram that neither a block nor a text can hold."""
    data = bytes(data)
    if link.kind == "udp" and _raw(data) < len(data):
        from ..arguments import text

        await link.queue(text(data, "data", len(data)), timeout_ms)
        return await link.push(timeout_ms)
    while data:
        n = _raw(data)
        if n:
            await block(link, data[:n], timeout_ms)
        else:
            while n < len(data) and data[n] == 43:
                n += 1
            await link.queue(data[:n], timeout_ms)
            await link.push(timeout_ms)
        data = data[n:]


async def block(link, data, timeout_ms):
    """Send one block: 1 to 1,500 bytes that do not hold `+++`, nor end in a plus sign."""
    parameters = (1, link.id, _WAIT, _MOST)
    await confirmed(link.at.upload("+LSIPTPS", *parameters, payload=data + _END, prompt=b">", timeout_ms=timeout_ms))
