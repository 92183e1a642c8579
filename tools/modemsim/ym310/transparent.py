"""Chapter 9.10, 9.13, 9.38: transparent mode, and the way back to it; dialling up (9.37) is that of every module."""

from ..engine import CONNECT, NO_CARRIER, OK, Int, command, error, exchange, final
from ..standard import ppp
from ..standard.settings import setting
from .scene import IP_INITIAL


def _in_ip_initial(module):
    return module.scene.state == IP_INITIAL


MODE = setting("+CIPMODE", "9.10", Int(0, 1), "Transparent mode, for a single link; only in IP INITIAL",
               test="+CIPMODE: (0-NORMAL MODE,1-TRANSPARENT MODE)", store="tcpip", only_when=_in_ip_initial)


async def start_transparent(module, connection, protocol, host, port):
    """OK, then CONNECT; from there on bytes, until +++ or the end of the link."""
    scene = module.scene
    module.output.result(OK)
    if not scene.prepare(connection, protocol, port) or not await scene.open(connection, host):
        module.output.line(f"STATE: {scene.state}")
        return final("CONNECT FAIL", success=False)
    return await _pass_through(module, connection)


async def _pass_through(module, connection):
    module.output.result(CONNECT, more=True)
    if await exchange(module, connection.link, guard_before=1.0, guard_after=0.5):
        return OK
    if connection.link is None:                        # the bearer went: +PDP DEACT says so
        return NO_CARRIER
    return final(module.scene.ended(connection), success=False)


@command("O", section="9.38")
async def online(module, mode: Int(0, 0) = 0):
    """Back to data mode."""
    if module.dialled:
        return await ppp.online(module)
    connection = module.scene.connections[0]
    if module.tcpip.CIPMODE and connection.connected:
        return await _pass_through(module, connection)
    return NO_CARRIER


@command("+CIPCCFG", section="9.13")
class Transparent:
    """How transparent mode packs its data; only there."""

    test = ("+CIPCCFG: (NmRetry:3-8),(WaitTm:2-10),(SendSz:1-1460),(esc:0,1),(Rxmode:0,1),(RxSize:50-1460),"
            "(Rxtimer:20-1000),(BufClean:0,1)")

    def write(module, retries: Int(3, 8), wait: Int(2, 10), size: Int(1, 1460), escape: Int(0, 1), mode: Int(0, 1) = 0,
              receive_size: Int(50, 1460) = 1460, timer: Int(20, 1000) = 50, clean: Int(0, 1) = 0):
        if module.scene.multiple or not module.tcpip.CIPMODE:
            return error(3)
        module.tcpip.CIPCCFG = retries, wait, size, escape, mode, receive_size, timer, clean

    def read(module):
        return "+CIPCCFG: " + ",".join(map(str, module.tcpip.CIPCCFG))
