# Sockets of the YM310 under every fault: each call ends within the time its docstring states, and the next one works.
from support.faulty import check
from support.faulty_ym310 import ANSWER, Yuge

OPEN = 20000
SOCKETS = (
    # "`timeout_ms`, the profile's `close_ms` and twice the channel's time-out"
    ("open", lambda m, s: m.sockets.open("tcp", "echo.test", 7, timeout_ms=OPEN), OPEN + 2 * ANSWER + 20000),
)
SOCKET = (
    ("send", lambda m, s: s.write(b"\n\r\nOK\r\n\x1a"), 30000),  # "the profile's `send_ms`"
    ("receive", lambda m, s: received(s), 4000 + ANSWER),  # "`timeout_ms`, and the channel's time-out"
    ("close", lambda m, s: s.close(), 20000),  # "the profile's `close_ms`"
    ("status", lambda m, s: m.sockets.status(), 9300),
    ("acknowledged", lambda m, s: s.acknowledged(), ANSWER),
)


async def received(socket):
    socket.arrived.set()
    assert await socket.readinto(bytearray(20), 4000) == 5


def socket(modem):
    return modem.sockets.open("tcp", "echo.test", 7)


def test_socket_open():
    check(SOCKETS, family=Yuge())


def test_socket():
    check(SOCKET, True, Yuge(socket))
