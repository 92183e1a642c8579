# The ML302's MQTT subscriptions; loaded while one is made or ended. Source: MQTT AT manual 2.3.4, 2.3.5.
from ..errors import CommandError, Rejected
from ..sched import loop, ticks_add, ticks_diff


async def subscribe(session, topic, qos, timeout_ms):
    """See `mqtt.Session.subscribe`."""
    until = ticks_add(loop.now(), timeout_ms)
    try:
        granted = (await session.operate(b"+MQTTSUB", (topic, qos), b"+MQTTSUBACK", timeout_ms))[1]
    except CommandError as error:
        if error.code != 606:
            raise
        known = session.topics.get(topic, (qos, qos))
        granted = known[1]
        if known[0] != qos:
            await unsubscribe(session, topic, max(0, ticks_diff(until, loop.now())))
            return await subscribe(session, topic, qos, max(0, ticks_diff(until, loop.now())))
    if granted == 128:
        raise Rejected("subscription refused", granted, b"+MQTTSUB")
    session.topics[topic] = (qos, granted)
    return granted


async def unsubscribe(session, topic, timeout_ms):
    """See `mqtt.Session.unsubscribe`: AT+MQTTUNSUB, manual 2.3.5, whose answer has the topic in quotes."""
    await session.operate(b"+MQTTUNSUB", (topic,), b"+MQTTUNSUBACK", timeout_ms)
    session.topics.pop(topic, None)
