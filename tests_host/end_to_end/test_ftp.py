# FTP of the simulated modules with a real server: transfers that break at any byte lose nothing and double nothing.
from atmodem.errors import LinkLost, NotSupported, Rejected
from atmodem.tls import Tls
from support import world
from support.hurried import Hurried
from support.program import error_of
from support.transfers import Pattern, cut, cut_off, is_stored, on_server, session, stored

# Where the YM310's answers come in pieces.
CHUNKED = (
    "test_get_and_put", "test_into_a_buffer_from_an_offset", "test_a_download_cut_at_any_byte", "test_an_upload_cut_at_any_byte",
    "test_append_cut_at_any_byte", "test_one_that_breaks_again_and_again", "test_folders_and_names", "test_a_long_listing",
    "test_a_wrong_password",
)  # fmt: skip
SETUP = {
    "module": ["ec20", "ym310"],
    "arguments": ["--booted", "--speed", str(Hurried.SPEED)],
    "also": {name + "[ym310]": ["--chunks"] for name in CHUNKED},
    "once": ["test_a_long_file", "test_a_long_listing"],
}
SETUP["also"]["test_nasty_bytes"] = ["--urc-in-answer", "--chunks"]


@on_server
async def test_get_and_put(modem, ftp):
    for size in (0, 1, 1359, 1360, 1361, 1460, 5000):
        name = "p%d" % size
        assert await ftp.put(name, Pattern(size)) == size
        assert is_stored(name, size), size
        sink = Pattern(size)
        assert await ftp.get(name, sink) == size == sink.at
        assert await ftp.size(name) == size
    # idle: the EC20 says that the session is open, the YM310 whether a transfer is under way
    assert await ftp.state() == (1 if world.module() == "ec20" else False)


@on_server
async def test_into_a_buffer_from_an_offset(modem, ftp):
    world.ask("ftp make b 3000")
    buffer = bytearray(2000)
    assert await ftp.get("b", buffer, offset=100) == 2000
    assert buffer == stored(2000, 100)
    assert await ftp.get("b", buffer, offset=2900) == 100
    assert buffer[:100] == stored(100, 2900)


@on_server
async def test_nasty_bytes(modem, ftp):
    for data in (bytes(range(256)), b"\r\nOK\r\n", b"\x1a\x1b>", b"\n\r\n+FTPGET: 1,0\r\n", b"+CME ERROR: 3\r\n"):
        await ftp.put("nasty", data)
        buffer = bytearray(300)
        n = await ftp.get("nasty", buffer)
        assert buffer[:n] == data, data


@on_server
async def test_a_download_cut_at_any_byte(modem, ftp):
    world.ask("ftp make d 12000")
    cut(4, 12000)
    sink = Pattern(12000)
    assert await ftp.get("d", sink, tries=6) == 12000 == sink.at
    assert cut_off() == 4


@on_server
async def test_an_upload_cut_at_any_byte(modem, ftp):
    cut(3, 12000)
    assert await ftp.put("u", Pattern(12000), tries=6) == 12000
    assert cut_off() == 3
    assert is_stored("u", 12000)
    # from memory, over a longer file of the same name
    cut(2, 5000)
    assert await ftp.put("u", stored(5000), tries=6) == 5000
    assert cut_off() == 2
    assert is_stored("u", 5000)


@on_server
async def test_append_cut_at_any_byte(modem, ftp):
    world.ask("ftp make a 1000")
    cut(2, 5000)
    assert await ftp.put("a", Pattern(6000, 1000), append=True, tries=6) == 5000
    assert cut_off() == 2
    assert is_stored("a", 6000)


@on_server
async def test_one_that_breaks_again_and_again(modem, ftp):
    world.ask("ftp make n 100")
    world.ask("ftp cut 0 0 0")
    assert await error_of(ftp.get("n", Pattern(100), tries=2), LinkLost)
    world.ask("ftp cut")
    assert await ftp.get("n", Pattern(100)) == 100


@on_server
async def test_folders_and_names(modem, ftp):
    await ftp.make_folder("/f")
    await ftp.make_folder("/f/g")
    await ftp.put("/f/g/x.txt", b"hello")
    (line,) = await ftp.list("/f/g")
    assert line.endswith(" x.txt") and " 5 " in line
    assert await ftp.size("f/g/x.txt") == 5
    await ftp.delete("f/g/x.txt")
    for call in (ftp.size, ftp.delete):
        assert await error_of(call("f/g/x.txt"), Rejected), call
    await ftp.remove_folder("/f/g")
    await ftp.remove_folder("/f")
    assert not [line for line in await ftp.list() if line.endswith(" f")]


@on_server
async def test_a_long_listing(modem, ftp):
    for i in range(40):
        world.ask("ftp make long-name-of-a-file-%02d 1" % i)
    lines = [line for line in await ftp.list() if "long-name" in line]
    assert len(lines) == 40 and lines[39].endswith("long-name-of-a-file-39")


async def log_in(modem, ftp):
    # The YM310 logs in with each transfer.
    await ftp.list()


def test_a_wrong_password():
    try:
        session(log_in, password="wrong")
    except Rejected as error:
        assert error.code in ((530,) if world.module() == "ec20" else (71, 72)) and "wrong" not in str(error), error
    else:
        raise AssertionError("let in")


def test_nobody_there():
    try:
        session(log_in, host="nobody.test")
    except LinkLost as error:
        assert ("(604" if world.module() == "ec20" else "(62") in str(error), error
    else:
        raise AssertionError("somebody")


async def again(call, *arguments):
    try:
        return await call(*arguments)
    except LinkLost:
        return await call(*arguments)


@on_server
async def test_from_and_to_the_files_of_the_module(modem, ftp):
    world.ask("ftp make m 5000")
    file, size = await ftp.get_file("m", "m.bin")
    assert size == 5000 == await modem.files.size(file)
    data = await modem.files.read(file)
    assert data == stored(5000)
    assert await ftp.put_file(file, "m2") == 5000
    assert is_stored("m2", 5000)
    # Whether the module goes on by itself after a loss, or tells of it: the next call works.
    world.ask("ftp cut 700")
    assert await again(ftp.get_file, "m", "m.bin") == (file, 5000)
    assert await modem.files.read(file) == data
    world.ask("ftp cut 700")
    assert await again(ftp.put_file, file, "m3") == 5000
    assert is_stored("m3", 5000)


def test_tls_is_refused():
    try:
        session(log_in, tls=Tls(verify=False))
    except NotSupported:
        return
    raise AssertionError("in the clear")


@on_server
async def test_a_long_file(modem, ftp):
    size = 66000  # more than the EC20 fetches at once
    world.ask("ftp make long %d" % size)
    cut(3, size)
    sink = Pattern(size)
    assert await ftp.get("long", sink, tries=6) == size == sink.at
    assert cut_off() == 3
    assert await ftp.put("long2", Pattern(size)) == size
    assert is_stored("long2", size)
