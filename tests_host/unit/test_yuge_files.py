# YM310 files against the bytes of its manual and of captures.
from atmodem.errors import CommandError, LinkLost, Timeout
from atmodem.sched import spawn
from support.wire import error_of
from support.ym310 import OK, Bench

ERROR = b"\r\nERROR\r\n"
CREATED = (b'+FSDEL="f"', ERROR, b'+FSCREATE="f"', OK)


def reading(answer, size=b"3", at=b"0", n=b"3", chunk=64):
    return Bench(chunk=chunk).script(
        b'+FSFLSIZE="f"', b"\r\n+FSFLSIZE: " + size + b"\r\n" + OK,
        b"+FSREADHEAD=1", OK, b'+FSREAD="f",1,' + n + b"," + at, answer,
    )  # fmt: skip


async def three(modem, position=0):
    buffer = bytearray(3)
    n = await modem.files.readinto("f", buffer, position)
    return buffer[:n]


def test_a_long_file_is_appended_to():
    bench = Bench()
    assert bench.modem.files.piece == 10240
    bench.modem.files.piece = 8
    bench.script(*CREATED).script(b'+FSWRITE="f",0,8,30', b"\r\n>")
    bench.wire.expect(b"01234567").reply(OK)
    bench.script(b'+FSWRITE="f",1,2,30', b"\r\n>")
    bench.wire.expect(b"89").reply(OK)
    bench.run(lambda modem: modem.files.write("f", b"0123456789"))


def test_a_file_is_appended_to():
    bench = Bench().script(b'+FSFLSIZE="f"', b"\r\n+FSFLSIZE: 10\r\n" + OK, b'+FSWRITE="f",1,1,30', b"\r\n> ")
    bench.wire.expect(b"x").reply(OK)
    bench.run(lambda modem: modem.files.write("f", b"x", append=True))
    bench.script(b'+FSFLSIZE="f"', ERROR, b'+FSCREATE="f"', OK, b'+FSWRITE="f",1,1,30', b"\r\n> ")
    bench.wire.expect(b"x").reply(OK)
    bench.run(lambda modem: modem.files.write("f", b"x", append=True))


def test_timeout_is_a_final_text():
    bench = Bench().script(*CREATED).script(b'+FSWRITE="f",0,1,2', b"\r\n>")
    bench.wire.expect(b"x").reply(b"\r\nTimeOut\r\n", 2400)
    bench.refused(Timeout, lambda modem: modem.files.write("f", b"x", timeout_ms=2000))
    bench.script(b'+FSDEL="f"', OK)
    bench.run(lambda modem: modem.files.delete("f"))


def test_no_room():
    bench = Bench().script(b'+FSDEL="f"', OK, b'+FSCREATE="f"', ERROR)
    bench.refused(CommandError, lambda modem: modem.files.write("f", b"x"))
    bench = Bench().script(*CREATED).script(b'+FSWRITE="f",0,1,30', b"\r\n>")
    bench.wire.expect(b"x").reply(ERROR)
    bench.refused(CommandError, lambda modem: modem.files.write("f", b"x"))
    bench.script(b"+FSMEM", b"\r\n+FSMEM: 0 bytes\r\n" + OK)
    assert bench.run(lambda modem: modem.files.free()) == 0


def test_bytes_are_counted_whatever_they_are():
    for data in (b"abc", b"\r\n\r", b"OK\r", b"\n\n\n", b"+FS", b"\x00\x1a\xff", b'":,', b"  a", b": 1"):
        for chunk in (1, 2, 3, 7, 64):
            bench = reading(b"\r\n+FSREAD:" + data + b"\r\nOK\r\n", chunk=chunk)
            assert bench.run(three) == data, (data, chunk)


def test_urcs_around_the_bytes():
    bench = reading(b"\r\n+CREG: 1\r\n\r\n+FSREAD:a\r\n\r\n\r\n+CREG: 1\r\nOK\r\n")
    assert bench.run(three) == b"a\r\n"


def test_from_a_position_no_more_than_there_is():
    bench = reading(b"\r\n+FSREAD:34\r\nOK\r\n", b"10", b"8", b"2")
    assert bench.run(lambda modem: three(modem, 8)) == b"34"
    bench.script(b'+FSFLSIZE="f"', b"\r\n+FSFLSIZE: 10\r\n" + OK)
    assert bench.run(lambda modem: three(modem, 10)) == b""


def test_a_long_file_is_read_in_pieces():
    data = bytes(range(256)) * 5
    size = b"\r\n+FSFLSIZE: 1280\r\n" + OK
    bench = Bench().script(
        b'+FSFLSIZE="f"', size, b'+FSFLSIZE="f"', size, b"+FSREADHEAD=1", OK,
        b'+FSREAD="f",1,1000,0', b"\r\n+FSREAD:" + data[:1000] + b"\r\nOK\r\n",
        b'+FSREAD="f",1,280,1000', b"\r\n+FSREAD:" + data[1000:] + b"\r\nOK\r\n",
    )  # fmt: skip
    bench.modem.files.piece = 1000
    assert bench.run(lambda modem: modem.files.read("f")) == data


def test_a_file_that_is_gone():
    for answer in (ERROR, b"\r\n+CME ERROR: 62\r\n", OK):
        bench = Bench().script(b'+FSFLSIZE="f"', answer)
        bench.refused(CommandError, three)
    # between the two commands
    for answer in (ERROR, b"\r\n+CME ERROR: 62\r\n"):
        bench = reading(answer)
        bench.refused(CommandError, three)
        bench.script(b"+FSMEM", b"\r\n+FSMEM: 1 bytes\r\n" + OK)
        assert bench.run(lambda modem: modem.files.free()) == 1


def test_what_does_not_fit_the_size_is_no_content():
    # the file grew; the module says no header; it has nothing
    for said in (b"\r\n+FSREAD:abcdef\r\nOK\r\n", b"\r\n+FSREAD:abc\xfe\xff\r\nOK\r\n", b"\r\nabc\r\nOK\r\n", b"\r\n\r\nOK\r\n"):
        bench = reading(said)
        bench.refused(CommandError, three)


def test_fewer_bytes_than_announced_run_out_of_time_and_the_next_call_works():
    bench = Bench().script(b'+FSFLSIZE="f"', b"\r\n+FSFLSIZE: 30\r\n" + OK, b"+FSREADHEAD=1", OK)
    bench.script(b'+FSREAD="f",1,30,0', b"\r\n+FSREAD:abc\r\nOK\r\n")
    bench.refused(Timeout, lambda modem: modem.files.readinto("f", bytearray(30)))
    # what is asked to get in step again fills the rest of the payload, or is dropped with it
    bench.wire.expect(b"AT+CMEE?\r").reply(b"\r\n+CMEE :1\r\n" + OK)
    bench.wire.expect(b"AT+CMEE?\r").reply(b"\r\n+CMEE :1\r\n" + OK)
    bench.script(b"+FSMEM", b"\r\n+FSMEM: 5 bytes\r\n" + OK)
    assert bench.run(lambda modem: modem.files.free()) == 5


def test_a_late_answer_is_counted_too():
    bench = Bench().script(b'+FSFLSIZE="f"', b"\r\n+FSFLSIZE: 3\r\n" + OK, b"+FSREADHEAD=1", OK)
    bench.wire.expect(b'AT+FSREAD="f",1,3,0\r').reply(b"\r\n+FSREAD:\r\nO\r\nOK\r\n", 30500)
    bench.wire.expect(b"AT+CMEE?\r").reply(b"\r\n+CMEE :1\r\n" + OK, 700)
    bench.script(b'+FSFLSIZE="f"', b"\r\n+FSFLSIZE: 4\r\n" + OK)

    async def work(modem):
        await error_of(three(modem), Timeout)
        return await modem.files.size("f")

    assert bench.run(work) == 4


def test_a_restart_ends_a_read():
    bench = Bench().script(b'+FSFLSIZE="f"', b"\r\n+FSFLSIZE: 9\r\n" + OK, b"+FSREADHEAD=1", OK)
    bench.wire.expect(b'AT+FSREAD="f",1,3,0\r').reply(b"\r\n+FSREAD:a")

    async def work(modem):
        from atmodem.sched import sleep_ms, spawn

        task = spawn(three(modem))
        await sleep_ms(100)
        modem.lost(LinkLost("the module restarted"))
        await task

    bench.refused(LinkLost, work)
    bench.script(b'+FSDEL="f"', OK)
    bench.run(lambda modem: modem.files.delete("f"))


def test_names_of_files():
    for name in ("", "n" * 65, 'a"b', "a\nb"):
        for call in ("delete", "size", "list", "make_folder", "remove_folder"):
            Bench().refused(ValueError, lambda modem, n=name, c=call: getattr(modem.files, c)(n))


def test_folders_sizes_and_room():
    bench = Bench().script(
        b'+FSMKDIR="/testdir"', OK, b'+FSLS="/testdir"', b"\r\ntest.txt\r\ntestdir\\\r\n\r\nOK\r\n", b'+FSLS="/"', OK,
        b'+FSFLSIZE="a"', b"\r\n+FSFLSIZE: 10\r\n" + OK, b'+FSFLSIZE="b"', OK,
        b"+FSMEM", b"\r\n+FSMEM: 64100 bytes\r\n\r\n",
        b"+FSMEM", b"\r\n+FSMEM: 1304000 bytes\r\n" + OK, b'+FSDEL="a"', OK, b'+FSRMDIR="/testdir"', ERROR,
    )  # fmt: skip

    async def work(modem):
        files = modem.files
        await files.make_folder("/testdir")
        assert await files.list("/testdir") == ["test.txt", "testdir/"]
        assert await files.list() == []
        assert await files.size("a") == 10
        assert await files.size("b") is None
        assert await files.free() == 64100
        assert await files.free() == 1304000
        await files.delete("a")
        await error_of(files.remove_folder("/testdir"), CommandError)

    bench.run(work)


def test_the_memory_card():
    bench = Bench().script(b"+FSDRIVE=1", b"\r\n+FSDRIVE:D\r\n" + OK, b'+FSDEL="D:/a"', OK, b'+FSDEL="C:/a"', OK)
    bench.script(b"+FSDRIVE=0", b'\r\n+FSDRIVE:"C"\r\n' + OK, b'+FSLS="C:/"', OK, b"+FSDRIVE=1", ERROR)

    async def work(modem):
        files = modem.files
        await files.select("card")
        await files.delete("a")
        await files.delete("C:/a")
        await files.select("flash")
        assert await files.list() == []
        await error_of(files.select("card"), CommandError)

    bench.run(work)
    Bench().refused(ValueError, lambda modem: modem.files.select("floppy"))


def test_two_readers_at_once_get_what_is_theirs():
    bench = Bench()
    for line, answer in (
        (b'+FSFLSIZE="f"', b"\r\n+FSFLSIZE: 3\r\n" + OK), (b'+FSFLSIZE="g"', b"\r\n+FSFLSIZE: 5\r\n" + OK),
        (b"+FSREADHEAD=1", OK), (b"+FSREADHEAD=1", OK),
        (b'+FSREAD="f",1,3,0', b"\r\n+FSREAD:abc\r\nOK\r\n"), (b'+FSREAD="g",1,5,0', b"\r\n+FSREAD:12345\r\nOK\r\n"),
    ):  # fmt: skip
        bench.wire.expect(b"AT" + line + b"\r").reply(answer, 20)

    async def work(modem):
        one = bytearray(3)
        other = bytearray(5)
        first = spawn(modem.files.readinto("f", one))
        second = spawn(modem.files.readinto("g", other))
        assert (await first, await second) == (3, 5)
        return one, other

    assert bench.run(work) == (b"abc", b"12345")
