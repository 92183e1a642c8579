# Files of the simulated YM310: folders and drives.
from atmodem.errors import CommandError
from support.program import error_of, opened

SETUP = {"module": "ym310", "arguments": ["--booted", "--chunks"]}


@opened
async def test_folders(modem):
    files = modem.files
    await files.make_folder("/logs")
    await files.write("/logs/a.txt", b"a")
    await files.make_folder("/logs/old")
    assert sorted(await files.list("/logs")) == ["a.txt", "old/"]
    assert "logs/" in await files.list()
    assert isinstance(await error_of(files.remove_folder("/logs")), CommandError), "it is not empty"
    await files.delete("/logs/a.txt")
    await files.remove_folder("/logs/old")
    await files.remove_folder("/logs")
    assert "logs/" not in await files.list()


@opened
async def test_a_folder_that_is_not_there(modem):
    for call in (modem.files.delete, modem.files.read, modem.files.remove_folder, modem.files.list):
        assert isinstance(await error_of(call("/none")), CommandError), call


@opened
async def test_the_memory_card(modem):
    files = modem.files
    await files.write("where", b"flash")
    await files.select("card")
    if await error_of(files.write("where", b"card"), CommandError):
        return  # none is in it
    assert await files.read("D:/where") == b"card"
    assert await files.read("C:/where") == b"flash"
