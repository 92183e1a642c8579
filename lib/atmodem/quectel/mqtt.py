# Quectel EC2x MQTT. Source: EC2x&EG9x&EM05 MQTT AT Commands Manual V1.0, 3.2.1 to 3.2.9, 4.1, 4.2; the commands answer twice.
from .. import mqtt
from ..errors import CommandError, LinkLost, ModemError, Rejected
from ..fields import Counted, fields
from ..loading import passing
from ..sched import spawn

_MESSAGE = Counted(3, b',"')


async def drop(at, index):
    """Close a client's link, if it has one (manual 3.2.3)."""
    try:
        await at.action("+QMTCLOSE", index)
    except CommandError:
        pass  # nothing was open


class Session(mqtt.Session):
    """One of the module's six MQTT clients."""

    fetching = opened = False

    def __init__(self, service, index, queue):
        super().__init__(service, index, queue)
        self.stored = []  # messages that wait in the module (receive mode 1)

    async def _connect(self, *login):
        await passing("quectel.mqtt_opening").connect(self, *login)

    def set(self, key, *values):
        # Not in a module that has restarted since the first of them.
        self.check()
        return self.at.execute("+QMTCFG", key, self.index, *values)

    async def _publish(self, topic, payload, qos, retain, timeout_ms):
        # Counted, so that any byte may stand in the payload (manual 3.2.8). Message id 0 if and only if qos 0.
        message_id = self.next_id() if qos else 0
        retain = 1 if retain else 0
        if not self.service.uncounted:
            try:
                result = await self.own(self.at.send(
                    "+QMTPUBEX", self.index, message_id, qos, retain, topic, len(payload),
                    payload=payload, follow=(b"+QMTPUBEX", b"+QMTPUB"), timeout_ms=timeout_ms,
                ))  # fmt: skip
            except CommandError:
                self.service.uncounted = await passing("quectel.mqtt_uncounted").is_needed(self.at)
                if not self.service.uncounted:
                    raise
        if self.service.uncounted:
            publish = passing("quectel.mqtt_uncounted").publish
            result = await self.own(publish(self, message_id, qos, retain, topic, payload, timeout_ms))
        if result[2]:
            raise LinkLost("publish failed", b"+QMTPUBEX")

    async def _subscribe(self, topic, qos, timeout_ms):
        result = await self.own(self.at.action("+QMTSUB", self.index, self.next_id(), topic, qos, match=2, timeout_ms=timeout_ms))
        granted = result[3] if len(result) > 3 else qos
        if result[2] or granted == 128:
            raise Rejected("subscription refused", granted, b"+QMTSUB")
        return granted

    async def _unsubscribe(self, topic, timeout_ms):
        result = await self.own(self.at.action("+QMTUNS", self.index, self.next_id(), topic, match=2, timeout_ms=timeout_ms))
        if result[2]:
            raise Rejected("not unsubscribed", result[2], b"+QMTUNS")

    async def _close(self):
        if (await self.at.action("+QMTDISC", self.index))[1]:
            await drop(self.at, self.index)

    def fetch(self):
        """Have the messages that wait in the module read, as many as the inbox can take."""
        if self.stored and not self.fetching:
            spawn(self._fetch())
            self.fetching = True

    async def _fetch(self):
        # Reading frees the module's slot (manual 3.2.9).
        at = self.at
        try:
            while self.stored and self.connected and self.inbox.count < len(self.inbox.topics):
                try:
                    payload = await at.read(
                        "+QMTRECV", self.index, self.stored[0], counted=_MESSAGE, keep=self._keep, shape=self._own
                    )
                except CommandError:
                    payload = None  # it is there no more
                self.stored.pop(0)
                self.deliver(payload)
        except ModemError:
            pass  # the session's own end tells why
        finally:
            self.fetching = False

    def _own(self, digest):
        # Another client's message may come inside the answer, and looks the same.
        return digest.integer(digest.field) == self.index

    def _keep(self, digest):
        self.begin(digest, 2)
        return digest.target


class Service(mqtt.Mqtt):
    """`modem.mqtt` of the EC2x. `configure`, `state` and `drop` stand in mqtt_seldom.py."""

    seldom = "quectel.mqtt_seldom"
    Session = Session
    session = None  # whose payload is coming
    uncounted = False  # the firmware has only AT+QMTPUB

    def __init__(self, modem):
        super().__init__(modem)
        self.at.subscribe(b"+QMTRECV", self._on_message, _MESSAGE, self._on_payload)
        self.at.subscribe(b"+QMTSTAT", self._on_state)

    def _session(self, digest):
        index = digest.integer(digest.field)
        return self.sessions[index] if index is not None and 0 <= index < len(self.sessions) else None

    def _on_message(self, digest):
        # +QMTRECV: 0,0,"topic",5,"hello" (payload follows) or +QMTRECV: 0,<recv_id> (it waits in the module); manual 4.2
        self.session = session = self._session(digest)
        if session is None:
            return
        if digest.paying:
            session.begin(digest, 2)
        else:
            found = fields(digest)
            if len(found) == 2 and isinstance(found[1], int):
                session.stored.append(found[1])
                session.fetch()

    def _on_payload(self, digest):
        if self.session is not None:
            self.session.deliver(digest.target)

    def _on_state(self, digest):
        # +QMTSTAT: 0,1 (manual 4.1): the module has closed the link; before it is open it is the one before that is meant
        session = self._session(digest)
        if session is not None and session.opened:
            words = passing("quectel.mqtt_seldom")
            session.lost(LinkLost(words.closing(fields(digest)[-1]), b"+QMTSTAT"))
