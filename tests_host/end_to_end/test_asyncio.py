# The same session inside an asyncio program, which goes on with its own work meanwhile.
import asyncio

import atmodem
from support import world
from support.messages import HOST
from support.program import APN, error_of

CLIENTS = ["ec20", "l610"]  # with several clients
SETUP = {
    "module": ["ec20", "l610", "ml302", "c1100", "ym310"],
    "arguments": ["--booted", "--speed", "10", "--registration-ms", "200"],
    "only": {
        "test_two_asyncio_tasks_have_a_session_each": CLIENTS,
        "test_a_lost_link_is_told_and_a_new_session_works": ["ec20", "l610", "ml302"],  # the others start without a word
    },
    "once": ("test_a_wait_can_be_given_up_by_asyncio", "test_messages_come_in_while_the_program_awaits_something_of_its_own"),
}


class Work:
    """An asyncio task of the program that counts how often it had its turn."""

    turns = 0

    async def go_on(self):
        while True:
            await asyncio.sleep(0.005)
            self.turns += 1


def in_asyncio(main):
    """Run `main(modem, work)` beside a task of the program's own."""

    async def program():
        work = Work()
        task = asyncio.create_task(work.go_on())
        modem = await atmodem.open(port)
        try:
            await modem.start(apn=APN)
            await main(modem, work)
        finally:
            modem.close()
            task.cancel()

    def test():
        nonlocal port
        port = world.port()
        try:
            asyncio.run(program())
        finally:
            port.close()

    port = None
    return test


@in_asyncio
async def test_connect_publish_and_receive_while_other_work_goes_on(modem, work):
    async with await modem.mqtt.connect(HOST, client_id="asyncio") as session:
        await session.subscribe("asyncio/in", 2)
        for qos in range(3):
            before = work.turns
            await session.publish("asyncio/out", b"%d" % qos, qos)
            assert world.received("asyncio/out") == b"%d" % qos
            world.publish("asyncio/in", b"%d" % qos, qos)
            assert await session.receive(5000) == ("asyncio/in", b"%d" % qos)
            assert isinstance(await error_of(session.receive(100)), atmodem.Timeout)
            assert work.turns - before >= 10


@in_asyncio
async def test_two_asyncio_tasks_have_a_session_each(modem, work):
    async def talk(name):
        async with await modem.mqtt.connect(HOST, client_id=name) as session:
            await session.subscribe(name, 1)
            for number in range(8):
                await session.publish(name, b"%d" % number, 1)
                assert await session.receive(5000) == (name, b"%d" % number)

    await asyncio.gather(talk("task1"), talk("task2"))


@in_asyncio
async def test_tasks_share_a_session(modem, work):
    async with await modem.mqtt.connect(HOST, client_id="share") as session:
        await session.subscribe("share", 1)
        tasks = [asyncio.create_task(session.publish("share", b"%d" % i, 1)) for i in range(5)]
        found = []
        for _ in tasks:
            found.append(bytes((await session.receive(10000))[1]))
        for task in tasks:
            await task
        assert sorted(found) == [b"0", b"1", b"2", b"3", b"4"]


@in_asyncio
async def test_messages_come_in_while_the_program_awaits_something_of_its_own(modem, work):
    async with await modem.mqtt.connect(HOST, client_id="own", buffered=world.module() == "ec20") as session:
        await session.subscribe("own", 1)
        for number in range(5):
            world.publish("own", b"%d" % number, 1)
        await asyncio.sleep(0.5)
        assert session.inbox.count == 5
        for number in range(5):
            assert await session.receive(0) == ("own", b"%d" % number)


@in_asyncio
async def test_a_lost_link_is_told_and_a_new_session_works(modem, work):
    session = await modem.mqtt.connect(HOST, client_id="lost")
    waiting = asyncio.create_task(error_of(session.receive(20000)))
    await asyncio.sleep(0.01)
    world.ask("modem restart")
    assert isinstance(await waiting, atmodem.LinkLost)
    await modem.start(apn=APN)
    async with await modem.mqtt.connect(HOST, client_id="lost") as session:
        await session.publish("lost", b"back", 1)
        assert world.received("lost") == b"back"


@in_asyncio
async def test_a_wait_can_be_given_up_by_asyncio(modem, work):
    async with await modem.mqtt.connect(HOST, client_id="given") as session:
        await session.subscribe("given", 1)

        async def message():  # MicroPython's wait_for takes a coroutine only
            return await session.receive()

        assert await error_of(asyncio.wait_for(message(), 0.1), asyncio.TimeoutError) is not None
        await session.publish("given", b"later", 1)
        assert await session.receive(5000) == ("given", b"later")
