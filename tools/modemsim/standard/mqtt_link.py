"""The MQTT client a module has inside: paho-mqtt on a link of the simulated network, in the module's event loop.

paho gets one end of a socket pair; the other end is pumped to and from the link, plain or TLS. So the link can live before
CONNECT and end after DISCONNECT, as the modules' commands want it, and a fault can stop it.
"""

import asyncio
import socket

import paho.mqtt.client as paho

CONNACK = {132: 1, 133: 2, 136: 3, 134: 4, 135: 5}     # paho's reason codes -> return codes of MQTT 3.1.1, table 3.1


def utf8(text):
    """What was typed byte by byte, as the text it spells; None stays None."""
    return text if text is None else text.encode("latin-1").decode("utf-8", "surrogateescape")


class Client(paho.Client):
    """paho on a socket that is there already."""

    end = None

    @staticmethod
    def _filter_wildcard_len_check(sub):
        """A module sends any filter: what it thinks of a wrong one the broker says, by ending the link."""
        return paho.MQTT_ERR_SUCCESS

    def _create_socket_connection(self):
        taken, self.end = self.end, None
        if taken is None:
            raise ConnectionError("no second connection on the same link")
        return taken


class MqttLink:
    """One MQTT session on one link. Set the ``on_...`` functions, then ``connect``.

    on_connack(return_code)  on_acknowledged(message_id)  on_suback(message_id, codes)  on_unsuback(message_id)
    on_message(topic bytes, payload, qos, retain, message_id)  on_closed(): the link ended, by whomever but us
    Message ids are the caller's; paho's own ones go over the air.
    """

    client_class = Client

    def __init__(self, module, link):
        self.module, self.link, self.client = module, link, None
        self.on_connack = self.on_acknowledged = self.on_suback = self.on_unsuback = lambda *_: None
        self.on_message = self.on_closed = lambda *_: None
        self.stalled = False                           # a fault: nothing passes any more, nothing is told
        self.closed = False
        self._names = {}                               # (kind, paho's id) -> the caller's message id
        self._sent = {}                                # message id -> what is to be repeated
        self._here, self._there = socket.socketpair()
        for end in (self._here, self._there):
            end.setblocking(False)
        self._tasks = [module.spawn(self._downlink()), module.spawn(self._uplink())]

    # -- between link and socket pair --

    async def _downlink(self):
        loop = asyncio.get_running_loop()
        while data := await self.link.read():
            while self.stalled:
                await self.module.clock.sleep(0.1)
            try:
                await loop.sock_sendall(self._here, data)
            except OSError:
                break
        if not self.closed:
            await self._let_paho_read()
            self.close()
            self.on_closed()

    async def _let_paho_read(self):
        """What came before the end (a CONNACK that refuses) is to be told before the end is."""
        for _ in range(20):
            if self.client and self._there.fileno() >= 0:
                self._read()
            await asyncio.sleep(0)

    async def _uplink(self):
        loop = asyncio.get_running_loop()
        while data := await loop.sock_recv(self._here, 4096):
            while self.stalled:
                await self.module.clock.sleep(0.1)
            if not await self.link.write(data):
                return

    def close(self):
        """End the link without a word to the broker."""
        if self.closed:
            return
        self.closed = True
        if self.client:
            self._forget_socket()
        for task in self._tasks:
            if task is not asyncio.current_task():
                task.cancel()
        self.link.close()
        self._here.close()
        self._there.close()

    # -- MQTT --

    def connect(self, client_id, user=None, password=None, version=4, clean=True, keepalive=120, will=None):
        """CONNECT. ``will``: (topic, payload, qos, retain) or None."""
        client = self.client_class(
            paho.CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=clean or not client_id,
            protocol=paho.MQTTv31 if version == 3 else paho.MQTTv311, reconnect_on_failure=False)
        client.max_queued_messages_set(0)
        client.max_inflight_messages_set(0)
        if user is not None:
            client.username_pw_set(user, password)
        if will:
            topic, payload, qos, retain = will
            client.will_set(topic, payload, qos, bool(retain))
        self.attach(client)
        client.connect("link", 1, keepalive)
        self._tasks.append(self.module.spawn(self._every_second()))

    def attach(self, client):
        """Let a client of paho work on this link."""
        self.client = client
        client.on_connect = self._connack
        client.on_publish = lambda _c, _u, mid, *_: self._named("publish", mid, self.on_acknowledged)
        client.on_unsubscribe = lambda _c, _u, mid, *_: self._named("unsubscribe", mid, self.on_unsuback)
        client.on_subscribe = lambda _c, _u, mid, codes, _p: self._named(
            "subscribe", mid, self.on_suback, [code.value for code in codes])
        client.on_message = lambda _c, _u, message: self.on_message(
            message.topic.encode(), message.payload, message.qos, message.retain, message.mid)
        client.end = self._there
        client.on_socket_open = lambda _c, _u, sock: asyncio.get_running_loop().add_reader(sock, self._read)
        client.on_socket_register_write = lambda _c, _u, sock: asyncio.get_running_loop().add_writer(sock, self._write)
        client.on_socket_unregister_write = lambda _c, _u, sock: asyncio.get_running_loop().remove_writer(sock)
        client.on_socket_close = lambda *_: self._forget_socket()

    def _connack(self, _client, _userdata, _flags, reason, _properties):
        self.on_connack(CONNACK.get(reason.value, reason.value) if reason.is_failure else 0)

    def _forget_socket(self):
        if self._there.fileno() >= 0:
            loop = asyncio.get_running_loop()
            loop.remove_reader(self._there)
            loop.remove_writer(self._there)

    def _read(self):
        try:
            self.client.loop_read()
        except (OSError, ValueError):
            self._forget_socket()

    def _write(self):
        try:
            self.client.loop_write()
        except (OSError, ValueError):
            self._forget_socket()

    async def _every_second(self):
        while True:
            await self.module.clock.sleep(1)
            self.client.loop_misc()
            if self.client._sock is None and not self.closed:      # paho gave up: no PINGRESP
                self.close()
                self.on_closed()
                return

    def _named(self, kind, mid, function, *arguments):
        name = self._names.pop((kind, mid), None)
        if kind == "publish":
            self._sent.pop(name, None)
        if name is not None:
            function(name, *arguments)

    def publish(self, message_id, topic, payload, qos, retain):
        """PUBLISH; ``on_acknowledged`` comes when it was written (qos 0) or with PUBACK or PUBCOMP."""
        before = self.client._last_mid
        expected = before % 65535 + 1                  # paho may call back before publish() returns
        self._names["publish", expected] = message_id
        self._sent[message_id] = expected, topic, payload, qos, retain
        self.client.publish(topic, payload, qos, bool(retain))

    def repeat(self, message_id):
        """The same PUBLISH once more, marked as a duplicate."""
        if message_id in self._sent:
            mid, topic, payload, qos, retain = self._sent[message_id]
            self.client._send_publish(mid, topic.encode(), payload, qos, bool(retain), dup=True)

    def subscribe(self, message_id, topics):
        """SUBSCRIBE to (topic, qos) pairs."""
        self._names["subscribe", self.client.subscribe(topics)[1]] = message_id

    def unsubscribe(self, message_id, topics):
        self._names["unsubscribe", self.client.unsubscribe(topics)[1]] = message_id

    async def disconnect(self):
        """DISCONNECT, then the end of the link."""
        self.client.disconnect()
        await self.module.clock.sleep(0.05)
        self.close()
