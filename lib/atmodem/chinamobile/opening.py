# Opening and leaving an MQTT session of the ML302. Source: MQTT AT manual 2.3.1, 2.3.2, 2.3.7, 3.1 to 3.3.
from ..errors import CommandError, LinkLost, ModemError, NotSupported, Rejected
from ..loading import passing
from ..sched import spawn
from .operation import Operation, escaped


async def connect(session, host, port, client_id, user, password, keepalive, clean, will, tls, timeout_ms):
    """As `modem.mqtt.connect`. Encryption knows no certificates: Tls(verify=False), or NotSupported."""
    if tls is not None and (tls.verify or tls.certificate is not None):
        others = ", ".join(passing("registry").who_has("mqtt_tls", 4))
        raise NotSupported("mqtt_tls: %s has it, this module knows no certificates; Tls(verify=False) encrypts without" % others)
    at = session.at
    service = session.service
    for feature, asked in (("mqtt_buffered", session.buffered), ("tls_name", tls is not None and tls.name not in (None, host))):
        if asked:
            passing("registry").need(service.modem, feature)
    session.clean = clean
    # Seven parameters or nine, never eight (manual 2.3.1).
    settings = (host, port, client_id, keepalive, user or "", password or "", 1 if clean else 0)
    if tls is not None:
        settings += (service.version, 1)
    login = (0 if user is None else 1, 0 if password is None else 1)
    login += (0, 0, 0, "", "") if will is None else (1, 1 if will[3] else 0, will[2], will[0], will[1])
    again = False
    while True:
        try:
            command = at.execute("+MQTTCFG", *settings, secret=True)
            command.echo = escaped(command.echo)
            await command
            await at.execute("+MQTTREC", 1 if service.reconnects else 0)
            if keepalive < 11:  # it is to be more than the time for an acknowledgement, 10 s at first (manual 2.3.1)
                await at.execute("+MQTTTO", keepalive - 1)
            session.check()
            found = await Operation(at, b"+MQTTOPEN", login, b"+MQTTOPEN", timeout_ms)
            break
        except CommandError as error:
            if error.code == 614:
                raise Rejected("user name or password", 5, error.command)
            if again or error.code != 602 and error.command != b"+MQTTCFG":
                raise passing("chinamobile.mqtt_words").explained(error)
        except LinkLost:
            raise
        except BaseException:
            await leave(at)  # it may still connect
            raise
        await leave(at)  # it is connected: the program before this one has left it so
        again = True
    if found[0] != "OK":
        raise Rejected("refused", -1, b"+MQTTOPEN")
    session.ready = True
    session.up.set()
    if tls is not None:
        spawn(passing("chinamobile.recovery").watch(session, keepalive * 1000))


async def leave(at):
    """Disconnect and delete the client (manual 3.3)."""
    for command in (Operation(at, b"+MQTTDISC", (), b"+MQTTDISC", None), at.execute("+MQTTDEL")):
        try:
            await command
        except ModemError:
            pass  # there was nothing
