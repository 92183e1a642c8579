# EC20 files against the bytes of its FILE manual.
from atmodem.errors import CommandError, LinkLost, NotSupported, Timeout
from support.ec20 import OK, Bench

ABSENT = b"\r\n+CME ERROR: 405\r\n"
TIDY = (b"+QFOPEN?", OK)  # asked once: what a program before us left open


def size(n, name=b"f"):
    return b'+QFLST="' + name + b'"', b'\r\n+QFLST: "UFS:' + name + b'",%d\r\n' % n + OK


def handle(mode, tidy=True, name=b"f"):
    return (TIDY if tidy else ()) + (b'+QFOPEN="' + name + b'",%d' % mode, b"\r\n+QFOPEN: 3000\r\n" + OK)


CLOSED = (b"+QFCLOSE=3000", OK)


def test_connect_and_a_count_in_front_of_the_bytes():
    for data in (b"\r\nOK\r\n", b"CONNECT 6", bytes(range(256)), b"\n"):
        for chunk in (1, 5, 300):
            bench = Bench(chunk=chunk).script(*size(len(data)))
            bench.script(*size(len(data))).script(*handle(2))
            bench.script(b"+QFREAD=3000,%d" % len(data), b"\r\nCONNECT %d\r\n" % len(data) + data + OK, *CLOSED)
            assert bench.run(lambda modem: modem.files.read("f")) == data


def test_a_part_from_a_position():
    bench = Bench().script(*size(100)).script(*handle(2)).script(b"+QFSEEK=3000,97,0", OK)
    bench.script(b"+QFREAD=3000,3", b"\r\nCONNECT 3\r\nxyz" + OK, *CLOSED)

    async def work(modem):
        buffer = bytearray(10)
        n = await modem.files.readinto("f", buffer, 97)
        return buffer[:n]

    assert bench.run(work) == b"xyz"


def test_a_length_that_is_not_the_file_s():
    bench = Bench().script(*size(6)).script(*size(6)).script(*handle(2))
    bench.script(b"+QFREAD=3000,6", b"\r\nCONNECT 3\r\nabc" + OK, *CLOSED)
    bench.refused(CommandError, lambda modem: modem.files.read("f"))


def test_no_such_file():
    bench = Bench().script(b'+QFLST="f"', ABSENT)
    assert bench.run(lambda modem: modem.files.size("f")) is None
    bench.script(b'+QFLST="f"', ABSENT)
    bench.refused(CommandError, lambda modem: modem.files.read("f"))


def test_some_modules_leave_the_drive_out():
    bench = Bench().script(b'+QFLST="f"', b'\r\n+QFLST: "f",12\r\n' + OK)
    assert bench.run(lambda modem: modem.files.size("f")) == 12
    bench.script(b'+QFLST="UFS:*"', b'\r\n+QFLST: "security/",0\r\n+QFLST: "UFS:a",3\r\n+QFLST: "log/b",1\r\n' + OK)
    assert bench.run(lambda modem: modem.files.list()) == ["security/", "a", "log/b"]
    bench.script(b'+QFLST="UFS:*"', b'\r\n+QFLST: "a",3\r\n+QFLST: "log/b",1\r\n' + OK)
    assert bench.run(lambda modem: modem.files.list("log")) == ["b"]


def test_handles_that_were_left_open_are_closed_once():
    bench = Bench().script(
        b"+QFOPEN?", b'\r\n+QFOPEN: "UFS:a",3000,0\r\n+QFOPEN: "UFS:b",3007,2\r\n' + OK,
        b"+QFCLOSE=3000", OK, b"+QFCLOSE=3007", OK,
    )  # fmt: skip
    bench.script(*handle(1, False)).script(*CLOSED).script(*handle(1, False)).script(*CLOSED)

    async def work(modem):
        await modem.files.write("f", b"")
        await modem.files.write("f", b"")

    bench.run(work)


def test_a_file_is_written_and_appended_to():
    written = b"\r\n+QFWRITE: 3,3\r\n" + OK
    bench = Bench().script(*handle(1)).script(b"+QFWRITE=3000,3,30", (b"\r\nCONNECT\r\n", b"a\x1a\r", written), *CLOSED)
    bench.run(lambda modem: modem.files.write("f", b"a\x1a\r"))
    bench.script(*handle(0, False)).script(b"+QFSEEK=3000,0,2", OK)
    bench.script(b"+QFWRITE=3000,3,30", (b"\r\nCONNECT\r\n", b"OK\r", b"\r\n+QFWRITE: 3,6\r\n" + OK), *CLOSED)
    bench.run(lambda modem: modem.files.write("f", b"OK\r", append=True))


def test_a_long_file_is_written_in_pieces():
    bench = Bench().script(*handle(1))
    assert bench.modem.files.piece == 10240  # the manual's default length
    bench.modem.files.piece = 8
    bench.script(b"+QFWRITE=3000,8,30", (b"\r\nCONNECT\r\n", b"01234567", b"\r\n+QFWRITE: 8,8\r\n" + OK))
    bench.script(b"+QFWRITE=3000,2,30", (b"\r\nCONNECT\r\n", b"89", b"\r\n+QFWRITE: 2,10\r\n" + OK), *CLOSED)
    bench.run(lambda modem: modem.files.write("f", b"0123456789"))


def test_a_disk_that_is_full_takes_a_part():
    bench = Bench().script(*handle(1)).script(
        b"+QFWRITE=3000,3,30", (b"\r\nCONNECT\r\n", b"abc", b"\r\n+QFWRITE: 1,1\r\n" + OK), *CLOSED
    )
    bench.refused(CommandError, lambda modem: modem.files.write("f", b"abc"))
    bench.script(*handle(1, False)).script(b"+QFWRITE=3000,1,30", b"\r\n+CME ERROR: 403\r\n", *CLOSED)
    assert bench.refused(CommandError, lambda modem: modem.files.write("f", b"x")).code == 403


def test_a_restart_forgets_the_handles():
    bench = Bench().script(*handle(1)).script(*CLOSED)
    bench.run(lambda modem: modem.files.write("f", b""))
    bench.modem.lost(LinkLost("the module restarted"))
    bench.modem.started.set()
    bench.script(*handle(1)).script(*CLOSED)
    bench.run(lambda modem: modem.files.write("f", b""))


def test_a_silent_module():
    bench = Bench().script(*size(3)).script(*size(3)).script(*handle(2)).script(b"+QFREAD=3000,3", b"\r\nCONNECT 3\r\nab")
    bench.wire.strict = False
    try:
        bench.run(lambda modem: modem.files.read("f", timeout_ms=2000))
    except Timeout:
        return
    raise AssertionError("nothing was raised")


def test_drives():
    bench = Bench().script(b'+QFLDS="RAM"', b"\r\n+QFLDS: 10,20\r\n" + OK, b'+QFLST="RAM:f"', ABSENT, b'+QFDEL="UFS:f"', OK)
    bench.script(b'+QFLDS="RAM"', b"\r\n+QFLDS: 10,20\r\n" + OK)

    async def work(modem):
        await modem.files.select("memory")
        assert await modem.files.size("f") is None
        await modem.files.delete("UFS:f")
        return await modem.files.free()

    assert bench.run(work) == 10


def test_truncate():
    bench = Bench().script(*size(9)).script(*handle(0)).script(b"+QFSEEK=3000,4,0", OK, b"+QFTUCAT=3000", OK, *CLOSED)
    bench.run(lambda modem: modem.files.truncate("f", 4))


def test_what_cannot_be():
    for work in (
        lambda modem: modem.files.read('a"b'),
        lambda modem: modem.files.read("a" * 65),
        lambda modem: modem.files.write("f", "text"),
        lambda modem: modem.files.write("f", b"x", timeout_ms=10),
    ):
        Bench().refused(ValueError, work)
    Bench().script(*size(9)).refused(ValueError, lambda modem: modem.files.truncate("f", 10))
    Bench().refused(NotSupported, lambda modem: modem.files.make_folder("f"))
    Bench().refused(ValueError, select_none)


async def select_none(modem):
    await modem.files.select("floppy")
