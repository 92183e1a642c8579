# Quectel EC2x MQTT. Source: EC2x&EG9x&EM05 MQTT AT Commands Manual V1.0; the commands answer twice: OK, then a result line.
from .. import mqtt
from ..arguments import number
from ..errors import CommandError, LinkLost, ModemError, Rejected
from ..fields import Counted, fields, shape
from ..sched import spawn

_MESSAGE = Counted(3, b',"')
_CONFIGURE = "+QMTCFG"


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

    async def _connect(self, host, port, client_id, user, password, keepalive, clean, will, tls, timeout_ms):
        # Manual 3.2.1-3.2.4. All of it is volatile, so all of it is set each time.
        at = self.at
        index = self.index
        if tls is not None:
            await self.service.modem.tls.configure(index, tls, host)
        try:
            await self.set("version", 4)
        except CommandError:
            # A client that is connected takes no settings: the program before this one has left it so.
            await drop(at, index)
            await self.set("version", 4)
        await self.set("pdpcid", 1)
        await self.set("keepalive", keepalive)
        await self.set("session", 1 if clean else 0)
        await self.set("timeout", 5, 3, 0)
        # With the length in front the payload is counted; without it nobody can tell where it ends.
        await self.set("recv/mode", 1 if self.buffered else 0, 1)
        await self.set("will", *((0,) if will is None else (1, will[2], 1 if will[3] else 0, will[0], will[1])))
        await self.set("ssl", *((0,) if tls is None else (1, index)))
        self.check()
        result = await at.action("+QMTOPEN", index, host, port, timeout_ms=timeout_ms)
        if result[1] == 2:  # left open by the program before this one
            await drop(at, index)
            self.check()
            result = await at.action("+QMTOPEN", index, host, port, timeout_ms=timeout_ms)
        if result[1]:
            from .mqtt_words import opening

            raise CommandError(b"+QMTOPEN", "result", result[1], opening(result[1]))
        self.opened = True
        # Brokers drop a link that stays silent for some seconds: CONNECT follows at once.
        login = (client_id,) if user is None else (client_id, user) if password is None else (client_id, user, password)
        result = await at.action("+QMTCONN", index, *login, timeout_ms=timeout_ms, secret=True)
        # 0,0,5 is a refusal: result 0 only says that an answer came.
        if result[1] or len(result) > 2 and result[2]:
            code = result[2] if len(result) > 2 else -1
            await drop(at, index)
            from .mqtt_words import refusal

            raise Rejected(refusal(code), code, b"+QMTCONN")

    def set(self, key, *values):
        # Not in a module that has restarted since the first of them.
        self.check()
        return self.at.execute(_CONFIGURE, key, self.index, *values)

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
                from .mqtt_uncounted import is_needed

                self.service.uncounted = await is_needed(self.at)
                if not self.service.uncounted:
                    raise
        if self.service.uncounted:
            from .mqtt_uncounted import publish

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
            self.fetching = True
            spawn(self._fetch())

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
        self.fetching = False

    def _own(self, digest):
        # Another client's message may come inside the answer, and looks the same.
        return digest.integer(digest.field) == self.index

    def _keep(self, digest):
        self.begin(digest, 2)
        return digest.target


class Service(mqtt.Mqtt):
    """`modem.mqtt` of the EC2x."""

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
            from .mqtt_words import closing

            session.lost(LinkLost(closing(fields(digest)[-1]), b"+QMTSTAT"))

    async def configure(self, key, index, *values):
        """Set (with values) or ask for (without; returns them) one of the module's MQTT settings (manual 3.2.1).

        For what `connect` does not set, such as `configure("aliauth", 0, product_key, device_name, device_secret)`. Raises
        CommandError while the client is connected, Timeout, ValueError. Worst case 5 s.
        """
        number(index, "index", 0, 5)
        if values:
            return await self.at.execute(_CONFIGURE, key, index, *values, secret=True)
        return (await self.at.query(_CONFIGURE, key, index) or ())[1:]

    async def state(self, index):
        """(host, port, state) of a client as the module sees it: 0 closed, 1 initialising, 2 connecting, 3 connected, 4 closing.

        Manual 3.2.2, 3.2.4. Raises CommandError, Timeout. Worst case 10 s.
        """
        from .mqtt_words import state

        return await state(self.at, index)

    async def drop(self, index):
        """Close a client's link without a word to the broker, which then publishes the will (manual 3.2.3).

        Raises Timeout, ValueError. Worst case 5 s.
        """
        number(index, "index", 0, 5)
        await drop(self.at, index)
        if self.sessions[index] is not None:
            self.sessions[index].lost(LinkLost("closed"))
