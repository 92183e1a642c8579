"""Events of an L610's world on request."""

from ..standard.faults import NetworkFaults


class L610Faults(NetworkFaults):
    """Adds the call for an address, TLS and the MQTT clients to what can be asked for."""

    def do_call(self, how):
        """call 0: the next AT+MIPCALL=1 ends with +MIPCALL: 0; call silent: it ends with nothing, after 150 s."""
        if how not in ("0", "silent"):
            raise ValueError(how)
        self.module.call.fault = how

    def do_ssl_error(self, code):
        """ssl-error -8: what AT+GTSSLERR tells."""
        self.module.tls.error = int(code)

    def do_mqtt_drop(self, number="1", cause="1"):
        """mqtt-drop 1 2: the link of a client ends, told with this <cause>."""
        self.module.mqtt[int(number)].end(int(cause))

    def do_mqtt_stall(self, number="1"):
        """Nothing passes the link any more, though it stays open."""
        self.module.mqtt[int(number)].link.stalled = True

    def do_mqtt_resume(self, number="1"):
        self.module.mqtt[int(number)].link.stalled = False
