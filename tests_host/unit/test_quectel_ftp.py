# EC20 FTP against the bytes of captures of such modules and of its FTP(S) manual.
from atmodem.errors import Busy, CommandError, LinkLost, NotSupported, Rejected, Timeout
from atmodem.tls import Tls
from support.ec20 import ERROR, OK, Bench
from support.wire import error_of

SETTINGS = (
    b'+QFTPCFG="contextid",1', OK, b'+QFTPCFG="filetype",0', OK, b'+QFTPCFG="transmode",1', OK,
    b'+QFTPCFG="rsptimeout",75', OK, b'+QFTPCFG="account","alice","secret"', OK,
)  # fmt: skip
CLOSE = (b"+QFTPCLOSE", OK + b"\r\n+QFTPCLOSE: 0,0\r\n")
ROOM = (b'+QFLDS="RAM"', b"\r\n+QFLDS: 500000,1048576\r\n" + OK, b'+QFDEL="RAM:atmodem.ftp"', b"\r\n+CME ERROR: 405\r\n")
LOCAL = b'"RAM:atmodem.ftp"'
GONE = (b"+QFDEL=" + LOCAL, OK)


def told(name, result):
    return OK + b"\r\n+" + name + b": " + result + b"\r\n"


def opening(bench=None, result=b"0,0"):
    return (bench or Bench()).script(*SETTINGS).script(b'+QFTPOPEN="ftp.test",21', told(b"QFTPOPEN", result))


def session(work, **options):
    async def main(modem):
        async with await modem.ftp.connect("ftp.test", 21, "alice", "secret", **options) as ftp:
            return await work(ftp)

    return main


def at(folder, bench):
    return bench.script(b'+QFTPCWD="' + folder + b'"', told(b"QFTPCWD", b"0,0"))


def opened(n, first=True):
    """The module's file of `n` bytes is opened for reading."""
    script = (b"+QFLST=" + LOCAL, b'\r\n+QFLST: "RAM:atmodem.ftp",%d\r\n' % n + OK)
    if first:
        script += (b"+QFOPEN?", OK)
    return script + (b"+QFOPEN=" + LOCAL + b",2", b"\r\n+QFOPEN: 3000\r\n" + OK)


def read(data):
    return b"+QFREAD=3000,%d" % len(data), b"\r\nCONNECT %d\r\n" % len(data) + data + OK


SHUT = (b"+QFCLOSE=3000", OK) + GONE


def written(data, first=True):
    script = (b"+QFOPEN?", OK) if first else ()
    return script + (
        b"+QFOPEN=" + LOCAL + b",0", b"\r\n+QFOPEN: 3000\r\n" + OK, b"+QFSEEK=3000,0,2", OK, b"+QFWRITE=3000,%d,30" % len(data),
        (b"\r\nCONNECT\r\n", data, b"\r\n+QFWRITE: %d,%d\r\n" % (len(data), len(data)) + OK), b"+QFCLOSE=3000", OK,
    )  # fmt: skip


async def nothing(ftp):
    pass


# --- the session


def test_close_is_over_when_its_second_line_comes():
    bench = opening()
    bench.wire.expect(b"AT+QFTPCLOSE\r").reply(OK).reply(b"\r\n+QFTPCLOSE: 0,0\r\n", 3000)
    bench.run(session(nothing))
    assert bench.wire.clock.slept >= 3000


def test_a_session_that_was_left_open_is_closed_first():
    bench = Bench().script(*SETTINGS).script(b'+QFTPOPEN="ftp.test",21', b"\r\n+CME ERROR: 603\r\n", *CLOSE)
    bench.script(b'+QFTPOPEN="ftp.test",21', told(b"QFTPOPEN", b"0,0")).script(*CLOSE)
    bench.run(session(nothing))


def test_a_transfer_that_was_given_up_is_waited_for():
    # As long as it goes on all is refused, and it goes on by itself.
    busy = b"\r\n+CME ERROR: 603\r\n"
    bench = at(b"/", opening()).script(b'+QFTPSIZE="a"', busy, b'+QFTPSIZE="a"', busy)
    bench.script(b'+QFTPSIZE="a"', told(b"QFTPSIZE", b"0,5")).script(*CLOSE)
    assert bench.run(session(lambda ftp: ftp.size("a"))) == 5
    bench = Bench().script(*SETTINGS[:6]).script(b'+QFTPCFG="rsptimeout",20', OK, *SETTINGS[8:])
    at(b"/", bench.script(b'+QFTPOPEN="ftp.test",21', told(b"QFTPOPEN", b"0,0")))
    for _ in range(11):
        bench.script(b'+QFTPSIZE="a"', busy)
    error = bench.refused(CommandError, session(lambda ftp: ftp.size("a"), timeout_ms=5000))
    assert error.code == 603 and bench.wire.clock.slept == 5000


def test_who_is_not_let_in():
    # the second number is the server's reply
    error = opening(result=b"625,530").refused(Rejected, session(nothing))
    assert error.code == 530 and "secret" not in str(error)
    opening(result=b"604,0").refused(LinkLost, session(nothing))


def test_one_session_at_a_time_and_in_the_clear():
    bench = opening().script(*CLOSE)

    async def main(modem):
        async with await modem.ftp.connect("ftp.test", 21, "alice", "secret"):
            return await error_of(modem.ftp.connect("other.test"), Busy)

    assert bench.run(main)
    Bench().refused(NotSupported, session(nothing, tls=Tls(verify=False)))


# --- names


def test_names_in_folders():
    bench = at(b"/", opening()).script(b'+QFTPSIZE="a"', told(b"QFTPSIZE", b"0,20"), b'+QFTPDEL="a"', told(b"QFTPDEL", b"0,0"))
    at(b"/log", bench).script(b'+QFTPSIZE="b"', told(b"QFTPSIZE", b"627,550"))
    bench.script(b'+QFTPMKDIR="/log/new"', told(b"QFTPMKDIR", b"0,0"))
    bench.script(b'+QFTPRMDIR="/log/new"', told(b"QFTPRMDIR", b"0,0"), *CLOSE)

    async def work(ftp):
        assert await ftp.size("a") == 20
        await ftp.delete("/a")
        error = await error_of(ftp.size("log/b"), Rejected)
        assert error.code == 550
        await ftp.make_folder("log/new")
        await ftp.remove_folder("log/new")

    bench.run(session(work))


def test_a_folder_that_is_not_there_is_asked_for_again():
    refused = (b'+QFTPCWD="/x"', told(b"QFTPCWD", b"627,550"))
    bench = opening().script(*refused).script(*refused).script(*CLOSE)

    async def work(ftp):
        for _ in range(2):
            await error_of(ftp.size("/x/a"), Rejected)

    bench.run(session(work))


# --- transfers


def test_get_through_a_file_of_the_module():
    bench = at(b"/", opening()).script(b'+QFTPSIZE="a"', told(b"QFTPSIZE", b"0,5")).script(*ROOM)
    bench.script(b'+QFTPGET="a",' + LOCAL + b",0,65536", told(b"QFTPGET", b"0,5")).script(*opened(5)).script(*read(b"\r\nOK\r"))
    bench.script(*SHUT).script(*CLOSE)

    async def work(ftp):
        buffer = bytearray(10)
        n = await ftp.get("a", buffer)
        return buffer[:n]

    assert bench.run(session(work)) == b"\r\nOK\r"


def test_what_came_before_it_broke_is_kept():
    bench = at(b"/", opening()).script(b'+QFTPSIZE="a"', told(b"QFTPSIZE", b"0,6")).script(*ROOM)
    bench.script(b'+QFTPGET="a",' + LOCAL + b",0,65536", told(b"QFTPGET", b"616,426")).script(*opened(4)).script(*read(b"abcd"))
    bench.script(*SHUT).script(*SETTINGS).script(b'+QFTPOPEN="ftp.test",21', told(b"QFTPOPEN", b"0,0"))
    at(b"/", bench).script(*ROOM).script(b'+QFTPGET="a",' + LOCAL + b",4,65536", told(b"QFTPGET", b"0,2"))
    bench.script(*opened(2, False)).script(*read(b"ef")).script(*SHUT).script(*CLOSE)

    async def work(ftp):
        buffer = bytearray(6)
        assert await ftp.get("a", buffer) == 6
        return buffer

    assert bench.run(session(work)) == b"abcdef"


def test_put_through_a_file_of_the_module():
    bench = at(b"/", opening()).script(*ROOM).script(*written(b"abc\x1a")).script(
        b'+QFTPPUT="a",' + LOCAL + b",0", told(b"QFTPPUT", b"0,4"), *GONE
    ).script(*CLOSE)  # fmt: skip
    assert bench.run(session(lambda ftp: ftp.put("a", b"abc\x1a"))) == 4


def test_append_goes_on_behind_what_the_server_has():
    size = (b'+QFTPSIZE="a"', told(b"QFTPSIZE", b"0,100"))
    bench = at(b"/", opening()).script(*size).script(*ROOM).script(*size).script(*written(b"xy")).script(
        b'+QFTPPUT="a",' + LOCAL + b",100", told(b"QFTPPUT", b"0,2"), *GONE
    ).script(*CLOSE)  # fmt: skip
    assert bench.run(session(lambda ftp: ftp.put("a", b"xy", append=True))) == 2


def test_no_room_in_memory_is_room_in_the_flash():
    bench = at(b"/", opening()).script(b'+QFTPSIZE="a"', told(b"QFTPSIZE", b"627,550"))
    bench.script(b'+QFLDS="RAM"', ERROR, b'+QFDEL="UFS:atmodem.ftp"', OK)
    bench.script(b'+QFTPGET="a","UFS:atmodem.ftp",0,65536', told(b"QFTPGET", b"627,550"), *CLOSE)
    error = bench.refused(Rejected, session(lambda ftp: ftp.get("a", bytearray(5))))
    assert error.code == 550


def test_list():
    text = b"-rw-r--r-- 1 u g 5 Aug 07 14:10 a\r\n-rw-r--r-- 1 u g 6 Aug 07 14:10 b\r\n"
    bench = opening().script(*ROOM).script(b'+QFTPLIST="/log",' + LOCAL, told(b"QFTPLIST", b"0,%d" % len(text)))
    bench.script(*opened(len(text))).script(*read(text)).script(*SHUT).script(*CLOSE)
    lines = bench.run(session(lambda ftp: ftp.list("log")))
    assert [line[-1] for line in lines] == ["a", "b"]


def test_rename():
    from atmodem.quectel.ftp_files import rename

    bench = at(b"/log", opening()).script(b'+QFTPRENAME="a","/old/b"', told(b"QFTPRENAME", b"0,0"), *CLOSE)
    bench.run(session(lambda ftp: rename(ftp, "log/a", "old/b")))


def test_files_of_the_module():
    bench = at(b"/", opening()).script(b'+QFDEL="m"', b"\r\n+CME ERROR: 405\r\n", b'+QFTPGET="a","m",0', told(b"QFTPGET", b"0,9"))
    bench.script(b'+QFTPPUT="b","m",0', told(b"QFTPPUT", b"0,9"), *CLOSE)

    async def work(ftp):
        assert await ftp.get_file("a", "m") == ("m", 9)
        assert await ftp.put_file("m", "b") == 9

    bench.run(session(work))


def test_a_file_of_the_card():
    bench = at(b"/", opening()).script(b'+QFDEL="SD:m"', OK, b'+QFTPGET="a","SD:m",0', told(b"QFTPGET", b"0,9"), *CLOSE)
    assert bench.run(session(lambda ftp: ftp.get_file("a", "m", card=True))) == ("SD:m", 9)


PUT = b'+QFTPPUT="b","m",0'


def broken(bench, n):
    """The transfer of the file breaks `n` times, and each time the session is opened anew for the next."""
    for _ in range(n):
        at(b"/", opening(bench)).script(PUT, told(b"QFTPPUT", b"609,0"))
    return bench


def test_a_file_of_the_module_is_tried_again():
    bench = at(b"/", opening(broken(Bench(), 2))).script(PUT, told(b"QFTPPUT", b"0,9"), *CLOSE)
    assert bench.run(session(lambda ftp: ftp.put_file("m", "b"))) == 9
    assert 2000 <= bench.wire.clock.slept < 3000  # a second between them


def test_a_file_of_the_module_is_not_tried_for_ever():
    bench = broken(Bench(), 2)
    bench.refused(LinkLost, session(lambda ftp: ftp.put_file("m", "b", tries=2)))
    bench = broken(Bench(), 3)
    bench.refused(Timeout, session(lambda ftp: ftp.put_file("m", "b", tries=100, timeout_ms=1500)))


# --- losses


def test_a_server_that_is_silent():
    bench = at(b"/", opening()).script(b'+QFTPSIZE="a"', OK)
    bench.refused(Timeout, session(lambda ftp: ftp.size("a")))
    assert 75000 <= bench.wire.clock.slept <= 81000


def test_the_context_goes_while_it_waits_and_the_session_goes_on():
    bench = at(b"/", opening())
    bench.wire.expect(b'AT+QFTPSIZE="a"\r').reply(OK).reply(b'\r\n+QIURC: "pdpdeact",1\r\n', 500)

    async def work(ftp):
        await error_of(ftp.size("a"), LinkLost)
        bench.script(b"+QIACT=1", OK)
        at(b"/", opening(bench)).script(b'+QFTPSIZE="a"', told(b"QFTPSIZE", b"0,7"), *CLOSE)
        return await ftp.size("a")

    assert bench.run(session(work)) == 7


def test_a_restart_ends_the_session():
    bench = opening()

    async def work(ftp):
        bench.modem.lost(LinkLost("the module restarted"))
        bench.modem.started.set()
        await ftp.size("a")

    bench.refused(LinkLost, session(work))


def test_state():
    bench = opening().script(b"+QFTPSTAT", told(b"QFTPSTAT", b"0,1"), *CLOSE)
    assert bench.run(session(lambda ftp: ftp.state())) == 1


def test_a_refusal_at_once():
    bench = at(b"/", opening()).script(b'+QFTPSIZE="a"', b"\r\n+CME ERROR: 606\r\n")
    assert bench.refused(CommandError, session(lambda ftp: ftp.size("a"))).code == 606
