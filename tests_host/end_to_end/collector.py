"""A client of the broker with a session that stays: what is published while it or the broker is away, it gets later."""

import threading
import time

import paho.mqtt.client as mqtt

RECONNECT_S = 0.05


class Collector:
    """Keeps every message on `topic`, each as often as the broker has handed it out, in the order of arrival."""

    def __init__(self, port, topic):
        self.payloads = []
        self.subscribed = threading.Event()
        self.arrived = threading.Condition()
        self.client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="collector/" + topic, clean_session=False)
        self.client.on_connect = lambda client, *_: client.subscribe(topic, 2)
        self.client.on_subscribe = lambda *_: self.subscribed.set()
        self.client.on_message = lambda _client, _data, message: self._keep(message.payload)
        self.client.reconnect_delay_set(RECONNECT_S, 1)
        self.client.connect_async("127.0.0.1", port)
        self.client.loop_start()

    def _keep(self, payload):
        with self.arrived:
            self.payloads.append(payload)
            self.arrived.notify_all()

    def different(self, count, patience_s):
        """All payloads, as soon as so many different ones have come."""
        deadline = time.monotonic() + patience_s
        with self.arrived:
            while len(set(self.payloads)) < count and time.monotonic() < deadline:
                self.arrived.wait(deadline - time.monotonic())
            return list(self.payloads)

    def stop(self):
        """Leave the broker, which forgets the session with the next client of this name."""
        self.client.disconnect()
        self.client.loop_stop()
