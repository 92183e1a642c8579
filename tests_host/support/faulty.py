# What can go wrong between a module and the host, and what a public call must be like all the same: over within the time its
# docstring states, and the next call works.
import gc

from atmodem.errors import LinkLost, ModemError, Timeout
from atmodem.sched import loop
from support.obedient import ERROR, Obedient, begin, ec20

ANSWER = 5000  # the EC20's channel time-out
CRAMPED = hasattr(gc, "mem_free")  # MicroPython, perhaps with a board's heap
IN_STEP = 10300  # what a call that follows a timed-out one may take longer
READY_MS = 900  # from RDY to the first answer
BOOT_TEXTS = b"\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n"
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
    half = text[: len(text) // 2]
    # What it says behind the beginning of a payload cannot be told from the rest of it.
    payload = half.find(b"\r\n", 2) + 2
    module.unheard = 1 < payload < len(half) and text[payload] != 13 or b"+FSREAD:" in half
    return [(ms, half), (600, getattr(module, "boot_texts", BOOT_TEXTS))]


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


class Family:
    """Which module it is that fails: the EC20."""

    wire = Obedient
    answer_ms = ANSWER  # its channel's time-out
    setup = (b"ATE0\r", b"AT+CMEE=1\r", b'AT+QURCCFG="urcport","uart1"\r')  # the first lines after a start
    says_it_starts = True  # else a restart is found out behind the call

    def modem(self, wire):
        """The modem on this wire, set up."""
        return ec20(wire)[0]

    def session(self, modem):
        """Await it for what calls work on."""
        return modem.mqtt.connect("broker.test", 1883, "one")


EC20 = Family()


async def prepared(with_session, family=EC20):
    """(modem, wire, session)."""
    wire = family.wire(echo=False)
    modem = family.modem(wire)
    wire.clock = loop.clock
    loop.clock.pipes = [wire]
    session = await family.session(modem) if with_session else None
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


async def faulty(name, function, worst_ms, fault, answer, with_session, family):
    """The call, with the fault at one of its answers, and a call behind it."""
    modem, wire, session = await prepared(with_session, family)
    wire.arm(fault, answer)
    label = "%s, %s at answer %d" % (name, fault.__name__, answer)
    error = await ended(function(modem, session), worst_ms, label)
    if fault is answers_twice or fault is floods:
        assert error is None, (label, error)
    wire.release(2000)
    late = 20000 if fault is restarts else 0 if fault is answers_twice or fault is floods else IN_STEP
    after = await ended(modem.at.query("+CSQ"), family.answer_ms + late, label + ": the next one")
    if fault is falls_silent:
        assert after is None and not wire.stopped or isinstance(after, Timeout), (label, after)
        return
    # What is told to restart does so late when its answer comes late.
    restarted = name == "restart" or fault is restarts and not family.says_it_starts
    assert after is None or restarted and isinstance(after, (LinkLost, Timeout)), (label, after)
    if restarted and await ended(modem.at.query("+CSQ"), family.answer_ms + late, label) is not None:
        assert not family.says_it_starts, label  # found out meanwhile
    assert await modem.at.query("+CSQ") == (24, 99), label
    if fault is restarts and name not in ("restart", "power_off") and (family.says_it_starts or not wire.unheard):
        lines = [line for line in wire.lines if line in family.setup or family.says_it_starts and line != b"AT\r"]
        assert tuple(lines[: len(family.setup)]) == family.setup, (label, wire.lines)
        assert session is None or not alive(session), label


def alive(session):
    """Whether a session, link or response believes that it is there."""
    if getattr(session, "closed", False):
        return False
    return session.connected if hasattr(session, "connected") else session.error is None


async def answers_of(function, with_session, family):
    """How many answers a call waits for when all goes well."""
    modem, wire, session = await prepared(with_session, family)
    wire.arm(None)
    await function(modem, session)
    return wire.answers


def check(table, with_session=False, family=EC20):
    """Rows of (name, function of the modem and a session, worst case in ms)."""
    for name, function, worst_ms in table:
        count = begin(Obedient(), lambda: answers_of(function, with_session, family))
        assert count, name
        for answer in range(count):
            for fault in FAULTS:
                if CRAMPED:
                    gc.collect()  # before the last modem's remains lie between this one's
                begin(Obedient(), lambda: faulty(name, function, worst_ms, fault, answer, with_session, family))
