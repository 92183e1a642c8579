# Quectel EC2x ping, names, name servers: what `modem.packet` has and rarely does. Source: TCP/IP manual 2.3.14, 2.3.15, 2.3.17.
from ..arguments import number, text
from ..errors import Rejected
from ..fields import fields

_LOST = 569


async def ping(modem, host, count, size, timeout_ms):
    """See `packet.Service.ping`: 1 to 10 echoes of 32 bytes, 1 to 255 s each."""
    number(count, "count", 1, 10)
    number(size, "size", 32, 32)
    seconds = number((timeout_ms + 999) // 1000, "timeout_ms in seconds", 1, 255)
    await modem.packet.ready()
    at = modem.at
    times = []
    command = at.make("+QPING", (1, host, seconds, count), (seconds + 1) * count * 1000 + 60000)

    def ends(digest):
        # 0,"203.0.113.1",32,45,54 for an answer, 569 for none; seven fields at the end
        found = fields(digest)
        if len(found) == 5:
            times.append(found[3])
        elif len(found) == 1 and found[0] == _LOST:
            times.append(None)
        else:
            return True
        return False

    at.twice(command, (command.name,), ())
    command.shape = ends
    found = await command
    if len(found) < 7:
        _refused(b"+QPING", found[0])
    return (times + [None] * count)[:count]


async def resolve(modem, host, timeout_ms):
    """See `packet.Service.resolve`."""
    await modem.packet.ready()
    at = modem.at
    names = []
    wanted = [1]

    def ends(digest):
        # "dnsgip",0,2,600 and then a line an address: "dnsgip","203.0.113.1"
        found = fields(digest)
        if found[0] != "dnsgip":
            return False
        if isinstance(found[1], str):
            names.append(found[1])
        elif found[1]:
            return True
        else:
            wanted[0] = found[2]
        return len(names) >= wanted[0]

    command = at.make("+QIDNSGIP", (1, host), timeout_ms)
    at.twice(command, (b"+QIURC",), ())
    command.shape = ends
    found = await command
    if not isinstance(found[1], str) and found[1]:
        _refused(b"+QIDNSGIP", found[1])
    return names


def _refused(name, code):
    from .socket_words import words

    raise Rejected(words(code), code, name)


async def dns_servers(modem):
    """See `packet.Service.dns_servers`. Only an active context has some: it is brought up."""
    await modem.packet.ready()
    found = await modem.at.query("+QIDNSCFG", 1) or ()
    return [server for server in found[1:] if server]


async def set_dns_servers(modem, primary, secondary):
    """See `packet.Service.set_dns_servers`."""
    servers = (text(primary, "primary", 39),)
    if secondary is not None:
        servers += (text(secondary, "secondary", 39),)
    await modem.packet.ready()
    await modem.at.execute("+QIDNSCFG", 1, *servers)
