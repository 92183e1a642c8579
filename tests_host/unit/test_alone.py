# Having the channel to oneself.
from atmodem import loading, sched
from atmodem.alone import alone
from atmodem.errors import Busy, Timeout
from support.scarce import full
from support.wire import error_of
from support.ym310 import OK, Bench


def test_the_result_and_the_error_are_the_work_s():
    async def good():
        return 7

    async def bad():
        raise Timeout(b"X")

    bench = Bench()
    assert bench.run(lambda modem: alone(modem, good)) == 7
    assert bench.refused(Timeout, lambda modem: alone(modem, bad)).command == b"X"
    assert bench.modem.at.owner is None
    bench.script(b"+CSQ", OK)
    bench.run(lambda modem: modem.at.execute("+CSQ"))


def test_one_after_the_other():
    order = []

    async def main(modem):
        async def work():
            order.append("begins")
            await sched.sleep_ms(100)
            order.append("ends")

        other = sched.spawn(alone(modem, work))
        await alone(modem, work)
        await other

    Bench().run(main)
    assert order == ["begins", "ends"] * 2


def test_who_waits_in_vain():
    async def work():
        await sched.sleep_ms(20000)

    async def main(modem):
        other = sched.spawn(alone(modem, work))
        await sched.sleep_ms(0)
        await error_of(alone(modem, work, 1000), Busy)
        other.cancel()
        return sched.loop.now()

    bench = Bench()
    start = bench.wire.clock.now
    assert bench.run(main) - start < 1100


def test_who_is_cancelled_leaves_the_channel():
    ended = []

    async def work():
        try:
            await sched.sleep_ms(20000)
        finally:
            ended.append(True)

    async def main(modem):
        task = sched.spawn(alone(modem, work))
        await sched.sleep_ms(50)
        task.cancel()
        await sched.sleep_ms(50)
        await modem.at.execute("+CSQ")

    Bench().script(b"+CSQ", OK).run(main)
    assert ended == [True]


def test_a_module_that_restarts_meanwhile_is_set_up_afterwards():
    bench = Bench()

    async def work():
        bench.modem.started.clear()

    async def main(modem):
        await alone(modem, work)
        return await modem.started.wait(20000)

    bench.script(b"", b"AT\r" + OK, b"E0+CMEE=1", b"ATE0+CMEE=1\r" + OK)
    assert bench.run(main) is True


def test_a_hint_of_a_restart_that_there_is_no_memory_to_follow_changes_nothing():
    order = []

    async def main(modem):
        async def work():
            room = full(loading, "passing", "restarting")
            modem._on_hint()
            await sched.sleep_ms(100)
            room()
            order.append("work")

        async def other():
            await modem.at.execute("+CSQ")
            order.append("other")

        task = sched.spawn(alone(modem, work))
        await sched.sleep_ms(10)
        after = sched.spawn(other())
        await task
        await after

    Bench().script(b"+CMEE?", b"\r\n+CMEE: 1\r\n" + OK, b"+CSQ", OK).run(main)
    assert order == ["work", "other"]
