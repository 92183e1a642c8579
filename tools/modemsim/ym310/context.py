"""Chapter 9.1-9.5, 9.17, 9.19, 9.26, 9.29: from IP INITIAL to an address and back, and what is kept of it."""

from ..engine import ERROR, NOTHING, Int, Text, answer, command, final
from ..standard.settings import setting
from .scene import IP_CONFIG, IP_GPRSACT, IP_INITIAL, IP_START, IP_STATUS

APN, LOGIN = Text(128, quoted=None), Text(32, quoted=None)


@command("+CIPMUX", section="9.1")
class Multiple:
    """Single link or six links; only in IP INITIAL."""

    test = "+CIPMUX: (0,1)"

    def read(module):
        return f"+CIPMUX: {int(module.scene.multiple)}"

    def write(module, on: Int(0, 1)):
        module.scene.expect(IP_INITIAL)
        module.scene.multiple = bool(on)


@command("+CSTT", section="9.2")
class StartTask:
    """APN and login; bare, the APN the network gave. IP INITIAL -> IP START."""

    test = '+CSTT: "APN","USER","PWD"'

    def read(module):
        return '+CSTT: "{}","{}","{}"'.format(*module.tcpip.CSTT)

    def write(module, apn: APN, user: LOGIN = "", password: LOGIN = ""):
        module.scene.expect(IP_INITIAL)
        module.tcpip.CSTT = apn, user, password
        module.scene.state = IP_START

    def execute(module):
        module.scene.expect(IP_INITIAL)
        module.scene.state = IP_START


@command("+CIICR", section="9.4")
class BringUp:
    """Activate the bearer. IP START -> IP CONFIG -> IP GPRSACT."""

    test = ()

    async def execute(module):
        module.scene.expect(IP_START)
        module.scene.state = IP_CONFIG
        await module.clock.sleep(0.3)
        if not module.scene.activate():
            module.scene.state = IP_START
            return ERROR


@command("+CIFSR", section="9.5")
class LocalAddress:
    """The local address, bare and without OK. IP GPRSACT -> IP STATUS."""

    test = ()

    def execute(module):
        if not module.scene.has_address:
            return ERROR
        if module.scene.state == IP_GPRSACT:
            module.scene.state = IP_STATUS
        return answer(module.packet.contexts[1].address, final=NOTHING)


@command("+CIPSTATUS", section="9.17")
class Status:
    """State of the scene, behind the OK; with six links a line for each."""

    test = ()

    def execute(module):
        scene = module.scene
        module.after(f"STATE: {scene.state}")
        if scene.multiple:
            module.after("\r\n".join(connection.described() for connection in scene.connections))


@command("+CIPSHUT", section="9.29")
class Shut:
    """Close everything, from any state. -> IP INITIAL. Its answer is SHUT OK alone."""

    test = ()

    async def execute(module):
        await module.clock.sleep(0.1)
        module.scene.shut()
        return final("SHUT OK")


@command("+CIPCSGP", section="9.19")
class Bearer:
    """GPRS or CSD, with APN and login."""

    test = "+CIPCSGP: 0-CSD,DIAL NUMBER,USER NAME,PASSWORD,RATE(0-3)", "+CIPCSGP: 1-GPRS,APN,USER NAME,PASSWORD"

    def write(module, mode: Int(1, 2), apn: APN = "", user: LOGIN = "", password: LOGIN = ""):
        module.tcpip.CIPCSGP = mode, apn, user, password

    def read(module):
        return '+CIPCSGP: {},"{}","{}","{}"'.format(*module.tcpip.CIPCSGP)


GATEWAY = setting("+CIFCONFIG", "9.30", Text(15, quoted=None), "Address of the USB network interface", read="{}", test=(),
                  store="profile")


@command("+CIPSCONT", section="9.26")
class Saved:
    """Keep the settings of this chapter over a restart, show them."""

    def execute(module):
        module.storage.set("tcpip", vars(module.tcpip).copy())

    def read(module):
        kept, saved = module.tcpip, module.storage.get("tcpip") is not None
        mode, apn, user, password = kept.CIPCSGP
        return answer(
            f"+CIPSCONT:{0 if saved else 1}", f"+CIPCSGP:{mode}", f"Gprs Config APN:{apn}", f"Gprs Config UserId:{user}",
            f"Gprs Config Password:{password}", f"+CIPHEAD:{kept.CIPHEAD}", f"+CIPSHOWTP:{kept.CIPSHOWTP}",
            f"+CIPSRIP:{kept.CIPSRIP}", "+CIPATS:{},{}".format(*kept.CIPATS), f"+CIPSPRT:{kept.CIPSPRT}",
            f"+CIPQSEND:{kept.CIPQSEND}", f"+CIPMODE:{kept.CIPMODE}",
            "+CIPCCFG:" + ",".join(map(str, kept.CIPCCFG[:7])), f"+CIPMUX:{int(module.scene.multiple)}",
            "+CIPDPDP:{},{},{}".format(*kept.CIPDPDP), f"+CIPRXGET:{kept.CIPRXGET}",
            "+CIPRDTIMER: {},{}".format(*kept.CIPRDTIMER))


@command("+CIPDPDP", section="9.26")
class LossDetection:
    """How the loss of the bearer is found out; known from the list of 9.26 alone."""

    def write(module, on: Int(0, 1), interval: Int(1, 65535) = 10, count: Int(1, 255) = 3):
        module.tcpip.CIPDPDP = on, interval, count

    def read(module):
        return "+CIPDPDP: {},{},{}".format(*module.tcpip.CIPDPDP)


@command("+CIPRDTIMER", section="9.26")
class CloseTimers:
    """Time limits of closing; known from the list of 9.26 alone."""

    def write(module, slow: Int(1, 65535), quick: Int(1, 65535)):
        module.tcpip.CIPRDTIMER = slow, quick

    def read(module):
        return "+CIPRDTIMER: {},{}".format(*module.tcpip.CIPRDTIMER)
