"""The two MQTT clients of the module: settings, link, what they tell (guide 3.3)."""

import asyncio

from ..engine import error
from ..standard.links import LinkError, StreamLink
from ..standard.mqtt_link import MqttLink, utf8
from .errors import REFUSED

CLOSED, OPENING, OPEN, CLOSING = range(4)
NETWORK_ABNORMAL, RADIO_LOST, NOT_REGISTERED = 1, 2, 3     # <cause> of +MQTTBREAK
PATIENCE_SECONDS = 55                                      # for the broker's answers; the guide waits 60 s for the result
RECONNECT_SECONDS = 3
STORED = 10                                                # messages kept for AT+MQTTREAD


class Client:
    """Client 1 or 2. One request at a time: it is answered when its result line was said."""

    def __init__(self, module, number):
        self.module, self.number = module, number
        self.user = self.password = self.client_id = self.will = None
        self.state, self.busy, self.link, self.opened_with = CLOSED, False, None, None
        self.stored = []
        self._ids = 0

    def result(self, command, good):
        return f"+{command}: {self.number},{int(good)}"

    def acknowledgement(self):
        """A message id and the future its acknowledgement sets."""
        self._ids += 1
        self._awaited = self._ids, asyncio.get_running_loop().create_future()
        return self._awaited

    def _acknowledged(self, message_id, codes=(0,)):
        wanted, future = self._awaited
        if message_id == wanted and not future.done():
            future.set_result(all(code < 128 for code in codes))

    async def request(self, command, send):
        """Have `send(message_id)` put a packet on its way; the result line tells whether it was acknowledged."""
        self.busy = True
        try:
            message_id, future = self.acknowledgement()
            try:
                send(message_id)
                good = await self.module.clock.limit(PATIENCE_SECONDS, future)
            except (asyncio.TimeoutError, ValueError):     # ValueError: a topic no packet can carry
                good = False
            return self.result(command, good)
        finally:
            self.busy = False

    # -- link and session --

    async def open(self, *where):
        """AT+MQTTOPEN; where: host, port, clean, keepalive, TLS."""
        self.state, self.busy, self.opened_with = OPENING, True, where
        try:
            code = await self._connect(*where)
        finally:
            self.busy = False
        self.state = OPEN if code == 0 else CLOSED
        if code and self.module.setting["refusal"] == "code" and code > 0:
            raise error(REFUSED + code)
        return self.result("MQTTOPEN", code == 0)

    async def _connect(self, host, port, clean, keepalive, secured):
        """0, the return code of CONNACK, or -1: no link."""
        module = self.module
        try:
            context = module.tls.client_context() if secured else None
            stream = await StreamLink.connect(module, host, port, context)
        except LinkError as problem:
            if problem.reason == "tls" and problem.__cause__ is not None:
                module.tls.handshake_failed(problem)
            return -1
        link = self.link = MqttLink(module, stream)
        answered = asyncio.get_running_loop().create_future()
        link.on_connack = lambda code: answered.done() or answered.set_result(code)
        link.on_closed = lambda: answered.set_result(-1) if not answered.done() else self._closed_by_peer()
        link.on_message = self._received
        link.on_acknowledged = self._acknowledged
        link.on_suback = self._acknowledged
        link.on_unsuback = self._acknowledged
        link.connect(utf8(self.client_id or module.imei), utf8(self.user), utf8(self.password), 4, bool(clean),
                     keepalive, self.will)
        try:
            code = await module.clock.limit(PATIENCE_SECONDS, answered)
        except asyncio.TimeoutError:
            code = -1
        if code:
            self.drop()
        return code

    def _closed_by_peer(self):
        self.end(NETWORK_ABNORMAL)
        if self.module.setting["reconnect"] == "1":
            self.module.spawn(self._reconnect())

    async def _reconnect(self):
        """The module tries again by itself, and says nothing of it."""
        while self.state == CLOSED:
            await self.module.clock.sleep(RECONNECT_SECONDS)
            if self.state == CLOSED and await self._connect(*self.opened_with) == 0:
                self.state = OPEN

    def end(self, cause):
        """The session is gone: +MQTTBREAK."""
        if self.state == OPEN:
            self.drop()
            self.module.urc(f"+MQTTBREAK: {self.number},{cause}")

    def drop(self):
        """The link ends, nothing is told."""
        self.state = CLOSED
        if self.link:
            self.link.close()
            self.link = None

    async def close(self):
        """AT+MQTTCLOSE"""
        self.state, link, self.link = CLOSING, self.link, None
        await link.disconnect()
        self.state, self.will = CLOSED, None
        return self.result("MQTTCLOSE", True)

    # -- messages --

    def _received(self, topic, payload, qos, retain, message_id):
        module, shape = self.module, self.module.setting["message"]
        if module.mqtt_stores:
            if len(self.stored) < STORED:
                self.stored.append((qos, topic, payload))
                module.urc(f"+MQTTMSGI: {self.number},{qos},{len(topic)},{len(payload)}")
            return
        form = {"plain": b"%d, %d, %s, %s", "quoted": b'%d, %d, "%s", "%s"', "topic": b'%d, %d, "%s", %s',
                "tight": b"%d,%d,%s,%s"}[shape]
        module.urc(b"+MQTTMSG: " + form % (self.number, qos, topic, payload))

    def take(self):
        """The oldest stored message as AT+MQTTREAD tells it, None if there is none."""
        if not self.stored:
            return None
        qos, topic, payload = self.stored.pop(0)
        return b'+MQTTREAD: %d,%d,%d,%d,"%s","%s"' % (self.number, qos, len(topic), len(payload), topic, payload)
