"""The one MQTT client of the module: settings, packet connection, session."""

import asyncio

from ..standard.links import LinkError, StreamLink
from ..standard.mqtt_link import MqttLink, utf8
from .lsip_sockets import CALL_SECONDS

NO_SESSION, SESSION = range(2)
PATIENCE = 20                                          # seconds for the broker's answer


class MqttSession:
    def __init__(self, module):
        self.module = module
        self.settings = {"qos": 0, "retained": 0, "session": 1}
        self.called = False                            # AT+LSMQTTCALL
        self.link, self.state = None, NO_SESSION
        self.opening = False                           # AT+LSMQTTOPEN is under way
        self._numbers = 0
        self._waiting = {}                             # message id -> future of its acknowledgement

    async def call(self, on):
        """Packet connection up or down; False: there is none."""
        await self.module.clock.sleep(CALL_SECONDS)
        self.drop()
        self.called = on and self.module.packet.attached
        return self.called

    def open(self, host, port, keepalive):
        """Gives a coroutine: True when the broker has accepted."""
        self.opening = True
        return self._open(host, port, keepalive)

    async def _open(self, host, port, keepalive):
        try:
            stream = await StreamLink.connect(self.module, host, port)
            if self.called:
                return await self._connect(MqttLink(self.module, stream), keepalive)
            stream.close()                             # the packet connection ended meanwhile
        except LinkError:
            pass
        finally:
            self.opening = False
        return False

    async def _connect(self, link, keepalive):
        module, wanted, self.link = self.module, self.settings, link
        accepted = asyncio.get_running_loop().create_future()
        link.on_connack = lambda code: accepted.done() or accepted.set_result(code == 0)
        link.on_closed = lambda: self._ended(link, accepted)
        link.on_acknowledged = lambda number: self._acknowledged(number, True)
        link.on_suback = lambda number, codes: self._acknowledged(number, codes[0] < 128)
        link.on_unsuback = lambda number: self._acknowledged(number, True)
        link.on_message = self._received
        will = None
        if "topic" in wanted and "message" in wanted:
            will = utf8(wanted["topic"]), wanted["message"], wanted["qos"], wanted["retained"]
        user, password = (utf8(wanted[name]) if name in wanted else None for name in ("username", "password"))
        link.connect(utf8(wanted["clientid"]), user, password, clean=bool(wanted["session"]), keepalive=keepalive, will=will)
        if not await self._within(accepted):
            self.drop()
            return False
        self.state = SESSION
        module.saving.active()
        return True

    async def _within(self, future):
        try:
            return await self.module.clock.limit(PATIENCE, future)
        except asyncio.TimeoutError:
            return False

    def _ended(self, link, accepted):
        """The broker closed the link, or the network lost it."""
        if not accepted.done():
            accepted.set_result(False)
        elif self.link is link and self.state == SESSION:
            self.end()

    def end(self):
        """The session is lost, and the host is told."""
        self.drop()
        text = self.module.setting["mqtt-lost"]
        if text:
            self.module.mqtt_urc(text)

    def drop(self):
        """Without a word."""
        link, self.link, self.state = self.link, None, NO_SESSION
        for future in self._waiting.values():
            if not future.done():
                future.set_result(False)
        self._waiting.clear()
        if link:
            link.close()

    async def disconnect(self):
        link, self.link = self.link, None
        link.on_closed = lambda: None
        if self.state == SESSION:
            await link.disconnect()
        else:
            link.close()
        self.drop()

    # -- packets --

    async def _acknowledgement(self, send):
        """Send a packet under a number of its own and wait for what answers it."""
        self._numbers += 1
        number = self._numbers
        future = self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            send(number)
            self.module.saving.active()
            return await self._within(future)
        except ValueError:                             # a topic no packet can carry
            return False
        finally:
            self._waiting.pop(number, None)

    def _acknowledged(self, number, done):
        future = self._waiting.get(number)
        if future and not future.done():
            future.set_result(done)

    def subscribe(self):
        link, topic, qos = self.link, utf8(self.settings["topic"]), self.settings["qos"]
        return self._acknowledgement(lambda number: link.subscribe(number, [(topic, qos)]))

    def unsubscribe(self):
        link, topic = self.link, utf8(self.settings["topic"])
        return self._acknowledgement(lambda number: link.unsubscribe(number, [topic]))

    def publish(self):
        link, wanted = self.link, dict(self.settings)
        return self._acknowledgement(lambda number: link.publish(
            number, utf8(wanted["topic"]), wanted["message"], wanted["qos"], wanted["retained"]))

    def _received(self, topic, payload, qos, retain, _number):
        self.module.saving.active()
        parts = {"topic": topic.decode("latin-1"), "length": len(payload), "payload": payload.decode("latin-1"),
                 "hex": payload.hex().upper(), "qos": qos, "retained": int(retain)}
        self.module.mqtt_urc(self.module.setting["mqtt-incoming"].format(**parts))
