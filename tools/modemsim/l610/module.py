"""Fibocom L610: what stands together makes the module."""

from ..engine import NOTHING, OK, CommandTable, answer
from ..standard import card, network, packet, real_time, v250
from ..standard.cellular import CellularModule
from . import device, errors, identity, mqtt, mqtt_client, packet as call, tls
from .faults import L610Faults


class L610(CellularModule):
    """L610-CN with a card of China Mobile."""

    name = "l610"
    commands = CommandTable(v250, card, network, packet, real_time, identity, device, call, tls, mqtt)
    faults_class = L610Faults
    PROFILE = {**CellularModule.PROFILE, "CMEE": 0}
    NOT_STORED = ("E",)                                # ATE0 is not kept over power-off
    ERROR_TEXTS = {"CME": errors.CME, "CMS": {}}
    SETTINGS = {"result": "after",                     # the result line of an accepted command: "after" or "before" its OK
                "message": "plain",                    # +MQTTMSG: 1, 0, t, x; "quoted" both, "topic" alone, "tight": no blanks
                "refusal": "result",                   # the broker's no: +MQTTOPEN: 1,0, or "code": +CME ERROR: 703
                "tls": "argument",                     # AT+MQTTOPEN has an argument for TLS; "files": it has none
                "dialling": "0",                       # AT+MIPCALL? while an address is asked for: 0 or 2
                "address": "single",                   # or "dual": IPv4 and IPv6
                "login": "method",                     # AT+MGAUTH=1,1,"u","p"; "plain": without the method
                "stored": "0",                         # 1: AT+MQTTCONF and AT+MQTTREAD are there
                "reconnect": "0",                      # 1: an MQTT session that was lost is opened again, without a word
                "first_setting": "kept"}               # after power-on; "lost": has no effect, "silent": and no answer
    imei = identity.IMEI

    def power_up(self):
        super().power_up()
        self.trained = self.setting["first_setting"] == "kept"
        self.call = call.Call(self)
        self.tls = tls.Tls()
        self.real_time = real_time.RealTime(self.clock)
        self.mqtt = {number: mqtt_client.Client(self, number) for number in (1, 2)}
        self.mqtt_stores = False

    def power_down(self):
        for client in self.mqtt.values():
            client.drop()

    @property
    def start_texts(self):
        return self.storage.get("start texts", [1, 1])

    @property
    def search_order(self):
        return self.storage.get("search order", [10])

    # -- boot --

    async def boot(self, quiet):
        """AT command ready when the module hears, +SIM READY a moment later (guide 3.3)."""
        await super().boot(quiet)
        if quiet:
            return
        start = 0 if self.start_texts[0] else self.options.boot_ms / 1000
        await self.clock.sleep(start + 0.4)
        if self.card.usable:
            self.card_ready()

    def boot_texts(self):
        return ((self.options.boot_ms / 1000, "AT command ready"),) if self.start_texts[0] else ()

    def card_ready(self):
        if self.start_texts[1]:
            self.urc("+SIM READY")
        super().card_ready()

    def set_functionality(self, level):
        """AT+CFUN"""
        before, self.functionality = self.functionality, level
        if level == before:
            return
        if level == 1:
            if before == 0:
                self.card.start()
            if self.card.usable:
                self.network.search()
        else:
            self.network.switch_off()
            if level == 0:
                self.card.powered = False

    # -- commands --

    async def _call(self, call):
        """Finding the baud rate may cost the first setting its effect (guide 3.3)."""
        if not self.trained and (call.form == "W" or call.name == "E"):
            self.trained = True
            return (NOTHING if self.setting["first_setting"] == "silent" else OK), True
        return await super()._call(call)

    async def twice(self, work):
        """The answer of a command whose result line, that which `work` gives, comes behind its OK; or before it."""
        if self.setting["result"] == "before":
            line = await work
            return answer(*[] if line is None else [line])
        self.after(self._conclude(work))
        return OK

    async def _conclude(self, work):
        line = await work
        if line is not None:
            self.report(line)

    # -- what one part tells the others --

    def context_lost(self, cid, by_network):
        if cid == 1:
            self.call.lose()

    def mqtt_lost(self, cause=1):
        """There is no address any more: every client ends."""
        for client in self.mqtt.values():
            client.end(cause)


MODULE = L610
