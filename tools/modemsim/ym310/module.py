"""Yuge YM310: what stands together makes the module."""

import re

from ..engine import CommandTable, Module, error
from ..engine.results import CommandSyntaxError
from ..engine.storage import Profile
from ..standard import ppp
from . import (
    bearer,
    cme,
    configuration,
    context,
    device,
    dns,
    files,
    ftp,
    heartbeat,
    http,
    identity,
    mqtt,
    network,
    ntp,
    packet,
    receiving,
    sending,
    sim,
    sockets,
    tls,
    transparent,
    upgrade,
)
from .bearer import Bearers
from .calendar import Calendar
from .card import Card
from .faults import Ym310Faults
from .filesystem import FileSystem
from .ftp_session import FtpSession
from .heartbeat import Heartbeat
from .mqtt_session import MqttSession
from .ntp import NtpSettings
from .packet_domain import PacketDomain
from .radio import Radio
from .scene import Scene
from .sleep import Sleep

TRUE = ("1", "yes", "on")


class Ym310(Module):
    """YM310 X09 (EigenComm EC716S), firmware R2.0.0, manual V2.0."""

    name = "ym310"
    commands = CommandTable(
        identity, configuration, device, sim, upgrade, network, packet, ntp, files, context, sockets, ppp, transparent, sending,
        receiving, dns, heartbeat, tls, bearer, http, ftp, mqtt)
    faults_class = Ym310Faults
    PROFILE = {**Module.PROFILE, "CMEE": 0, "IPR": 0, "CSCS": "GSM", "ICF": (3,), "IFC": (0, 0), "CSDT": (0, 1),
               "CSCLK": 0, "WAKETIM": 5, "RTIME": 0, "CFGRI": (0, 120, 120, 1), "WAKEUPHEX": "", "CNETLIGHT": 1,
               "RNDISCALL": 0, "CBC": (3400, 3200), "CREG": 0, "CEREG": 0, "CGREG": 0, "CGEREP": (1, 0), "CTZU": 1,
               "NITZDISSET": None, "BANDIND": 0, "AUTOAPN": 1, "CIFCONFIG": "192.168.0.2"}
    TCPIP = {"CSTT": ("", "", ""), "CIPCSGP": (1, "", "", ""), "CIPSSL": 0, "CIPMODE": 0, "CIPQSEND": 0, "CIPSPRT": 1,
             "CIPATS": (0, 1), "CIPRXF": 0, "CIPSRIP": 0, "CIPHEAD": 0, "CIPSHOWTP": 0, "CIPRXGET": 0,
             "CIPCCFG": (5, 2, 1024, 0, 0, 1460, 50, 0), "CIPTKA": (0, 7200, 75, 9), "CIPPING": (4, 32, 10, 64),
             "CDNSCFG": None, "CIPDPDP": (1, 10, 3), "CIPRDTIMER": (2000, 3500)}
    NOT_STORED = ()                                    # AT&W keeps the baud rate too
    ERROR_TEXTS = {"CME": cme.CME_TEXT, "CMS": {}}
    ESCAPE_GUARD = 1.0, 0.5                            # seconds of silence before +++ and behind it (9.37)
    SETTINGS = {"autobaud": "0",                       # 1: deaf until an AT in capitals was heard (4.6)
                "link-separator": ", ",                # between link number and text: "3, CONNECT OK" or "3,CONNECT OK"
                "broken-body": "601",                  # what the server breaks off: 601, or "short": 200 and what came
                "csq": "15,0",
                "second-card": "0",                    # 1: there is a card 1, too (4.19)
                "waking": "lost"}                      # what wakes the module is lost, or its second half is heard: broken

    rate_sticks = False                                # a fault: see faults.py

    def __init__(self, options, clock=None):
        super().__init__(options, clock)
        self.card = Card(options.sim, options.pin)
        self.cards = self.card, Card(self.setting["second-card"] in TRUE, second=True)
        self.calendar = Calendar(self.clock)
        self.files = FileSystem(self.storage)

    def power_up(self):
        self.calendar.start()
        self.choose_card()
        self.line.rate = self.profile.IPR
        self.trained = bool(self.profile.IPR) or self.setting["autobaud"] not in TRUE
        self.tcpip = Profile(**{**self.TCPIP, **self.storage.get("tcpip", {})})
        self.sleep = Sleep(self)
        self.network = Radio(self)
        self.packet, self.scene = PacketDomain(self), Scene(self)
        self.heartbeat, self.mqtt = Heartbeat(self), MqttSession(self)
        self.bearers, self.ntp = Bearers(self), NtpSettings()
        self.http, self.http_secured = None, Profile(HTTPSSL=0)
        self.ftp = FtpSession(self)
        self.upgrade = upgrade.Update(self)
        self.tls_contexts, self.local_ports = {}, {}
        self.dialled = self.cell_reports = None
        self.analog_channel, self.analog_inputs, self.file_heads = 0, set(), 0
        self.packet.listeners.append(self.context_ended)

    def choose_card(self):
        """Card 0 or 1, as told or whichever is there (4.19), is started."""
        told = self.cards[self.storage.get("SIMCROSS", 0)]
        there = [card for card in self.cards if card.present]
        self.card = told if told in there or not there else there[0]
        self.card.start()

    def power_down(self):
        ppp.end(self)
        self.scene.shut()
        self.mqtt.drop()

    def service_changed(self, registered):
        if registered:
            self.packet.attach()

    def context_ended(self, number):
        """Everything on context 1 ends with it; MQTT is content with any other."""
        ppp.context_lost(self, number)
        scene = number == 1 and self.scene.lose()
        session = not self.packet.any_active and self.mqtt.drop()
        if scene or session:
            self.urc("+PDP DEACT")
        if number == 1:
            self.bearers.lose()
            self.ftp.lose()
            if self.http:
                self.http.lose()

    # -- boot --

    async def boot(self, quiet):
        if self.upgrade.writing:
            await self.upgrade.write()
        elif quiet:
            self.network.start_registered()
        elif self.trained:
            await super().boot(quiet)
            await self.clock.sleep(self.options.boot_ms / 1000)
            self.start_up()

    def start_up(self):
        """What the module says when host and module understand each other."""
        self.urc(f"+CPIN: {self.card.state}")
        self.network.search()

    def _hear(self, data):
        """Before the training only AT in capitals is understood; the boot texts follow it (4.6)."""
        if self.upgrade.writing:
            return
        if not self.trained and self.terminal.listening:
            _, trains, data = data.partition(b"AT")
            if not trains:
                return
            data = trains + data
            self.trained = True
            self.start_up()
        if self.terminal.listening and not self.output.held and self.sleep.swallows():
            if self.setting["waking"] != "broken":
                return
            data = data[len(data) // 2:]
        super()._hear(data)

    def urc(self, text):
        self.sleep.touch()
        super().urc(text)

    # -- command lines --

    def refusal(self, problem):
        return error(58 if isinstance(problem, CommandSyntaxError) else 53)

    async def _call(self, call):
        parameters = without_spaces(call.parameters)
        if call.name == "+HTTPPARA":                   # only there a quote may be spelled: \\"
            parameters = parameters.replace('\\"', "\x01")
        return await super()._call(call._replace(parameters=parameters))


def without_spaces(parameters):
    """Spaces around commas mean nothing: the examples write both ``"APN",""`` and ``"APN", ""``."""
    quoted_or_not = re.split(r'("[^"]*")', parameters)
    return "".join(part if part[:1] == '"' else re.sub(" *, *", ",", part) for part in quoted_or_not)


MODULE = Ym310
