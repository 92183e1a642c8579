# FTP of the simulated EC20 with a real server: transfers that break at any byte lose nothing and double nothing.
from binascii import crc32
from random import randint

import atmodem
from atmodem.errors import LinkLost, NotSupported, Rejected
from atmodem.tls import Tls
from support import world
from support.program import leave_behind

SETUP = {
    "module": "ec20",
    "arguments": ["--booted", "--speed", "10"],
    "also": {"test_nasty_bytes": ["--urc-in-answer", "--chunks"]},
    "once": ["test_a_long_file", "test_a_long_listing"],
}

PERIOD = 251


def session(work, **named):
    """Open the module, do `work(modem, ftp)`."""

    async def main():
        modem = await atmodem.open(port)
        try:
            async with await modem.ftp.connect(**options) as ftp:
                return await work(modem, ftp)
        finally:
            modem.close()

    options = {"host": "ftp.test", "user": "alice", "password": "secret"}
    options.update(named)
    world.ask("ftp cut")
    port = world.port()
    try:
        return atmodem.run(main())
    finally:
        port.close()


class Pattern:
    """A source of `size` bytes, and a sink that looks at what it gets."""

    def __init__(self, size, at=0):
        self.size = size
        self.at = at

    def tell(self):
        return self.at

    def seek(self, position):
        self.at = position

    def readinto(self, buffer):
        n = min(len(buffer), self.size - self.at)
        for i in range(n):
            buffer[i] = (self.at + i) % PERIOD
        self.at += n
        return n

    def write(self, data):
        for byte in data:
            assert byte == self.at % PERIOD, self.at
            self.at += 1


def checked(name, size):
    """Whether the server has `size` bytes of the pattern."""
    sum = 0
    source = Pattern(size)
    buffer = bytearray(PERIOD)
    while source.at < size:
        n = source.readinto(buffer)
        sum = crc32(buffer[:n], sum)
    return world.ask("ftp check " + name) == "%d %08x" % (size, sum)


def cuts(n, size):
    return " ".join([str(randint(1, size // n - 1)) for _ in range(n)])


def test_get_and_put():
    async def work(modem, ftp):
        for size in (0, 1, 1359, 1360, 1361, 1460, 5000):
            name = "p%d" % size
            assert await ftp.put(name, Pattern(size)) == size
            assert checked(name, size), size
            sink = Pattern(size)
            assert await ftp.get(name, sink) == size == sink.at
            assert await ftp.size(name) == size
        assert await ftp.state() == 1

    session(work)


def test_into_a_buffer_from_an_offset():
    async def work(modem, ftp):
        world.ask("ftp make b 3000")
        buffer = bytearray(2000)
        assert await ftp.get("b", buffer, offset=100) == 2000
        Pattern(0, 100).write(buffer)
        assert await ftp.get("b", buffer, offset=2900) == 100
        Pattern(0, 2900).write(buffer[:100])

    session(work)


def test_nasty_bytes():
    async def work(modem, ftp):
        for data in (bytes(range(256)), b"\r\nOK\r\n", b"\x1a\x1b>", b"\n\r\n+FTPGET: 1,0\r\n", b"+CME ERROR: 3\r\n"):
            await ftp.put("nasty", data)
            buffer = bytearray(300)
            n = await ftp.get("nasty", buffer)
            assert buffer[:n] == data, data

    session(work)


def test_a_download_cut_at_any_byte():
    async def work(modem, ftp):
        world.ask("ftp make d 12000")
        world.ask("ftp cut " + cuts(4, 12000))
        sink = Pattern(12000)
        assert await ftp.get("d", sink, tries=6) == 12000 == sink.at
        assert world.ask("ftp cut_off") == "4"

    session(work)


def test_an_upload_cut_at_any_byte():
    async def work(modem, ftp):
        world.ask("ftp cut " + cuts(3, 12000))
        assert await ftp.put("u", Pattern(12000), tries=6) == 12000
        assert world.ask("ftp cut_off") == "3"
        assert checked("u", 12000)
        # from memory, over a longer file of the same name
        data = bytearray(5000)
        Pattern(5000).readinto(data)
        world.ask("ftp cut " + cuts(2, 5000))
        assert await ftp.put("u", data, tries=6) == 5000
        assert checked("u", 5000)

    session(work)


def test_append_cut_at_any_byte():
    async def work(modem, ftp):
        world.ask("ftp make a 1000")
        world.ask("ftp cut " + cuts(2, 5000))
        assert await ftp.put("a", Pattern(6000, 1000), append=True, tries=6) == 5000
        assert world.ask("ftp cut_off") == "2"
        assert checked("a", 6000)

    session(work)


def test_one_that_breaks_again_and_again():
    async def work(modem, ftp):
        world.ask("ftp make n 100")
        world.ask("ftp cut 0 0 0")
        try:
            await ftp.get("n", Pattern(100), tries=2)
        except LinkLost:
            pass
        else:
            raise AssertionError("it came")
        world.ask("ftp cut")
        assert await ftp.get("n", Pattern(100)) == 100

    session(work)


def test_folders_and_names():
    async def work(modem, ftp):
        await ftp.make_folder("/f")
        await ftp.make_folder("/f/g")
        await ftp.put("/f/g/x.txt", b"hello")
        (line,) = await ftp.list("/f/g")
        assert line.endswith(" x.txt") and " 5 " in line
        assert await ftp.size("f/g/x.txt") == 5
        await ftp.delete("f/g/x.txt")
        for call in (ftp.size, ftp.delete):
            try:
                await call("f/g/x.txt")
            except Rejected:
                continue
            raise AssertionError("it is gone")
        await ftp.remove_folder("/f/g")
        await ftp.remove_folder("/f")
        assert not [line for line in await ftp.list() if line.endswith(" f")]

    session(work)


def test_a_file_is_renamed():
    async def work(modem, ftp):
        from atmodem.quectel.ftp_files import rename

        await ftp.make_folder("/r")
        await ftp.put("old.txt", b"hello")
        await rename(ftp, "old.txt", "/r/new.txt")
        assert await ftp.size("/r/new.txt") == 5
        await ftp.delete("/r/new.txt")
        await ftp.remove_folder("/r")

    session(work)


def test_a_long_listing():
    async def work(modem, ftp):
        for i in range(40):
            world.ask("ftp make long-name-of-a-file-%02d 1" % i)
        lines = [line for line in await ftp.list() if "long-name" in line]
        assert len(lines) == 40 and lines[39].endswith("long-name-of-a-file-39")

    session(work)


def test_a_wrong_password():
    try:
        session(None, password="wrong")
    except Rejected as error:
        assert error.code == 530 and "wrong" not in str(error), error
    else:
        raise AssertionError("let in")


def test_nobody_there():
    try:
        session(None, host="nobody.test")
    except LinkLost as error:
        assert "(604" in str(error), error
    else:
        raise AssertionError("somebody")


async def again(call, *arguments):
    try:
        return await call(*arguments)
    except LinkLost:
        return await call(*arguments)


def test_from_and_to_the_files_of_the_module():
    async def work(modem, ftp):
        world.ask("ftp make m 5000")
        file, size = await ftp.get_file("m", "m.bin")
        assert size == 5000 == await modem.files.size(file)
        data = await modem.files.read(file)
        Pattern(5000).write(data)
        assert await ftp.put_file(file, "m2") == 5000
        assert checked("m2", 5000)
        # Whether the module goes on by itself after a loss, or tells of it: the next call works.
        world.ask("ftp cut 700")
        assert await again(ftp.get_file, "m", "m.bin") == (file, 5000)
        assert await modem.files.read(file) == data
        world.ask("ftp cut 700")
        assert await again(ftp.put_file, file, "m3") == 5000
        assert checked("m3", 5000)

    session(work)


def test_the_context_goes_in_mid_transfer():
    async def work(modem, ftp):
        world.ask("ftp make l 3000")
        assert await ftp.size("l") == 3000
        world.ask("modem pdp-deact 1")
        sink = Pattern(3000)
        assert await ftp.get("l", sink) == 3000 == sink.at
        task = atmodem.spawn(ftp.put("up", Pattern(20000)))
        await atmodem.sleep_ms(150)
        world.ask("modem pdp-deact 1")
        assert await task == 20000
        assert checked("up", 20000)

    session(work)


def test_nothing_is_left_in_the_module():
    async def work(modem, ftp):
        await ftp.put("x", b"abc")
        await ftp.get("x", bytearray(3))
        await ftp.list()
        assert [name for name in await modem.files.list() + await modem.files.list("RAM:") if "ftp" in name] == []

    session(work)


def test_a_session_that_a_program_before_left_open():
    leave_behind(
        (b"AT+QIACT=1\r", b"OK\r\n"), (b'AT+QFTPCFG="account","alice","secret"\r', b"OK\r\n"),
        (b'AT+QFTPCFG="transmode",1\r', b"OK\r\n"), (b'AT+QFTPOPEN="ftp.test",21\r', b"+QFTPOPEN: 0,0\r\n"),
    )  # fmt: skip

    async def work(modem, ftp):
        await ftp.put("x", b"abc")
        assert await ftp.size("x") == 3

    session(work)


def test_tls_is_refused():
    try:
        session(None, tls=Tls(verify=False))
    except NotSupported:
        return
    raise AssertionError("in the clear")


def test_a_long_file():
    async def work(modem, ftp):
        world.ask("ftp make long 60000")
        world.ask("ftp cut " + cuts(3, 60000))
        sink = Pattern(60000)
        assert await ftp.get("long", sink, tries=6) == 60000 == sink.at
        assert await ftp.put("long2", Pattern(60000)) == 60000
        assert checked("long2", 60000)

    session(work)
