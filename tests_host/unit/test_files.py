# Files as every module offers them, with a made-up vendor that keeps them in a dict.
from atmodem.errors import CommandError
from atmodem.files import Files
from support.wire import raises, run


class Made(Files):
    piece = 4
    at = None

    def __init__(self):
        self.kept = {}
        self.pieces = []

    async def _prepare(self, path, append):
        if not append or path not in self.kept:
            self.kept[path] = b""

    async def _write(self, path, piece, append, timeout_ms):
        self.pieces.append((bytes(piece), append, timeout_ms))
        self.kept[path] = self.kept[path] + bytes(piece)

    async def _read(self, path, view, position, timeout_ms):
        view[:] = self.kept[path][position : position + len(view)]

    async def size(self, name):
        found = self.kept.get(self.path(name))
        return None if found is None else len(found)


def test_long_data_goes_in_pieces():
    files = Made()
    run(files.write("a", b"0123456789", timeout_ms=2000))
    assert files.pieces == [(b"0123", False, 2000), (b"4567", True, 2000), (b"89", True, 2000)]
    assert run(files.read("a")) == b"0123456789"
    run(files.write("a", b"", append=True))
    run(files.write("a", memoryview(b"ab"), append=True))
    assert files.pieces[3:] == [(b"ab", True, 30000)]
    run(files.write("a", bytearray(b"new")))
    assert run(files.read("a")) == b"new"


def test_a_file_is_read_in_pieces_of_any_buffer():
    files = Made()
    run(files.write("a", b"0123456789"))
    buffer = bytearray(4)
    got = b""
    while True:
        n = run(files.readinto("a", buffer, len(got)))
        if not n:
            break
        got += buffer[:n]
    assert got == b"0123456789"
    assert run(files.readinto("a", buffer, 10)) == 0
    assert run(files.readinto("a", buffer, 99)) == 0
    assert run(files.readinto("a", bytearray(0))) == 0


def test_a_file_that_is_not_there():
    files = Made()
    for work in (files.read("a"), files.readinto("a", bytearray(1))):
        assert "no such file" in str(raises(CommandError, work))


def test_a_file_that_shrinks_while_it_is_read():
    files = Made()

    async def shrink(path, view, position, timeout_ms):
        pass

    sizes = [5, 3]

    async def size(name):
        return sizes.pop(0)

    files.size = size
    files._read = shrink
    assert len(run(files.read("a"))) == 3


def test_what_cannot_be_sent_is_refused():
    files = Made()
    for name in ("", "n" * 65, 'a"b', "a\r\nb", "a\x1a", "\x00", None, 5):
        raises(ValueError, files.write(name, b""))
        raises(ValueError, files.readinto(name, bytearray(1)))
    for data in ("text", None, 5, [1]):
        raises(ValueError, files.write("a", data))
    for position in (-1, 1 << 30, None, 1.5):
        raises(ValueError, files.readinto("a", bytearray(1), position))
    for timeout_ms in (0, 999, 3600001, None):
        raises(ValueError, files.write("a", b"x", timeout_ms=timeout_ms))
    assert files.kept == {}


def test_a_drive_stands_before_names_without_one():
    files = Made()
    files.drive = "D:/"
    assert files.path("a") == b"D:/a"
    assert files.path("/") == b"D:/"
    assert files.path("/a/b") == b"D:/a/b"
    assert files.path("C:/a") == b"C:/a"
    raises_at_once(files)


def raises_at_once(files):
    try:
        files.path("n" * 62)
    except ValueError:
        return
    raise AssertionError("65 bytes")
