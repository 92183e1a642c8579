# Bodies of HTTP in end-to-end tests.


async def whole(response, size=512):
    """All of a small body, read by `size` bytes."""
    buffer = bytearray(size)
    found = b""
    while True:
        n = await response.readinto(buffer)
        if not n:
            return found
        found += buffer[:n]
