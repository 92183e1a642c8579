# The MQTT session of the ML302: one operation at a time, done again when the link was lost. Source: MQTT AT manual 2.3, 3.4.
from .. import mqtt
from ..compat import const
from ..errors import CommandError, LinkLost, Timeout
from ..fields import field_at, to_text
from ..idle import tell
from ..loading import in_passing, passing
from ..sched import Signal, loop, spawn, ticks_add, ticks_diff
from .operation import Operation

# The link is, or may be, gone. Behind the first three nothing was sent; behind the others the module has given up what was.
_UNSENT = (613, 617, 620)
_GIVEN_UP = _UNSENT + (608, 609, 610, 611, 612, 616, 619)
_ATTEMPTS = const(3)  # a broker ends the link at what it cannot bear, such as a wrong topic filter, and would for ever
_PUBLISH = b"+MQTTPUB"
_RESULTS = b"", b"+MQTTPUBACK", b"+MQTTPUBCOMP"


class Session(mqtt.Session):
    """The module's MQTT session. It survives a loss of the link that the module repairs by itself: publications and
    subscriptions of that time wait, messages of it are the broker's affair (`clean`).

    `handlers`: functions called with (event, *details). They must not wait.
        "lost"                  the link is gone; the module will try to get it back
        "reconnecting", n       its n-th attempt begins, 1 to 3
        "reconnected"           messages and subscriptions are alive again
        "refused", topic        a subscription that the broker no longer grants
        "ended", error          the session is over, as everyone who waits is told
        "ping"                  the broker has answered a ping (+MQTTPINGRSP, manual 2.4.2)
        "unanswered", what      "connect", "publish", "subscribe", "unsubscribe", "ping" or "other" was not acknowledged
    """

    ready = reopened = False
    attempts = 0  # of the module to connect again
    changes = 0  # of the link, as far as the module has told

    def __init__(self, service, index, queue):
        super().__init__(service, index, queue)
        self.handlers = []
        self.topics = {}  # subscribed to: QoS asked for, QoS granted
        self.late = []  # publications that ran out of time, whose results may still come
        self.unreleased = []  # ids of messages of QoS 2 that may come again
        self.up = Signal()  # the link is there
        self.sign = Signal()  # the module has said something of it

    def tell(self, *event):
        """Call the handlers."""
        tell(self.handlers, *event)

    async def _connect(self, *settings):
        await passing("chinamobile.opening").connect(self, *settings)

    async def operate(self, name, parameters, result, timeout_ms, payload=None, unsent=_GIVEN_UP):
        """Carry an operation out, up to three times if the link is lost each time and the module gives it up; returns the fields.

        `unsent`: the errors behind which it may be done again.
        """
        deadline = ticks_add(loop.now(), timeout_ms)
        attempts = _ATTEMPTS
        while True:
            if name is _PUBLISH and self.owed():
                await passing("chinamobile.late").settle(self, deadline)
            if not await self.up.wait(max(0, ticks_diff(deadline, loop.now()))):
                raise Timeout(name)
            self.check()
            command = Operation(self.at, name, parameters, result, max(1, ticks_diff(deadline, loop.now())))
            if payload is not None:
                command.prompt = b">"
                command.payload = command.cancel = payload
            command.link = self
            if name is _PUBLISH:
                command.shape = command.expected
            try:
                return await command
            except CommandError as error:
                if error.code not in unsent:
                    raise passing("chinamobile.mqtt_words").explained(error)
                self.gap()
                if command.released:
                    raise LinkLost("the link broke behind PUBREC: delivery is unknown", name)
                if error.code in _UNSENT:
                    attempts -= 1
                if not attempts:
                    raise LinkLost("the link broke each time it was tried", name)
            except BaseException as error:
                if name is _PUBLISH and result:
                    passing("chinamobile.late").keep(self, command, error)
                raise

    def owed(self):
        """Whether the result of a publication that ran out of time may still come."""
        while self.late and ticks_diff(loop.now(), self.late[0].expires) >= 0:
            self.late.pop(0)
        return len(self.late) > 0

    def gap(self):
        """The link is gone, or may be: find out, and wait until it is there again."""
        if self.up.is_set and self.connected:
            gone = LinkLost("no room to bring the session back", b"+MQTTREC")
            spawn(in_passing(lambda: self.lost(gone), "chinamobile.recovery", "recover", self))
            self.up.clear()
            self.sign.clear()
            self.reopened = False
            self.attempts = 0
            self.late = []
            self.tell("lost")

    async def _publish(self, topic, payload, qos, retain, timeout_ms):
        """Exactly once (QoS 2) takes a session that stays (`clean` False), a broker that keeps it, and a module that goes on
        with what is unfinished, as MQTT 3.1.1 (4.4) wants it. What the module gives up before PUBREC is sent again; what it
        gives up behind it raises LinkLost, since the broker may have handed the message out.
        """
        n = len(payload)  # counted, so that any byte may stand in it (manual 2.3.6); there a length begins at 1
        parameters = (topic, qos, 1 if retain else 0, 0, n or "")
        unsent = _GIVEN_UP if qos else _UNSENT
        await self.operate(_PUBLISH, parameters, _RESULTS[qos], timeout_ms, payload if n else None, unsent)

    async def _subscribe(self, topic, qos, timeout_ms):
        return await passing("chinamobile.subscribing").subscribe(self, topic, qos, timeout_ms)

    async def _unsubscribe(self, topic, timeout_ms):
        await passing("chinamobile.subscribing").unsubscribe(self, topic, timeout_ms)

    async def _close(self):
        await passing("chinamobile.opening").leave(self.at)

    def lost(self, error):
        ended = self.connected
        super().lost(error)
        command = self.at.active
        if command is not None and command.link is self and command.accepted:
            command.end(error)  # it has its OK; there will be no result
        self.up.set()
        self.sign.set()
        if ended and self.ready:
            self.tell("ended", error)

    def begin(self, digest, index):
        """As in the contract, for a topic that may hold commas: it ends in front of `,<len>,`."""
        buffer = digest.buffer
        start = field_at(digest, index, digest.stop)
        stop = digest.stop - 2
        while 47 < buffer[stop] < 58:
            stop -= 1
        if buffer[start] == 34:
            start += 1
            stop -= 1
        if stop - start != len(self.topic) or not buffer.startswith(self.topic, start):
            self.topic = bytes(buffer[start:stop])
            self.topic_text = to_text(self.topic)
        super().begin(digest, index)
