# China Mobile ML302 MQTT: one client. What comes unasked goes to its session. Source: MQTT AT manual 2.3, 2.4.
from .. import mqtt
from ..fields import fields, shape
from ..loading import passing
from .operation import Message
from .session import Session


class Service(mqtt.Mqtt):
    """`modem.mqtt` of the ML302.

    `reconnects`: whether the module connects again by itself (True); `version`: the text for encryption, "" for OneNET's.
    """

    Session = Session
    reconnects = True
    version = ""
    acknowledgement_ms = 10000  # so long at least the module waits for the broker; longer where the program says so
    wanted = False  # the message whose payload is coming

    def __init__(self, modem):
        super().__init__(modem)
        self.head = [0, 0, 0, 0]
        self.message = Message(5, b",")
        subscribe = self.at.subscribe
        for name in (b"OPEN", b"REC", b"DISC", b"TO", b"PINGRSP", b"PINGRESP"):
            subscribe(b"+MQTT" + name, self._on_event)
        for name in (b"ACK", b"REC", b"COMP", b"REL"):
            subscribe(b"+MQTTPUB" + name, self._on_step)
        subscribe(b"+MQTTPUBLISH", self._on_message, self.message, self._on_payload)

    def __getattr__(self, name):
        if name != "settings":
            raise AttributeError(name)
        return passing("chinamobile.mqtt_settings").Settings(self)

    def _on_message(self, digest):
        session = self.sessions[0]
        head = self.head
        digest.integers(head)
        self.wanted = session is not None and digest.paying
        if self.wanted and head[1] == 2:
            # A repeated message of QoS 2 that was not released meanwhile is the one that came before.
            self.wanted = not (head[0] and head[3] in session.unreleased)
            if self.wanted:
                session.unreleased = session.unreleased[-15:] + head[3:]
        if self.wanted:
            session.begin(digest, 4)

    def _on_payload(self, digest):
        if self.wanted and self.sessions[0] is not None:
            payload = digest.target
            self.sessions[0].deliver(self.message.join(payload) if self.message.piece and payload else payload)

    def _on_step(self, digest):
        # A step of a message's way, <dup>,<packId>, that nobody waits for.
        session = self.sessions[0]
        step = digest.entry.prefix
        if session is None:
            return
        if step == b"+MQTTPUBREL":
            number = fields(digest)[-1]
            session.unreleased = [other for other in session.unreleased if other != number]
        elif step != b"+MQTTPUBREC":
            session.late = session.late[1:]
        elif self.at.active is not None and self.at.active.link is session:
            self.at.active.released = True

    def _on_event(self, digest):
        session = self.sessions[0]
        if session is not None and session.ready and session.connected:
            passing("chinamobile.recovery").happened(session, digest.entry.prefix, fields(digest)[0])

    async def state(self):
        """0 not connected, 1 connected, 2 the socket is being opened, 3 it is open, 4 the broker was asked (manual 2.3.3).

        Raises CommandError, Timeout. Worst case 9 s.
        """
        found = await self.at.query("+MQTTSTAT?", shape=shape("n"))
        return found[0] if found else 0
