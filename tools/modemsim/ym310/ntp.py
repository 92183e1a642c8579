"""Chapter 7: time from an NTP server, over an open bearer."""

import asyncio

from ..engine import OK, Int, Text, command
from ..standard import sntp
from ..standard.links import LinkError
from .links import open_link

SYNCHRONISED, NO_NAME, NO_CONNECTION, BAD_ANSWER, NO_ANSWER = 1, 62, 63, 64, 65


@command("+CNTPCID", section="7.1")
def bearer(module, number: Int(1, 3)):
    """Which bearer NTP uses."""
    module.ntp.bearer = number


class NtpSettings:
    server, quarters, timeout, bearer = "pool.ntp.org", 32, 5, 1


@command("+CNTP", section="7.1")
class NetworkTime:
    """Server and zone; bare: ask it, OK, and later how it went."""

    test = ()

    def write(module, server: Text(128, least=1, quoted=None), quarters: Int(-47, 48) = 32, timeout: Int(1, 300) = 5):
        module.ntp.server, module.ntp.quarters, module.ntp.timeout = server, quarters, timeout

    def read(module):
        return f"+CNTP: {module.ntp.server},{module.ntp.quarters},{module.ntp.timeout}"

    def execute(module):
        module.bearers.expect_open(module.ntp.bearer)
        module.after(_synchronise(module))
        return OK


async def _synchronise(module):
    settings = module.ntp
    try:
        code = await module.clock.limit(settings.timeout, _ask(module, settings))
    except asyncio.TimeoutError:
        code = NO_ANSWER
    except LinkError as problem:
        code = NO_NAME if problem.reason == "dns" else NO_CONNECTION
    module.report(f"+CNTP: {code}")


async def _ask(module, settings):
    moment = await sntp.ask(await open_link(module, "UDP", settings.server, 123))
    if moment is None:
        return BAD_ANSWER
    module.calendar.set_universal(moment, settings.quarters)
    return SYNCHRONISED
