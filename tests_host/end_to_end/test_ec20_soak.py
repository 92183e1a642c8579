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
# What is needed once may be needed late: a list that grows, a name, when the computer has much to do. The least leak, 16 bytes
# a cycle, is twice as much in half of the cycles.
FEW = 400
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


@online
async def test_cycles_leave_nothing_behind(modem):
    readings = []
    for number in range(1, CYCLES + 1):
        await cycle(modem, number)
        if number % TENTH == 0 and hasattr(gc, "mem_alloc"):
            used, piece = in_use(), largest_piece()
            print("after %d: %d bytes in use, largest free piece %d" % (number, used, piece))
            readings.append(used)
            assert piece >= LONGEST
    if readings:
        # The least counts: a stale word on the stack that looks like a pointer keeps something alive now and then.
        half = len(readings) // 2
        assert min(readings[half:]) - min(readings[:half]) <= FEW, readings
    world.publish("soak/end", b"end")
    assert world.received("soak/end") == b"end"
