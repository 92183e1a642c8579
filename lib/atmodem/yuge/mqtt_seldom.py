# What is seldom wanted of the YM310's MQTT: publication in one line, without a prompt. Source: manual 13.4, 13.10.
from binascii import hexlify

from ..arguments import number, text, timeout


async def mode(service):
    """How AT+MPUB takes its payload: 0 as text, 1 as hexadecimal digits. Raises CommandError, Timeout. Worst case 9 s.

    Source: manual 13.10.
    """
    return (await service.at.query("+MQTTMODE?") or (None,))[0]


async def publish_line(service, session, topic, payload, qos=0, retain=False, timeout_ms=None):
    """Publish up to 512 bytes of any value by one command line, in hexadecimal: no prompt to wait for, twice the bytes to send.

    Raises as `session.publish`; its worst case and 18 s, and as much for each asked for before. Source: manual 13.4, 13.10.
    """
    topic = text(topic, "topic", service.profile.limits["topic"])
    if not isinstance(payload, (bytes, bytearray)) or len(payload) > 512:
        raise ValueError("payload: at most 512 bytes")
    number(qos, "qos", 0, 2)
    timeout_ms = timeout(timeout_ms, service.profile.publish_ms)
    session.check()
    at = service.at
    async with service.modem.packet.lock:  # another one's end must not come between
        await at.execute("+MQTTMODE", 1)
        try:
            command = at.execute("+MPUB", topic, qos, 1 if retain else 0, hexlify(bytes(payload)), timeout_ms=timeout_ms)
            if qos:
                command = at.twice(command, (b"PUBACK", b"PUBCOMP")[qos - 1 : qos], ())
            await command
        finally:
            await at.execute("+MQTTMODE", 0)
