"""Ports for the servers of the tests."""

import random
import socket

# Below those the system hands out for connections: one of these may be free now and taken a moment later.
FIRST, LAST = 20000, 32000
_random = random.SystemRandom()


def free_port(kind=socket.SOCK_STREAM):
    """A loopback port that nothing uses now, and nothing but a server will."""
    while True:
        port = _random.randrange(FIRST, LAST)
        with socket.socket(socket.AF_INET, kind) as listener:
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
