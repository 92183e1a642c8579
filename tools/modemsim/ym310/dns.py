"""Chapter 9.20, 9.21, 9.31: name servers, name resolution, ping."""

import ipaddress

from ..engine import OK, Int, Text, answer, command, error
from .packet_domain import DNS

ADDRESS, NAME = Text(39, least=1, quoted=None), Text(128, least=1, quoted=None)
INVALID_NAME = 14                                      # of the dns error codes in 9.21
UNANSWERED = 600, 255                                  # time and ttl of a ping that found nobody (9.31)


def _is_address(text):
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False


@command("+CDNSCFG", section="9.20")
class Servers:
    """Name servers; those of the network until others are set."""

    test = '+CDNSCFG: ("Primary DNS"),("Secondary DNS")'

    def write(module, first: ADDRESS, second: ADDRESS = "0.0.0.0", bearer: Int(1, 3) = None):
        if not (_is_address(first) and _is_address(second)):
            return error(53)
        module.tcpip.CDNSCFG = first, second

    def read(module):
        first, second = module.tcpip.CDNSCFG or DNS
        return answer(f"PrimaryDns: {first}", f"SecondaryDns: {second}")


@command("+CDNSGIP", section="9.21")
class Resolve:
    """Resolve a name: OK, and later the address."""

    test = ()

    def write(module, name: NAME):
        if not module.scene.has_address:
            return error(3)
        module.after(_resolve(module, name))
        return OK


async def _resolve(module, name):
    await module.clock.sleep(0.1)
    address = module.routes.address(name)
    module.report(f'+CDNSGIP: 1,"{name}","{address}"' if address else f"+CDNSGIP: 0,{INVALID_NAME}")


@command("+CIPPING", section="9.31")
class Ping:
    """Echo requests; a line for each, then OK. Count 0: on and on, here until a key is heard."""

    test = "+CIPPING: (0-100),(0-1024),(1-600),(1-255)"

    def read(module):
        return "+CIPPING: {},{},{},{}".format(*module.tcpip.CIPPING)

    async def write(module, host: NAME, count: Int(0, 100) = None, size: Int(0, 1024) = None, patience: Int(1, 600) = None,
                    ttl: Int(1, 255) = None):
        chosen = [given if given is not None else kept
                  for given, kept in zip((count, size, patience, ttl), module.tcpip.CIPPING)]
        module.tcpip.CIPPING = tuple(chosen)
        if not module.packet.contexts[1].active:
            return error(901)
        address = module.routes.address(host) or (host if _is_address(host) else None)
        if address is None:
            return error(918)
        number = 0
        while (number < chosen[0] if chosen[0] else not module.terminal.heard) and module.packet.contexts[1].active:
            number += 1
            module.output.information(f'+CIPPING: {number},"{address}",{await _ping(module, host, chosen[2])}')
        return OK


async def _ping(module, host, patience):
    """``<time>,<ttl>``"""
    if module.routes.exists(host):
        await module.clock.sleep(1)
        return "35,54"
    await module.clock.sleep(patience / 10)
    return "{},{}".format(*UNANSWERED)
