# The L610's MQTT subscriptions; loaded while one is made or ended. Source: guide 3.2, 3.3.
from ..errors import Rejected


async def subscribe(session, topic, qos, timeout_ms):
    """See `mqtt.Session.subscribe`."""
    known = topic in session.filters
    if not known:
        session.filters.append(topic)  # a retained message may come before the result

    def make(timeout_ms):
        return session.at.action("+MQTTSUB", session.number, topic, qos, timeout_ms=timeout_ms)

    try:
        if not await session.ask(b"+MQTTSUB", make, timeout_ms):
            raise Rejected("subscription refused", -1, b"+MQTTSUB")
    except BaseException:
        if not known:
            session.filters.remove(topic)
        raise
    return qos  # what was granted is not shown


async def unsubscribe(session, topic, timeout_ms):
    """See `mqtt.Session.unsubscribe`."""

    def make(timeout_ms):
        return session.at.action("+MQTTUNSUB", session.number, topic, timeout_ms=timeout_ms)

    if not await session.ask(b"+MQTTUNSUB", make, timeout_ms):
        raise Rejected("not unsubscribed", -1, b"+MQTTUNSUB")
    if topic in session.filters:
        session.filters.remove(topic)
