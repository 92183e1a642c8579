# Files of the simulated YM310: every byte, long files, what is refused.
import atmodem
from atmodem.errors import CommandError
from support import world

SETUP = {"module": "ym310", "arguments": ["--booted", "--chunks"], "also": {"test_urcs_everywhere": ["--urc-in-answer"]}}

EVERY = bytes(range(256))


def session(work):
    """Open the module, do `work(modem.files)`."""

    async def main():
        modem = await atmodem.open(port)
        try:
            return await work(modem.files)
        finally:
            modem.close()

    port = world.port()
    try:
        return atmodem.run(main())
    finally:
        port.close()


def test_every_byte_comes_back():
    async def work(files):
        for data in (EVERY, b"\n", b"\r\nOK\r\n", b"\x1a\x1b>", b"+FSREAD:", b"ERROR\r\n"):
            await files.write("every", data)
            assert await files.size("every") == len(data)
            assert await files.read("every") == data, data

    session(work)


def test_a_file_longer_than_a_piece_and_than_the_buffer():
    async def work(files):
        data = EVERY * 41  # 10,496 bytes
        await files.write("long", data)
        await files.write("long", b"end", append=True)
        assert await files.size("long") == 10499
        buffer = bytearray(1000)
        position = 0
        while True:
            n = await files.readinto("long", buffer, position)
            if not n:
                break
            for i in range(n):
                at = position + i
                assert buffer[i] == (at & 255 if at < 10496 else b"end"[at - 10496]), at
            position += n
        assert position == 10499

    session(work)


def test_folders():
    async def work(files):
        await files.make_folder("/logs")
        await files.write("/logs/a.txt", b"a")
        await files.make_folder("/logs/old")
        assert sorted(await files.list("/logs")) == ["a.txt", "old/"]
        assert "logs/" in await files.list()
        try:
            await files.remove_folder("/logs")
        except CommandError:
            pass
        else:
            raise AssertionError("it is not empty")
        await files.delete("/logs/a.txt")
        await files.remove_folder("/logs/old")
        await files.remove_folder("/logs")
        assert "logs/" not in await files.list()

    session(work)


def test_what_is_not_there():
    async def work(files):
        assert await files.size("none") is None
        for call in (files.delete, files.read, files.remove_folder, files.list):
            try:
                await call("/none")
            except CommandError:
                continue
            raise AssertionError("it is not there")
        await files.write("there", b"1", append=True)
        assert await files.read("there") == b"1"

    session(work)


def test_a_full_disk_and_the_next_call():
    async def work(files):
        data = bytes(10240)
        free = await files.free()
        written = 0
        try:
            while written <= free:
                await files.write("full", data, append=True)
                written += len(data)
        except CommandError:
            pass
        else:
            raise AssertionError("it is full")
        await files.delete("full")
        await files.write("room", EVERY)
        assert await files.read("room") == EVERY

    session(work)


def test_urcs_everywhere():
    async def work(files):
        for data in (EVERY, b"\r\n", b"OK"):
            await files.write("urcs", data)
            assert await files.read("urcs") == data
        assert "urcs" in await files.list()
        assert await files.free() > 0

    session(work)


def test_the_memory_card():
    async def work(files):
        await files.write("where", b"flash")
        await files.select("card")
        try:
            await files.write("where", b"card")
        except CommandError:
            return  # none is in it
        assert await files.read("D:/where") == b"card"
        assert await files.read("C:/where") == b"flash"

    session(work)
