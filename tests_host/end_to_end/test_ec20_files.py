# Files of the simulated EC20: every byte, long files, what is refused.
from atmodem.errors import CommandError, NotSupported
from support import world
from support.program import error_of, leave_behind, opened, run, until

SETUP = {
    "module": "ec20",
    "arguments": ["--booted", "--chunks", "--speed", "5"],
    "also": {"test_urcs_everywhere": ["--urc-in-answer"]},
    "once": ["test_a_full_disk_and_the_next_call"],
}

EVERY = bytes(range(256))


@opened
async def test_every_byte_comes_back(modem):
    files = modem.files
    for data in (EVERY, b"\n", b"\r\nOK\r\n", b"\x1a\x1b>", b"CONNECT 3\r\n", b"ERROR\r\n", b""):
        await files.write("every", data)
        assert await files.size("every") == len(data)
        assert await files.read("every") == data, data


@opened
async def test_a_file_longer_than_a_piece_and_than_the_buffer(modem):
    files = modem.files
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
    whole = await files.read("long")
    assert len(whole) == 10499 and whole[10496:] == b"end" and whole[:256] == EVERY


@opened
async def test_an_open_file_is_read_in_pieces(modem):
    await modem.files.write("RAM:open", EVERY * 3)
    file = await modem.files.open("RAM:open")
    buffer = bytearray(500)
    assert await file.readinto(buffer) == 500 and bytes(buffer[:256]) == EVERY
    assert await file.readinto(buffer) == 268 and buffer[267] == 255
    assert await file.readinto(buffer) == 0
    await file.seek(255)
    assert await file.readinto(memoryview(buffer)[:2]) == 2 and bytes(buffer[:2]) == b"\xff\x00"
    await file.close()


@opened
async def test_what_is_written_again_is_replaced(modem):
    await modem.files.write("f", b"a long text")
    await modem.files.write("f", b"short")
    assert await modem.files.read("f") == b"short"
    await modem.files.truncate("f", 3)
    assert await modem.files.read("f") == b"sho"


@opened
async def test_names_and_drives(modem):
    files = modem.files
    await files.write("one", b"1")
    await files.write("log/two", b"2")
    await files.write("RAM:three", b"3")
    assert sorted(await files.list()) == ["log/two", "one"]
    assert await files.list("log") == ["two"]
    assert await files.list("RAM:") == ["three"]
    await files.select("memory")
    assert await files.read("three") == b"3"
    assert await files.list() == ["three"]
    assert await error_of(files.make_folder("log"), NotSupported)


@opened
async def test_what_is_not_there(modem):
    files = modem.files
    assert await files.size("none") is None
    for call in (files.delete, files.read, files.open):
        assert await error_of(call("none"), CommandError), call
    await files.write("there", b"1", append=True)
    assert await files.read("there") == b"1"


@opened
async def test_a_full_disk_and_the_next_call(modem):
    files = modem.files
    data = bytes(20000)
    await files.select("memory")
    free = await files.free()

    async def fill():
        written = 0
        while written <= free:
            await files.write("full", data, append=True)
            written += len(data)

    assert await error_of(fill(), CommandError)
    await files.delete("full")
    await files.write("room", EVERY)
    assert await files.read("room") == EVERY


@opened
async def test_urcs_everywhere(modem):
    files = modem.files
    for data in (EVERY, b"\r\n", b"OK"):
        await files.write("urcs", data)
        assert await files.read("urcs") == data
    assert "urcs" in await files.list()
    assert await files.free() > 0


def test_handles_that_a_program_before_left_open():
    leave_behind(*[(b'AT+QFOPEN="left%d"\r' % n, b"OK\r\n") for n in range(10)])
    run(wrote_and_read)


async def wrote_and_read(modem):
    await modem.files.write("f", EVERY)
    assert await modem.files.read("f") == EVERY


@opened
async def test_a_restart_in_mid_file(modem):
    await modem.files.write("kept", EVERY * 40)
    file = await modem.files.open("kept")
    world.ask("modem at AT+QFREAD: reboot")
    # RDY itself is taken for data that was announced
    assert await error_of(file.readinto(bytearray(5000), 3000))
    await error_of(modem.at.query("+CSQ"))
    await until(lambda: modem.started.is_set, 20000)
    assert await modem.files.read("kept") == EVERY * 40
