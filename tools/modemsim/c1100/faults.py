"""Events of a C1100's world on request."""

from ..engine.faults import Faults


class C1100Faults(Faults):
    """Adds network, sockets, MQTT, HTTP, power saving, satellites and LwM2M to what can be asked for."""

    def do_signal(self, rssi):
        """signal 12: the code of +CSQ."""
        self.module.network.rssi = int(rssi)

    def do_registration(self, stat):
        """registration 2: the network is lost (and found again when asked for 1 or 5)."""
        self.module.network.stop_search()
        self.module.network.change(int(stat))

    def do_lose_network(self, seconds="5"):
        """The network is gone for some seconds."""
        self.module.network.search(float(seconds))

    def do_pdp_deact(self):
        """The network takes the packet connections away."""
        self.module.connections_lost()

    def do_remove_card(self):
        """The card is pulled out."""
        self.module.card.present = False
        self.module.network.switch_off()

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
