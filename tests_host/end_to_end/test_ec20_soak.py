# Session after session in a heap of 96 KB: what is in use, and the largest piece that is free, stay what they were.
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
WARM_UP = CYCLES // 10
FEW = 64  # bytes


def in_use():
    """Bytes of the heap, None where nobody counts them."""
    gc.collect()
    gc.collect()
    return gc.mem_alloc() if hasattr(gc, "mem_alloc") else None


def largest_piece():
    """The longest buffer, in steps of 512 bytes, that could be had now."""
    low, high = 0, 256
    while high - low > 1:
        middle = (low + high) // 2
        try:
            bytearray(middle * 512)
            low = middle
        except MemoryError:
            high = middle
    return low * 512


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
    before = piece = None
    for number in range(1, CYCLES + 1):
        await cycle(modem, number)
        if number == WARM_UP:
            before, piece = in_use(), largest_piece() if hasattr(gc, "mem_alloc") else None
        if before is not None and number % WARM_UP == 0:
            print("after %d: %d bytes in use, largest free piece %d" % (number, in_use(), largest_piece()))
    if before is not None:
        assert in_use() - before <= FEW
        assert largest_piece() >= piece - 1024
    world.publish("soak/end", b"end")
    assert world.received("soak/end") == b"end"
