# MQTT as every module offers it: the session, its inbox, what is checked before a byte is sent. The dialect is the vendor's.
from .arguments import binary, number, text, timeout
from .errors import Busy, LinkLost, Timeout
from .fields import field_at, string, to_text
from .loading import Seldom, passing
from .sched import Leaf, loop

_TOPIC_ENDS = b'",'
_NOTHING = StopIteration(None)


class Message:
    """A message to be filled by `Session.receive_into()`, again and again."""

    topic = payload = None


class Inbox(Leaf):
    """Messages that have come and were not yet taken: a ring of fixed size."""

    into = None

    def __init__(self, size):
        self.topics = [None] * size
        self.payloads = [None] * size
        self.first = self.count = self.dropped = 0
        self.error = None

    def put(self, topic, payload):
        """Keep a message; False, and one more in `dropped`, when the ring is full."""
        size = len(self.topics)
        if self.count == size:
            self.dropped += 1
            return False
        i = (self.first + self.count) % size
        self.topics[i] = topic
        self.payloads[i] = payload
        self.count += 1
        loop.wake(self)
        return True

    def attempt(self, task, begins):
        if self.count:
            i = self.first
            topic = self.topics[i]
            payload = self.payloads[i]
            self.payloads[i] = None
            self.first = (i + 1) % len(self.topics)
            self.count -= 1
            into = self.into
            if into is None:
                raise StopIteration((topic, payload))
            into.topic = topic
            into.payload = payload
            _NOTHING.__traceback__ = None
            raise _NOTHING
        if self.error is not None:
            raise self.error
        if task.expired:
            raise Timeout(b"receive")


class Session:
    """An MQTT session on the module. Made by `modem.mqtt.connect()`; ends with `close()` or when the link is lost.

    `dropped`: messages that found the inbox full.
    """

    binary = True  # what is published may hold any byte; else it is to be text
    topic = b""  # the last message's, so that the next one with the same costs no heap
    topic_text = ""

    def __init__(self, service, index, queue):
        self.service = service
        self.at = service.at
        self.profile = service.profile
        self.index = index
        self.inbox = Inbox(queue)
        self.message_id = 0

    @property
    def connected(self):
        """False once the session was closed or lost."""
        return self.inbox.error is None

    @property
    def dropped(self):
        """Messages that were lost because nobody took those before them."""
        return self.inbox.dropped

    def check(self):
        """Raise the error that ended the session, if one did."""
        if self.inbox.error is not None:
            raise self.inbox.error

    def lost(self, error):
        """The session is over: tell everyone who waits."""
        if self.inbox.error is None:
            self.inbox.error = error
            loop.wake(self.inbox)
        self.at.forsake(self, error)
        self.service.forget(self)

    def own(self, command):
        """A command whose result line will not come when this session is lost."""
        command.link = self
        return command

    def next_id(self):
        """The next message id, 1 to 65535."""
        self.message_id = self.message_id % 65535 + 1
        return self.message_id

    def begin(self, digest, index):
        """The header of a message is at hand, its topic in field `index`: make room for the payload."""
        start = field_at(digest, index, digest.stop)
        if digest.buffer[start] == 34:
            start += 1
        stop = start + len(self.topic)
        if not digest.buffer.startswith(self.topic, start) or digest.buffer[stop] not in _TOPIC_ENDS or not self.topic:
            self.topic = string(digest, index) or b""
            self.topic_text = to_text(self.topic)
        try:
            digest.target = bytearray(digest.count)
        except MemoryError:
            self.inbox.dropped += 1

    def deliver(self, payload):
        """The payload of the message begun last is complete; None if there was no room for it."""
        if payload is not None:
            self.inbox.put(self.topic_text, payload)

    async def publish(self, topic, payload, qos=0, retain=False, timeout_ms=None):
        """Publish `payload` (bytes, any values) on `topic`.

        Returns when the module has handed it over (`qos` 0) or the broker has acknowledged it (1, 2). Raises Timeout (then
        delivery is unknown), CommandError, LinkLost, ValueError. Worst case: `timeout_ms`, the profile's `publish_ms`
        when None, and the channel's time-out when the module refuses.
        """
        limits = self.profile.limits
        raw = text(topic, "topic", limits["topic"])
        binary(payload, "payload")
        if len(payload) > limits["payload"]:
            raise ValueError("payload: at most %d bytes" % limits["payload"])
        if b"+" in raw or b"#" in raw:
            raise ValueError("topic: wildcard")
        number(qos, "qos", 0, 2)
        timeout_ms = timeout(timeout_ms, self.profile.publish_ms)
        self.check()
        await self._publish(raw, payload, qos, retain, timeout_ms)

    async def subscribe(self, topic, qos=0, timeout_ms=None):
        """Subscribe to a topic filter; returns the QoS the broker granted (`qos` where the module does not tell).

        Raises Rejected when the broker refuses, Timeout, CommandError, LinkLost, ValueError. Worst case: `timeout_ms`.
        """
        raw = text(topic, "topic", self.profile.limits["topic"])
        number(qos, "qos", 0, 2)
        timeout_ms = timeout(timeout_ms, self.profile.publish_ms)
        self.check()
        return await self._subscribe(raw, qos, timeout_ms)

    async def unsubscribe(self, topic, timeout_ms=None):
        """End a subscription. Raises and worst case as `subscribe`."""
        raw = text(topic, "topic", self.profile.limits["topic"])
        timeout_ms = timeout(timeout_ms, self.profile.publish_ms)
        self.check()
        await self._unsubscribe(raw, timeout_ms)

    def receive(self, timeout_ms=None):
        """Wait for a message: (topic as str, payload as bytearray).

        Raises Timeout after `timeout_ms`, and LinkLost when the session is lost and all that had come is taken.
        """
        return self.receive_into(None, timeout_ms)

    def receive_into(self, message, timeout_ms=None):
        """As `receive`, but fills a Message made beforehand: no heap beside topic and payload."""
        self.fetch()
        self.inbox.into = message
        return self.inbox.within(timeout_ms)

    def fetch(self):
        """Have the messages that wait in the module read, as many as the inbox can take. For modules that keep some."""

    async def close(self):
        """Leave the broker, without the will. Never raises; worst case the profile's `answer_ms` twice."""
        if self.connected:
            from .errors import ModemError

            self.inbox.error = LinkLost("closed")
            loop.wake(self.inbox)
            try:
                await self._close()
            except ModemError:
                pass
        self.lost(self.inbox.error)

    async def __aenter__(self):
        return self

    async def __aexit__(self, kind, error, traceback):
        await self.close()


class Mqtt(Seldom):
    """`modem.mqtt`: opens sessions."""

    def __init__(self, modem):
        self.modem = modem
        self.at = modem.at
        self.profile = modem.profile
        self.sessions = [None] * self.profile.mqtt_clients
        modem.losses.append(self.lost)

    def lost(self, error):
        """The module restarted or the packet context is gone."""
        for session in list(self.sessions):
            if session is not None:
                session.lost(error)

    def forget(self, session):
        """Free the client a session used."""
        if self.sessions[session.index] is session:
            self.sessions[session.index] = None

    async def connect(
        self, host, port=1883, client_id="", user=None, password=None, keepalive=60, clean=True, will=None, tls=None,
        queue=8, buffered=False, timeout_ms=None,
    ):  # fmt: skip
        """Open a session with a broker; returns a Session.

        `keepalive` in seconds. `clean` False: the broker keeps subscriptions and messages while we are away. `will`:
        (topic, payload, qos, retain). `tls`: a tls.Tls, None for plain TCP. `queue`: messages the inbox holds.
        `buffered`: the module keeps messages until they are asked for, instead of sending them at once. Raises Rejected
        (its `code` is the broker's return code), Busy when all clients are taken, CommandError, Timeout, LinkLost,
        ValueError. Worst case: `timeout_ms` for the link and as much for the broker's answer, the profile's `open_ms` when
        None; and a minute for the settings, without those of `tls`.
        """
        return await passing("mqtt_opening").connect(
            self, host, port, client_id, user, password, keepalive, clean, will, tls, queue, buffered, timeout_ms
        )

    def allocate(self, queue):
        """A session on a client that is free. Raises Busy."""
        for index in range(len(self.sessions)):
            if self.sessions[index] is None:
                self.sessions[index] = session = self.Session(self, index, queue)
                return session
        raise Busy("all MQTT clients are in use")
