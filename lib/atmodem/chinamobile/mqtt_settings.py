# `modem.mqtt.settings` of the ML302: what a program seldom needs. Source: MQTT AT manual 2.3.1, 2.3.4, 2.3.8 to 2.3.10.
from ..arguments import number
from ..fields import shape


class Settings:
    """The module's own MQTT settings. All calls but `pieces` raise CommandError and Timeout; worst case 9 s."""

    def __init__(self, service):
        self.service = service
        self.at = service.at

    async def configuration(self):
        """(host, port, client id, keepalive in s, user, password, clean, version, encrypted) of the last session.

        The module shows the password as `***` (manual 2.3.1). None when there was none.
        """
        return await self.at.query("+MQTTCFG?")

    async def topics(self):
        """What the module says is subscribed to: a list of (topic, QoS, None where it is not shown). Manual 2.3.4.

        A topic that begins with `+` cannot be told from an unsolicited line and is missing.
        """
        found = []
        for text in await self.at.command("+MQTTSUB?"):
            if text.startswith("+MQTTSUB:"):
                text = text[9:].strip()
            topic, comma, qos = text.rpartition(",")
            if comma and qos in ("0", "1", "2"):
                found.append((topic, int(qos)))
            elif text:
                found.append((text, None))
        return found

    def show_pings(self, on=True):
        """Await it to have the broker's answers to pings told, as event "ping", or not. In a session only. Manual 2.3.8."""
        return self.at.execute("+MQTTPING", 1 if on else 0)

    async def pings_shown(self):
        """Whether answers to pings are told. Manual 2.3.8."""
        found = await self.at.query("+MQTTPING?")
        return found is not None and found[0] == 1

    async def reconnect(self, on=True):
        """Let the module connect again by itself, or not; for later sessions too. Manual 2.3.9."""
        await self.at.execute("+MQTTREC", 1 if on else 0)
        self.service.reconnects = on

    async def reconnection(self):
        """(whether the module connects again by itself, attempts so far, None where it is not shown). Manual 2.3.9."""
        # +MQTTREC:0, an attempt, may come in between: it has one field.
        found = await self.at.query("+MQTTREC?", shape=shape("nn")) or (self.service.reconnects, None)
        return found[0] == 1, found[1]

    def set_acknowledgement_timeout(self, seconds):
        """Await it to set how long the module waits for the broker: 1 to 255 s, 10 at first, less than the keepalive.

        Raises ValueError too. Manual 2.3.10.
        """
        self.service.acknowledgement_ms = max(10, number(seconds, "seconds", 1, 255)) * 1000
        return self.at.execute("+MQTTTO", seconds)

    async def acknowledgement_timeout(self):
        """How long the module waits for the broker, in s. Manual 2.3.10."""
        # +MQTTTO:5, an answer that did not come in time, looks the same: the answer is the last line.
        found = await self.at.rows("+MQTTTO?", shape=shape("n"))
        return found[-1][0] if found else None

    def pieces(self, size):
        """For firmware that breaks a message behind every `size` bytes (1024 as a rule) by CR LF; 0: it does not.

        Nothing is sent. Raises ValueError.
        """
        self.service.message.piece = number(size, "size", 0, 65535)
