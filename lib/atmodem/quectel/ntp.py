# Quectel EC2x time from an NTP server; `modem.clock.synchronise()` loads it. Source: TCP/IP manual 2.3.13.
from ..clock import days
from ..errors import Rejected
from ..fields import fields


def _numbered(digest):
    # +QNTP: 0,"2018/08/07,13:28:31+32" or +QNTP: 569
    return isinstance(fields(digest)[0], int)


async def synchronise(modem, server, port, zone, timeout_ms):
    """Set the clock. Worst case: the packet context, 15 s, and `timeout_ms` (manual: 125 s)."""
    await modem.packet.ready()
    at = modem.at
    command = at.make("+QNTP", (1, server, port, 1), timeout_ms)
    at.twice(command, (command.name,), ())
    command.shape = _numbered
    code = (await command)[0]
    if code:
        from .socket_words import words

        raise Rejected("NTP: " + words(code), code, command.name)
    # The module takes the network's zone.
    now = await modem.clock.read()
    if now[6] not in (zone, None):
        year, month, day, hour, minute, second = await modem.clock.utc()
        minute += hour * 60 + zone * 15
        day += minute // 1440
        minute %= 1440
        if day < 1:
            year, month = (year, month - 1) if month > 1 else (year - 1, 12)
            day = days(year, month)
        elif day > days(year, month):
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
            day = 1
        await modem.clock.set((year, month, day, minute // 60, minute % 60, second, zone))
