# Opening an MQTT session of the EC2x (manual 3.2.1 to 3.2.4). Loaded for the moment it takes.
from ..errors import CommandError, Rejected
from ..loading import passing
from .mqtt import drop


async def connect(session, host, port, client_id, user, password, keepalive, clean, will, tls, timeout_ms):
    """See `mqtt.Mqtt.connect`."""
    # Manual 3.2.1-3.2.4. All of it is volatile, so all of it is set each time.
    at = session.at
    index = session.index
    if tls is not None:
        await session.service.modem.tls.configure(index, tls, host)
    try:
        await session.set("version", 4)
    except CommandError:
        # A client that is connected takes no settings: the program before this one has left it so.
        await drop(at, index)
        await session.set("version", 4)
    await session.set("pdpcid", 1)
    await session.set("keepalive", keepalive)
    await session.set("session", 1 if clean else 0)
    await session.set("timeout", 5, 3, 0)
    # With the length in front the payload is counted; without it nobody can tell where it ends.
    await session.set("recv/mode", 1 if session.buffered else 0, 1)
    await session.set("will", *((0,) if will is None else (1, will[2], 1 if will[3] else 0, will[0], will[1])))
    await session.set("ssl", *((0,) if tls is None else (1, index)))
    session.check()
    result = await at.action("+QMTOPEN", index, host, port, timeout_ms=timeout_ms)
    if result[1] == 2:  # left open by the program before this one
        await drop(at, index)
        session.check()
        result = await at.action("+QMTOPEN", index, host, port, timeout_ms=timeout_ms)
    if result[1]:
        raise CommandError(b"+QMTOPEN", "result", result[1], passing("quectel.mqtt_seldom").opening(result[1]))
    session.opened = True
    # Brokers drop a link that stays silent for some seconds: CONNECT follows at once.
    login = (client_id,) if user is None else (client_id, user) if password is None else (client_id, user, password)
    result = await session.own(at.action("+QMTCONN", index, *login, timeout_ms=timeout_ms, secret=True))
    # 0,0,5 is a refusal: result 0 only says that an answer came.
    if result[1] or len(result) > 2 and result[2]:
        code = result[2] if len(result) > 2 else -1
        await drop(at, index)
        raise Rejected(passing("quectel.mqtt_seldom").refusal(code), code, b"+QMTCONN")
