"""Ports for the servers of the tests."""

import random
import socket

# Below those the system hands out for connections: one of these may be free now and taken a moment later.
FIRST, LAST = 20000, 30000
FIRST_OF_TRANSFERS, LAST_OF_TRANSFERS = 30000, 31999  # where a server may listen for a moment
_random = random.SystemRandom()
_reserved = []


def free_port(kind=socket.SOCK_STREAM):
    """A loopback port that nothing uses now, and nothing but a server of this process will while the process lives."""
    while True:
        port = _random.randrange(FIRST, LAST)
        if _reserve(port):
            with socket.socket(socket.AF_INET, kind) as listener:
                try:
                    listener.bind(("127.0.0.1", port))
                except OSError:
                    continue
                return port


def _reserve(port):
    """Whether no other test of this computer has chosen the port for a server that it has still to start."""
    sign = socket.socket(socket.AF_UNIX)
    try:
        sign.bind(f"\0atmodem-port-{port}")  # a name of Linux that leaves no file, and goes with the process
    except OSError:
        sign.close()
        return False
    _reserved.append(sign)
    return True
