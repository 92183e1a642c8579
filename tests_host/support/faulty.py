# What can go wrong between a module and the host, and what a public call must be like all the same: over within the time its
# docstring states, and the next call works.
from atmodem.errors import LinkLost, ModemError, Timeout
from atmodem.sched import loop
from support.obedient import ERROR, Obedient, begin, ec20

ANSWER = 5000  # the EC20's channel time-out
IN_STEP = 10300  # what a call that follows a timed-out one may take longer
READY_MS = 900  # from RDY to the first answer
_FLOOD = b"\r\n+CREG: 1\r\n" * 10

# --- the faults: functions of the module and its replies, which return what is sent instead


def falls_silent(module, replies):
    module.stopped = True
    return []


def refuses(module, replies):
    module.wanted = 0
    return [(5, ERROR)]


def answers_twice(module, replies):
    return replies if module.wanted else [(ms, text + text) for ms, text in replies]


def restarts(module, replies):
    """It is gone before its answer is complete; echo and settings are those of a start."""
    module.start()
    module.echo = True
    module.ready += READY_MS
    ms, text = replies[0]
    return [(ms, text[: len(text) // 2]), (600, b"\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n")]


def floods(module, replies):
    """500 URCs in front of the answer's lines and between them."""
    flooded = []
    later = 0
    for ms, text in replies:
        cut = text.find(b"\r\n\r\n") + 2 if b"\r\n\r\n" in text else 0
        flooded.append((ms + later, text[:cut]))
        for _ in range(50 // len(replies)):
            later += 8
            flooded.append((ms + later, _FLOOD))
        flooded.append((ms + later, text[cut:]))
    return flooded


def breaks_off(module, replies):
    """Half of the answer; `release` brings the rest."""
    text = b"".join([text for ms, text in replies])
    half = len(text) // 2
    module.held = text[half:]
    return [(5, text[:half])]


FAULTS = (falls_silent, refuses, answers_twice, restarts, floods, breaks_off)


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
    """Rows of (name, function of the modem and a session, worst case in ms)."""
    for name, function, worst_ms in table:
        count = begin(Obedient(), lambda: answers_of(function, with_session))
        assert count, name
        for answer in range(count):
            for fault in FAULTS:
                begin(Obedient(), lambda: faulty(name, function, worst_ms, fault, answer, with_session))
