"""The six MQTT clients of the module (Quectel MQTT manual, chapters 2 and 4): states, settings, what they tell."""

import asyncio
import hashlib
import hmac

from ..standard.links import LinkError, StreamLink
from ..standard.mqtt_link import MqttLink, utf8

CLIENTS, STORED_MESSAGES, MOST_UNACKNOWLEDGED = 6, 5, 5
CLOSED, OPENING, OPEN, CONNECTING, CONNECTED, DISCONNECTING = range(6)
CONNECT_STATES = {OPENING: 1, OPEN: 1, CONNECTING: 2, CONNECTED: 3, DISCONNECTING: 4}     # of AT+QMTCONN?

# <err_code> of +QMTSTAT (manual 4.1)
BY_PEER, NO_PINGRESP, NO_CONNECT, NO_CONNACK, DISCONNECTED, PACKETS_FAIL, NOT_ALIVE = range(1, 8)
# <result> of +QMTOPEN (manual 3.2.2)
OPEN_FAILED, OPENED, WRONG_PARAMETER, OCCUPIED, NO_CONTEXT, NO_ADDRESS, NO_NETWORK = range(-1, 6)


class Settings:
    """What AT+QMTCFG sets; lost with a reboot."""

    def __init__(self):
        self.version, self.context, self.keepalive, self.clean = 3, 1, 120, 1
        self.tls, self.tls_context = 0, None
        self.packet_timeout, self.retries, self.notice = 5, 3, 0
        self.will = None                               # (qos, retain, topic, message)
        self.stored, self.with_length = 0, 0           # "recv/mode"
        self.aliyun = None                             # (product key, device name, device secret)


class Client:
    """One client: its link, its session, the messages it keeps."""

    def __init__(self, module, index):
        self.module, self.index = module, index
        self.settings = Settings()
        self.state = CLOSED
        self.host = self.port = self.link = None
        self.messages = [None] * STORED_MESSAGES
        self.waiting = {}                              # (kind, message id) -> (command, task awaiting the acknowledgement)

    def report(self, command, *values):
        self.module.report(f"+{command}: " + ",".join(map(str, (self.index, *values))))

    # -- link --

    async def open(self, host, port):
        """Context, name, TCP and TLS; tells +QMTOPEN."""
        self.host, self.port, self.state = host, port, OPENING
        result = await self._open(host, port)
        if self.state != OPENING:                      # closed meanwhile
            self.drop()
            return
        self.state = CLOSED if result else OPEN
        self.report("QMTOPEN", result)

    async def _open(self, host, port):
        module, settings = self.module, self.settings
        if not await module.tcpip.activate(settings.context):
            return NO_CONTEXT
        try:
            tls, name = module.tls.client_context(settings.tls_context, host) if settings.tls else (None, None)
            stream = await StreamLink.connect(module, host, port, tls, name)
        except LinkError as problem:
            return {"dns": NO_ADDRESS, "tls": OPEN_FAILED}.get(problem.reason, NO_NETWORK)
        self.link = MqttLink(module, stream)
        self.link.on_closed = self._closed_by_peer
        return OPENED

    def _closed_by_peer(self):
        self.end(BY_PEER)

    def end(self, reason):
        """The link is gone: +QMTSTAT, and the client must be opened again."""
        if self.state in (OPEN, CONNECTING, CONNECTED):
            self.drop()
            self.module.urc(f"+QMTSTAT: {self.index},{reason}")

    def drop(self):
        """The link ends, nothing is told."""
        self.state = CLOSED
        for _, task in self.waiting.values():
            if task is not asyncio.current_task():
                task.cancel()
        self.waiting.clear()
        if self.link:
            self.link.close()
            self.link = None

    async def close(self):
        self.drop()
        self.report("QMTCLOSE", 0)

    # -- session --

    async def connect(self, client_id, user, password):
        """CONNECT; tells +QMTCONN with the return code of CONNACK."""
        settings, link = self.settings, self.link
        self.state = CONNECTING
        acknowledged = asyncio.get_running_loop().create_future()
        link.on_connack = lambda code: acknowledged.done() or acknowledged.set_result(code)
        link.on_message = self._received
        link.on_acknowledged = lambda mid: self._acknowledged("QMTPUB", mid)
        link.on_suback = lambda mid, codes: self._acknowledged("QMTSUB", mid, *codes)
        link.on_unsuback = lambda mid: self._acknowledged("QMTUNS", mid)
        if settings.aliyun:
            client_id, user, password = _aliyun(client_id, *settings.aliyun)
        link.connect(utf8(client_id), utf8(user), utf8(password), settings.version, bool(settings.clean),
                     settings.keepalive, self._will())
        try:
            code = await self.module.clock.limit(settings.packet_timeout, acknowledged)
        except asyncio.TimeoutError:
            self.report("QMTCONN", 2)
            self.end(NO_CONNACK)
            return
        self.state = CONNECTED if code == 0 else CONNECTING
        self.report("QMTCONN", 0, code)
        if code:
            self.end(BY_PEER)                          # who refuses also closes the link

    def _will(self):
        if self.settings.will is None:
            return None
        qos, retain, topic, message = self.settings.will
        return utf8(topic), message.encode("latin-1"), qos, retain

    async def disconnect(self):
        """DISCONNECT and the end of the link."""
        self.state = DISCONNECTING
        link, self.link = self.link, None
        await link.disconnect()
        self.drop()
        self.report("QMTDISC", 0)
        if self.module.setting["disconnect_status"] == "1":
            self.module.urc(f"+QMTSTAT: {self.index},{DISCONNECTED}")

    # -- packets and their acknowledgements --

    def subscribe(self, message_id, topics):
        self._await("QMTSUB", message_id)
        self._send("QMTSUB", message_id, lambda: self.link.subscribe(message_id, [(utf8(topic), qos) for topic, qos in topics]))

    def unsubscribe(self, message_id, topics):
        self._await("QMTUNS", message_id)
        self._send("QMTUNS", message_id, lambda: self.link.unsubscribe(message_id, [utf8(topic) for topic in topics]))

    def publish(self, command, message_id, topic, payload, qos, retain):
        link = self.link
        if qos:
            self._await(command, message_id, lambda: link.repeat(message_id))
        sent = self._send(command, message_id, lambda: link.publish(message_id, utf8(topic), payload, qos, retain))
        if sent and not qos:
            self.report(command, message_id, 0)        # handed to TCP, no more is known

    def _send(self, command, message_id, send):
        try:
            send()
            return True
        except ValueError:                             # a topic no packet can carry
            _, task = self.waiting.pop((command[:6], message_id), (None, None))
            if task:
                task.cancel()
            self.report(command, message_id, 2)
            return False

    def _await(self, command, message_id, repeat=lambda: None):
        """Watch for the acknowledgement: repeats, then gives up, as AT+QMTCFG="timeout" says."""
        task = self.module.spawn(self._watch(command, message_id, repeat))
        self.waiting[command[:6], message_id] = command, task

    async def _watch(self, command, message_id, repeat):
        settings = self.settings
        for attempt in range(1, settings.retries + 1):
            await self.module.clock.sleep(settings.packet_timeout)
            repeat()
            if settings.notice:
                self.report(command, message_id, 1, attempt)
        await self.module.clock.sleep(settings.packet_timeout)
        del self.waiting[command[:6], message_id]
        self.report(command, message_id, 2)
        self.end(PACKETS_FAIL)

    def _acknowledged(self, kind, message_id, *values):
        command, task = self.waiting.pop((kind, message_id), (None, None))
        if task:
            task.cancel()
            self.report(command, message_id, 0, *values)

    @property
    def unacknowledged(self):
        return sum(kind == "QMTPUB" for kind, _ in self.waiting)

    # -- messages --

    def _received(self, topic, payload, qos, retain, message_id):
        head = f'+QMTRECV: {self.index},'.encode()
        if not self.settings.stored:
            self.module.urc(head + self._shown(message_id, topic, payload))
        elif None in self.messages:                    # with all five in use a new message is lost
            slot = self.messages.index(None)
            self.messages[slot] = message_id, topic, payload
            self.module.urc(head + b"%d" % slot)

    def _shown(self, message_id, topic, payload):
        length = b"%d," % len(payload) if self.settings.with_length else b""
        return b'%d,"%s",%s"%s"' % (message_id, topic, length, payload)

    def take(self, slot):
        """The answer line for a stored message, which is freed; None for an empty slot."""
        message, self.messages[slot] = self.messages[slot], None
        return message and f"+QMTRECV: {self.index},".encode() + self._shown(*message)


def _aliyun(client_id, product_key, device_name, secret):
    """Client id, user and password of Alibaba Cloud's one-device-one-secret scheme."""
    signed = f"clientId{client_id}deviceName{device_name}productKey{product_key}"
    password = hmac.new(secret.encode("latin-1"), signed.encode("latin-1"), hashlib.sha1).hexdigest()
    return f"{client_id}|securemode=3,signmethod=hmacsha1|", f"{device_name}&{product_key}", password
