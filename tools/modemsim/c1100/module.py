"""Longsung C1100: what stands together makes the module."""

from ..engine import CommandTable
from ..standard import card, network, packet, ppp, v250
from ..standard.cellular import CellularModule
from ..standard.track import Track
from . import gnss, guesses, http, identity, lsip, lwm2m, mqtt, radio, saving, transparent
from .faults import C1100Faults
from .lsip_sockets import Lsip
from .mqtt_session import MqttSession
from .output import C1100Output


class C1100(CellularModule):
    """One of four variants of the C1100 (``--set variant=``)."""

    name = "c1100"
    commands = CommandTable(v250, card, network, packet, ppp, identity, radio, lsip, transparent, gnss, lwm2m, mqtt, http, saving)
    faults_class, output_class, track_class = C1100Faults, C1100Output, Track
    network_class, CONTEXTS = radio.Radio, 4
    PROFILE = {**CellularModule.PROFILE, "CMEE": 0}
    UNRELATED_URC = "+CEREG: 1"
    SETTINGS = guesses.SETTINGS

    def __init__(self, options, clock=None):
        super().__init__(options, clock)
        guesses.check(self.setting)
        self.variant = self.setting["variant"]
        if self.variant not in radio.VARIANTS:
            raise ValueError(f"variant is one of {', '.join(radio.VARIANTS)}")
        self.commands = self._renamed()

    def _renamed(self):
        """The commands with the names ``--set`` gives to those the manual lost."""
        table = CommandTable()
        table.rows = dict(type(self).commands.rows)
        for setting in ("http-get", "http-post"):
            table.rows[self.setting[setting].upper()] = table.rows.pop(guesses.LOST[setting])
        return table

    def power_up(self):
        super().power_up()
        self.saving = saving.PowerSaving(self)
        self.lsip = Lsip(self)
        self.mqtt = MqttSession(self)
        self.http = http.Http(self)
        self.gnss = gnss.Gnss(self)
        self.lwm2m = lwm2m.Lwm2m(self)
        self.dialled = None                            # ATD*99#
        self.autostarted = self.storage.get("lwm2m_autostart", False)

    def power_down(self):
        ppp.end(self)
        self.mqtt.drop()
        self.lsip.drop()

    # -- boot --

    async def boot(self, quiet):
        await super().boot(quiet)
        if not quiet:
            self.card_ready()
        elif self.network.registered:
            self.service_changed(True)

    def boot_texts(self):
        text = self.setting["boot-text"]
        return [(self.options.boot_ms / 1000, text)] if text else []

    def card_ready(self):
        """Called for any card; one that waits for its PIN looks for nothing."""
        if self.card.usable:
            super().card_ready()

    def set_functionality(self, level):
        """AT+CFUN"""
        before, self.functionality = self.functionality, level
        if level == before:
            return
        if level in (0, 4):
            self.network.switch_off()
        self.card.powered = level != 0
        if level == 1:
            if before == 0:
                self.card.start()
            self.card_ready()

    # -- what one part tells the others --

    def service_changed(self, registered):
        if registered:
            self.packet.attach()
            self.saving.update()
        else:
            self.saving.stay_awake()
            self.packet.detach(by_network=True)
            self.connections_lost()
        self.lwm2m.service_changed(registered)

    def context_lost(self, cid, by_network):
        """Of AT+CGDCONT's contexts; sockets and MQTT have connections of their own."""
        ppp.context_lost(self, cid)

    def connections_lost(self):
        self.lsip.lost()
        if self.mqtt.link:
            self.mqtt.end()
        self.mqtt.called = False

    def mqtt_urc(self, text):
        self.urc(mqtt.line(self, text))

    # -- sleep --

    def _hear(self, data):
        """Asleep, what is heard wakes the module at most."""
        if not self.saving.asleep:
            super()._hear(data)
        elif self.setting["psm-wake"] == "at":
            self.saving.wake()

    def power_key(self):
        if self.power == "on" and self.saving.asleep:
            self.saving.wake()
        else:
            super().power_key()

    # -- command lines --

    async def _carry_out(self, text):
        name, separator = "+LSHTTPCFG", self.setting["http-config"]
        if text and text.upper().startswith(name) and len(text) > len(name) and text[len(name)] in "=:":
            mark = "=" if text[len(name)] == separator else "!"       # "!": no command line knows it
            text = name + mark + text[len(name) + 1:]
        return await super()._carry_out(text)


MODULE = C1100
