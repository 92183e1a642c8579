# A program on the module of an end-to-end test: `@opened` and `@online` make a plain test of `async def test_...(modem)`.
from time import sleep

import atmodem
from support import world

APN = "cmnet"


def run(main, start=False, port=None, clock=None, **options):
    """Open the module (and `start` it), run `main(modem)` and leave the port; its result."""
    port = port or world.port()

    async def program():
        modem = await atmodem.open(port, **options)
        try:
            if start:
                await modem.start(apn=APN)
            return await main(modem)
        finally:
            modem.close()

    try:
        return atmodem.run(program(), clock=clock)
    finally:
        port.close()


def opened(main):
    """The module answers."""
    return lambda: run(main)


def online(main):
    """The module answers, is registered and has its packet context."""
    return lambda: run(main, start=True)


def in_asyncio(main):
    """The module is online inside an asyncio program."""

    async def program(port):
        modem = await atmodem.open(port)
        try:
            await modem.start(apn=APN)
            await main(modem)
        finally:
            modem.close()

    def test():
        import asyncio

        port = world.port()
        try:
            asyncio.run(program(port))
        finally:
            port.close()

    return test


async def error_of(awaitable, kind=atmodem.ModemError):
    """The error of `kind` that awaiting raises; None if it raises none."""
    try:
        await awaitable
    except kind as error:
        return error


async def until(condition, timeout_ms=10000):
    """Wait until `condition()` holds."""
    for _ in range(timeout_ms // 5):
        if condition():
            return
        await atmodem.sleep_ms(5)
    raise AssertionError("waited in vain")


def pattern(n):
    """`n` bytes: every value, in ever new neighbourhoods."""
    data = bytearray(n)
    for i in range(n):
        data[i] = (i * 7 + i // 256) & 255
    return data


async def exactly(link, n, timeout_ms=10000):
    """`n` bytes from the link, in as many pieces as they come; fewer when it ends."""
    data = bytearray(n)
    got = 0
    while got < n:
        count = await link.readinto(memoryview(data)[got:], timeout_ms)
        if not count:
            break
        got += count
    return data[:got]


async def echoes(link, data):
    """What is written comes back."""
    await link.write(data)
    assert await exactly(link, len(data)) == data, (len(data), data[:20])


def leave_behind(*exchanges):
    """What a program before this one said: pairs of bytes sent, and how the answer waited for ends."""
    port = world.port()
    heard = bytearray(64)
    for said, end in exchanges:
        port.write(said)
        answer = b""
        for _ in range(5000):
            answer += bytes(heard[: port.readinto(heard) or 0])
            if answer.endswith(end):
                break
            sleep(0.001)
        else:
            raise RuntimeError(answer)
    port.close()
