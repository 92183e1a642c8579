"""China Mobile ML302: what stands together makes the module."""

from ..engine import CommandTable
from ..standard import card, cellular, network, packet, v250
from . import identity, mqtt, mqtt_client
from .faults import Ml302Faults

CME = {
    3: "operation not allowed", 10: "SIM not inserted", 11: "SIM PIN required", 12: "SIM PUK required", 13: "SIM failure",
    14: "SIM busy", 16: "incorrect password", 30: "no network service",
}


class Ml302(cellular.CellularModule):
    """ML302 (Cat.1), as far as its MQTT manual and 27.007 describe it."""

    name = "ml302"
    commands = CommandTable(v250, cellular, card, network, packet, identity, mqtt)
    faults_class = Ml302Faults
    PROFILE = {**cellular.CellularModule.PROFILE, "S0": 0}
    ERROR_TEXTS = {"CME": CME, "CMS": {}}
    SETTINGS = {"result": "before",                    # result lines before the OK, or after it
                "topic": "quoted",                     # of +MQTTPUBLISH: quoted or bare
                "colon": ": ",                         # of +MQTTPUBLISH
                "piece": "0",                          # bytes of a payload behind which it is broken by CR LF; 0: never
                "nul": "kept",                         # cut: a payload ends at its first NUL, whatever its length says
                "ping": "+MQTTPINGRSP: OK",            # how the answer to a ping is told
                "list": "topic",                       # lines of AT+MQTTSUB?: topic, or topic,qos
                "on-close": "reconnect",               # a link the peer closes: reconnect, or disconnect
                "unfinished": "kept",                  # publications when the link breaks, unless clean: kept or dropped
                "reconnect": "4,8,16",                 # seconds before each attempt
                "farewell": "disc",                    # behind the last of them: disc (+MQTTDISC:OK), 615, or both
                "refused": "error",                    # CONNACK refuses: error, or fail (+MQTTOPEN:FAIL in front of it)
                "tls-loss": "told"}                    # a link with encryption is lost: told, or silent

    def power_up(self):
        super().power_up()
        self.mqtt = mqtt_client.Client(self)

    def power_down(self):
        self.mqtt.drop()

    async def boot(self, quiet):
        await super().boot(quiet)
        if not quiet:
            await self.clock.sleep(0.1)
            self.card_started()

    def boot_texts(self):
        return ((self.options.boot_ms / 1000, "+MATREADY"),)

    def card_ready(self):
        self.urc("+CPIN: READY")
        super().card_ready()

    def set_functionality(self, level):
        """AT+CFUN"""
        before, self.functionality = self.functionality, level
        if level == before:
            return
        if level != 1:
            self.network.switch_off()
            self.card.powered = level != 0
        elif before == 0:
            self.card.start()
            self.card_started()
        elif self.card.usable:
            self.network.search()

    # -- what one part tells the others --

    def context_lost(self, cid, by_network):
        self.mqtt.break_off()


MODULE = Ml302
