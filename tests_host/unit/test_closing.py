# A Modem that was closed: whoever waits is told, and whatever is called later is refused at once.
import asyncio

from atmodem import guest
from atmodem.errors import LinkLost
from atmodem.sched import loop, sleep_ms, spawn
from support.ec20_mqtt import connect, module
from support.wire import error_of, run


def closed(error):
    """Whether the error is the one of a modem that was closed."""
    return str(error) == "closed"


def test_sessions_and_those_who_wait_are_told():
    modem, wire = module()
    told = []

    async def receive(session):
        told.append(("receive", await error_of(session.receive(), LinkLost)))

    async def started():
        told.append(("started", await error_of(wait_for(modem.started), LinkLost)))

    async def wait_for(signal):
        await signal.wait()

    async def main():
        session = await connect(modem, wire)
        modem.losses.append(lambda error: told.append(("losses", error)))
        modem.started.clear()
        spawn(receive(session))
        spawn(started())
        await sleep_ms(10)
        before = loop.now()
        modem.close()
        await sleep_ms(0)
        await sleep_ms(0)
        assert sorted([name for name, error in told if closed(error)]) == ["losses", "receive", "started"], told
        assert not session.connected
        for call in (lambda: session.publish("t", b"x", 1), lambda: session.receive(1000)):
            assert closed(await error_of(call(), LinkLost))
        await session.close()
        modem.close()
        assert loop.now() == before and len(told) == 3

    run(main(), wire)
    wire.done()


CALLS = (
    ("signal", lambda modem: modem.network.signal()),
    ("identity", lambda modem: modem.device.identity()),
    ("command", lambda modem: modem.command("+CSQ")),
    ("start", lambda modem: modem.start("cmnet")),
    ("wake", lambda modem: modem.power.wake()),
    ("restart", lambda modem: modem.device.restart()),
    ("power off", lambda modem: modem.device.power_off()),
    ("connect", lambda modem: modem.mqtt.connect("h", client_id="c")),
    ("open", lambda modem: modem.sockets.open("tcp", "h", 7)),
    ("ping", lambda modem: modem.packet.ping("h")),
    ("integers", lambda modem: modem.at.integers(b"+CSQ", [0, 0])),
)


def test_what_is_called_later_is_refused_at_once_and_nothing_is_sent():
    for silent in (False, True):
        modem, wire = module()

        async def main(modem=modem, silent=silent):
            modem.at.dirty = silent  # the command before ran out of time
            modem.close()
            before = loop.now()
            for name, call in CALLS:
                error = await error_of(awaited(call, modem), LinkLost)
                assert closed(error) and loop.now() == before, (name, error, loop.now() - before)

        run(main(), wire)
        assert wire.sent == b""


async def awaited(call, modem):
    return await call(modem)


def test_a_module_that_is_being_set_up_again_is_left_alone():
    modem, wire = module()
    wire.strict = False

    async def main():
        modem.restore()
        modem.close()  # the task has not run yet
        assert closed(await error_of(modem.command("+CSQ"), LinkLost))
        await sleep_ms(20000)
        assert wire.sent == b""
        assert closed(await error_of(modem.command("+CSQ"), LinkLost))

    run(main(), wire)
    modem, wire = module()

    async def later():
        modem.restore()
        await sleep_ms(2000)
        modem.close()
        n = len(wire.sent)
        await sleep_ms(20000)
        assert closed(await error_of(modem.command("+CSQ"), LinkLost))
        assert len(wire.sent) == n

    wire.strict = False
    run(later(), wire)


def test_a_pipe_nobody_looks_at_ends_no_sleep():
    modem, wire = module()

    async def main():
        assert wire in wire.clock.pipes
        modem.close()
        assert wire not in wire.clock.pipes

    run(main(), wire)


def test_in_an_asyncio_program_the_server_ends_with_the_last_modem():
    modem, wire = module()

    async def main():
        loop.clock = wire.clock
        guest.host()
        modem.close()
        for name, call in CALLS:
            assert closed(await error_of(awaited(call, modem), LinkLost)), name
        for _ in range(10):
            await asyncio.sleep(0)
        return loop.server.done()

    period, loop.period_ms = loop.period_ms, 0
    try:
        assert asyncio.run(main())
    finally:
        loop.period_ms = period
        loop.clock = None
        loop.tasks.clear()
