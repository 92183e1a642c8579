# Session after session in a heap of 96 KB: no more is in use than before, and there is always room for the longest message.
# `python3 tools/soak.py --cycles 1000` runs the same for longer.
import gc
import os

from support import world
from support.program import online

SETUP = {
    "module": "ec20",
    "arguments": ["--booted", "--speed", "20"],
    "heap": "96k",
    "once": ("test_cycles_leave_nothing_behind",),
}
CYCLES = int(os.getenv("CYCLES") or 100)
TENTH = max(1, CYCLES // 10)
FEW = 64  # bytes
LONGEST = 1548  # of a message


def in_use():
    """Bytes of the heap."""
    gc.collect()
    gc.collect()
    return gc.mem_alloc()


def largest_piece():
    """The longest buffer, in steps of 64 bytes, that could be had now."""
    low, high = 0, 2048
    while high - low > 1:
        middle = (low + high) // 2
        try:
            bytearray(middle * 64)
            low = middle
        except MemoryError:
            high = middle
    return low * 64


async def cycle(modem, number):
    """Connect, publish, receive, close: payloads of changing length, now and then a report of the network."""
    topic = "soak/%d" % (number % 7)
    payload = bytes([number & 255]) * (number % 10 * 77)
    session = await modem.mqtt.connect("broker.test", client_id="soak", will=("soak/will", b"gone", 1, False))
    await session.subscribe(topic, number % 3)
    await session.publish(topic, payload, qos=number % 3)
    assert await session.receive(10000) == (topic, payload), number
    await modem.network.signal()
    await session.close()


async def least_in_use(modem):
    """The least of three: a stale word on the stack that looks like a pointer may keep something for one cycle longer."""
    least = in_use()
    for _ in range(2):
        await cycle(modem, 0)
        least = min(least, in_use())
    return least


@online
async def test_cycles_leave_nothing_behind(modem):
    counted = hasattr(gc, "mem_alloc")
    before = None
    for number in range(1, CYCLES + 1):
        await cycle(modem, number)
        if counted and number % TENTH == 0:
            used, piece = await least_in_use(modem), largest_piece()
            print("after %d: %d bytes in use, largest free piece %d" % (number, used, piece))
            before = before or used
            assert used - before <= FEW
            assert piece >= LONGEST
    world.publish("soak/end", b"end")
    assert world.received("soak/end") == b"end"
