"""Chapter 9.11, 9.14-9.16, 9.18: sending over a link."""

from ..engine import NOTHING, OK, Int, Raw, answer, bind, command, error, final
from ..standard.settings import setting
from .payload import CANCELLED, ESCAPE, LATE, take
from .scene import SEGMENT

LINK = Int(0, 5)
LENGTH = Int(1, SEGMENT)

CONFIRMATION = setting("+CIPQSEND", "9.11", Int(0, 2), "What confirms: SEND OK (0, 2) or DATA ACCEPT (1)",
                       test="+CIPQSEND: (0,1,2)", store="tcpip")
PROMPTING = setting("+CIPSPRT", "9.16", Int(0, 2), "0: no prompt; 1: prompt and confirmation; 2: neither",
                    test="+CIPSPRT: (0,1,2)", store="tcpip")


@command("+CIPATS", section="9.15")
class Timer:
    """Send by itself what was typed some seconds after the prompt."""

    test = "+CIPATS: (0,1),(1-100)"

    def write(module, on: Int(0, 1), seconds: Int(1, 100) = None):
        module.tcpip.CIPATS = on, module.tcpip.CIPATS[1] if seconds is None else seconds

    def read(module):
        return "+CIPATS: {},{}".format(*module.tcpip.CIPATS)


@command("+CIPSEND", section="9.14")
class Send:
    """Send a counted number of bytes, or bytes up to Ctrl-Z (Esc: not at all)."""

    def write(module, *fields: Raw()):
        return bind(_send_over if module.scene.multiple else _send_counted, fields)(module)

    async def execute(module):
        return await _send(module, module.scene.connection(None), None)

    def read(module):
        if module.scene.multiple:
            return answer(*(f"+CIPSEND: {each.number},{SEGMENT}" for each in module.scene.connections if each.connected))
        return f"+CIPSEND: {SEGMENT}"

    def test(module):
        return "+CIPSEND: <0-7>,<length>" if module.scene.multiple else "+CIPSEND: <length>"


async def _send_counted(module, length: LENGTH):
    return await _send(module, module.scene.connection(None), length)


async def _send_over(module, link: LINK, length: LENGTH = None):
    return await _send(module, module.scene.connection(link), length)


async def _send(module, connection, length):
    """The trap of 9.14: behind a command that ended in CR alone, an LF that begins the data is taken for its line end."""
    if not connection.connected:
        return error(3)
    timed, seconds = module.tcpip.CIPATS
    data, ending = await take(module, length, within=seconds if timed else None,
                              prompt="> " if module.tcpip.CIPSPRT == 1 else None, cancel=ESCAPE,
                              swallow_line_feed=True)
    if ending == CANCELLED:
        return OK
    scene = module.scene
    if len(data) > SEGMENT or ending == LATE and not data or not await _transmit(connection, data):
        return final(scene.link_text(connection, "SEND FAIL"), success=False)
    if module.tcpip.CIPSPRT == 2:
        return NOTHING
    if module.tcpip.CIPQSEND == 1:
        return final(f"DATA ACCEPT:{connection.number},{len(data)}" if scene.multiple else f"DATA ACCEPT:{len(data)}")
    return final(scene.link_text(connection, "SEND OK"))


async def _transmit(connection, data):
    if not connection.connected or data and not await connection.link.write(data):
        return False
    connection.sent += len(data)
    return True


@command("+CIPACK", section="9.18")
class Acknowledged:
    """Bytes sent, acknowledged and not yet acknowledged since the connection stands."""

    test = ()

    def execute(module):
        return _acknowledged(module.scene.connection(None))

    def write(module, link: LINK):
        return _acknowledged(module.scene.connection(link))


def _acknowledged(connection):
    waiting = connection.link.outstanding() if connection.connected and connection.protocol == "TCP" else 0
    waiting = min(waiting, connection.sent)
    return f"+CIPACK: {connection.sent},{connection.sent - waiting},{waiting}"
