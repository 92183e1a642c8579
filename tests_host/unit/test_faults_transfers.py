# The EC20's files and FTP under every fault: each call ends within the time its docstring states, and the next one works.
from support.faulty import check
from support.faulty_ec20 import ANSWER, EC20, LOOK, READY


async def opened_file(modem):
    file = await modem.files.open("f")
    await file.seek(1)
    await file.readinto(bytearray(4), 8000)
    await file.close()


FILES = (
    ("write", lambda m, s: m.files.write("f", b"hello", True, timeout_ms=8000), 8000 + 15000 + 55000),
    ("readinto", lambda m, s: m.files.readinto("f", bytearray(5), timeout_ms=8000), 8000 + LOOK + 18000 + 55000),
    ("open", lambda m, s: opened_file(m), 65000 + 8000 + LOOK + 2 * ANSWER),
    ("size", lambda m, s: m.files.size("f"), ANSWER),
    ("list", lambda m, s: m.files.list(), ANSWER),
    ("truncate", lambda m, s: m.files.truncate("f", 2), 25000 + 55000),
)


async def ftp(modem, work):
    async with await modem.ftp.connect("ftp.test", 21, "alice", "secret", timeout_ms=20000) as session:
        await work(session)


FTP = (
    ("get", lambda m, s: ftp(m, lambda session: session.get("f", bytearray(5), tries=1)), READY + 240000 + 90000),
)


def test_files():
    check(FILES, family=EC20)


def test_ftp():
    check(FTP, family=EC20)
