# FTP of the simulated YM310 with a real server that breaks the data connection at any byte, twenty times a direction: nothing
# is lost, nothing is doubled, and it is known. Time runs ten times as fast, in the program as in the module.
import random
from binascii import crc32

import atmodem
from atmodem.errors import LinkLost, Rejected
from support import world
from support.hurried import Hurried

SETUP = {
    "module": "ym310",
    "arguments": ["--booted", "--speed", str(Hurried.SPEED)],
    "heap": "384k",  # the files are in memory, to be compared
    "once": ("test_get", "test_put", "test_append", "test_a_stream", "test_into_a_file", "test_out_of_a_file"),
}
CUTS = 20
SIZE = 30000
PERIOD = 251


def session(work):
    """Do `work(modem, ftp)`."""

    async def main():
        modem = await atmodem.open(port)
        try:
            async with await modem.ftp.connect("ftp.test", user="alice", password="secret") as ftp:
                return await work(modem, ftp)
        finally:
            modem.close()

    world.ask("ftp cut")
    port = world.port()
    try:
        return atmodem.run(main(), clock=Hurried())
    finally:
        port.close()


def pattern(size, start=0):
    whole = bytes([i % PERIOD for i in range(start, start + PERIOD)]) * (size // PERIOD + 1)
    return whole[:size]


def cut(size, left=None):
    """Have the next CUTS transfers break: each within its share of what is left then, so that the last one ends."""
    share = (left or size) // (CUTS + 1)
    # A cut behind no byte at all, and behind the first, now and then.
    world.ask("ftp cut " + " ".join([str(random.choice((0, 1, random.randint(0, share), share))) for _ in range(CUTS)]))


def there(name, size):
    """The server has `size` bytes of the pattern."""
    return world.ask("ftp check " + name) == "%d %08x" % (size, crc32(pattern(size)))


class Stream:
    """A source or sink that is no buffer."""

    def __init__(self, data=b""):
        self.data = data
        self.at = 0

    def tell(self):
        return self.at

    def seek(self, position):
        self.at = position

    def readinto(self, buffer):
        n = min(len(buffer), len(self.data) - self.at)
        buffer[:n] = self.data[self.at : self.at + n]
        self.at += n
        return n

    def write(self, data):
        assert bytes(data) == pattern(len(data), self.at), self.at
        self.at += len(data)


def test_get():
    async def work(modem, ftp):
        world.ask("ftp make d %d" % SIZE)
        cut(SIZE)
        sink = Stream()
        assert await ftp.get("d", sink, tries=CUTS + 1) == SIZE == sink.at
        assert world.ask("ftp cut_off") == str(CUTS)
        # the rest of it, into memory
        buffer = bytearray(SIZE - 777)
        cut(SIZE - 777)
        assert await ftp.get("d", buffer, offset=777, tries=CUTS + 1) == SIZE - 777
        assert buffer == pattern(SIZE - 777, 777)
        assert world.ask("ftp cut_off") == str(CUTS)

    session(work)


def test_put():
    async def work(modem, ftp):
        cut(SIZE)
        assert await ftp.put("u", pattern(SIZE), tries=CUTS + 1) == SIZE
        assert world.ask("ftp cut_off") == str(CUTS)
        assert there("u", SIZE)

    session(work)


def test_a_stream():
    async def work(modem, ftp):
        cut(SIZE)
        assert await ftp.put("s", Stream(pattern(SIZE)), tries=CUTS + 1) == SIZE
        assert world.ask("ftp cut_off") == str(CUTS)
        assert there("s", SIZE)

    session(work)


def test_append():
    async def work(modem, ftp):
        world.ask("ftp make a 5000")
        cut(SIZE)
        assert await ftp.put("a", pattern(SIZE, 5000), append=True, tries=CUTS + 1) == SIZE
        assert world.ask("ftp cut_off") == str(CUTS)
        assert there("a", SIZE + 5000)

    session(work)


def test_into_a_file():
    async def work(modem, ftp):
        world.ask("ftp make m %d" % SIZE)
        cut(SIZE)
        file, size = await ftp.get_file("m", "m.bin", tries=CUTS)
        assert world.ask("ftp cut_off") == str(CUTS)
        assert size == SIZE == await modem.files.size(file)
        assert await modem.files.read(file) == pattern(SIZE)

    session(work)


def test_out_of_a_file():
    async def work(modem, ftp):
        await modem.files.write("out.bin", pattern(SIZE))
        cut(SIZE)
        assert await ftp.put_file("out.bin", "o", tries=CUTS) == SIZE
        assert world.ask("ftp cut_off") == str(CUTS)
        assert there("o", SIZE)

    session(work)


def test_a_file_after_a_part_of_one():
    async def work(modem, ftp):
        world.ask("ftp make p 3000")
        assert await ftp.get("p", bytearray(100), offset=2000) == 100
        file, size = await ftp.get_file("p", "p.bin")
        assert size == 3000, "where to go on is nothing to remember"
        assert await modem.files.read(file) == pattern(3000)
        from atmodem.yuge import ftp_memory

        assert await ftp.get("p", bytearray(100), offset=2000) == 100
        buffer = bytearray(4000)
        assert await ftp_memory.get(ftp, "p", buffer) == 3000
        assert buffer[:3000] == pattern(3000)

    session(work)


def test_one_that_breaks_more_often_than_it_may():
    async def work(modem, ftp):
        world.ask("ftp make n 500")
        for call, arguments in ((ftp.get_file, ("n", "n.bin")), (ftp.get, ("n", Stream()))):
            world.ask("ftp cut 0 0 0 0 0 0")
            try:
                await call(*arguments, tries=2)
            except LinkLost:
                pass
            else:
                raise AssertionError("it came")
        world.ask("ftp cut")
        assert await ftp.get_file("n", "n.bin") == ("C:/USER/FTP/n.bin", 500)

    session(work)


def test_what_the_server_has_not_is_not_asked_for_again_and_again():
    async def work(modem, ftp):
        start = atmodem.sched.loop.now()
        for call, arguments in ((ftp.get_file, ("absent", "x")), (ftp.get, ("absent", bytearray(10)))):
            try:
                await call(*arguments)
            except (LinkLost, Rejected) as error:
                assert "(7" in str(error), error
            else:
                raise AssertionError("it came")
        assert atmodem.sched.ticks_diff(atmodem.sched.loop.now(), start) < 30000

    session(work)
