# The broker ends and comes back in the middle of publications, again and again: nothing is lost, what is to arrive once does,
# subscriptions live, and the program is told.
import atmodem
from support import world
from support.program import online, until

SETUP = {
    "module": "ml302",
    "arguments": ["--booted", "--speed", "20", "--registration-ms", "200", "--set", "reconnect=4,4,100"],
    "also": {
        "test_at_least_once_when_results_come_behind_the_ok": ["--set", "result=after"],
        "test_exactly_once_when_results_come_behind_the_ok": ["--set", "result=after"],
        "test_what_the_module_gives_up_is_told_or_done_again": ["--set", "unfinished=dropped"],
    },
    "once": (
        "test_at_least_once_over_fifty_kills_of_the_broker",
        "test_exactly_once_over_fifty_ends_of_the_broker",
    ),
}
HOST = "broker.test"
EXACTLY = ("", "publish", "pubrec", "pubrel", "pubcomp")
LEAST = ("", "publish", "puback")


class Told:
    """Counts what a session tells."""

    def __init__(self, session):
        self.events = []
        session.handlers.append(self.heard)

    def heard(self, *event):
        self.events.append(event[0])

    def times(self, event):
        return self.events.count(event)


async def lives(session, topic):
    """The subscription is there: what another client publishes comes."""
    world.publish(topic, b"alive", 1)
    assert await session.receive(10000) == (topic, b"alive")


async def over_gaps(modem, name, qos, times, end, cuts, clean):
    """Publish while the broker ends (`end`: a request to control.py) and comes back; returns all that was collected.

    The link breaks at a packet of `cuts`, in turn; "" leaves the moment to chance.
    """
    topic = name + "/out"
    world.ask("collect " + topic)
    session = await modem.mqtt.connect(HOST, client_id=name, clean=clean, keepalive=300)
    # Twenty seconds pass in one: however slow the broker starts, the module does not give a publication up before.
    await modem.mqtt.settings.set_acknowledgement_timeout(250)
    told = Told(session)
    await session.subscribe(name + "/in", 1)
    for i in range(times):
        gaps = told.times("reconnected")
        if cuts[i % len(cuts)]:
            world.ask("modem mqtt-cut " + cuts[i % len(cuts)])
        publishing = atmodem.spawn(session.publish(topic, b"%d" % i, qos))
        await atmodem.sleep_ms(i % 11)
        world.ask("broker " + end)
        world.ask("broker start")
        await publishing
        await until(lambda: told.times("lost") == told.times("reconnected") > gaps)
        if i % 10 == 9:
            await lives(session, name + "/in")
    assert told.times("lost") == told.times("reconnected") >= times
    assert told.times("reconnecting") >= told.times("lost") and not told.times("ended") and not told.times("refused")
    await lives(session, name + "/in")
    await session.close()
    if not clean:
        await (await modem.mqtt.connect(HOST, client_id=name)).close()  # the broker need not keep it any longer
    found = world.ask("collected %s %d" % (topic, times)).split(" ")
    return [int(bytes.fromhex(payload)) for payload in found]


@online
async def test_at_least_once_over_fifty_kills_of_the_broker(modem):
    found = await over_gaps(modem, "least", 1, 50, "kill", LEAST, True)
    assert sorted(set(found)) == list(range(50))


@online
async def test_exactly_once_over_fifty_ends_of_the_broker(modem):
    # It ends in order, so that it knows its sessions when it comes back; to the module the link just breaks.
    found = await over_gaps(modem, "exactly", 2, 50, "stop", EXACTLY, False)
    assert found == list(range(50))


@online
async def test_at_least_once_when_results_come_behind_the_ok(modem):
    assert sorted(set(await over_gaps(modem, "least/behind", 1, 3, "kill", LEAST, True))) == [0, 1, 2]


@online
async def test_exactly_once_when_results_come_behind_the_ok(modem):
    assert await over_gaps(modem, "exactly/behind", 2, 5, "stop", EXACTLY, False) == [0, 1, 2, 3, 4]


@online
async def test_what_the_module_gives_up_is_told_or_done_again(modem):
    # In front of PUBREC the broker has handed nothing out: done again. Behind it nobody knows: the program is told.
    world.ask("collect given-up")
    session = await modem.mqtt.connect(HOST, client_id="given-up", clean=False)
    told = Told(session)
    for cut, sure in (("publish", True), ("pubrec", True), ("pubrel", False), ("pubcomp", False)):
        world.ask("modem mqtt-cut " + cut)
        try:
            await session.publish("given-up", bytes(cut, "utf-8"), 2)
            assert sure, cut
        except atmodem.LinkLost as error:
            assert not sure and "unknown" in str(error), cut
        await until(lambda: told.times("reconnected") == told.times("lost"))
    await session.publish("given-up", b"the last", 2)
    await session.close()
    await (await modem.mqtt.connect(HOST, client_id="given-up")).close()
    found = [bytes.fromhex(payload) for payload in world.ask("collected given-up 4").split(" ")]
    assert found == [b"publish", b"pubrec", b"pubcomp", b"the last"]
