# Files and TLS settings of the YM310 under every fault: each call ends within the time its docstring states, the next one works.
from atmodem.tls import Tls
from support.faulty import check
from support.faulty_ym310 import ANSWER, Yuge

WRITE = 30000 + 27000  # files.write: "`timeout_ms` for each piece, 27 s"
READ = 30000 + 18000
TLS = Tls(ca=b"-----BEGIN CERTIFICATE-----\n" * 3)

FILES = (
    ("write", lambda m, s: m.files.write("a.txt", b"\r\nOK\r\n\x1a"), WRITE),
    ("append", lambda m, s: m.files.write("a.txt", b"more", append=True), WRITE),
    ("readinto", lambda m, s: m.files.readinto("a.txt", bytearray(5)), READ),
    ("read", lambda m, s: m.files.read("a.txt"), READ + ANSWER),  # "9 s more than `readinto`"
    ("size", lambda m, s: m.files.size("a.txt"), ANSWER),
    ("delete", lambda m, s: m.files.delete("a.txt"), ANSWER),
    ("make_folder", lambda m, s: m.files.make_folder("log"), ANSWER),
    ("remove_folder", lambda m, s: m.files.remove_folder("log"), ANSWER),
    ("list", lambda m, s: m.files.list(), ANSWER),
    ("free", lambda m, s: m.files.free(), ANSWER),
    ("select", lambda m, s: m.files.select("card"), ANSWER),
)
SECURE = (
    ("store", lambda m, s: m.tls.store(b"-----BEGIN"), WRITE + ANSWER),  # "as `modem.files.write`, and 9 s"
    ("configure", lambda m, s: m.tls.configure(88, TLS, "broker.test"), WRITE + 9 * ANSWER),  # "57 s a certificate, 9 s each"
    ("setting", lambda m, s: m.tls.setting("seclevel", 88), ANSWER),
)


def test_files():
    check(FILES, family=Yuge())


def test_tls():
    check(SECURE, family=Yuge())
