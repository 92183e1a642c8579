"""Events of a C1100's world on request."""

from ..standard.faults import NetworkFaults


class C1100Faults(NetworkFaults):
    """Adds sockets, MQTT, HTTP, power saving, satellites and LwM2M to what can be asked for."""

    def do_pdp_deact(self):
        """The network takes the packet connections away."""
        self.module.connections_lost()

    # -- sockets, MQTT, HTTP --

    def do_socket_drop(self, number="1"):
        """socket-drop 1: the peer closed the link of a socket."""
        self.module.lsip.peer_closed(int(number))

    def do_mqtt_drop(self):
        """The link to the broker ends."""
        self.module.mqtt.end()

    def do_mqtt_stall(self):
        """Nothing passes the link any more, though it stays open."""
        self.module.mqtt.link.stalled = True

    def do_mqtt_resume(self):
        self.module.mqtt.link.stalled = False

    def do_http_fail(self, code="1"):
        """http-fail 2: the next request ends with this parse result."""
        self.module.http.failing = int(code)

    # -- power saving --

    def do_data_disconnect(self):
        """The connection to the network is released now."""
        self.module.saving.stay_awake()
        self.module.saving.tell("^DATADISCONN")

    def do_psm(self):
        """The module falls asleep now, whatever its timers say."""
        saving = self.module.saving
        saving.stay_awake()
        self.module.spawn(saving.sleep())

    def do_psm_exit(self):
        """T3412 is over."""
        self.module.saving.wake()

    # -- satellites, LwM2M --

    def do_gnss_fix(self, on="1"):
        """gnss-fix 0: a tunnel."""
        self.module.gnss.track.fix = on == "1"

    def do_lwm2m(self):
        """How the registrations stand: ``102 registered /rd/5a3f, 101 registering``."""
        return ", ".join(f"{number} {state}" for number, state in sorted(self.module.lwm2m.states.items())) or "none"
