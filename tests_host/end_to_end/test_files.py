# Files in the module: every byte, long files, what is refused.
from atmodem.errors import CommandError
from support import world
from support.program import error_of, opened

SETUP = {
    "module": ["ec20", "ym310"],
    "arguments": ["--booted", "--chunks", "--speed", "5"],
    "also": {"test_urcs_everywhere": ["--urc-in-answer"]},
    "once": ["test_a_full_disk_and_the_next_call"],
}
EVERY = bytes(range(256))


@opened
async def test_every_byte_comes_back(modem):
    files = modem.files
    for data in (EVERY, b"\n", b"\r\nOK\r\n", b"\x1a\x1b>", b"CONNECT 3\r\n", b"ERROR\r\n", b"+FSREAD:"):
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
async def test_what_is_written_again_is_replaced(modem):
    await modem.files.write("f", b"a long text")
    await modem.files.write("f", b"short")
    assert await modem.files.read("f") == b"short"


@opened
async def test_what_is_not_there(modem):
    files = modem.files
    assert await files.size("none") is None
    for call in (files.delete, files.read):
        assert await error_of(call("none"), CommandError), call
    await files.write("there", b"1", append=True)
    assert await files.read("there") == b"1"


@opened
async def test_a_full_disk_and_the_next_call(modem):
    files = modem.files
    data = bytes(10240)
    if world.module() == "ec20":
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
