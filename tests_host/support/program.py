# A program on the module of an end-to-end test: `@opened` and `@online` make a plain test of `async def test_...(modem)`.
import atmodem
from support import world

APN = "cmnet"


def run(main, start=False, **options):
    """Open the module (and `start` it), run `main(modem)` and leave the port; its result."""
    port = world.port()

    async def program():
        modem = await atmodem.open(port, **options)
        try:
            if start:
                await modem.start(apn=APN)
            return await main(modem)
        finally:
            modem.close()

    try:
        return atmodem.run(program())
    finally:
        port.close()


def opened(main):
    """The module answers."""
    return lambda: run(main)


def online(main):
    """The module answers, is registered and has its packet context."""
    return lambda: run(main, start=True)


async def error_of(awaitable, kind=atmodem.ModemError):
    """The error of `kind` that awaiting raises; None if it raises none."""
    try:
        await awaitable
    except kind as error:
        return error
