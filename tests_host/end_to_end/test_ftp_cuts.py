# FTP of the simulated modules with a real server that breaks the data connection at any byte, twenty times a direction: nothing
# is lost, nothing is doubled, and it is known.
import random

from atmodem.errors import LinkLost
from support import world
from support.hurried import Hurried
from support.program import error_of
from support.transfers import cut_off, is_stored, on_server, stored

SETUP = {
    "module": ["ec20", "ym310"],
    "arguments": ["--booted", "--speed", str(Hurried.SPEED)],
    # The module waits five seconds before each of its own tries.
    "also": {"test_into_a_file": ["--speed", "50"], "test_out_of_a_file": ["--speed", "50"]},
    "only": {name: ["ym310"] for name in ("test_append", "test_a_stream", "test_into_a_file", "test_out_of_a_file")},
    "heap": "384k",  # the files are in memory, to be compared
    "once": ("test_get", "test_put", "test_append", "test_a_stream", "test_into_a_file", "test_out_of_a_file"),
}
CUTS = 20
SIZE = 30000


def cut(size):
    """Have the next CUTS transfers break: each within its share of what is left then, so that the last one ends."""
    share = size // (CUTS + 1)
    # A cut behind no byte at all, and behind the first, now and then.
    world.ask("ftp cut " + " ".join([str(random.choice((0, 1, random.randint(0, share), share))) for _ in range(CUTS)]))


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
        assert bytes(data) == stored(len(data), self.at), self.at
        self.at += len(data)


@on_server
async def test_get(modem, ftp):
    world.ask("ftp make d %d" % SIZE)
    cut(SIZE)
    sink = Stream()
    assert await ftp.get("d", sink, tries=CUTS + 1) == SIZE == sink.at
    assert cut_off() == CUTS
    # the rest of it, into memory
    buffer = bytearray(SIZE - 777)
    cut(SIZE - 777)
    assert await ftp.get("d", buffer, offset=777, tries=CUTS + 1) == SIZE - 777
    assert buffer == stored(SIZE - 777, 777)
    assert cut_off() == CUTS


@on_server
async def test_put(modem, ftp):
    cut(SIZE)
    assert await ftp.put("u", stored(SIZE), tries=CUTS + 1) == SIZE
    assert cut_off() == CUTS
    assert is_stored("u", SIZE)


@on_server
async def test_a_stream(modem, ftp):
    cut(SIZE)
    assert await ftp.put("s", Stream(stored(SIZE)), tries=CUTS + 1) == SIZE
    assert cut_off() == CUTS
    assert is_stored("s", SIZE)


@on_server
async def test_append(modem, ftp):
    world.ask("ftp make a 5000")
    cut(SIZE)
    assert await ftp.put("a", stored(SIZE, 5000), append=True, tries=CUTS + 1) == SIZE
    assert cut_off() == CUTS
    assert is_stored("a", SIZE + 5000)


@on_server
async def test_into_a_file(modem, ftp):
    world.ask("ftp make m %d" % SIZE)
    cut(SIZE)
    file, size = await ftp.get_file("m", "m.bin", tries=CUTS)
    assert cut_off() == CUTS
    assert size == SIZE == await modem.files.size(file)
    assert await modem.files.read(file) == stored(SIZE)


@on_server
async def test_out_of_a_file(modem, ftp):
    await modem.files.write("out.bin", stored(SIZE))
    cut(SIZE)
    assert await ftp.put_file("out.bin", "o", tries=CUTS) == SIZE
    assert cut_off() == CUTS
    assert is_stored("o", SIZE)


@on_server
async def test_one_that_breaks_more_often_than_it_may(modem, ftp):
    world.ask("ftp make n 500")
    for call, arguments in ((ftp.get_file, ("n", "n.bin")), (ftp.get, ("n", Stream()))):
        world.ask("ftp cut 0 0 0 0 0 0")
        assert await error_of(call(*arguments, tries=2), LinkLost)
    world.ask("ftp cut")
    file, size = await ftp.get_file("n", "n.bin")
    assert size == 500 and file.endswith("n.bin") and await modem.files.read(file) == stored(500)
