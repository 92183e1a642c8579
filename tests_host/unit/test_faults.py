# Every public call under every fault: it ends within the time its docstring states, and the next call works.
from atmodem.errors import LinkLost, ModemError, Timeout
from atmodem.sched import loop
from atmodem.tls import Tls
from support.obedient import (
    FAULTS,
    Obedient,
    answers_twice,
    begin,
    breaks_off,
    ec20,
    falls_silent,
    floods,
    refuses,
    restarts,
)

ANSWER = 5000  # the EC20's channel time-out
IN_STEP = 10300  # what a call that follows a timed-out one may take longer
TLS = Tls(ca=b"-----BEGIN CERTIFICATE-----\n" * 3)

# name, call on modem and session, worst case in ms by the docstring
DEVICE = (
    ("identity", lambda m, s: m.device.identity(), 4 * ANSWER),  # "four times the channel's time-out"
    ("functionality", lambda m, s: m.device.functionality(), ANSWER),  # "the channel's time-out"
    ("set_functionality", lambda m, s: m.device.set_functionality(4), 15000),  # 'timings["CFUN"] (EC20 15 s'
    ("restart", lambda m, s: m.device.restart(40000), 15000 + 40000),  # 'timings["CFUN"] + `timeout_ms`'
    ("power_off", lambda m, s: m.device.power_off(), 65000),  # "the profile's power_off_ms"
    ("command", lambda m, s: m.command("I", timeout_ms=3000), 3000),  # "Timeout after `timeout_ms`"
)
SIM = (
    ("state", lambda m, s: m.sim.state(), ANSWER),  # 'timings["CPIN"]'
    ("unlock", lambda m, s: m.sim.unlock(timeout_ms=20000), 20000 + 3 * ANSWER),  # '`timeout_ms` + three times timings["CPIN"]'
    ("iccid", lambda m, s: m.sim.iccid(), ANSWER),
    ("imsi", lambda m, s: m.sim.imsi(), ANSWER),
    ("clock.read", lambda m, s: m.clock.read(), ANSWER),
    ("clock.utc", lambda m, s: m.clock.utc(), ANSWER),
    ("clock.set", lambda m, s: m.clock.set((2018, 8, 7, 13, 28, 31, 32)), ANSWER),
    ("clock.automatic", lambda m, s: m.clock.automatic(True), ANSWER),
)
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
    ("packet.start", lambda m, s: m.packet.start("cmnet", "u", "p", timeout_ms=30000), 30000 + 3 * ANSWER),
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
MQTT = (
    ("publish", lambda m, s: s.publish("t/out", b"\r\nOK\r\n\x1a", 1), 16000),  # "the profile's `publish_ms`"
    ("subscribe", lambda m, s: s.subscribe("t/in", 1), 16000),
    ("unsubscribe", lambda m, s: s.unsubscribe("t/in"), 16000),
    ("close", lambda m, s: s.close(), 2 * ANSWER),  # "the profile's `answer_ms` twice"
    ("configure", lambda m, s: m.mqtt.configure("version", 0), ANSWER),
    ("state", lambda m, s: m.mqtt.state(0), 2 * ANSWER),  # "10 s"
    ("drop", lambda m, s: m.mqtt.drop(0), ANSWER),
)
# "`timeout_ms` for the link and as much for the broker's answer; and a minute for the settings"
CONNECT = (("connect", lambda m, s: m.mqtt.connect("broker.test", 1883, "one", timeout_ms=20000), 40000 + 60000),)
SECURE = (
    ("upload", lambda m, s: m.tls.upload("RAM:ca.pem", b"odd", 9000), 9000 + 10000),  # "`timeout_ms` and 10 s"
    ("configure", lambda m, s: m.tls.configure(2, TLS, "broker.test"), 30000 + 6 * ANSWER),  # "30 s a certificate, 5 s a setting"
    ("setting", lambda m, s: m.tls.setting("seclevel", 2), ANSWER),
)
# "worst case `timeout_ms` each", and the channel's time-outs of the three
START = (("start", lambda m, s: m.start("cmnet", timeout_ms=20000), 3 * 20000 + 10 * ANSWER),)


async def prepared(with_session):
    """(modem, wire, session)."""
    modem, wire = ec20()
    wire.clock = loop.clock
    loop.clock.pipes = [wire]
    session = await modem.mqtt.connect("broker.test", 1883, "one") if with_session else None
    return modem, wire, session


async def ended(call, worst_ms, name):
    """Await a call: the error it ended with, None for none. It must not take longer than it says."""
    start = loop.now()
    error = None
    try:
        await call
    except ModemError as raised:
        error = raised
    taken = loop.now() - start
    assert taken <= worst_ms, "%s took %d ms of %d" % (name, taken, worst_ms)
    return error


async def faulty(name, function, worst_ms, fault, answer, with_session):
    """The call, with the fault at one of its answers, and a call behind it."""
    modem, wire, session = await prepared(with_session)
    wire.arm(fault, answer)
    label = "%s, %s at answer %d" % (name, fault.__name__, answer)
    error = await ended(function(modem, session), worst_ms, label)
    if fault is answers_twice or fault is floods:
        assert error is None, (label, error)
    wire.release(2000)
    late = 20000 if fault is restarts else 0 if fault is answers_twice or fault is floods else IN_STEP
    after = await ended(modem.at.query("+CSQ"), ANSWER + late, label + ": the next one")
    if fault is falls_silent:
        assert after is None and not wire.stopped or isinstance(after, Timeout), (label, after)
        return
    # What is told to restart does so late when its answer comes late.
    assert after is None or name == "restart" and isinstance(after, LinkLost), (label, after)
    assert await modem.at.query("+CSQ") == (24, 99), label
    if fault is restarts and name not in ("restart", "power_off"):
        first = [line for line in wire.lines if line != b"AT\r"][:3]
        assert first == [b"ATE0\r", b"AT+CMEE=1\r", b'AT+QURCCFG="urcport","uart1"\r'], (label, first)
        assert session is None or not session.connected, label


async def answers_of(function, with_session):
    """How many answers a call waits for when all goes well."""
    modem, wire, session = await prepared(with_session)
    wire.arm(None)
    await function(modem, session)
    return wire.answers


def check(table, with_session=False):
    for name, function, worst_ms in table:
        count = begin(Obedient(), lambda: answers_of(function, with_session))
        for answer in range(count):
            for fault in FAULTS:
                begin(Obedient(), lambda: faulty(name, function, worst_ms, fault, answer, with_session))


def test_device():
    check(DEVICE)


def test_sim_and_clock():
    check(SIM)


def test_network():
    check(NETWORK)


def test_packet():
    check(PACKET)


def test_mqtt_connect():
    check(CONNECT)


def test_mqtt_session():
    check(MQTT, True)


def test_tls():
    check(SECURE)


def test_start():
    check(START)
