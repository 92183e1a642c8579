# Longsung C1100 MQTT: what goes into the slot, and what is configured before a session opens. Source: manual 3.6; names.py.
from ..arguments import text
from ..errors import CommandError
from . import names


def message(payload):
    """What AT+LSMQTTCFG gets for a payload. Raises ValueError for one that cannot be sent."""
    raw = bytes(payload)
    try:
        return names.MQTT_TEXT + (text(raw, "payload", len(raw), 0),)
    except ValueError:
        if names.MQTT_HEXADECIMAL is None:
            raise
    from binascii import hexlify

    return names.MQTT_HEXADECIMAL + (hexlify(raw).upper(),)


async def fill(session, topic, message, qos, retain):
    """Fill the slot; the caller holds its lock."""
    await session._set("topic", topic)
    await session._set(*message)
    await session._set("qos", qos)
    await session._set("retained", 1 if retain else 0)


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
        await fill(session, topic, message(payload), qos, retain)
        return
    # What was published last would be the will of this session. Where the topic stays, the least is left: an empty message.
    try:
        await session._set("topic", "")
    except CommandError:
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
