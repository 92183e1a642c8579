# What a trace shows of a program on a fake pipe.
from support.wire import run


def play(modem, wire, log, main):
    """Run `main()` while the hook looks; its result."""

    async def program():
        modem.trace(lambda direction, data, ticks: log.append((direction, data, ticks)))
        try:
            return await main()
        finally:
            modem.trace(None)

    return run(program(), wire)


def side(log, direction):
    """All bytes of one direction."""
    return b"".join([data for way, data, ticks in log if way == direction])
