"""The one MQTT client of the module: link, session, what is kept of received messages."""

from ..standard.links import LinkError
from ..standard.mqtt_link import MqttLink, utf8
from .links import open_link
from .tls import TlsSettings

TLS_CONTEXT, LINK_NUMBER = 88, 7                       # with AT+CIPMUX=1 the link is told as number 7
OFFLINE, AUTHENTICATED, LINKED = range(3)              # AT+MQTTSTATU
SLOTS, LONGEST = 4, 1360                               # of received messages


class MqttSession:
    """``state`` as AT+MQTTSTATU tells it; ``linked`` from CONNECT OK to AT+MIPCLOSE."""

    def __init__(self, module):
        self.module = module
        self.identity = None                           # (client id, user, password, will), of AT+MCONFIG
        self.state, self.linked, self.link = OFFLINE, False, None
        self.opening = False                           # AT+MIPSTART is under way
        self.cached, self.hexadecimal = 1, 0    # AT+MQTTMSGSET, AT+MQTTMODE
        self.slots = [None] * SLOTS
        self._newest, self._numbers, self._qos = 0, 0, {}

    # -- link --

    async def open(self, host, port, secured):
        """AT+MIPSTART: CONNECT OK, or STATE and CONNECT FAIL."""
        module, self.opening = self.module, True
        try:
            if not module.packet.any_active:
                raise LinkError("refused")
            tls = TlsSettings(module, TLS_CONTEXT) if secured else None
            stream = await open_link(module, "TCP", host, port, tls)
        except LinkError:
            if not module.scene.multiple:
                module.report("STATE: TCP CLOSED")
            module.report(self._numbered("CONNECT FAIL"))
            return
        finally:
            self.opening = False
        self.link = MqttLink(module, stream)
        self.link.on_closed = self._ended
        self.state, self.linked = LINKED, True
        module.report(self._numbered("CONNECT OK"))

    def _numbered(self, text):
        if not self.module.scene.multiple:
            return text
        return f"{LINK_NUMBER}{self.module.setting['link-separator']}{text}"

    def _ended(self):
        """The broker closed the link."""
        if self.linked:
            self.drop()
            self.module.urc(self._numbered("CLOSED"))

    def drop(self):
        """Without a word. False: there was nothing."""
        was, self.linked, self.state = self.linked, False, OFFLINE
        if self.link:
            self.link.close()
            self.link = None
        return was

    # -- session --

    def connect(self, clean, keepalive):
        """AT+MCONNECT: CONNACK OK, or ERROR behind the OK."""
        link, (client_id, user, password, will) = self.link, self.identity
        link.on_connack = self._connected
        link.on_message = self._received
        link.on_suback = lambda *_: self.module.report("SUBACK")
        link.on_unsuback = lambda *_: self.module.report("UNSUBACK")
        link.on_acknowledged = self._acknowledged
        link.connect(utf8(client_id), utf8(user) if user else None, utf8(password) if user else None, clean=bool(clean),
                     keepalive=keepalive, will=will)

    def _connected(self, code):
        self.state = LINKED if code else AUTHENTICATED
        self.module.report("ERROR" if code else "CONNACK OK")

    async def disconnect(self):
        """AT+MDISCONNECT; the link itself counts as open until AT+MIPCLOSE."""
        link, self.link, self.state = self.link, None, OFFLINE
        link.on_closed = lambda: None                  # the broker's end of it is not told
        await link.disconnect()

    def _number(self):
        self._numbers = self._numbers % 65535 + 1
        return self._numbers

    def publish(self, topic, qos, retain, payload):
        number = self._number()
        self._qos[number] = qos
        self.link.publish(number, utf8(topic), payload, qos, retain)

    def _acknowledged(self, number):
        for text in ((), ("PUBACK",), ("PUBREC", "PUBCOMP"))[self._qos.pop(number, 0)]:
            self.module.report(text)

    def subscribe(self, topic, qos):
        self.link.subscribe(self._number(), [(utf8(topic), qos)])

    def unsubscribe(self, topic):
        self.link.unsubscribe(self._number(), [utf8(topic)])

    # -- received messages --

    def _received(self, topic, payload, qos, retain, number):
        payload = payload[:LONGEST]
        if not self.cached:
            self.module.urc(b'+MSUB: "%s",%d byte,%s' % (topic, len(payload), payload))
            return
        slot = self.slots.index(None) if None in self.slots else (self._newest + 1) % SLOTS
        self.slots[slot], self._newest = (topic, payload), slot
        self.module.urc(f"+MSUB: {slot}")

    def take_all(self):
        """The lines of AT+MQTTMSGGET (there the topic has no quotes), oldest first; the slots are free again."""
        order = [(self._newest + 1 + step) % SLOTS for step in range(SLOTS)]
        kept = [self.slots[slot] for slot in order if self.slots[slot]]
        self.slots = [None] * SLOTS
        return [b"+MSUB: %s,%d byte,%s" % (topic, len(payload), payload) for topic, payload in kept]
