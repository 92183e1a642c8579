"""The time of a server (RFC 4330)."""

import struct
from datetime import datetime, timedelta

REQUEST = b"\x1b" + bytes(47)
EPOCH = datetime(1900, 1, 1)


async def ask(link):
    """What the server behind ``link`` (UDP) tells; None: that is no time. The link is closed."""
    try:
        await link.write(REQUEST)
        reply = await link.read()
    finally:
        link.close()
    if len(reply) < 48:
        return None
    seconds, fraction = struct.unpack_from(">II", reply, 40)
    return EPOCH + timedelta(seconds=seconds + fraction / 2 ** 32)
