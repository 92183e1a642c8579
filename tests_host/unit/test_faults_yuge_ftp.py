# FTP of the YM310 under every fault: each call ends within the time its docstring states, and the next one works.
from support.faulty import check
from support.faulty_ym310 import ANSWER, Yuge

FTP_MS = 20000
TRANSFER = 3 * FTP_MS  # "three times `timeout_ms`"
LOGIN = (("ftp.connect", lambda m, s: m.ftp.connect("ftp.test", timeout_ms=FTP_MS), 240000),)  # "four minutes"
LIST = (("ftp.list", lambda m, s: s.list(), TRANSFER),)
FTP = (
    ("ftp.get", lambda m, s: s.get("a", bytearray(9), tries=2), 2 * TRANSFER),  # "`tries` times three times `timeout_ms`"
    ("ftp.put", lambda m, s: s.put("a", b"\r\nOK\r\n", tries=1), TRANSFER),
    ("ftp.size", lambda m, s: s.size("a"), TRANSFER),
    ("ftp.delete", lambda m, s: s.delete("a"), TRANSFER),
    ("ftp.make_folder", lambda m, s: s.make_folder("a"), TRANSFER),
    ("ftp.remove_folder", lambda m, s: s.remove_folder("a"), TRANSFER),
    ("get_file", lambda m, s: s.get_file("a", "b", timeout_ms=30000), 30000 + TRANSFER),
    ("put_file", lambda m, s: s.put_file("b", "a", timeout_ms=30000), 30000 + TRANSFER),
    ("ftp.state", lambda m, s: s.state(), ANSWER),
)


def ftp(modem):
    return modem.ftp.connect("ftp.test", timeout_ms=FTP_MS)


def test_ftp_connect():
    check(LOGIN, family=Yuge())


def test_ftp_list():
    check(LIST, True, Yuge(ftp))


def test_ftp_transfers():
    check(FTP, True, Yuge(ftp))
