# YM310 FTP against the bytes of its manual and of captures.
from atmodem.errors import Busy, CommandError, LinkLost, NotSupported, Rejected, Timeout
from atmodem.sched import sleep_ms, spawn
from atmodem.tls import Tls
from atmodem.yuge.ftp_files import progress
from support.wire import error_of
from support.ym310 import OK, Bench

ERROR = b"\r\n+CME ERROR: 3\r\n"
UP = b'\r\n+SAPBR: 1,1,"10.140.39.84"\r\n' + OK


def said(line):
    return b"\r\n" + line + b"\r\n"


def bench(chunk=64):
    made = Bench(chunk=chunk).script(b"+SAPBR=2,1", UP, b"+FTPCID=1", OK, b'+FTPSERV="ftp.test"', OK, b"+FTPPORT=21", OK)
    return made.script(b'+FTPUN="user556"', OK, b'+FTPPW="222333"', OK, b"+FTPMODE=1", OK, b'+FTPTYPE="I"', OK)


def session(work, **named):
    """Connect, do `work(ftp)`, leave."""

    async def main(modem):
        async with await modem.ftp.connect("ftp.test", user="user556", password="222333", **named) as ftp:
            return await work(ftp)

    return main


def size(bench, answer=b"1,0,10", name=b"1.txt"):
    place = (b'+FTPGETPATH="/"', OK, b'+FTPGETNAME="' + name + b'"', OK)
    return bench.script(*place).script(b"+FTPSIZE", OK + said(b"+FTPSIZE: " + answer))


def begin(bench, news=b"1,1", offset=b"0", name=b"1.txt"):
    place = (b'+FTPGETPATH="/"', OK, b'+FTPGETNAME="' + name + b'"', OK, b"+FTPREST=" + offset, OK)
    return bench.script(*place).script(b"+FTPGET=1", OK + said(b"+FTPGET: " + news))


def data(piece, n=None):
    return b"\r\n+FTPGET: 2,%d\r\n" % (len(piece) if n is None else n) + piece + b"\r\nOK\r\n"


def ten():
    return bytearray(10)


async def fetched(ftp, **options):
    buffer = bytearray(20)
    n = await ftp.get("1.txt", buffer, **options)
    return buffer[:n]


# --- get


def test_a_file_comes_in_pieces():
    for chunk in (1, 3, 64):
        b = begin(size(bench(chunk)))
        b.script(b"+FTPGET=2,20", data(b"\r\nOK\r\n"), b"+FTPGET=2,14", data(b"+FTP") + said(b"+FTPGET: 1,0"))
        b.script(b"+FTPGET=2,10", ERROR)  # nothing is left
        assert b.run(session(fetched)) == b"\r\nOK\r\n+FTP"


def test_one_means_ready_and_nought_the_end():
    # an empty file; a file whose end is told before it was read
    b = begin(size(bench(), b"1,0,0"), b"1,0").script(b"+FTPGET=2,20", data(b""))
    assert b.run(session(fetched)) == b""
    b = begin(size(bench()), b"1,1\r\n\r\n+FTPGET: 1,0")
    b.script(b"+FTPGET=2,20", data(b"01234567"), b"+FTPGET=2,12", data(b"89"), b"+FTPGET=2,10", data(b""))
    assert b.run(session(fetched)) == b"0123456789"


def test_news_between_command_and_data():
    for news in (b"1,1", b"1,0"):
        b = begin(size(bench())).script(b"+FTPGET=2,20", said(b"+FTPGET: " + news) + data(b"0123456789"))
        b.script(b"+FTPGET=2,10", ERROR if news == b"1,0" else data(b"") + said(b"+FTPGET: 1,0"))
        if news == b"1,1":
            b.script(b"+FTPGET=2,10", ERROR)
        assert b.run(session(fetched)) == b"0123456789"


def test_nothing_now_is_not_the_end():
    # as the manual prints it: with a blank, and fewer than asked for
    b = begin(size(bench())).script(b"+FTPGET=2,20", b"\r\n+FTPGET: 2, 5\r\n01234\r\nOK\r\n", b"+FTPGET=2,15", data(b""))
    b.wire._script[-1][1].append((5000, said(b"+FTPGET: 1,1")))
    for _ in range(4):
        b.script(b"+FTPGET=2,15", data(b""))
    b.script(b"+FTPGET=2,15", data(b"56789"), b"+FTPGET=2,10", data(b"") + said(b"+FTPGET: 1,0"), b"+FTPGET=2,10", ERROR)
    assert b.run(session(fetched)) == b"0123456789"


def test_a_buffer_that_is_full_ends_the_transfer():
    b = begin(size(bench())).script(b"+FTPGET=2,4", data(b"0123"), b"+FTPQUIT", OK + said(b"+FTPGET: 1,86"))

    async def work(ftp):
        buffer = bytearray(4)
        assert await ftp.get("1.txt", buffer) == 4
        return buffer

    assert b.run(session(work)) == b"0123"


def test_into_a_sink_from_an_offset():
    b = begin(size(bench()), offset=b"6").script(b"+FTPGET=2,1360", data(b"6789") + said(b"+FTPGET: 1,0"))
    b.script(b"+FTPGET=2,1360", ERROR)
    got = []

    class Sink:
        def write(self, piece):
            got.append(bytes(piece))

    assert b.run(session(lambda ftp: ftp.get("1.txt", Sink(), offset=6))) == 4
    assert got == [b"6789"]


def test_a_file_that_is_not_there_is_told_at_once():
    # SIZE is refused, and so is RETR, which the module tells by the number of a transfer that broke (manual 12.16).
    b = begin(size(bench(), b"1,77,0"), b"1,79")
    error = b.refused(Rejected, session(fetched))
    assert error.code == 77 and "1.txt" in str(error)


def test_an_offset_behind_the_end_is_told_at_once():
    error = size(bench()).refused(Rejected, session(lambda ftp: fetched(ftp, offset=11)))
    assert "1.txt" in str(error)
    b = begin(size(bench()), b"1,0", offset=b"10").script(b"+FTPGET=2,20", data(b""))
    assert b.run(session(lambda ftp: fetched(ftp, offset=10))) == b""


def test_a_server_without_size_whose_link_breaks_is_tried_again():
    b = begin(size(bench(), b"1,77,0"), b"1,61").script(b"+SAPBR=2,1", UP)
    begin(b).script(b"+FTPGET=2,20", data(b"0123") + said(b"+FTPGET: 1,79"), b"+SAPBR=2,1", UP)
    begin(b, offset=b"4").script(b"+FTPGET=2,16", data(b"45") + said(b"+FTPGET: 1,0"), b"+FTPGET=2,14", ERROR)
    assert b.run(session(fetched)) == b"012345"


def test_a_transfer_that_breaks_goes_on_behind_the_last_byte():
    for news in (b"1,79", b"1,61", b"1,0"):
        b = begin(size(bench())).script(b"+FTPGET=2,20", data(b"0123") + said(b"+FTPGET: " + news))
        if news == b"1,0":
            b.script(b"+FTPGET=2,16", ERROR)
        b.script(b"+SAPBR=2,1", UP)
        begin(b, offset=b"4").script(b"+FTPGET=2,16", data(b"456789") + said(b"+FTPGET: 1,0"), b"+FTPGET=2,10", ERROR)
        assert b.run(session(fetched)) == b"0123456789"


def test_tries_count_while_nothing_comes():
    b = begin(size(bench()), b"1,63").script(b"+SAPBR=2,1", UP)
    begin(b, b"1,64")
    assert "timeout (64)" in str(b.refused(LinkLost, session(lambda ftp: fetched(ftp, tries=2))))
    # the same service serves the next session
    again = bench().script(b"+FTPSTATE", said(b"+FTPSTATE: 0") + OK)
    b.wire._script = again.wire._script
    b.wire._seen = len(b.wire.sent)
    from support.wire import attach, detach_all

    detach_all()
    attach(b.modem.at)
    assert b.run(session(lambda ftp: ftp.state())) is False


def test_the_server_says_no():
    for code, words in ((71, "user"), (72, "password"), (77, "operation"), (81, "TLS"), (85, "file"), (99, "error")):
        b = begin(size(bench(), b"1,%d,0" % code), b"1,%d" % code)
        error = b.refused(Rejected, session(fetched))
        assert error.code == code and words in str(error) and "222333" not in str(error)


def test_a_silent_server():
    b = size(bench()).script(b'+FTPGETPATH="/"', OK, b'+FTPGETNAME="1.txt"', OK, b"+FTPREST=0", OK, b"+FTPGET=1", OK)
    b.script(b"+FTPQUIT", OK + said(b"+FTPGET: 1,86"))
    b.refused(Timeout, session(lambda ftp: fetched(ftp, tries=1), timeout_ms=5000))
    # and one that stops in the middle
    b = begin(size(bench()))
    for _ in range(3):
        b.script(b"+FTPGET=2,20", data(b""))
    b.script(b"+FTPQUIT", OK)  # which it does not confirm either
    b.refused(Timeout, session(lambda ftp: fetched(ftp, tries=1), timeout_ms=2000))


def test_a_sink_that_fails_ends_the_transfer():
    class Sink:
        def write(self, piece):
            raise OSError(28)

    b = begin(size(bench())).script(b"+FTPGET=2,1360", data(b"x"), b"+FTPQUIT", said(b"ERROR"))
    b.refused(OSError, session(lambda ftp: ftp.get("1.txt", Sink())))


def test_refused_without_a_word():
    b = begin(size(bench())).script(b"+FTPGET=2,20", ERROR, b"+FTPQUIT", ERROR)
    b.refused(CommandError, session(lambda ftp: fetched(ftp, tries=1)))


# --- put


def store(bench, how=b"STOR", news=b"1,1,1360", name=b"1222.txt", path=b"/11/"):
    place = (b'+FTPPUTPATH="' + path + b'"', OK, b'+FTPPUTNAME="' + name + b'"', OK, b'+FTPPUTOPT="' + how + b'"', OK)
    return bench.script(*place).script(b"+FTPPUT=1", OK + said(b"+FTPPUT: " + news))


def piece(bench, payload, answer=OK, asked=None):
    asked = len(payload) if asked is None else asked
    bench.script(b"+FTPPUT=2,%d" % asked, said(b"+FTPPUT: 2,%d" % len(payload)))
    if payload:
        bench.wire.expect(payload).reply(answer)
    return bench


def reached(bench, answer, name=b"1222.txt"):
    place = (b'+FTPGETPATH="/11/"', OK, b'+FTPGETNAME="' + name + b'"', OK)
    return bench.script(*place).script(b"+FTPSIZE", OK + said(b"+FTPSIZE: " + answer))


END = (b"+FTPPUT=2,0", OK + said(b"+FTPPUT: 1,0"))


def put(payload=b"1234567", **options):
    return session(lambda ftp: ftp.put("/11/1222.txt", payload, **options))


def test_there_is_no_prompt_the_header_invites():
    for payload in (b"1234567", b"\r\nOK\r\n", b"\x1a\x1b>\n"):
        assert piece(store(bench()), payload).script(*END).run(put(payload)) == len(payload)


def test_the_module_says_how_much_it_takes():
    # at most what it announced, and of that what it has room for
    b = piece(store(bench(), news=b"1,1,4"), b"12", asked=4)
    piece(b, b"", asked=4)
    b.wire._script[-1][1].append((10, OK))
    b.wire._script[-1][1].append((500, said(b"+FTPPUT: 1,1,5")))
    assert piece(b, b"34567").script(*END).run(put()) == 7


def test_an_invitation_is_not_the_end():
    b = piece(store(bench()), b"1234567").script(b"+FTPPUT=2,0", OK + said(b"+FTPPUT: 1,1,1360"))
    b.wire._script[-1][1].append((2000, said(b"+FTPPUT: 1,0")))
    assert b.run(put()) == 7


def test_a_piece_may_be_refused_until_the_server_keeps_pace():
    b = store(bench()).script(b"+FTPPUT=2,7", ERROR)
    assert piece(b, b"1234567").script(*END).run(put()) == 7


def test_an_upload_that_breaks_goes_on_behind_what_the_server_has():
    b = piece(store(bench()), b"1234567", OK + said(b"+FTPPUT: 1,78")).script(b"+SAPBR=2,1", UP)
    reached(reached(reached(b, b"1,0,2"), b"1,0,4"), b"1,0,4")  # it was still writing
    b = piece(store(b, b"APPE"), b"567").script(*END)
    assert reached(b, b"1,0,7").run(put()) == 7


def test_an_upload_begins_anew_when_the_server_tells_no_sizes():
    b = piece(store(bench()), b"1234567", said(b"+FTPPUT: 1,61") + ERROR).script(b"+SAPBR=2,1", UP)
    reached(reached(b, b"1,77,0"), b"1,77,0")
    assert piece(store(b), b"1234567").script(*END).run(put()) == 7


def test_nothing_is_doubled_when_nobody_knows():
    b = reached(bench(), b"1,77,0")
    piece(store(b, b"APPE"), b"1234567", OK + said(b"+FTPPUT: 1,78")).script(b"+SAPBR=2,1", UP)
    reached(reached(b, b"1,77,0"), b"1,77,0").refused(Rejected, put(append=True))
    # more than was sent: somebody else writes it too
    b = piece(store(bench()), b"1234567", OK + said(b"+FTPPUT: 1,78")).script(b"+SAPBR=2,1", UP)
    reached(reached(b, b"1,0,8"), b"1,0,8").refused(Rejected, put())
    b = piece(store(bench()), b"1234567", OK + said(b"+FTPPUT: 1,78")).script(b"+SAPBR=2,1", UP)
    reached(reached(b, b"1,0,6"), b"1,0,6")
    b = piece(store(b, b"APPE"), b"7").script(*END)
    reached(b, b"1,0,9").refused(Rejected, put())


def test_append():
    b = piece(store(reached(bench(), b"1,0,100"), b"APPE"), b"1234567", OK + said(b"+FTPPUT: 1,78")).script(b"+SAPBR=2,1", UP)
    b = piece(store(reached(reached(b, b"1,0,105"), b"1,0,105"), b"APPE"), b"67").script(*END)
    assert reached(b, b"1,0,107").run(put(append=True)) == 7


class Source:
    def __init__(self, content):
        self.content = content
        self.at = 0

    def readinto(self, buffer):
        n = min(5, len(buffer), len(self.content) - self.at)
        buffer[:n] = self.content[self.at : self.at + n]
        self.at += n
        return n


class Seekable(Source):
    def tell(self):
        return self.at

    def seek(self, position):
        self.at = position


def test_from_a_source():
    b = piece(piece(store(bench()), b"12345"), b"67").script(*END)
    assert b.run(put(Source(b"1234567"))) == 7
    # it can go on only where it can go back
    b = piece(store(bench()), b"12345", OK + said(b"+FTPPUT: 1,78"))
    b.refused(LinkLost, put(Source(b"1234567")))
    source = Seekable(b"__1234567")
    source.at = 2
    b = piece(store(bench()), b"12345", OK + said(b"+FTPPUT: 1,78")).script(b"+SAPBR=2,1", UP)
    b = piece(store(reached(reached(b, b"1,0,3"), b"1,0,3"), b"APPE"), b"4567").script(*END)
    assert reached(b, b"1,0,7").run(put(source)) == 7


def test_a_session_that_ends_while_nothing_is_sent():
    # +FTPPUT: 1,0 after 32 s of silence, as captured
    b = store(bench(), news=b"1,1,1360\r\n\r\n+FTPPUT: 1,0")
    b.refused(LinkLost, put(tries=1))


def test_a_source_that_fails():
    class Broken(Source):
        def readinto(self, buffer):
            raise OSError(5)

    b = store(bench()).script(b"+FTPQUIT", OK + said(b"+FTPPUT: 1,86"))
    b.refused(OSError, put(Broken(b"")))


# --- the rest


def test_listing():
    first = b"drwxr-xr-x 1 ftp ftp 0 Feb 24 2018 .l\r\n-rw-r--r-- 1 ftp f"
    second = b"tp 107 Jul 10 17:08 1.txt\r\n"
    b = bench().script(b'+FTPGETPATH="/"', OK, b"+FTPLIST=1", OK + said(b"+FTPLIST: 1,1"))
    b.script(b"+FTPLIST=2,1360", b"\r\n+FTPLIST: 2,%d\r\n" % len(first) + first + OK)
    b.script(b"+FTPLIST=2,1360", b"\r\n+FTPLIST: 2,%d\r\n" % len(second) + second + OK + said(b"+FTPLIST: 1,0"))
    b.script(b"+FTPLIST=2,1360", ERROR)
    lines = b.run(session(lambda ftp: ftp.list()))
    assert lines == ["drwxr-xr-x 1 ftp ftp 0 Feb 24 2018 .l", "-rw-r--r-- 1 ftp ftp 107 Jul 10 17:08 1.txt"]


def test_folders_and_files():
    b = bench().script(b'+FTPGETPATH="/test"', OK, b"+FTPMKD", OK + said(b"+FTPMKD: 1,0"))
    b.script(b'+FTPGETPATH="/a/b"', OK, b"+FTPRMD", said(b"+FTPRMD: 1,77") + OK)
    b.script(b'+FTPGETPATH="/a/"', OK, b'+FTPGETNAME="b"', OK, b"+FTPDELE", OK + said(b"+FTPDELE: 1,0"))
    b.script(b'+FTPGETPATH="/"', OK, b'+FTPGETNAME="1.txt"', OK, b"+FTPSIZE", OK + said(b"+FTPSIZE: 1,0,18380"))
    b.script(b"+FTPSTATE", said(b"+FTPSTATE: 1") + OK)

    async def work(ftp):
        await ftp.make_folder("/test")
        error = await error_of(ftp.remove_folder("a/b/"), Rejected)
        assert error.code == 77
        await ftp.delete("a/b")
        assert await ftp.size("1.txt") == 18380
        assert await ftp.state()

    b.run(session(work))


def test_the_module_fetches_by_itself():
    b = bench().script(b'+FTPGETPATH="/11/"', OK, b'+FTPGETNAME="TEST.mp3"', OK)
    b.script(b"+FTPREST=0", OK, b'+FTPGETTOFS=0,"TEST-1.mp3",3,5', OK)
    b.script(b"+FTPGETTOFS?", said(b"+FTPGETTOFS: 1,245900,207715") + OK)
    b.script(b"+FTPGETTOFS?", said(b"+FTPGETTOFS: 0,245900") + said(b"+FTPGETTOFS: 0") + OK)
    b.script(b'+FTPGETPATH="/11/"', OK, b'+FTPGETNAME="TEST.mp3"', OK, b"+FTPSIZE", OK + said(b"+FTPSIZE: 1,0,245900"))

    async def work(ftp):
        task = spawn(ftp.get_file("/11/TEST.mp3", "TEST-1.mp3"))
        await sleep_ms(100)
        assert await progress(ftp) == 245900
        assert await progress(ftp) is None
        return await task

    assert b.run(session(work)) == ("C:/USER/FTP/TEST-1.mp3", 245900)


def test_the_module_stores_by_itself():
    b = bench().script(b'+FTPPUTPATH="/"', OK, b'+FTPPUTNAME="T.txt"', OK)
    b.script(b'+FTPPUTFRMFS="C:/USER/FTP/T-1.txt",3,5', OK + said(b"+FTPPUTFRMFS: 0,41580"))
    b = size(b, b"1,66,0", b"T.txt")  # a server that does not tell
    b.script(b"+FTPPUTFRMFS?", said(b"+FTPPUTFRMFS: 0") + OK)

    async def work(ftp):
        assert await ftp.put_file("C:/USER/FTP/T-1.txt", "T.txt") == 41580
        assert await progress(ftp, False) is None

    b.run(session(work))


def test_what_went_on_by_itself_and_is_not_whole_is_told():
    for call, came in ((b'+FTPGETTOFS=0,"a",3,5', b"+FTPGETTOFS: 0,9"), (b'+FTPPUTFRMFS="a",3,5', b"+FTPPUTFRMFS: 0,9")):
        fetch = b"GET" in call
        side = b"GET" if fetch else b"PUT"
        b = bench().script(b"+FTP" + side + b'PATH="/"', OK, b"+FTP" + side + b'NAME="a"', OK)
        if fetch:
            b.script(b"+FTPREST=0", OK)
        size(b.script(call, OK + said(came)), name=b"a")
        b.refused(Rejected, session(lambda ftp: ftp.get_file("a", "a") if fetch else ftp.put_file("a", "a")))


def fetching(line, *answers):
    b = bench().script(b'+FTPGETPATH="/"', OK, b'+FTPGETNAME="a"', OK, b"+FTPREST=0", OK)
    return b.script(line, *answers)


def test_an_error_of_one_field():
    b = fetching(b'+FTPGETTOFS=1,"a",0,5', OK + said(b"+FTPGETTOFS:79"))
    b.script(b"+FTPQUIT", ERROR)

    async def work(ftp):
        error = await error_of(ftp.get_file("a", "a", card=True, tries=0), LinkLost)
        assert "download" in str(error)

    b.wire._script.pop()  # nothing is left to quit
    b.run(session(work))
    # told to quit when its time is over
    b = fetching(b'+FTPGETTOFS=0,"a",3,5', OK, b"+FTPQUIT", OK)
    b.refused(Timeout, session(lambda ftp: ftp.get_file("a", "a", timeout_ms=2000)))


def test_a_lost_bearer():
    b = begin(size(bench())).script(b"+FTPGET=2,20", data(b"0123"), b"+FTPGET=2,16", said(b"+SAPBR 1: DEACT") + ERROR)
    b.script(b"+SAPBR=2,1", b"\r\n+SAPBR: 1,3,0.0.0.0\r\n" + OK, b'+SAPBR=3,1,"CONTYPE","GPRS"', OK, b'+SAPBR=3,1,"APN",""', OK)
    b.script(b"+SAPBR=1,1", OK, b"+SAPBR=2,1", UP)
    begin(b, offset=b"4").script(b"+FTPGET=2,16", data(b"456789") + said(b"+FTPGET: 1,0"), b"+FTPGET=2,10", ERROR)
    assert b.run(session(fetched)) == b"0123456789"
    # between two commands; and while one waits for its result line
    b = bench()
    b.wire._script[-1][1].append((50, said(b"+SAPBR 1: DEACT")))
    b.script(b"+SAPBR=2,1", UP, b'+FTPGETPATH="/"', OK, b'+FTPGETNAME="a"', OK, b"+FTPDELE", OK + said(b"+SAPBR 1: DEACT"))

    async def work(ftp):
        await sleep_ms(100)
        await ftp.delete("a")

    b.refused(LinkLost, session(work))


def test_a_restart_ends_the_session():
    b = begin(size(bench()))
    b.wire.expect(b"AT+FTPGET=2,20\r").reply(data(b""))
    error = LinkLost("the module restarted")

    async def main(modem):
        ftp = await modem.ftp.connect("ftp.test", user="user556", password="222333")
        task = spawn(fetched(ftp))
        await sleep_ms(100)
        modem.lost(error)
        await error_of(task, LinkLost)
        again = await error_of(ftp.size("a"), LinkLost)
        assert again is error
        await ftp.quit()
        assert modem.ftp.session is None

    b.run(main)


def test_one_session_at_a_time():
    b = bench()

    async def main(modem):
        ftp = await modem.ftp.connect("ftp.test", user="user556", password="222333")
        await error_of(modem.ftp.connect("ftp.test"), Busy)
        await ftp.quit()
        await ftp.quit()
        await error_of(ftp.list(), LinkLost)

    b.run(main)


def test_a_connect_that_fails_makes_room():
    b = Bench().script(b"+SAPBR=2,1", UP, b"+FTPCID=1", ERROR, b"+SAPBR=2,1", UP, b"+FTPCID=1", ERROR)

    async def main(modem):
        for _ in range(2):
            await error_of(modem.ftp.connect("ftp.test"), CommandError)

    b.run(main)


def test_lines_of_nobody():
    async def main(modem):
        modem.ftp  # noqa: B018
        await sleep_ms(10)

    b = Bench()
    b.wire.say(said(b"+FTPGET: 1,86"))
    b.run(main)
    b = bench()
    b.wire._script[-1][1].append((1, said(b"+FTPPUT: 2,7") + said(b"+FTPLIST: 1,0")))

    async def work(ftp):
        await sleep_ms(10)

    b.run(session(work))


def test_what_cannot_be_sent_is_refused():
    bad = (
        {"host": ""}, {"host": "h" * 50}, {"port": 0}, {"port": "21"}, {"user": "u" * 50}, {"user": 'a"'}, {"password": "p" * 50},
        {"password": "\n"}, {"timeout_ms": 10},
    )  # fmt: skip
    for values in bad:
        named = {"host": "ftp.test"}
        named.update(values)
        Bench().refused(ValueError, lambda modem, n=named: modem.ftp.connect(**n))
    error = Bench().refused(NotSupported, lambda modem: modem.ftp.connect("h", tls=Tls(verify=False)))
    assert str(error).startswith("ftp_tls: no module has it"), error
    calls = (
        ("get", ("", ten())), ("get", ("n\n", ten())), ("get", ("a", ten(), -1)), ("get", ("a", ten(), 0, 0)),
        ("put", ('"', b"")),
        ("put", ("a", "text")), ("put", ("a", b"", False, 0)), ("size", ("",)), ("delete", (None,)), ("list", ("\x00",)),
        ("get_file", ("a", "b/c")), ("get_file", ("a", "b\\c")), ("get_file", ("a", "b" * 65)), ("put_file", ("b" * 129, "a")),
        ("get_file", ("a", "b", False, 256)), ("get_file", ("a", "b", False, 3, 1)),
    )  # fmt: skip
    for name, arguments in calls:

        async def work(ftp, n=name, a=arguments):
            await getattr(ftp, n)(*a)

        bench().refused(ValueError, session(work))
    # what is long enough for the contract and too long for this module
    for name in ("n" * 100, "/" + "f" * 255 + "/n"):

        async def deleted(ftp, n=name):
            await ftp.delete(n)

        b = bench()
        if len(name) == 100:
            b.script(b'+FTPGETPATH="/"', OK)
        b.refused(ValueError, session(deleted))
