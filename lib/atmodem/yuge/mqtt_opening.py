# Opening an MQTT session of the YM310 (manual 13.1 to 13.3, 13.9, 13.14). Loaded for the moment it takes.
from ..dialogue import raw_line
from ..errors import CommandError
from ..fields import to_text

_OPENED = (
    b"CONNECT OK", b"7,CONNECT OK", b"7, CONNECT OK", b"ALREADY CONNECT",
    b"CONNECT FAIL", b"7,CONNECT FAIL", b"7, CONNECT FAIL",
)  # fmt: skip
_CONTEXT = 88  # of TLS


async def connect(session, host, port, client_id, user, password, keepalive, clean, will, tls, timeout_ms):
    """See `mqtt.Mqtt.connect`. AT+MQTTMSGSET 13.9, MCONFIG 13.1, MIPSTART or SSLMIPSTART 13.2, MCONNECT 13.3."""
    at = session.at
    modem = session.service.modem
    await modem.packet.start()
    await at.execute("+MQTTMSGSET", 1 if session.buffered else 0)
    login = [client_id, user or "", password or ""]
    if will is not None:
        login += (will[2], 1 if will[3] else 0, will[0], will[1])
    await at.execute("+MCONFIG", *login, secret=True)
    start = "+MIPSTART"
    if tls is not None:
        await modem.tls.configure(_CONTEXT, tls, host)
        start = "+SSLMIPSTART"
    session.check()
    try:
        for _ in range(2):
            command = at.action(start, host, port, match=0, follow=_OPENED, timeout_ms=timeout_ms)
            command.keep = raw_line
            answer = await command
            if answer[0] != 65:
                break
            await session._close()  # ALREADY CONNECT: by somebody before us
        if not answer.endswith(b"OK"):
            raise CommandError(command.name, "result", -1, to_text(answer))
        # Brokers drop a link that stays silent: MCONNECT follows at once (manual 13.14).
        await session._confirmed("+MCONNECT", 1 if clean else 0, keepalive, text=b"CONNACK OK", timeout_ms=timeout_ms)
    except BaseException:
        await session._close()
        raise
    session.ready = True
