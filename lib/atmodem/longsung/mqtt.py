# Longsung C1100 MQTT: one client. Topic, message, QoS and retain flag lie in one slot, which subscribing, unsubscribing,
# publishing and the will all use: whoever fills it holds a lock until the module has done with it. Source: manual 3.6; names.py.
from binascii import hexlify

from .. import mqtt
from ..arguments import text
from ..errors import LinkLost, Rejected, Timeout
from ..fields import Counted, field_at
from ..loading import passing
from ..sched import Lock, Signal
from . import names

_CONFIGURE = "+LSMQTTCFG"


class Session(mqtt.Session):
    """The module's MQTT session.

    A payload is text: a quote or a control character in it raises ValueError, unless names.MQTT_HEXADECIMAL says how it is sent.
    """

    ready = False

    @property
    def binary(self):
        return names.MQTT_HEXADECIMAL is not None

    async def _connect(self, host, port, client_id, user, password, keepalive, clean, will, tls, timeout_ms):
        service = self.service
        for feature, asked in (("mqtt_tls", tls is not None), ("mqtt_buffered", self.buffered)):
            if asked:
                passing("registry").need(service.modem, feature)
        async with service.slot:
            opening = passing("longsung.mqtt_opening")
            await opening.call(self, timeout_ms)
            await opening.configure(self, client_id, user, password, clean, will)
            await opening.enter(self, host, port, keepalive, timeout_ms)
            service.up = True
        self.ready = True

    def _set(self, key, *values):
        self.check()
        return self.at.execute(_CONFIGURE, key, *values, secret=True)

    def _message(self, payload):
        """What AT+LSMQTTCFG gets for a payload."""
        raw = bytes(payload)
        try:
            return names.MQTT_TEXT + (text(raw, "payload", len(raw), 0),)
        except ValueError:
            if names.MQTT_HEXADECIMAL is None:
                raise
        return names.MQTT_HEXADECIMAL + (hexlify(raw).upper(),)

    async def _fill(self, topic, message, qos, retain):
        await self._set("topic", topic)
        await self._set(*message)
        await self._set("qos", qos)
        await self._set("retained", 1 if retain else 0)

    async def _act(self, name, *parameters, timeout_ms):
        """The result line behind a command, whose name has no LS: `+MQTTOPEN:1`; True when it is 1."""
        follow = (b"+" + name[3:].encode(),)
        return (await self.own(self.at.action(name, *parameters, match=0, follow=follow, timeout_ms=timeout_ms)))[0] == 1

    async def _publish(self, topic, payload, qos, retain, timeout_ms):
        message = self._message(payload)
        await self._take(timeout_ms)
        try:
            await self._fill(topic, message, qos, retain)
            if not await self._act("+LSMQTTPUB", 1, timeout_ms=timeout_ms):
                raise LinkLost("publish failed", b"+LSMQTTPUB")
        finally:
            self.service.slot.release()

    async def _take(self, timeout_ms):
        if not await self.service.slot.acquire(timeout_ms):
            raise Timeout(_CONFIGURE.encode())
        try:
            self.check()
        except BaseException:
            self.service.slot.release()
            raise

    async def _subscribe(self, topic, qos, timeout_ms):
        await self._listen(1, topic, qos, timeout_ms)
        return qos  # what was granted is not told

    async def _unsubscribe(self, topic, timeout_ms):
        await self._listen(0, topic, None, timeout_ms)

    async def _listen(self, on, topic, qos, timeout_ms):
        service = self.service
        await self._take(timeout_ms)
        try:
            await self._set("topic", topic)
            if qos is not None:
                await self._set("qos", qos)
            service.answered.clear()
            await self.at.execute("+LSMQTTSUB", on, timeout_ms=timeout_ms)
            # No document says that a line follows, as it does elsewhere: a module that has none is asked once.
            told = on and service.told
            if await service.answered.wait(timeout_ms if told else 0 if service.silent else names.MQTT_SUBSCRIBED_MS):
                self.check()
                if on and not service.granted:
                    raise Rejected("subscription refused", -1, b"+LSMQTTSUB")
            elif told:
                raise Timeout(b"+LSMQTTSUB")
            else:
                service.silent = True
        finally:
            service.slot.release()

    async def _close(self):
        await self.at.execute("+LSMQTTCLOSE", 1)

    def lost(self, error):
        self.at.release(error)
        super().lost(error)
        self.service.answered.set()


class Service(mqtt.Mqtt):
    """`modem.mqtt` of the C1100."""

    Session = Session
    up = False  # the packet context of MQTT
    told = silent = granted = False  # a subscription is confirmed by a line; by none; what the last line said

    def __init__(self, modem):
        super().__init__(modem)
        self.slot = Lock()
        self.answered = Signal()
        self.touched = set()
        subscribe = self.at.subscribe
        counted = None
        if names.MQTT_MESSAGE_LENGTH is not None:
            counted = Counted(names.MQTT_MESSAGE_LENGTH, names.MQTT_MESSAGE_OPENER)
        subscribe(names.MQTT_MESSAGE, self._on_message, counted, self._on_payload)
        for name in (b"+MQTTSUB", b"+MQTTUNSUB"):
            subscribe(name, self._on_subscribed)
        for name in (b"+MQTTCALL", b"+MQTTOPEN", b"+MQTTCLOSE"):
            subscribe(name, self._on_end)

    def lost(self, error):
        self.up = False
        super().lost(error)

    def _on_message(self, digest):
        session = self.sessions[0]
        if session is None:
            return
        index = names.MQTT_MESSAGE_TOPIC
        if digest.paying or names.MQTT_MESSAGE_LENGTH is None:
            session.begin(digest, index)
            if not digest.paying:
                session.deliver(digest.buffer[field_at(digest, index + 1, digest.stop) : digest.stop])

    def _on_payload(self, digest):
        if self.sessions[0] is not None:
            self.sessions[0].deliver(digest.target)

    def _on_subscribed(self, digest):
        self.told = True
        self.granted = digest.integer(digest.field) == 1
        self.answered.set()

    def _on_end(self, digest):
        # +MQTTOPEN:0 while a session is open; before it is, it answers us
        session = self.sessions[0]
        name = digest.entry.prefix
        if digest.integer(digest.field) == 0 or name == b"+MQTTCLOSE":
            self.up = False  # that the packet context has ended may be told by the end of the session alone
            if session is not None and session.ready:
                session.lost(LinkLost("MQTT link closed", name))

    def settings(self, publishing=False):
        """Await it for what the slot holds, a list of str as the module prints it: AT+LSMQTTSUB?, or AT+LSMQTTPUB?.

        Raises CommandError, Timeout. Worst case: the channel's time-out.
        """
        return self.at.command("+LSMQTTPUB?" if publishing else "+LSMQTTSUB?")
