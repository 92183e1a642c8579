# FTP of the simulated modules with vsftpd: another server's replies, and names that begin with the folder it serves.
from binascii import crc32

from atmodem.errors import LinkLost, Rejected
from support import world
from support.hurried import Hurried
from support.program import error_of
from support.transfers import Pattern, session, stored

SETUP = {"module": ["ec20", "ym310"], "arguments": ["--booted", "--chunks", "--speed", str(Hurried.SPEED)]}
def anonymous(work):
    """A test: `work(modem, ftp, root)` is done, with the folder whose files the server shows."""

    async def within(modem, ftp):
        await work(modem, ftp, world.ask("vsftpd emptied") + "/")

    return lambda: session(within, host="vsftpd.test", user="anonymous", password="pump@example.com")


def is_there(name, data):
    return world.ask("vsftpd check " + name) == "%d %08x" % (len(data), crc32(data))


@anonymous
async def test_put_get_and_size(modem, ftp, root):
    for size in (0, 1, 1361, 3000):
        assert await ftp.put(root + "p", Pattern(size)) == size
        assert is_there("p", stored(size)), size
        assert await ftp.size(root + "p") == size
        sink = Pattern(size)
        assert await ftp.get(root + "p", sink) == size == sink.at


@anonymous
async def test_any_bytes(modem, ftp, root):
    data = bytes(range(256)) + b"\r\nOK\r\n\n\r+FTPGET: 1,0\r\n\x1a\x1b"
    await ftp.put(root + "any", data)
    assert is_there("any", data)
    buffer = bytearray(300)
    assert await ftp.get(root + "any", buffer) == len(data) and buffer[: len(data)] == data


@anonymous
async def test_append(modem, ftp, root):
    await ftp.put(root + "a", stored(1000))
    assert await ftp.put(root + "a", Pattern(2500, 1000), append=True) == 1500
    assert is_there("a", stored(2500))
    assert await ftp.put(root + "new", b"x", append=True) == 1
    assert is_there("new", b"x")


@anonymous
async def test_from_an_offset(modem, ftp, root):
    await ftp.put(root + "o", stored(3000))
    sink = Pattern(3000, 1234)
    assert await ftp.get(root + "o", sink, offset=1234) == 1766 and sink.at == 3000
    buffer = bytearray(100)
    assert await ftp.get(root + "o", buffer, offset=2950) == 50 and buffer[:50] == stored(50, 2950)


@anonymous
async def test_folders_listings_and_deletion(modem, ftp, root):
    await ftp.make_folder(root + "f")
    await ftp.make_folder(root + "f/a b")
    for i in range(3):
        await ftp.put(root + "f/a b/file %d.txt" % i, b"hello"[:i])
    lines = await ftp.list(root + "f/a b")
    assert [line.endswith(" file %d.txt" % i) and " %d " % i in line for i, line in enumerate(lines)] == [True] * 3, lines
    for i in range(3):
        await ftp.delete(root + "f/a b/file %d.txt" % i)
    assert await ftp.list(root + "f/a b") == []
    await ftp.remove_folder(root + "f/a b")
    await ftp.remove_folder(root + "f")
    assert await error_of(ftp.remove_folder(root + "f"), Rejected)


@anonymous
async def test_what_is_not_there_is_refused(modem, ftp, root):
    await ftp.put(root + "x", b"x")
    # The EC20 tells the server's reply, the YM310 a number of its own.
    expected = (550,) if world.module() == "ec20" else (77,)
    for call in (ftp.size, ftp.delete, ftp.remove_folder):
        for name in ("none", "no/x"):
            error = await error_of(call(root + name), Rejected)
            assert error is not None and error.code in expected, (call, name, error)
    error = await error_of(ftp.get(root + "no/x", bytearray(10)), Rejected)
    assert error.code in expected, error
    await error_of(ftp.get(root + "x", bytearray(10), offset=2), Rejected)
    error = await error_of(ftp.put(root + "no/x", bytearray(10)))
    if world.module() == "ec20":
        assert isinstance(error, Rejected) and error.code == 550, error
    else:
        # Whether the server refuses or breaks off, it is the same number: tried again, and then the link is to blame.
        assert isinstance(error, LinkLost) and "(78" in str(error), error
    # and the session goes on
    assert await ftp.size(root + "x") == 1


@anonymous
async def test_to_and_from_the_files_of_the_module(modem, ftp, root):
    await ftp.put(root + "m", stored(3000))
    file, size = await ftp.get_file(root + "m", "m.bin")
    assert size == 3000 and await modem.files.read(file) == stored(3000)
    assert await ftp.put_file(file, root + "m2") == 3000
    assert is_there("m2", stored(3000))
