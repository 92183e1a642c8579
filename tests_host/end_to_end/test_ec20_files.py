# Files of the simulated EC20: open files, drives, what a restart and a program before leave.
from atmodem.errors import CommandError, LinkLost, ModemError, NotSupported
from support import world
from support.program import error_of, leave_behind, opened, run, until

SETUP = {"module": "ec20", "arguments": ["--booted", "--chunks", "--speed", "5"], "once": ["test_a_restart_in_mid_file"]}

EVERY = bytes(range(256))


@opened
async def test_an_open_file_is_read_in_pieces(modem):
    await modem.files.write("RAM:open", EVERY * 3)
    assert await error_of(modem.files.open("RAM:none"), CommandError)
    file = await modem.files.open("RAM:open")
    buffer = bytearray(500)
    assert await file.readinto(buffer) == 500 and bytes(buffer[:256]) == EVERY
    assert await file.readinto(buffer) == 268 and buffer[267] == 255
    assert await file.readinto(buffer) == 0
    await file.seek(255)
    assert await file.readinto(memoryview(buffer)[:2]) == 2 and bytes(buffer[:2]) == b"\xff\x00"
    await file.close()


@opened
async def test_a_file_is_cut_short_and_may_be_empty(modem):
    await modem.files.write("f", b"short")
    await modem.files.truncate("f", 3)
    assert await modem.files.read("f") == b"sho"
    await modem.files.write("f", b"")
    assert await modem.files.size("f") == 0 and await modem.files.read("f") == b""


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
    told = await error_of(file.readinto(bytearray(5000), 3000)), await error_of(modem.at.query("+CSQ"))
    assert isinstance(told[0], ModemError) and isinstance(told[1], LinkLost), told
    await until(lambda: modem.started.is_set, 20000)
    assert await modem.files.read("kept") == EVERY * 40
