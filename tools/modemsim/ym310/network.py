"""Chapter 5: signal, registration, operator, network time, cells."""

from ..engine import Int, Text, answer, command, error
from ..standard import network as standard
from ..standard.settings import setting


@command("+CSQ", section="5.1", test="+CSQ: (0-31,99),(0-7,99)")
def signal(module):
    """Signal quality."""
    return f"+CSQ: {module.setting['csq']}" if module.network.registered else "+CSQ: 99,99"


@command("+CESQ", section="5.2")
def extended_signal(module):
    """Signal quality, extended: of an LTE cell only the last two values are known."""
    return "+CESQ: 99,99,255,255,20,57" if module.network.registered else "+CESQ: 99,99,255,255,255,255"


REGISTRATION = standard.registration("+CREG", "5.3", "Registration", 3, test="+CREG:(0,1,2,3)")
LTE_REGISTRATION = standard.registration("+CEREG", "5.4", "Registration in LTE", 5, test="+CEREG:(0,1,2,3,4,5)")
PACKET_REGISTRATION = standard.registration("+CGREG", "6.1", "Registration of the packet domain", 5, test="+CGREG:(0,1,2,3,4,5)")


@command("+COPS", section="5.6")
class Operator:
    """Which operator: automatic, by hand, none; and how its name is shown."""

    read = standard.Operator.handlers["R"]

    async def write(module, mode: Int(0, 4), form: Int(0, 2) = None, name: Text(16) = None, act: Int(0, 8) = None,
                    domain: Int(0, 2) = None):
        network = module.network
        if mode in (1, 4) and name is None:
            return error(53)
        if form is not None:
            network.name_format = form
        if mode == 3:
            return None
        if mode == 1 and name not in (network.LONG_NAME, network.SHORT_NAME, network.NUMBER):
            return error(30)
        network.selection = mode
        if mode == 2:
            network.leave()
        else:
            module.after(network.search)

    async def test(module):
        await module.clock.sleep(5)
        return '+COPS: (2,"CHN-UNICOM","UNICOM","46001",7),(3,"CHINA MOBILE","CMCC","46000",7),,(0,1,2,3,4),(0,1,2)'


ZONE_UPDATE = setting("+CTZU", "5.7", Int(0, 1), "Whether the network sets the calendar clock", test="+CTZU: (0,1)")


@command("+CTZR", section="5.8")
class ZoneReport:
    """Whether +NITZ is reported: always."""

    test = "+CTZR: (0,1)"

    def read(module):
        return "+CTZR: 1"


@command("+NITZDISSET", section="5.9")
def time_display(module, what: Text(1), hours: Int(-12, 12)):
    """In which zone +NITZ is shown: "c",8 is Beijing."""
    module.profile.NITZDISSET = what, hours


@command("*BANDIND", section="5.10")
class Band:
    """The band at work; *BANDIND: <band>, <act> when it changes."""

    test = "*BANDIND: (0,1)"

    def write(module, on: Int(0, 1) = 0):
        module.profile.BANDIND = on

    def read(module):
        place = f",3,{module.network.TECHNOLOGY}" if module.network.registered else ""
        return f"*BANDIND: {module.profile.BANDIND}{place}"


@command("^SYSINFO", section="5.11")
def system(module):
    """Service, domain, roaming, mode, card, submode."""
    card = 1 if module.card.usable else 255
    return f"^SYSINFO:2,3,0,17,{card},{module.network.TECHNOLOGY}" if module.network.registered else f"^SYSINFO:0,0,0,0,{card},0"


SERVING = "+CCED:LTE current cell:460,01,{imsi},0,3,n100,1650,25418530,51,29,6243,34,351"
NEIGHBOURS = ("+CCED:LTE neighbor cell:460,01,1650,25418531,57,24,6243,36,352",
              "+CCED:LTE neighbor cell:460,01,450,26224401,48,24,6243,27,37")


@command("+CCED", section="5.12")
class Cells:
    """The serving cell, its neighbours, or its level: once, again and again, no more."""

    test = "+CCED: (0,1,2),(1,2,8)"

    def write(module, mode: Int(0, 2), what: Int(1, 2, also=(8,))):
        if module.cell_reports:
            module.cell_reports.cancel()
            module.cell_reports = None
        if mode == 2:
            return None
        lines = {1: [SERVING.format(imsi=module.card.IMSI)], 2: NEIGHBOURS, 8: ["+CCED:15"]}[what]
        if mode == 1:
            module.cell_reports = module.spawn(_repeat(module, lines))
        return answer(*lines)


async def _repeat(module, lines):
    while True:
        await module.clock.sleep(5)
        for line in lines:
            module.urc(line)
