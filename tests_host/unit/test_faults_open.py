# Finding a module, and waiting for its restart, under every fault.
import atmodem
from atmodem.errors import LinkLost
from atmodem.sched import loop
from support.faulty import FAULTS, answers_twice, breaks_off, ended, falls_silent, floods, prepared
from support.obedient import Obedient, begin


async def faulty_open(fault, answer):
    wire = Obedient()
    wire.clock = loop.clock
    loop.clock.pipes = [wire]
    loop.sources.clear()
    wire.arm(fault, answer)
    label = "open, %s at answer %d" % (fault.__name__, answer)
    # "`timeout_ms`, 13.2 s for each rate that is tried, and 60 s to learn what it is"
    error = await ended(atmodem.open(wire), 20000 + 13200 + 60000, label)
    if fault is answers_twice or fault is floods:
        assert error is None, (label, error)
    wire.stopped = False
    wire.release(2000)
    loop.sources.clear()
    modem = await atmodem.open(wire)
    for _ in range(2):
        assert await modem.at.query("+CSQ") == (24, 99), label


def test_open():
    for answer in range(6):
        for fault in FAULTS:
            begin(Obedient(), lambda: faulty_open(fault, answer))


def test_waiting_for_a_start():
    for fault in FAULTS:

        async def main():
            modem, wire, session = await prepared(False)
            modem.lost(LinkLost("restart"))
            wire.arm(fault)
            start = loop.now()
            up = await modem.wait_boot(30000)
            assert loop.now() - start <= 30000
            return up

        assert begin(Obedient(), main) == (fault not in (falls_silent, breaks_off)), fault
