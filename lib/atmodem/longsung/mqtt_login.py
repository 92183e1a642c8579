# Longsung C1100 MQTT: what is configured before a session opens. Source: manual 3.6.1; names.py.
from ..errors import CommandError
from . import names


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
        await session._fill(*will)
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
