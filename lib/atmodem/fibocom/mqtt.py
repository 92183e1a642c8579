# Fibocom L610 MQTT: two clients, numbered 1 and 2. Source: guide 3.2, 3.3. OK only says that a command was accepted; a result
# line follows, and until it has come no other command of these (guide 3.2).
from .. import mqtt
from ..errors import CommandError, LinkLost, Timeout
from ..fields import field_at, fields, to_text
from ..loading import in_passing, passing
from ..sched import loop, spawn, ticks_add, ticks_diff
from .patience import persist

_LONGEST = 1312  # header, topic and payload of a message: one line
_GAPS = (b",", b", ")  # between topic and payload as between the fields before
_QUOTED = (b'",', b'", ')


class Session(mqtt.Session):
    """One of the module's two MQTT clients."""

    opened = False
    breaks = 0  # how often its end was told since the module was asked
    reader = None  # of messages that wait in the module (stored.py)

    def __init__(self, service, index, queue):
        super().__init__(service, index, queue)
        self.number = index + 1
        self.filters = []  # topics subscribed to: they tell where an unquoted topic ends

    async def _connect(self, *how):
        await passing("fibocom.connecting").connect(self, *how)

    def heard(self, digest):
        """The result of AT+MQTTOPEN: from now on +MQTTBREAK is about this session."""
        found = fields(digest)
        self.opened = found[1:] == (1,)
        return found

    async def ask(self, name, make, timeout_ms, repeat=True):
        """Send the command `make(timeout_ms)`; whether its result is 1. Refused, it is said again; one at a time."""
        # The result line does not say which command of this name it is about.
        at = self.at
        until = ticks_add(loop.now(), timeout_ms)
        lock = self.service.modem.packet.lock
        command = None

        def owed(timeout_ms):
            nonlocal command
            if command is not None:
                at.unfollow(command)  # the same question again: either answer will do
            command = self.own(make(timeout_ms))
            command.owed = True
            command.expires = ticks_add(loop.now(), self.profile.persist_ms)
            return command

        if not await lock.acquire(timeout_ms):
            raise Timeout(name)
        try:
            if at.dirty or at.followers:
                await passing("fibocom.late").settle(self, name, until)
            left = max(1, ticks_diff(until, loop.now()))
            return await persist(owed, self.profile.result_ms, left, self.check, repeat) == (self.number, 1)
        except BaseException:
            passing("fibocom.late").keep(at, command)
            raise
        finally:
            lock.release()

    async def _publish(self, topic, payload, qos, retain, timeout_ms):
        # A number without quotes counts the bytes behind the prompt: any may be there (guide 3.3).
        at = self.at
        head = (self.number, topic, qos, 1 if retain else 0)

        def make(timeout_ms):
            if len(payload) == 0:
                return at.action("+MQTTPUB", *head, "", timeout_ms=timeout_ms)
            return at.send(
                "+MQTTPUB", *head, len(payload), payload=payload, follow=(b"+MQTTPUB",), match=1, timeout_ms=timeout_ms
            )

        if not await self.ask(b"+MQTTPUB", make, timeout_ms, False):
            raise CommandError(b"+MQTTPUB", "result", 0, "not published")

    async def _subscribe(self, topic, qos, timeout_ms):
        return await passing("fibocom.subscribing").subscribe(self, topic, qos, timeout_ms)

    async def _unsubscribe(self, topic, timeout_ms):
        await passing("fibocom.subscribing").unsubscribe(self, topic, timeout_ms)

    async def _close(self):
        self.at.forsake(self, self.inbox.error)  # whoever waits makes room
        async with self.service.modem.packet.lock:
            await self.leave()

    async def leave(self):
        """Close the client, if it is open (guide 3.3)."""
        try:
            await self.at.action("+MQTTCLOSE", self.number, timeout_ms=self.profile.timings["MQTTCLOSE"])
        except CommandError:
            pass  # nothing was open

    def fetch(self):
        """Have the messages that wait in the module read, as many as the inbox can take."""
        if self.reader is not None:
            self.reader.fetch()

    def message(self, digest):
        """+MQTTMSG: 1, 0, test1, 123 (guide 3.3), or with topic and payload in quotes. No length: it ends with its line."""
        buffer = digest.buffer
        stop = digest.stop
        i = field_at(digest, 2, stop)
        if i >= stop:
            return  # no topic
        gap = _GAPS[buffer[i - 1] == 32]
        quoted = buffer[i] == 34
        if quoted:
            i += 1
            gap = _QUOTED[buffer[i - 2] == 32]
        end = i + len(self.topic)
        if not self.topic or not buffer.startswith(self.topic, i) or not buffer.startswith(gap, end):
            end = buffer.find(gap, i, stop)
            if not quoted and buffer.find(gap, end + 1, stop) >= 0:
                from .topics import topic_end

                end = topic_end(buffer, i, stop, gap, self.filters)
            if end < 0:
                end = stop - 1 if quoted else stop
            self.topic = bytes(buffer[i:end])
            self.topic_text = to_text(self.topic)
        i = end + len(gap)
        if quoted and stop - i > 1 and buffer[i] == 34 and buffer[stop - 1] == 34:
            i += 1
            stop -= 1
        try:
            self.inbox.put(self.topic_text, buffer[i:stop])
        except MemoryError:
            self.inbox.dropped += 1


class Service(mqtt.Mqtt):
    """`modem.mqtt` of the L610.

    A message has no length: it ends with its line, and what a payload has behind a CR or LF is lost, or taken for a line of
    the module; so what says that the session or the address is gone is asked about before it is believed.
    `connect(buffered=True)` has every byte come through, where the firmware can (stored.py). `connect` calls for
    the address first, which takes what `packet.start` says; then `timeout_ms` for its turn, as much for the session, 100 s
    for each of two settings and 60 s twice for a client left open. `Rejected.code` is -1 when the module does not tell
    whether the network or the broker refused. `close()` takes up to 60 s (guide 3.2), behind what the other client has under
    way. A call that ran out of time, or was cancelled, is owed a result: the next one of its kind waits for that, and ends
    the session where it never comes.

    `tls_argument`: what AT+MQTTOPEN wants at its end for TLS; () for a firmware that has TLS when files are loaded, as the log
    of the guide shows it (3.3).
    """

    Session = Session
    tls_argument = (2,)

    def __init__(self, modem):
        super().__init__(modem)
        self.at.digest.room(_LONGEST)
        for prefix, handler in (
            (b"+MQTTMSG", self._on_message), (b"+MQTTMSGI", self._on_stored), (b"+MQTTBREAK", self._on_break),
            (b"+MQTTCLOSE", self._on_break),
        ):  # fmt: skip
            self.at.subscribe(prefix, handler)

    def _session(self, digest):
        number = digest.integer(digest.field)
        return self.sessions[number - 1] if number in (1, 2) else None

    def _on_message(self, digest):
        session = self._session(digest)
        if session is not None:
            session.message(digest)

    def _on_stored(self, digest):
        session = self._session(digest)
        if session is not None:
            if session.reader is None:
                from .stored import Reader

                session.reader = Reader(session)
            session.reader.told()

    def _on_break(self, digest):
        session = self._session(digest)
        if session is not None and session.opened:
            if session.breaks == 0:
                gone = LinkLost("closed", b"+MQTTBREAK")
                spawn(in_passing(lambda: session.lost(gone), "fibocom.losses", "ended", session, fields(digest)[-1]))
            session.breaks += 1

    def open_clients(self):
        """Await it for the clients (1, 2) that are open as the module sees it, a list; empty when it does not tell.

        Raises Timeout. Worst case: the channel's time-out. Source: AT+MQTTOPEN?, MQTT commands manual V1.0.2.
        """
        return passing("fibocom.connecting").open_clients(self.at)
