# When the ML302 loses its broker: what it says of it, and what is to be done before the session works again. Manual 2.3.9, 3.4.
from ..compat import const
from ..errors import CommandError, LinkLost, ModemError, Rejected
from ..fields import to_text
from ..loading import passing
from ..sched import loop, sleep_ms, ticks_add, ticks_diff
from .operation import Operation

_REST_MS = const(500)  # else a publication that fails again and again would not rest
_LOOK_MS = const(5000)
# So often it is seen without a link, and says nothing of attempts, before it is believed; and behind the last attempt.
_FOR_GOOD = const(5)
_AT_LAST = const(2)
_WORST_MS = const(180000)


def happened(session, name, value):
    """A line of the module about its link: +MQTTOPEN, +MQTTREC, +MQTTTO, +MQTTDISC, or the answer to a ping."""
    if name == b"+MQTTDISC":
        session.lost(LinkLost("the module has given the broker up", name))
    elif name == b"+MQTTREC":
        session.gap()
        session.reopened = False
        session.attempts = value + 1 if isinstance(value, int) else 0
        session.changes += 1
        session.sign.set()
        session.tell("reconnecting", session.attempts)
    elif name == b"+MQTTOPEN":
        # FAIL: an attempt was refused; more will come, or the end
        if value == "OK":
            session.gap()
            session.reopened = True
            session.changes += 1
            session.sign.set()
    elif name == b"+MQTTTO":
        if value == 2:
            session.late = []
        session.tell("unanswered", passing("chinamobile.mqtt_words").unanswered(value))
    else:
        session.tell("ping")


async def recover(session):
    """Wait until the module has its link again and bring the subscriptions back; or end the session.

    The state is asked for as well: firmware differs in what it tells. Worst case 3 minutes.
    """
    deadline = ticks_add(loop.now(), _WORST_MS)
    without = 0
    if session.clean:
        session.unreleased = []
    await session.sign.wait(_REST_MS)
    while session.connected:
        if not session.reopened:
            try:
                state = await session.service.state()
            except ModemError:
                state = 2
            session.reopened = session.reopened or state == 1
            without = 0 if state else without + 1
        session.sign.clear()
        if session.reopened:
            changes = session.changes
            restored = await restore(session)
            if session.changes != changes:
                continue  # what was subscribed to before is gone again
            if restored:
                session.up.set()
                session.tell("reconnected")
                return
            session.reopened = False
        if without == (_AT_LAST if session.attempts > 2 else _FOR_GOOD) or ticks_diff(deadline, loop.now()) < 0:
            session.lost(LinkLost("the module has no link to the broker"))
        elif await session.sign.wait(_LOOK_MS):
            without = 0


async def restore(session):
    """Subscribe again; False when that has to wait. What the session still has the module refuses with 606."""
    for topic in sorted(session.topics):
        if topic not in session.topics:
            continue  # the program has left it meanwhile
        qos = session.topics[topic][0]
        try:
            command = Operation(session.at, b"+MQTTSUB", (topic, qos), b"+MQTTSUBACK", session.profile.answer_ms * 2)
            command.link = session
            found = await command
            if found[1] == 128:
                raise Rejected("subscription refused", 128, b"+MQTTSUB")
            session.topics[topic] = (qos, found[1])
        except Rejected:
            session.topics.pop(topic, None)
            session.tell("refused", to_text(topic))
        except CommandError as error:
            if error.code != 606:
                return False
        except ModemError:
            return False
    return session.connected


async def watch(session, ms):
    """Ask for the state of an encrypted link once a keepalive: some firmware loses it without a word."""
    while session.connected:
        if await session.sign.wait(ms):
            await sleep_ms(1000)
        elif session.up.is_set:
            try:
                if await session.service.state() == 0:
                    session.lost(LinkLost("the module has no link to the broker"))
            except ModemError:
                pass
