"""The MQTT session on one link, with what this module shows of it: PUBREC, pings, a session that goes on on another link."""

import asyncio

import paho.mqtt.client as paho

from ..standard import mqtt_link

PACKETS = "publish", "puback", "pubrec", "pubrel", "pubcomp"


class Client(mqtt_link.Client):
    """paho, overheard. Pings are the module's affair: they go by its clock."""

    link = None

    def _check_keepalive(self):
        pass

    def _handle_pingresp(self):
        self.link.on_pingresp()
        return super()._handle_pingresp()

    def _handle_pubrec(self):
        if self.link.cut("pubrec"):
            return paho.MQTT_ERR_SUCCESS
        self.link.on_pubrec(int.from_bytes(self._in_packet["packet"][:2], "big"))
        return super()._handle_pubrec()

    def _handle_pubackcomp(self, cmd):
        return paho.MQTT_ERR_SUCCESS if self.link.cut(cmd.lower()) else super()._handle_pubackcomp(cmd)

    def _send_publish(self, *arguments, **named):
        return paho.MQTT_ERR_NO_CONN if self.link.cut("publish") else super()._send_publish(*arguments, **named)

    def _send_pubrel(self, mid):
        return paho.MQTT_ERR_NO_CONN if self.link.cut("pubrel") else super()._send_pubrel(mid)


class Link(mqtt_link.MqttLink):
    """Message ids are those on the air. ``wanted_cut(packet)``: whether the link is to break here."""

    client_class = Client

    def __init__(self, module, stream):
        super().__init__(module, stream)
        self.on_pubrec = self.on_pingresp = lambda *_: None
        self.wanted_cut = lambda packet: False
        self.session_present = False
        self._cutting = False

    def attach(self, client):
        super().attach(client)
        client.link = self
        client.on_message = lambda _c, _u, message: self.on_message(message)

    def resume(self, former):
        """CONNECT, in the session of a link that is gone: what is unfinished goes on (MQTT 3.1.1, 4.4)."""
        self._names, self._sent = former._names, former._sent
        self.attach(former.client)
        self.client._sock, self.client._registered_write = None, False
        self.client.end = self._there
        self.client.reconnect()
        self._tasks.append(self.module.spawn(self._every_second()))

    def _connack(self, client, userdata, flags, reason, properties):
        self.session_present = flags.session_present
        super()._connack(client, userdata, flags, reason, properties)

    @property
    def next_id(self):
        """The message id of the next packet that has one."""
        return self.client._last_mid % 65535 + 1

    def forget(self, message_id):
        """Give up what was sent under this id: it is not repeated, its acknowledgement means nothing."""
        self.client._out_messages.pop(message_id, None)
        self._sent.pop(message_id, None)
        for kind in ("publish", "subscribe", "unsubscribe"):
            self._names.pop((kind, message_id), None)

    def ping(self):
        self.client._send_pingreq()

    def cut(self, packet):
        """Whether the link breaks before this packet."""
        if not self._cutting and self.wanted_cut(packet):
            self._cutting = True
            asyncio.get_running_loop().call_soon(self.break_off)
        return self._cutting

    def break_off(self):
        """The link is gone, as if the peer had ended it."""
        if not self.closed:
            self.close()
            self.on_closed()
