# Tasks, deadlines and running a program.
from atmodem import sched
from atmodem.sched import loop, sleep_ms, spawn, ticks_add, ticks_diff
from support.tasks import give, note, raises, run
from support.wire import Clock, detach_all

PERIOD = 0x40000000  # ticks of every microcontroller port wrap here


async def fail(error):
    raise error


# --- ticks


def test_ticks_add_wraps():
    assert ticks_add(10, 5) == 15
    assert ticks_add(PERIOD - 1, 1) == 0
    assert ticks_add(PERIOD - 5, 20) == 15
    assert ticks_add(0, PERIOD // 2 - 1) == PERIOD // 2 - 1


def test_ticks_diff_on_both_sides_of_the_wrap():
    for start in (0, 1, 12345, PERIOD // 2 - 1, PERIOD // 2, PERIOD - 2, PERIOD - 1):
        for ms in (0, 1, 2, 1000, PERIOD // 2 - 1):
            later = (start + ms) % PERIOD
            assert ticks_add(start, ms) == later
            assert ticks_diff(later, start) == ms
            assert ticks_diff(start, later) == -ms


def test_sleep_lasts_right_across_the_wrap():
    for start in (1000, PERIOD // 2 - 3, PERIOD - 100, PERIOD - 1, PERIOD, 3 * PERIOD - 7):
        clock = Clock(start)
        run(sleep_ms_of(100), clock)
        assert clock.now == start + 100


async def sleep_ms_of(ms):
    await sleep_ms(ms)


def test_sleeps_end_in_the_order_of_their_deadlines_across_the_wrap():
    log = []

    async def main():
        for name, ms in (("c", 300), ("a", 100), ("b", 200), ("now", 0)):
            spawn(note(log, name, ms))
        await sleep_ms(400)

    run(main(), Clock(PERIOD - 150))
    assert log == ["now", "a", "b", "c"]


def test_a_wait_of_more_than_six_days_is_refused():
    for ms in (-1, PERIOD // 2):
        try:
            sleep_ms(ms)
            raise AssertionError(ms)
        except ValueError:
            pass


# --- idling


def test_the_loop_idles_until_the_next_deadline():
    clock = Clock()
    run(sleep_ms_of(700), clock)
    assert (clock.idles, clock.slept) == (1, 700)


def test_the_hook_is_called_at_least_once_a_second():
    detach_all()
    clock, calls = Clock(), []
    sched.run(sleep_ms_of(10500), clock=clock, on_turn=lambda: calls.append(clock.now))
    assert calls[0] == 1000 and calls[-1] == 11500
    assert all([later - earlier <= 1000 for earlier, later in zip(calls, calls[1:])])
    assert clock.idles <= 11  # and no more often than that


def test_a_thousand_milliseconds_of_nothing_cost_one_turn():
    detach_all()
    clock, calls = Clock(), []
    sched.run(sleep_ms_of(5000), clock=clock, on_turn=lambda: calls.append(0))
    assert len(calls) <= 6


def test_sleep_of_nothing_lets_the_others_run():
    log = []

    async def count(name):
        for _ in range(3):
            log.append(name)
            await sleep_ms(0)

    async def main():
        other = spawn(count("b"))
        await count("a")
        await other

    run(main())
    assert log == ["a", "b", "a", "b", "a", "b"]


# --- tasks


def test_a_task_gives_its_result():
    async def main():
        task = spawn(give(7))
        await sleep_ms(10)
        return await task, await spawn(give(8))

    assert run(main()) == (7, 8)


def test_a_task_raises_its_error_where_it_is_awaited():
    async def main():
        await spawn(fail(KeyError("why")))

    assert raises(KeyError, main()).args == ("why",)


def test_run_raises_the_error_of_the_program():
    assert raises(OSError, fail(OSError(5))).args == (5,)


def test_two_tasks_may_await_the_same_task():
    async def ask(task):
        return await task

    async def main():
        task = spawn(note([], "", 20))
        first, second = spawn(ask(task)), spawn(ask(task))
        return await first, await second

    assert run(main()) == (None, None)


def test_an_error_nobody_awaits_is_reported_and_harms_nothing():
    from atmodem import idle

    reported, report = [], idle.report
    idle.report = reported.append

    async def main():
        spawn(fail(ValueError("lost")))
        await sleep_ms(50)
        return "went on"

    try:
        assert run(main()) == "went on"
    finally:
        idle.report = report
    assert [error.args for error in reported] == [("lost",)]


def test_an_interrupt_in_any_task_ends_the_program():
    async def main():
        spawn(fail(KeyboardInterrupt()))
        await sleep_ms(1000)

    raises(KeyboardInterrupt, main())
    assert run(give(1)) == 1


def test_run_inside_run_is_refused():
    async def main():
        inner = give(2)
        try:
            run(inner)
        finally:
            inner.close()

    raises(RuntimeError, main())
    assert run(give(3)) == 3


def test_what_is_left_over_is_cleaned_up_at_the_end():
    log = []

    async def left():
        try:
            await sleep_ms(100000)
        finally:
            log.append("cleaned up")
            await sleep_ms(1)  # no time is left to wait in
            log.append("waited")

    async def main():
        spawn(left())
        spawn(note(log, "never", 100000))
        await sleep_ms(1)

    run(main())
    assert log == ["cleaned up"]
    assert loop.tasks == [] and loop.clock is None and loop.on_turn is None


def test_the_machine_s_own_clock_serves_when_none_is_given():
    async def main():
        earlier = loop.now()
        await sleep_ms(5)
        return ticks_diff(loop.now(), earlier)

    assert 5 <= sched.run(main()) < 5000
    assert 0 <= loop.now() < PERIOD  # outside a program, too
    loop.clock = None


def test_names_of_sync_are_reached_through_sched():
    from atmodem import sync

    assert sched.Queue is sync.Queue and sched.Lock is sync.Lock
    assert not hasattr(sched, "Semaphore")
