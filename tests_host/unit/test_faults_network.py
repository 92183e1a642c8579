# Every call about the network and the packet domain under every fault: it ends within the time its docstring states.
from support.faulty import ANSWER, check

NETWORK = (
    ("signal", lambda m, s: m.network.signal(), 2 * ANSWER),  # "twice the channel's time-out"
    ("registration", lambda m, s: m.network.registration(), ANSWER),
    ("wait_registered", lambda m, s: m.network.wait_registered(20000), 20000 + 4 * ANSWER),  # "+ four times"
    ("network.subscribe", lambda m, s: m.network.subscribe(), 2 * ANSWER),  # "for each domain"
    ("operator", lambda m, s: m.network.operator(), 180000),  # 'timings["COPS"] (EC20 180 s'
    ("select", lambda m, s: m.network.select(1, 2, "46000"), 180000),
    ("scan", lambda m, s: m.network.scan(), 180000),
)
PACKET = (
    # "twice `timeout_ms`, 40 s, and three times the channel's time-out"
    ("packet.start", lambda m, s: m.packet.start("cmnet", "u", "p", timeout_ms=30000), 2 * 30000 + 40000 + 3 * ANSWER),
    ("attach", lambda m, s: m.packet.attach(), 140000),  # 'timings["CGATT"] (EC20 140 s'
    ("attached", lambda m, s: m.packet.attached(), ANSWER),
    ("define", lambda m, s: m.packet.define(1, "cmnet"), ANSWER),
    ("contexts", lambda m, s: m.packet.contexts(), ANSWER),
    ("authenticate", lambda m, s: m.packet.authenticate(1, "PAP", "u", "p"), ANSWER),
    ("activate", lambda m, s: m.packet.activate(), 150000),  # 'timings["CGACT"] (EC20 150 s'
    ("active", lambda m, s: m.packet.active(), ANSWER),
    ("address", lambda m, s: m.packet.address(), ANSWER),
    ("parameters", lambda m, s: m.packet.parameters(), ANSWER),
    ("packet.subscribe", lambda m, s: m.packet.subscribe(), ANSWER),
)
# "four times `timeout_ms`, 40 s, and ten times the channel's time-out"
START = (("start", lambda m, s: m.start("cmnet", timeout_ms=20000), 4 * 20000 + 40000 + 10 * ANSWER),)


def test_network():
    check(NETWORK)


def test_packet():
    check(PACKET)


def test_start():
    check(START)
