# FTP between the module of an end-to-end test and a real server. Time runs ten times as fast, in the program as in the module.
from binascii import crc32
from random import randint

import atmodem
from support import world
from support.hurried import Hurried

PERIOD = 251


def session(work, **named):
    """Open the module, log in at a server, do `work(modem, ftp)`; its result."""
    options = {"host": "ftp.test", "user": "alice", "password": "secret"}
    options.update(named)

    async def main(port):
        modem = await atmodem.open(port)
        try:
            async with await modem.ftp.connect(**options) as ftp:
                return await work(modem, ftp)
        finally:
            modem.close()

    world.ask("ftp cut")
    port = world.port()
    try:
        return atmodem.run(main(port), clock=Hurried())
    finally:
        port.close()


def on_server(work):
    """Make a plain test of `async def test_...(modem, ftp)`."""
    return lambda: session(work)


def stored(size, start=0):
    """Bytes as `ftp make` makes them: byte i is i modulo 251."""
    return (bytes([i % PERIOD for i in range(start, start + PERIOD)]) * (size // PERIOD + 1))[:size]


class Pattern:
    """A source of `size` such bytes, and a sink that looks at what it gets."""

    def __init__(self, size, at=0):
        self.size = size
        self.at = at

    def tell(self):
        return self.at

    def seek(self, position):
        self.at = position

    def readinto(self, buffer):
        n = min(len(buffer), self.size - self.at)
        buffer[:n] = stored(n, self.at)
        self.at += n
        return n

    def write(self, data):
        assert bytes(data) == stored(len(data), self.at), self.at
        self.at += len(data)


def is_stored(name, size):
    """Whether the server has a file of `size` such bytes."""
    sum = 0
    for start in range(0, size, 1024):
        sum = crc32(stored(min(1024, size - start), start), sum)
    return world.ask("ftp check " + name) == "%d %08x" % (size, sum)


def cut(n, size):
    """Have the next `n` transfers break, each anywhere within its share of `size` bytes."""
    world.ask("ftp cut " + " ".join([str(randint(1, size // n - 1)) for _ in range(n)]))


def cut_off():
    """How many were broken since."""
    return int(world.ask("ftp cut_off"))
