"""Quectel EC20: what stands together makes the module."""

from ..engine import CommandTable
from ..standard import card, network, packet, ppp, v250
from ..standard.cellular import CellularModule
from . import (
    context,
    device,
    errors,
    files,
    ftp,
    gnss,
    http,
    identity,
    mqtt,
    mqtt_client,
    probes,
    radio,
    sockets,
    tls,
    tls_sockets,
)
from .faults import Ec20Faults
from .file_store import Files
from .socket_table import Sockets


class Ec20(CellularModule):
    """EC20 R2.x with a card of China Mobile."""

    name = "ec20"
    commands = CommandTable(v250, card, network, packet, ppp, identity, device, radio, context, sockets, probes, files, tls,
                            tls_sockets, mqtt, gnss, http, ftp)
    faults_class = Ec20Faults
    PROFILE = {**CellularModule.PROFILE, "S0": 0, "S6": 2, "S7": 0, "S8": 2, "S10": 15}
    ERROR_TEXTS = {"CME": errors.CME, "CMS": errors.CMS}
    UNRELATED_URC = '+QIND: "csq",28,99'
    SETTINGS = {"port": "uart1",                       # which of the module's ports this line is
                "urcport": "usbat",                    # where URCs go until AT+QURCCFG says otherwise
                "publish_counted": "1",                # old firmware, 0: has AT+QMTPUB only
                "tight_tests": "1",                    # AT+QMT...=? without a blank line before OK
                "disconnect_status": "0"}              # +QMTSTAT: n,5 behind +QMTDISC

    def power_up(self):
        super().power_up()
        self.sleep_mode = 0
        self.indications = self.storage.get("indications") or {kind: 0 for kind in device.INDICATIONS}
        self.real_time = device.RealTime(self)
        self.tcpip = context.TcpIp(self)
        self.files = Files(self.storage)
        self.gnss = gnss.Receiver(self)
        self.tls = tls.TlsContexts(self)
        self.sockets, self.tls_sockets = Sockets(self), Sockets(self)
        self.http = http.Http(self)
        self.ftp = ftp.Ftp(self)
        self.online = self.suspended = None            # the socket in transparent mode, the one +++ left it for ATO
        self.mqtt = [mqtt_client.Client(self, index) for index in range(mqtt_client.CLIENTS)]
        self.dialled = None                            # ATD*99#

    def power_down(self):
        ppp.end(self)
        for client in self.mqtt:
            client.drop()
        self.http.end()
        self.ftp.end()
        for family in (self.sockets, self.tls_sockets):
            for number in list(family.open):
                family.close(number)

    # -- boot --

    async def boot(self, quiet):
        """RDY at once when the module hears; the card is there a moment later: CME 10, then 14, then its state."""
        if quiet:
            await super().boot(quiet)
            return
        present, self.card.present = self.card.present, False
        self.card.busy = True
        try:
            await super().boot(quiet)
            await self.clock.sleep(0.15)
        finally:
            self.card.present = present
        await self.clock.sleep(0.15)
        self.card_started()

    def boot_texts(self):
        ready = self.options.boot_ms / 1000
        return (ready, "RDY"), (ready + 0.1, "+CFUN: 1")

    def card_ready(self):
        """Phone book and messages are read, too."""
        self.urc("+CPIN: READY")
        self.spawn(self._card_texts())
        super().card_ready()

    async def _card_texts(self):
        for text in ("+QUSIM: 1", "+QIND: SMS DONE", "+QIND: PB DONE"):
            await self.clock.sleep(0.1)
            self.urc(text)

    def set_functionality(self, level):
        """AT+CFUN"""
        before, self.functionality = self.functionality, level
        if level == before:
            return
        if level == 0:
            self.network.switch_off()
            self.card.powered = False
        elif level == 4:
            self.network.switch_off()
            if before == 0:
                self.card.start()
        elif before == 0:
            self.card.start()
            self.card_started()
        elif self.card.usable:
            self.network.search()

    # -- what one part tells the others --

    def service_changed(self, registered):
        if registered:
            self.real_time.synchronise()
        super().service_changed(registered)
        if registered and (self.indications["act"] or self.indications["all"]):
            self.urc('+QIND: "act","LTE"')

    def context_lost(self, cid, by_network):
        self.tcpip.context_lost(cid, by_network)
        ppp.context_lost(self, cid)
        self.sockets.context_lost(cid)
        self.tls_sockets.context_lost(cid)
        self.http.context_lost(cid)
        self.ftp.context_lost(cid)
        for client in self.mqtt:
            if client.settings.context == cid:
                client.end(mqtt_client.NOT_ALIVE)

    # -- URCs --

    @property
    def urc_port(self):
        return self.storage.get("urcport", self.setting["urcport"])

    def urc(self, text):
        """Said on this line only if AT+QURCCFG points here."""
        if self.urc_port in (self.setting["port"], "all"):
            super().urc(text)


MODULE = Ec20
