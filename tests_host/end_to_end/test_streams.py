# Long streams over several links at once, and a context that is lost in the middle.
from binascii import crc32

import atmodem
from atmodem.errors import CommandError, LinkLost, ModemError
from support import world
from support.program import error_of, online

SETUP = {
    "module": ["ec20", "ym310"],
    "arguments": ["--booted"],
    "only": {"test_a_megabyte_each_way_on_two_links_while_messages_come": ["ym310"]},
    "once": ["test_a_megabyte_each_way_on_two_links_while_messages_come"],
    "heap": "128k",
}
MEGABYTE = 1 << 20
PERIOD = 251


async def send_many(link, total, pattern):
    """Write `total` bytes, all values at every place of a piece; their CRC-32."""
    checksum = sent = 0
    while sent < total:
        start = sent // 1460 % PERIOD
        piece = pattern[start : start + min(1460, total - sent)]
        await link.write(piece, 60000)
        checksum = crc32(piece, checksum)
        sent += len(piece)
    return checksum


async def receive_many(link, total, into):
    """Read `total` bytes; their CRC-32."""
    checksum = got = 0
    while got < total:
        n = await link.readinto(into, 60000)
        assert n, got
        checksum = crc32(into[:n], checksum)
        got += n
    assert got == total
    return checksum


async def listen(mqtt, count):
    heard = []
    while len(heard) < count:
        topic, payload = await mqtt.receive(timeout_ms=120000)
        heard.append((topic, bytes(payload)))
    return heard


@online
async def test_a_megabyte_each_way_on_two_links_while_messages_come(modem):
    await both_ways(modem, MEGABYTE, 20)


@online
async def test_streams_each_way_on_two_links_while_messages_come(modem):
    await both_ways(modem, 20000, 5)


async def both_ways(modem, total, messages):
    pattern = memoryview(bytes(range(PERIOD)) * 7)
    mqtt = await modem.mqtt.connect("broker.test", 1883, client_id="streams")
    await mqtt.subscribe("streams/cmd", qos=1)
    listening = atmodem.spawn(listen(mqtt, messages))
    links = [await modem.sockets.open("tcp", "echo.test", 7), await modem.sockets.open("tcp", "echo.test", 7)]
    tasks = []
    for link in links:
        tasks.append(atmodem.spawn(send_many(link, total, pattern)))
        tasks.append(atmodem.spawn(receive_many(link, total, memoryview(bytearray(1460)))))
    for n in range(messages):
        world.publish("streams/cmd", b"\x00\r\n%d" % n, 1)
        await atmodem.sleep_ms(200)
    checksums = []
    for task in tasks:
        checksums.append(await task)
    assert checksums == checksums[:1] * 4, checksums
    heard = await listening
    assert [payload for _, payload in heard] == [b"\x00\r\n%d" % n for n in range(messages)], heard
    for link in links:
        if world.module() == "ym310":
            assert (await link.acknowledged())[0] == total
        else:
            assert await link.unacknowledged() == 0
        await link.close()
    await mqtt.close()


@online
async def test_the_context_is_lost_in_the_middle(modem):
    pattern = bytes([i % PERIOD for i in range(1460 + PERIOD)])
    receiving = await modem.sockets.open("tcp", "echo.test", 19)
    sending = await modem.sockets.open("tcp", "echo.test", 9)
    await receiving.write(b"100000\n")
    await sending.write(b"100000\n")
    got = 0
    into = bytearray(1000)

    async def send():
        for _ in range(100):
            await sending.write(pattern[:1000])

    sender = atmodem.spawn(send())
    errors = []
    while not errors:
        try:
            n = await receiving.readinto(into, 20000)
            assert n, got
            offset = got % PERIOD
            assert bytes(into[:n]) == pattern[offset : offset + n], got
            got += n
            if got == 6000 or got > 6000 and got - n < 6000:
                world.ask("modem pdp-deact")
        except LinkLost as error:
            errors.append(error)
    assert "context" in str(errors[0]), errors
    assert got < 100000 or world.module() == "ec20", "all of it had come to the EC20, which keeps it"
    error = await error_of(sender, ModemError)
    if isinstance(error, CommandError):  # the EC20 says ERROR to what was under way before it tells why
        error = await error_of(sending.write(b"x"), ModemError)
    assert isinstance(error, LinkLost) and "context" in str(error), error
    await receiving.close()
    await sending.close()
    # The next call works, without a restart of the module.
    async with await modem.sockets.open("tcp", "echo.test", 19) as link:
        await link.write(b"3000\n")
        got = 0
        while got < 3000:
            got += await link.readinto(into, 20000)
        assert got == 3000
    assert await modem.packet.resolve("echo.test") == ["203.0.113.1"]
