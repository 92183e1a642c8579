# Publishing with firmware that has only AT+QMTPUB: Ctrl-Z ends the payload (MQTT manual 2). Loaded when AT+QMTPUBEX fails.
from ..errors import CommandError


async def is_needed(at):
    """Whether the firmware does not know AT+QMTPUBEX."""
    try:
        await at.command("+QMTPUBEX=?")
    except CommandError:
        return True
    return False


def publish(session, message_id, qos, retain, topic, payload, timeout_ms):
    """The command, to be awaited for its result line. Raises ValueError for a payload that would end too soon."""
    payload = bytes(payload)
    if b"\x1a" in payload or b"\x1b" in payload:
        raise ValueError("payload: this firmware takes neither Ctrl-Z nor ESC")
    return session.at.send(
        "+QMTPUB", session.index, message_id, qos, retain, topic,
        payload=payload + b"\x1a", follow=(b"+QMTPUB",), cancel=b"\x1b", timeout_ms=timeout_ms,
    )  # fmt: skip
