# Opening an MQTT session: what is checked before a byte is sent. Loaded for the moment it takes.
from .arguments import number, text, timeout
from .errors import LinkLost
from .loading import passing


async def connect(
    service, host, port, client_id, user, password, keepalive, clean, will, tls, queue, buffered, timeout_ms
):  # fmt: skip
    """See `mqtt.Mqtt.connect`."""
    limits = service.profile.limits
    text(host, "host", limits["host"])
    number(port, "port", 1, 65535)
    text(client_id, "client_id", limits["client_id"])
    if user is not None:
        text(user, "user", limits["user"], 0)
    elif password is not None:
        raise ValueError("user: missing")
    if password is not None:
        text(password, "password", limits["password"], 0)
    number(keepalive, "keepalive", service.profile.keepalive_least, service.profile.keepalive_most)
    number(queue, "queue", 1, 1000)
    timeout_ms = timeout(timeout_ms, service.profile.open_ms)
    if tls is not None:
        passing("tls").check(tls)
    if will is not None:
        if not isinstance(will, (tuple, list)) or len(will) != 4:
            raise ValueError("will: (topic, payload, qos, retain)")
        topic, payload, qos, retain = will
        raw = text(topic, "will topic", limits["topic"])
        if b"+" in raw or b"#" in raw:
            raise ValueError("will topic: wildcard")
        payload = text(payload if isinstance(payload, str) else bytes(payload), "will payload", limits["will"], 0)
        will = (topic, payload, number(qos, "will qos", 0, 2), retain)
    session = service.allocate(queue)
    session.buffered = buffered
    try:
        await session._connect(host, port, client_id, user, password, keepalive, clean, will, tls, timeout_ms)
        session.check()
    except BaseException as error:
        session.lost(error if isinstance(error, Exception) else LinkLost("cancelled"))
        raise
    return session
