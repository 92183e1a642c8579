# Cancelling tasks.
from atmodem.sched import Cancelled, loop, sleep_ms, spawn
from support.tasks import give, note, run
from support.wire import Clock, error_of


def test_cancelled_is_no_exception():
    assert issubclass(Cancelled, BaseException) and not issubclass(Cancelled, Exception)


def test_cancel_reaches_the_place_where_the_task_waits():
    log = []

    async def wait():
        try:
            await sleep_ms(10000)
        except Exception:
            log.append("swallowed")
        finally:
            log.append("finally")
            await sleep_ms(30)
            log.append(loop.now())

    async def main():
        task = spawn(wait())
        await sleep_ms(100)
        task.cancel()
        await error_of(task, Cancelled)

    run(main(), Clock(0))
    assert log == ["finally", 130]


def test_cancel_at_the_very_deadline_does_not_cut_the_clean_up_short():
    log = []

    async def wait():
        try:
            await sleep_ms(100)
        finally:
            await sleep_ms(30)
            log.append(loop.now())

    async def main():
        task = spawn(wait())
        await sleep_ms(100)
        task.cancel()
        await sleep_ms(500)

    run(main(), Clock(0))
    assert log == [130]


def test_cancel_before_the_task_has_begun():
    log = []

    async def main():
        task = spawn(note(log, "ran", 0))
        task.cancel()
        await sleep_ms(10)
        return task.done

    assert run(main()) and log == []


def test_cancel_of_a_finished_task_does_nothing():
    async def main():
        task = spawn(give(5))
        await sleep_ms(1)
        task.cancel()
        await sleep_ms(1)
        return await task

    assert run(main()) == 5


def test_a_task_may_survive_its_cancellation():
    async def stubborn():
        try:
            await sleep_ms(1000)
        except Cancelled:
            await sleep_ms(50)
            return "done anyway"

    async def main():
        task = spawn(stubborn())
        await sleep_ms(1)
        task.cancel()
        return await task

    clock = Clock()
    assert run(main(), clock) == "done anyway"
    assert clock.slept == 51
