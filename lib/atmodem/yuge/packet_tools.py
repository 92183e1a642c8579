# Yuge YM310 ping, name servers, names: what `modem.packet` has and rarely does. Source: manual 9.20, 9.21, 9.31, 9.42.
from ..arguments import number, text
from ..errors import Rejected
from ..fields import fields
from ..loading import passing

_WORDS = {
    10: "general error", 11: "too many tries", 12: "no server", 13: "no memory", 14: "no such name", 15: "a wrong answer",
}  # fmt: skip
_LOST = (600, 255)  # time and ttl of an echo that did not come


async def ping(modem, host, count, size, timeout_ms):
    """See `packet.Service.ping`: 1 to 100 echoes of up to 1024 bytes, 0.1 to 60 s each (manual 9.31)."""
    number(count, "count", 1, 100)
    number(size, "size", 0, 1024)
    number(timeout_ms, "timeout_ms", 100, 60000)
    await modem.packet.start()
    times = [None] * count
    for row in await modem.at.rows(
        "+CIPPING", host, count, size, (timeout_ms + 99) // 100, timeout_ms=count * (timeout_ms + 2000) + 30000
    ):
        # A context that goes ends it early; a lost echo is printed as 600,255.
        if row[0] <= count and row[2:4] != _LOST:
            times[row[0] - 1] = row[2]
    return times


async def resolve(modem, host, timeout_ms):
    """See `packet.Service.resolve` (manual 9.21)."""
    await modem.packet.start()
    at = modem.at
    command = at.twice(at.make("+CDNSGIP", (host,), timeout_ms), (b"+CDNSGIP",), ())
    command.shape = _answer
    found = await command
    if found[0] != 1:
        raise Rejected("name: " + _WORDS.get(found[1], "error"), found[1], b"+CDNSGIP")
    return [address for address in map(passing("contexts").ip, found[2:]) if address]


def _answer(digest):
    found = fields(digest)
    return len(found) > 1 and found[0] in (0, 1)


async def dns_servers(modem):
    """See `packet.Service.dns_servers` (manual 9.20)."""
    lines = await modem.at.command("+CDNSCFG?")
    ip = passing("contexts").ip
    return [address for address in [ip(line.partition(":")[2].strip(' "')) for line in lines] if address]


async def set_dns_servers(modem, primary, secondary, bearer=None):
    """See `packet.Service.set_dns_servers`. `bearer`: 1 to 3 for those of HTTP and FTP (manual 9.20)."""
    parameters = (text(primary, "primary", 39),)
    if secondary is not None or bearer is not None:
        parameters += (text(secondary or "0.0.0.0", "secondary", 39),)
    if bearer is not None:
        parameters += (number(bearer, "bearer", 1, 3),)
    else:
        await modem.packet.start()
    await modem.at.execute("+CDNSCFG", *parameters)


async def revive(modem):
    """Off the network and on again: what the manual (9.42) wants behind +PDP DEACT where CIPSHUT alone does not do.

    Worst case: CFUN twice 45 s, and 180 s until it is registered.
    """
    at = modem.at
    for level in (0, 1):
        await at.execute("+CFUN", level, timeout_ms=modem.timing("CFUN"))
    await modem.network.wait_registered()
