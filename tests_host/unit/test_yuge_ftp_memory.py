# YM310: files that pass through the module's memory, against the bytes of its manual (12.29).
from atmodem.errors import CommandError, LinkLost
from atmodem.yuge import ftp_memory
from support.ym310 import OK, Bench

UP = b'\r\n+SAPBR: 1,1,"10.140.39.84"\r\n' + OK


def said(line):
    return b"\r\n" + line + b"\r\n"


def bench(direction, path, name):
    made = Bench().script(b"+SAPBR=2,1", UP, b"+FTPCID=1", OK, b'+FTPSERV="h"', OK, b"+FTPPORT=21", OK)
    made.script(b'+FTPUN="anonymous"', OK, b'+FTPPW="anonymous@"', OK, b"+FTPMODE=1", OK, b'+FTPTYPE="I"', OK)
    return made.script(b"+FTP" + direction + b'PATH="' + path + b'"', OK, b"+FTP" + direction + b'NAME="' + name + b'"', OK)


def session(work):
    async def main(modem):
        async with await modem.ftp.connect("h") as ftp:
            return await work(ftp)

    return main


def test_get():
    b = bench(b"GET", b"/11/", b"TEST2.txt").script(b"+FTPREST=0", OK, b"+FTPEXTGET=1", OK + said(b"+FTPEXTGET: 1,0"))
    b.script(b"+FTPEXTGET=3,0,9", said(b"+FTPEXTGET: 3, 5") + b"\r\nOK\r" + OK, b"+FTPEXTGET=0", OK)

    async def work(ftp):
        buffer = bytearray(9)
        n = await ftp_memory.get(ftp, "/11/TEST2.txt", buffer)
        return buffer[:n]

    assert b.run(session(work)) == b"\r\nOK\r"
    # a buffer that is filled needs no further look
    b = bench(b"GET", b"/", b"a").script(b"+FTPREST=0", OK, b"+FTPEXTGET=1", OK + said(b"+FTPEXTGET: 1,0"))
    b.script(b"+FTPEXTGET=3,0,2", said(b"+FTPEXTGET: 3,2") + b"ab" + OK, b"+FTPEXTGET=0", OK)
    assert b.run(session(lambda ftp: ftp_memory.get(ftp, "a", bytearray(2)))) == 2
    b = bench(b"GET", b"/", b"a").script(b"+FTPREST=0", OK, b"+FTPEXTGET=1", OK + said(b"+FTPEXTGET: 1,79"), b"+FTPEXTGET=0", OK)
    b.refused(LinkLost, session(lambda ftp: ftp_memory.get(ftp, "a", bytearray(2))))


def test_put():
    piece = ftp_memory._PIECE
    ftp_memory._PIECE = 5
    try:
        b = bench(b"PUT", b"/11/", b"TEST8861.txt").script(b"+FTPEXTPUT=1", OK)
        b.script(b"+FTPEXTPUT=2,0,5,20000", said(b"+FTPEXTPUT: 0,5"))
        b.wire.expect(b"12345").reply(OK)
        b.script(b"+FTPEXTPUT=2,5,2,20000", said(b"+FTPEXTPUT: 5,2"))
        b.wire.expect(b"\r\n").reply(OK)
        b.script(b"+FTPPUT=1", OK + said(b"+FTPPUT: 1,0"), b"+FTPEXTPUT=0", OK)
        b.run(session(lambda ftp: ftp_memory.put(ftp, "/11/TEST8861.txt", b"12345\r\n")))
    finally:
        ftp_memory._PIECE = piece


def test_put_file():
    b = bench(b"PUT", b"/", b"TEST_80.txt").script(b'+FTPFILEPUT=1,"C:/USER/FTP/TEST-1.txt"', OK)
    b.script(b"+FTPPUT=1", OK + said(b"+FTPPUT: 1,0"), b"+FTPFILEPUT=0", OK, b"+FTPSCONT", OK)

    async def work(ftp):
        await ftp_memory.put_file(ftp, "C:/USER/FTP/TEST-1.txt", "TEST_80.txt")
        await ftp_memory.keep(ftp)

    b.run(session(work))
    b = bench(b"PUT", b"/", b"a").script(b'+FTPFILEPUT=1,"b"', said(b"ERROR"))
    b.refused(CommandError, session(lambda ftp: ftp_memory.put_file(ftp, "b", "a")))
    b = bench(b"PUT", b"/", b"a").script(
        b'+FTPFILEPUT=1,"b"', OK, b"+FTPPUT=1", OK + said(b"+FTPPUT: 1,78"), b"+FTPFILEPUT=0", OK
    )
    b.refused(LinkLost, session(lambda ftp: ftp_memory.put_file(ftp, "b", "a")))
