"""The one MQTT client of the module: its settings, its session, and how it connects again by itself (manual 2.3, 3.4)."""

import asyncio
import ssl
from typing import NamedTuple

from ..engine import error
from ..standard.links import LinkError, StreamLink
from ..standard.mqtt_link import utf8
from .mqtt_link import Link

# AT+MQTTSTAT? (manual 2.3.3)
DISCONNECTED, CONNECTED, SOCKET_OPENING, SOCKET_OPEN, CONNECT_SENT = range(5)
# +MQTTTO (manual 2.3.10)
CONNECT, PUBLISH, SUBSCRIBE, UNSUBSCRIBE, PING = range(1, 6)
# +CME ERROR (manual 2.2)
NO_BEARER, BAD_PARAMETER, ALREADY_CONNECTED, CONNECT_FAILED, CONNECT_TIMEOUT, SUBACK_ERROR, ALREADY_SUBSCRIBED = range(600, 607)
UNANSWERED, PASSWORD, RECONNECT_FAILED, LINK_BROKEN, UNSUBACK_ERROR, NOT_CONNECTED = 608, 614, 615, 617, 618, 620

SOCKET_SECONDS, MOST_UNANSWERED_PINGS = 5, 3
WRONG_LOGIN = 4, 5                                     # return codes of CONNACK


class Settings(NamedTuple):
    """AT+MQTTCFG"""

    host: str
    port: int
    client_id: str
    keepalive: int
    user: str
    password: str
    clean: int
    version: str = ""
    encrypt: int = 0


class Login(NamedTuple):
    """AT+MQTTOPEN"""

    user: int
    password: int
    will: int
    will_retain: int
    will_qos: int
    will_topic: str
    will_message: str


class Broken(Exception):
    """The link broke while an acknowledgement was awaited."""


class Client:
    """``state`` as AT+MQTTSTAT? tells it; ``topics``: those subscribed to, with their QoS."""

    def __init__(self, module):
        self.module = module
        self.settings = self.login = self.link = None
        self.state, self.topics = DISCONNECTED, {}
        self.pings_shown, self.reconnects, self.timeout = 1, 1, 10
        self.attempts = 0                              # of the reconnection at hand
        self.cut = None                                # a fault: the packet at which the link is to break
        self._waiting = {}                             # (kind, message id) -> future of the acknowledgement
        self._said = {}                                # message id -> where its result lines go
        self._reconnecting = self._pinging = None

    # -- opening --

    async def open(self, login):
        """AT+MQTTOPEN; raises the error."""
        if self.settings is None:
            raise error(BAD_PARAMETER)
        if self.state != DISCONNECTED:
            raise error(ALREADY_CONNECTED)
        if not self._bearer:
            raise error(NO_BEARER)
        self.login, self.topics = login, {}
        problem = await self._connect()
        if problem:
            self.state = DISCONNECTED
            raise error(problem)

    @property
    def _bearer(self):
        return any(context.active for context in self.module.packet.contexts.values())

    async def _connect(self, former=None):
        """Socket, CONNECT, CONNACK; with ``former``, the link before, its session goes on. 0 or the error code."""
        module, settings = self.module, self.settings
        self.state = SOCKET_OPENING
        if not self._bearer:
            return NO_BEARER
        try:
            stream = await StreamLink.connect(module, settings.host, settings.port, unverified() if settings.encrypt else None,
                                              timeout=SOCKET_SECONDS)
        except LinkError as problem:
            return CONNECT_TIMEOUT if problem.reason == "timeout" else CONNECT_FAILED
        self.state = SOCKET_OPEN
        link = self.link = Link(module, stream)
        accepted = asyncio.get_running_loop().create_future()
        link.on_connack = lambda code: accepted.done() or accepted.set_result(code)
        link.on_closed = lambda: accepted.set_result(None) if not accepted.done() else self._broken(link)
        link.on_message, link.on_pingresp, link.on_pubrec = self._received, self._ping_answered, self._pubrec
        link.on_acknowledged = lambda mid: self._acknowledged(PUBLISH, mid, None)
        link.on_suback = lambda mid, codes: self._acknowledged(SUBSCRIBE, mid, codes[0])
        link.on_unsuback = lambda mid: self._acknowledged(UNSUBSCRIBE, mid, None)
        link.wanted_cut = self._wanted_cut
        if former:
            link.resume(former)
        else:
            self._send_connect(link)
        self.state = CONNECT_SENT
        try:
            code = await module.clock.limit(self.timeout, accepted)
        except asyncio.TimeoutError:
            module.urc(f"+MQTTTO:{CONNECT}")
            self._close_link()
            return CONNECT_TIMEOUT
        if code != 0:
            self._close_link()
            return PASSWORD if code in WRONG_LOGIN else CONNECT_FAILED
        self.state = CONNECTED
        self._pinging = module.spawn(self._ping(link))
        return 0

    def _send_connect(self, link):
        settings, login = self.settings, self.login
        will = None
        if login.will:
            will = utf8(login.will_topic), login.will_message.encode("latin-1"), login.will_qos, login.will_retain
        link.connect(utf8(settings.client_id), utf8(settings.user) if login.user else None,
                     utf8(settings.password) if login.password else None, clean=bool(settings.clean),
                     keepalive=settings.keepalive, will=will)

    # -- the link ends --

    def _wanted_cut(self, packet):
        if self.cut != packet:
            return False
        self.cut = None
        return True

    def break_off(self):
        """The link, if there is one, breaks."""
        if self.link:
            self.link.break_off()

    def _broken(self, link):
        if link is not self.link:
            return
        self._close_link()
        settings, setting = self.settings, self.module.setting
        if not (self.reconnects and setting["on-close"] == "reconnect" and not settings.encrypt):
            self.end(silent=settings.encrypt and setting["tls-loss"] == "silent")
            return
        kept = not settings.clean and setting["unfinished"] == "kept"
        self._give_up(kind for kind in (PUBLISH, SUBSCRIBE, UNSUBSCRIBE) if not (kept and kind == PUBLISH))
        self.state, self.attempts = SOCKET_OPENING, 0
        self._reconnecting = self.module.spawn(self._reconnect(link if kept else None))

    async def _reconnect(self, former):
        """Three attempts (manual 3.4); +MQTTREC begins each, +MQTTOPEN:OK tells of success."""
        for attempt, seconds in enumerate(map(float, self.module.setting["reconnect"].split(","))):
            await self.module.clock.sleep(seconds)
            self.attempts = attempt + 1
            self.module.urc(f"+MQTTREC:{attempt}")
            problem = await self._connect(former)
            if not problem:
                if self.settings.clean or not self.link.session_present:
                    self.topics = {}
                self.module.urc("+MQTTOPEN:OK")
                return
            if problem == PASSWORD:
                self.module.urc("+MQTTOPEN:FAIL")
            self.state = SOCKET_OPENING
        self._reconnecting = None
        self.end(reconnected=True)

    def end(self, silent=False, reconnected=False):
        """No link, and none will come."""
        self.drop()
        farewell = self.module.setting["farewell"] if reconnected else "disc"
        if not silent and farewell != "disc":
            self.module.urc(f"+CME ERROR: {RECONNECT_FAILED}")
        if not silent and farewell != "615":
            self.module.urc("+MQTTDISC:OK")

    def drop(self):
        """Everything ends without a word."""
        if self._reconnecting:
            self._reconnecting.cancel()
            self._reconnecting = None
        self._close_link()
        self._give_up((PUBLISH, SUBSCRIBE, UNSUBSCRIBE))
        self.state, self.topics = DISCONNECTED, {}

    def _close_link(self):
        if self._pinging:
            self._pinging.cancel()
            self._pinging = None
        link, self.link = self.link, None
        if link:
            link.close()

    async def disconnect(self):
        """AT+MQTTDISC"""
        link, self.link = self.link, None
        if link and self.state == CONNECTED:
            await link.disconnect()
        self.drop()

    # -- packets and their acknowledgements --

    def check_connected(self):
        if self.state != CONNECTED:
            raise error(NOT_CONNECTED if self.state == DISCONNECTED else LINK_BROKEN)

    async def _exchange(self, kind, send, unanswered, say=None):
        """Send with the next message id and wait for the acknowledgement: (message id, what it says)."""
        self.check_connected()
        message_id = self.link.next_id
        future = self._waiting[kind, message_id] = asyncio.get_running_loop().create_future()
        self._said[message_id] = say
        send(self.link, message_id)
        try:
            return message_id, await self.module.clock.limit(self.timeout, future)
        except asyncio.TimeoutError:
            self.module.urc(f"+MQTTTO:{kind}")
            if self.link:
                self.link.forget(message_id)
            raise error(unanswered) from None
        except Broken:
            raise error(LINK_BROKEN) from None
        finally:
            del self._waiting[kind, message_id], self._said[message_id]

    def _acknowledged(self, kind, message_id, value):
        future = self._waiting.get((kind, message_id))
        if future and not future.done():
            future.set_result(value)

    def _give_up(self, kinds):
        kinds = tuple(kinds)
        for (kind, _), future in self._waiting.items():
            if kind in kinds and not future.done():
                future.set_exception(Broken())

    async def publish(self, topic, qos, retain, payload, say):
        """``say`` gets the result lines."""
        if qos == 0:
            self.check_connected()
            self.link.publish(self.link.next_id, utf8(topic), payload, 0, retain)
            return
        message_id, _ = await self._exchange(
            PUBLISH, lambda link, number: link.publish(number, utf8(topic), payload, qos, retain), UNANSWERED, say)
        say(f"+MQTT{'PUBACK' if qos == 1 else 'PUBCOMP'}:0,{message_id}")

    def _pubrec(self, message_id):
        if self._said.get(message_id):
            self._said[message_id](f"+MQTTPUBREC:0,{message_id}")

    async def subscribe(self, topic, qos):
        """(message id, granted QoS or 128)"""
        if topic in self.topics:
            raise error(ALREADY_SUBSCRIBED)
        found = await self._exchange(SUBSCRIBE, lambda link, number: link.subscribe(number, [(utf8(topic), qos)]), SUBACK_ERROR)
        if found[1] != 128:
            self.topics[topic] = qos
        return found

    async def unsubscribe(self, topic):
        found = await self._exchange(UNSUBSCRIBE, lambda link, number: link.unsubscribe(number, [utf8(topic)]), UNSUBACK_ERROR)
        self.topics.pop(topic, None)
        return found[0]

    # -- pings --

    async def _ping(self, link):
        """One a keepalive; three that stay unanswered end the link."""
        unanswered = 0
        while True:
            await self.module.clock.sleep(self.settings.keepalive)
            self._answered = asyncio.get_running_loop().create_future()
            link.ping()
            try:
                await self.module.clock.limit(min(self.timeout, self.settings.keepalive), self._answered)
                unanswered = 0
            except asyncio.TimeoutError:
                self.module.urc(f"+MQTTTO:{PING}")
                unanswered += 1
                if unanswered == MOST_UNANSWERED_PINGS:
                    self._pinging = None
                    link.break_off()
                    return

    def _ping_answered(self):
        if self.pings_shown:
            self.module.urc(self.module.setting["ping"])
        if not self._answered.done():
            self._answered.set_result(None)

    # -- messages --

    def _received(self, message):
        setting, payload = self.module.setting, message.payload
        topic = message.topic.encode()
        if setting["topic"] == "quoted":
            topic = b'"%s"' % topic
        head = b"+MQTTPUBLISH%s%d,%d,%d,%d,%s,%d," % (
            setting["colon"].encode(), message.dup, message.qos, message.retain, message.mid, topic, len(payload))
        if setting["nul"] == "cut":
            payload = payload.partition(b"\0")[0]
        piece = int(setting["piece"]) or len(payload) or 1
        self.module.urc(head + b"\r\n".join(payload[at:at + piece] for at in range(0, len(payload) or 1, piece)))
        if message.qos == 2:
            self.module.urc(f"+MQTTPUBREL:{int(message.dup)},{message.mid}")


def unverified():
    """Encryption without any certificate: the module takes none, so it can check none."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
