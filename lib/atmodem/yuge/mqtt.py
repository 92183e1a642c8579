# Yuge YM310 MQTT: one connection, no handles, no message ids. Source: manual chapter 13.
from .. import mqtt
from ..compat import const
from ..errors import CommandError, LinkLost, ModemError, Rejected
from ..fields import Counted
from ..loading import passing
from ..sched import spawn

_MESSAGE = Counted(1, b" byte,")
_MOST = const(1360)  # bytes of a message that are handed over
_ACKNOWLEDGED = (b"PUBACK", b"PUBCOMP")


def _closed():
    return LinkLost("MQTT link closed", b"CLOSED")


class Session(mqtt.Session):
    """The module's MQTT session.

    It publishes up to 2,384 bytes (manual 13.5), and hands over at most 1,360 of a message it receives (13.6, 13.8).
    `cut`: messages of just that length, of which the rest may be missing.
    """

    cut = 0

    ready = waiting = fetching = False

    async def _connect(self, *login):
        await passing("yuge.mqtt_opening").connect(self, *login)

    async def _confirmed(self, name, *parameters, text, timeout_ms):
        # OK, then the text; or OK, then ERROR, when the broker refuses: the module does not tell why.
        command = self.own(self.at.execute(name, *parameters, finals=(text,), continues=True, timeout_ms=timeout_ms))
        try:
            await command
        except CommandError:
            self.check()
            if command.answered:
                raise Rejected("the broker refused", -1, command.name)
            raise
        self.check()

    async def _publish(self, topic, payload, qos, retain, timeout_ms):
        """AT+MPUBEX (manual 13.5); without payload AT+MPUB (13.4)."""
        at = self.at
        parameters = (topic, qos, 1 if retain else 0)
        if len(payload):
            command = at.send("+MPUBEX", *parameters, len(payload), payload=payload, timeout_ms=timeout_ms)
        else:  # there a length begins at 1
            command = at.execute("+MPUB", *parameters, "", timeout_ms=timeout_ms)
        if qos:
            command = at.twice(command, _ACKNOWLEDGED[qos - 1 : qos], ())
        await command

    async def _subscribe(self, topic, qos, timeout_ms):
        """AT+MSUB (manual 13.6)."""
        await self._confirmed("+MSUB", topic, qos, text=b"SUBACK", timeout_ms=timeout_ms)
        return qos  # what was granted is not shown

    async def _unsubscribe(self, topic, timeout_ms):
        """AT+MUNSUB (manual 13.7)."""
        await self._confirmed("+MUNSUB", topic, text=b"UNSUBACK", timeout_ms=timeout_ms)

    async def _close(self):
        """AT+MDISCONNECT, AT+MIPCLOSE (manual 13.12, 13.11)."""
        for name in ("+MDISCONNECT", "+MIPCLOSE"):
            try:
                await self.at.execute(name)
            except CommandError:
                pass  # nothing was open
            except ModemError:
                return  # it is silent, or has restarted

    def lost(self, error):
        at = self.at
        command = at.active
        if command is not None and command.link is self:
            if command.answered:
                at.dirty = True  # there may be an ERROR to come instead of the text
                command.end(error)
            else:
                command.continues = False  # its OK is to come, and is the end
        at.release(error)
        super().lost(error)

    def fetch(self):
        """Have the messages that wait in the module read, when the inbox has room for all of its four slots, or is empty."""
        inbox = self.inbox
        if self.waiting and not self.fetching and (not inbox.count or len(inbox.topics) - inbox.count > 3):
            spawn(self._fetch())
            self.fetching = True

    async def _fetch(self):
        """AT+MQTTMSGGET (manual 13.8)."""
        self.waiting = failed = False
        try:
            await self.at.execute("+MQTTMSGGET")
        except (ModemError, MemoryError):
            failed = True  # the next `receive` tries again, or the session's own end tells why
        self.fetching = False
        self.fetch()
        self.waiting = self.waiting or failed


class Service(mqtt.Mqtt):
    """`modem.mqtt` of the YM310. `publish_line` and `mode` stand in mqtt_seldom.py."""

    seldom = "yuge.mqtt_seldom"
    Session = Session

    def __init__(self, modem):
        super().__init__(modem)
        self.at.subscribe(b"+MSUB", self._on_message, _MESSAGE, self._on_payload)

    def _on_message(self, digest):
        # +MSUB: "topic",9 byte,SSSSddddd, when it was stored +MSUB: topic,9 byte,SSSSddddd; +MSUB: 0 says that it is stored.
        session = self.sessions[0]
        if session is not None:
            if digest.paying:
                session.begin(digest, 0)
            else:
                session.waiting = True
                session.fetch()

    def _on_payload(self, digest):
        session = self.sessions[0]
        if session is not None:
            payload = digest.target
            if payload is not None and len(payload) == _MOST:
                session.cut += 1
            session.deliver(payload)

    def _on_closed(self, digest):
        # CLOSED bears no number, or 7 among several links; with a single link it may be that one's.
        session = self.sessions[0]
        if session is None or digest.integer(digest.field) not in (None, 7):
            return
        command = self.at.active
        if command is not None and command.link is session:
            session.lost(_closed())  # the question would have to wait until the broker has answered
        elif session.ready:
            spawn(self._check(session))

    async def _check(self, session):
        try:
            state = await self.state()
        except (ModemError, MemoryError):
            state = 0
        if state != 1:
            session.lost(_closed())

    async def state(self):
        """0 offline, 1 connected, 2 the link is open, the broker was not asked yet (manual 13.13).

        Raises CommandError, Timeout. Worst case 9 s.
        """
        return (await self.at.query("+MQTTSTATU") or (0,))[0]
