# Fibocom L610 MQTT: from nothing to an open session; loaded while one is opened. Source: guide 3.2, 3.3.
from ..errors import CommandError, NotSupported, Rejected, Timeout
from ..fields import shape
from ..loading import passing
from ..sched import loop, sleep_ms, ticks_add, ticks_diff
from .patience import is_final, settle


async def open_clients(at):
    """The numbers of the clients that are open; none when the module does not tell."""
    try:
        return [row[0] for row in await at.rows("+MQTTOPEN?", shape=shape("n")) if row[0]]
    except CommandError:
        return []


async def connect(session, host, port, client_id, user, password, keepalive, clean, will, tls, timeout_ms):
    """What `Session._connect` does."""
    modem = session.service.modem
    if tls is not None:
        modem.tls.check(tls, host)
    await modem.packet.start(timeout_ms=timeout_ms)
    if tls is not None:
        await modem.tls.configure(tls, host)
    lock = modem.packet.lock
    if not await lock.acquire(timeout_ms):
        raise Timeout(b"+MQTTOPEN")
    try:
        await _log_in(session, host, port, client_id, user, password, keepalive, clean, will, tls, timeout_ms)
    finally:
        lock.release()


async def _log_in(session, host, port, client_id, user, password, keepalive, clean, will, tls, timeout_ms):
    # From the user's name to the broker's answer, while no other client has a command under way.
    modem = session.service.modem
    number = session.number
    check = session.check
    if number in await open_clients(session.at):
        await session.leave()  # by the program before this one; or the module has opened it again by itself (guide 4.4)
    await settle(modem, "MQTTUSER", number, user or "", password or "", client_id, check=check, secret=True)
    if will is not None:
        topic, payload, qos, retain = will
        await settle(modem, "MQTTWILL", number, topic, qos, 1 if retain else 0, payload, check=check)
    if session.buffered:
        try:
            await session.at.execute("+MQTTCONF", 1)
        except CommandError:
            raise NotSupported("buffered: this firmware keeps no messages", b"+MQTTCONF")
    where = (number, host, port, 1 if clean else 0, keepalive)
    result = await _open(session, where if tls is None else where + session.service.tls_argument, timeout_ms)
    if result[1:] != (1,):
        await _refused(modem, result, tls)


async def _open(session, where, timeout_ms):
    # The result line, or one made of an error that tells the broker's reason.
    profile = session.profile
    until = ticks_add(loop.now(), timeout_ms)
    left = timeout_ms
    attempts = profile.attempts
    while True:
        session.check()
        command = session.at.action("+MQTTOPEN", *where, timeout_ms=min(left, profile.timings["MQTTOPEN"]))
        command.keep = session.heard
        try:
            return await session.own(command)
        except (CommandError, Timeout) as error:
            if isinstance(error, CommandError) and is_final(error):
                if error.code < 700:
                    raise
                return where[0], error.code
            await session.leave()
            await sleep_ms(1000)
            attempts -= 1
            left = ticks_diff(until, loop.now())
            if attempts == 0 or left <= 0:
                raise


async def _refused(modem, result, tls):
    words = passing("fibocom.words")
    code = result[-1]
    if 699 < code < 705:
        raise Rejected(words.refusal(code - 699), code - 699, b"+MQTTOPEN")
    if tls is not None:
        code = await modem.tls.error()
        if code:
            raise CommandError(b"+MQTTOPEN", "TLS", code, words.tls(code))
    raise Rejected("no session; whether the network or the broker refused, the module does not tell", -1, b"+MQTTOPEN")
