# Longsung C1100 MQTT: what opens a session. Source: manual 3.6.1; names.py.
from ..errors import CommandError, LinkLost
from . import names


async def call(session, timeout_ms):
    """Bring the packet context of MQTT up: it has one of its own. Where it is up since before we came, the module may refuse."""
    try:
        if not session.service.up and not await session._act("+LSMQTTCALL", 1, timeout_ms=timeout_ms):
            raise LinkLost("no packet context", b"+LSMQTTCALL")
    except CommandError:
        pass


async def configure(session, client_id, user, password, clean, will):
    """Login and will."""
    touched = session.service.touched
    await session._set("clientid", client_id)
    for key, value in (("username", user), ("password", password)):
        if value is not None or key in touched:
            touched.add(key)
            await session._set(key, value or "")
    await session._set("session", 1 if clean else 0)
    if will is not None:
        topic, payload, qos, retain = will
        await session._fill(topic, session._message(payload), qos, retain)
        return
    # What was published last would be the will of this session; and with a filter subscribed to last the broker takes none.
    # Where there must be a topic, the least is left: an empty message on one of the session's own.
    try:
        await session._set("topic", "")
    except CommandError:
        await session._set("topic", client_id)
        await session._set("retained", 0)
        try:
            await session._set(*names.MQTT_TEXT, "")
        except CommandError:
            pass


async def enter(session, host, port, keepalive, timeout_ms):
    """Open the session; one that the program before us has left open is closed."""
    parameters = ("+LSMQTTOPEN", host, port, keepalive)
    try:
        opened = await session._act(*parameters, timeout_ms=timeout_ms)
    except CommandError as error:
        try:
            await session._close()
        except CommandError:
            raise error
        opened = await session._act(*parameters, timeout_ms=timeout_ms)
    if not opened:
        raise CommandError(b"+LSMQTTOPEN", "result", 0, "broker not reached, or it refused")
