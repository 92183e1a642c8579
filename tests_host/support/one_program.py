# A user's program: bring-up, messages, a connection, sleep. It names no module; it asks what the module has.
from binascii import b2a_base64

import atmodem
from support import world

PIECE = 256
TOTAL = 10240


def binary(start, size):
    """`size` bytes of a stream: every value, in ever new neighbourhoods."""
    made = bytearray(size)
    for i in range(size):
        made[i] = ((start + i) * 7 + (start + i) // 256) & 255
    return made


async def messages(modem):
    """A session, over TLS where the module has it: text in, 10 KB binary out in pieces, all at QoS 1."""
    tls = atmodem.Tls(ca=world.certificate("ca")) if modem.supports("tls") else None
    async with await modem.mqtt.connect(
        "broker.test", 8883 if tls else 1883, client_id="pump-7", keepalive=60, will=("pump/7/state", b"gone", 1, False), tls=tls
    ) as session:
        await session.subscribe("pump/7/command", 1)
        await session.subscribe("pump/7/settings", 1)
        world.publish("pump/7/command", b"open the valve", 1)
        assert await session.receive(20000) == ("pump/7/command", b"open the valve")
        world.publish("pump/7/settings", b'{"litres": 12, "ok": "OK"}', 1)
        assert await session.receive(20000) == ("pump/7/settings", b'{"litres": 12, "ok": "OK"}')
        for start in range(0, TOTAL, PIECE):
            piece = binary(start, PIECE)
            if not session.binary:
                piece = b2a_base64(piece).strip()
            await session.publish("pump/7/log", piece, 1)
            assert world.received("pump/7/log") == piece, start
        assert session.dropped == 0


async def connection(modem):
    """What a server sends back is what was sent."""
    async with await modem.sockets.open("tcp", "echo.test", 7) as link:
        for size in (1, 100, 1400):
            await link.write(binary(0, size))
            heard = bytearray(size)
            view = memoryview(heard)
            n = 0
            while n < size:
                n += await link.readinto(view[n:], timeout_ms=20000)
            assert heard == binary(0, size), size


async def program(modem):
    """All of it, in the order of a working day."""
    await modem.start(apn="cmnet")
    rssi = (await modem.network.signal())[0]
    assert rssi is None or -140 <= rssi <= 0, rssi
    await messages(modem)
    for name in ("mqtt", "network"):  # what follows wants the room
        modem.release(name)
    if modem.supports("sockets"):
        await connection(modem)
    if modem.supports("sleep"):
        await modem.power.sleep()
        await modem.power.wake()
        await modem.power.stay_awake()
    assert await modem.network.registration()


def run(**options):
    """Find the module at the port and run the program on it."""
    uart = world.port()

    async def main():
        modem = await atmodem.open(uart, **options)
        try:
            await program(modem)
        finally:
            modem.close()

    try:
        atmodem.run(main())
    finally:
        uart.close()
