# The EC20's services under every fault: each call ends within the time its docstring states, and the next one works.
from support.faulty import check
from support.faulty_ec20 import ANSWER, EC20, LOOK, READY


async def exchange(modem):
    async with await modem.sockets.open("tcp", "echo.test", 7, timeout_ms=20000) as opened:
        await opened.write(b"hello", 10000)
        opened.arrived.set()
        await opened.readinto(bytearray(5), 1000)


SOCKETS = (
    ("open, write, readinto, close", lambda m, s: exchange(m), READY + 20000 + 10000 + 1000 + ANSWER + LOOK + 2 * 15000),
    ("status", lambda m, s: m.sockets.status(), ANSWER),
    ("configure", lambda m, s: m.sockets.configure("viewmode"), ANSWER),
)


async def positioned(modem):
    await modem.gnss.start()
    await modem.gnss.position(3000)
    await modem.gnss.stop()


GNSS = (
    ("position", lambda m, s: positioned(m), ANSWER + 3000 + 1000 + 2 * ANSWER),
    ("configure", lambda m, s: m.gnss.configure(outport="none"), ANSWER),
    ("setting", lambda m, s: m.gnss.setting("outport"), ANSWER),
)
NETWORK = (
    ("ping", lambda m, s: m.packet.ping("echo.test", 1, timeout_ms=4000), READY + 65000),
    ("resolve", lambda m, s: m.packet.resolve("echo.test", 20000), READY + 20000),
    ("dns_servers", lambda m, s: m.packet.dns_servers(), READY + ANSWER),
    ("synchronise", lambda m, s: m.clock.synchronise("ntp.test", zone=32, timeout_ms=20000), READY + 20000 + 4 * ANSWER),
    ("sleep", lambda m, s: m.power.sleep(), ANSWER),
    ("stop", lambda m, s: m.packet.stop(), 40000),
)


def test_sockets():
    check(SOCKETS, family=EC20)


def test_gnss():
    check(GNSS, family=EC20)


def test_network():
    check(NETWORK, family=EC20)
