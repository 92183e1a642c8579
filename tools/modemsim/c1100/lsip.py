"""Sockets of chapter 3.3.1: commands. What is sent goes into a buffer first, AT+LSIPPUSH sends it."""

import ipaddress

from ..engine import ERROR, OK, HexBytes, Int, Text, answer, command
from .lsip_sockets import BUFFER, NUMBERS, TCP, UDP
from .output import Short

Number = Int(1, max(NUMBERS))
Port = Int(0, 65535)


def result(module, *lines, success=OK, opening=False, space=""):
    """Result lines, +LSIP:OK behind those of a success, and the result code; or all of it behind the result code."""
    when = module.setting["lsip-ok"]
    wanted = success is OK and when != "never" and not (when == "not-open" and opening) \
        and not (when == "numeric" and module.profile.V)
    if wanted:
        lines = *lines, "+LSIP:OK" + (space if module.setting["spaces"] == "printed" else "")
    lines = [Short(line) for line in lines]
    if module.setting["lsip-result"] == "before":
        return answer(*lines, final=success)
    for line in lines:
        module.after(line)
    return success


def listed(module, name, numbers):
    if not numbers and module.setting["lsip-empty-list"] == "nothing":
        return OK
    return f"{name}:{','.join(map(str, numbers))}"


@command("+LSIPPROFILE", section="3.3.1")
def profile(module, number: Int(1, 1), apn: Text(100, least=1)):
    """Access point of the sockets."""
    module.lsip.apn = apn


@command("+LSIPCALL", section="3.3.1")
class Call:
    """Bring the packet connection up or down."""

    def read(module):
        lsip = module.lsip
        return f"+LSIPCALL: 1, {lsip.address}" if lsip.up else "+LSIPCALL: 0"

    async def write(module, state: Int(0, 1)):
        lsip = module.lsip
        if not state:
            await lsip.hang_up()
            return result(module, "+LSIPCALL:0")
        if lsip.up and module.setting["lsip-call-again"] == "error":
            return ERROR
        if not await lsip.call():
            return result(module, *["+LSIPCALL:0"] * (module.setting["lsip-call-fails"] == "status"), success=ERROR)
        return result(module, f"+LSIPCALL:1, {lsip.address}")


@command("+LSIPOPEN", section="3.3.1")
class Open:
    """Open a socket; the read form lists the sockets that are free."""

    def read(module):
        return listed(module, "+LSIPOPEN", module.lsip.free)

    async def write(module, number: Number, local_port: Port, host: Text(128, least=1), port: Int(1, 65535),
                    protocol: Int(TCP, UDP)):
        lsip = module.lsip
        if not lsip.up or number in lsip.sockets or not acceptable(module, host) or lsip.port_used(local_port, protocol):
            return ERROR
        if await lsip.open(number, local_port, host, port, protocol):
            return result(module, f"+LSIPOPEN={number},1", opening=True, space=" ")
        return result(module, *[f"+LSIPOPEN={number},0"] * (module.setting["lsip-open-fails"] == "status"), success=ERROR)


def acceptable(module, host):
    if module.setting["lsip-names"] == "1":
        return True
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False


@command("+LSIPHEX", section="3.3.1")
def hexadecimal(module, on: Int(0, 1)):
    """Data as hexadecimal digits (1) or as they are (0), both ways."""
    module.lsip.hexadecimal = bool(on)


@command("+LSIPSEND", section="3.3.1")
def send(module, number: Number, data: Text(2 * BUFFER, least=1)):
    """Put data into the buffer of a socket: tells what room is left."""
    data = HexBytes().value(data) if module.lsip.hexadecimal else data.encode("latin-1")
    socket = module.lsip.socket(number)
    if len(data) > socket.room:
        return ERROR
    socket.buffer += data
    return f"+LSIPSEND:{number},{socket.room}"


@command("+LSIPPUSH", section="3.3.1")
async def push(module, number: Number):
    """Send what the buffer holds."""
    return result(module, space=" ") if await module.lsip.socket(number).push() else ERROR


@command("+LSIPCLOSE", section="3.3.1")
class Close:
    """Close a socket: tells what it sent and received; the read form lists the sockets that are open."""

    def read(module):
        return listed(module, "+LSIPCLOSE", sorted(module.lsip.sockets))

    def write(module, number: Number):
        socket = module.lsip.socket(number)
        module.lsip.close(number)
        return result(module, f"+LSIPCLOSE:{number},{socket.sent},{socket.received},0")
