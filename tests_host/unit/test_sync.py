# Signal, queue and lock.
from atmodem.sched import Lock, Queue, Signal, loop, sleep_ms, spawn
from support.tasks import run
from support.wire import Clock


async def release_after(lock, ms):
    await sleep_ms(ms)
    lock.release()


# --- signal


def test_a_signal_wakes_everyone_who_waits():
    signal, log = Signal(), []

    async def wait(name):
        log.append((name, await signal.wait(), loop.now()))

    async def main():
        spawn(wait("a"))
        spawn(wait("b"))
        await sleep_ms(100)
        signal.set()
        await sleep_ms(10)

    run(main(), Clock(0))
    assert log == [("a", True, 100), ("b", True, 100)]


def test_a_signal_stays_up_until_it_is_cleared():
    signal = Signal()

    async def main():
        signal.set()
        assert await signal.wait() and await signal.wait(0)
        signal.clear()
        return await signal.wait(50)

    clock = Clock()
    assert run(main(), clock) is False
    assert clock.slept == 50


def test_each_waiter_of_a_signal_keeps_its_own_deadline():
    signal, log = Signal(), []

    async def wait(ms):
        log.append((await signal.wait(ms), loop.now()))

    async def main():
        for ms in (300, 100, 200):
            spawn(wait(ms))
        await sleep_ms(250)
        signal.set()
        await sleep_ms(1)

    run(main(), Clock(0))
    assert log == [(False, 100), (False, 200), (True, 250)]


# --- queue


def test_a_queue_gives_first_in_first_out():
    queue = Queue(3)

    async def main():
        assert queue.put(1) and queue.put(2)
        return await queue.get(), await queue.get(), len(queue)

    assert run(main()) == (1, 2, 0)


def test_a_full_queue_counts_what_it_drops():
    queue = Queue(2)
    assert [queue.put(item) for item in "abcd"] == [True, True, False, False]
    assert (len(queue), queue.dropped) == (2, 2)

    async def main():
        return await queue.get(), await queue.get()

    assert run(main()) == ("a", "b")


def test_a_queue_wakes_its_reader():
    queue = Queue(1)

    async def put():
        await sleep_ms(80)
        queue.put("late")

    async def main():
        spawn(put())
        return await queue.get(1000), loop.now()

    assert run(main(), Clock(0)) == ("late", 80)


def test_an_item_goes_to_one_reader_only():
    queue, log = Queue(5), []

    async def read(name):
        log.append((name, await queue.get(500)))

    async def main():
        spawn(read("a"))
        spawn(read("b"))
        await sleep_ms(10)
        queue.put(1)
        await sleep_ms(1000)

    run(main())
    assert log == [("a", 1), ("b", None)]


def test_reading_an_empty_queue_ends_at_its_deadline():
    clock = Clock()

    async def main():
        return await Queue(1).get(70)

    assert run(main(), clock) is None
    assert clock.slept == 70


def test_none_in_a_queue_comes_out():
    queue = Queue(1)
    queue.put(None)

    async def main():
        await queue.get(1000)
        return loop.now()

    assert run(main(), Clock(0)) == 0


# --- lock


def test_a_lock_goes_round_in_the_order_of_asking():
    lock, log = Lock(), []

    async def work(name, ms):
        async with lock:
            log.append((name, loop.now()))
            await sleep_ms(ms)

    async def main():
        await spawn_all([work("a", 30), work("b", 10), work("c", 20)])

    run(main(), Clock(0))
    assert log == [("a", 0), ("b", 30), ("c", 40)]
    assert not lock.held and lock.line == []


async def spawn_all(coroutines):
    for task in [spawn(coroutine) for coroutine in coroutines]:
        await task


def test_a_new_comer_does_not_overtake_the_line():
    lock, log = Lock(), []

    async def first():
        async with lock:
            await sleep_ms(10)
        async with lock:  # asks again while another waits
            log.append("first")

    async def second():
        async with lock:
            log.append("second")

    async def main():
        await spawn_all([first(), second()])

    run(main())
    assert log == ["second", "first"]


def test_a_lock_not_free_in_time():
    lock = Lock()

    async def main():
        assert await lock.acquire()
        assert await lock.acquire(100) is False
        lock.release()
        assert await lock.acquire(100) is True
        return loop.now()

    assert run(main(), Clock(0)) == 100


def test_who_gives_up_leaves_the_line():
    lock, log = Lock(), []

    async def patient():
        await sleep_ms(1)
        log.append(await lock.acquire(1000))

    async def main():
        await lock.acquire()
        spawn(patient())
        spawn(release_after(lock, 200))
        log.append(await lock.acquire(50))  # stands in front of the patient one
        await sleep_ms(500)

    run(main())
    assert log == [False, True]


def test_who_is_cancelled_leaves_the_line():
    lock, log = Lock(), []

    async def wait(name):
        async with lock:
            log.append(name)

    async def main():
        await lock.acquire()
        first, second = spawn(wait("first")), spawn(wait("second"))
        await sleep_ms(10)
        first.cancel()
        lock.release()
        await second

    run(main())
    assert log == ["second"]
    assert not lock.held and lock.line == []


def test_an_error_inside_releases_the_lock():
    lock = Lock()

    async def main():
        try:
            async with lock:
                raise ValueError
        except ValueError:
            pass
        return await lock.acquire(0)

    assert run(main()) is True


def test_cancelling_the_holder_releases_the_lock():
    lock = Lock()

    async def hold():
        async with lock:
            await sleep_ms(10000)

    async def main():
        task = spawn(hold())
        await sleep_ms(1)
        task.cancel()
        await lock.acquire()
        return loop.now()

    assert run(main(), Clock(0)) == 1
