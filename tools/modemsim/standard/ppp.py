"""Dialling up: ATD*99#, ATO, ATH and +++ (V.250 6.3; 27.007 10.2.1.1), with a PPP server at the other end."""

import asyncio
import re

from ..engine import CONNECT, NO_CARRIER, OK, Int, Text, command, exchange
from .slirp import Slirp

# D*99[*[<address>][*[<L2P>][*<cid>]]]#, behind T or P as in any dial string
NUMBER = re.compile(r"[TP]?\*99(?:\*[^*#]*(?:\*(?:1|PPP)?(?:\*([0-9]{1,2}))?)?)?#", re.IGNORECASE)


class SilentLine:
    """Without a PPP server: takes everything, says nothing."""

    async def read(self):
        await asyncio.Event().wait()

    async def write(self, data):
        pass

    def close(self):
        pass


@command("D", section="27.007 10.2.1.1")
async def dial(module, number: Text(32, quoted=None)):
    """ATD*99#: dial up; ATD*99***2#: on context 2."""
    found = NUMBER.fullmatch(number.strip())
    if found is None or module.dialled or not can_dial(module, int(found[1] or 1)):
        return NO_CARRIER
    server = module.options.ppp_server
    module.dialled = Slirp(server, module.routes) if server else SilentLine()
    module.dialled_context = int(found[1] or 1)
    return await online(module)


@command("H", section="V.250 6.3.6")
def hang_up(module, mode: Int(0, 1) = 0):
    """End what was dialled."""
    end(module)


@command("O", section="V.250 6.3.7")
async def back_online(module, mode: Int(0, 1) = 0):
    """Back to data mode."""
    return await online(module)


def can_dial(module, context):
    """Whether the network gives the context; a module with rules of its own has ``dial_context(context)``."""
    if hasattr(module, "dial_context"):
        return module.dial_context(context)
    packet = getattr(module, "packet", None)
    return packet is None or packet.attached and context in packet.contexts


async def online(module):
    """CONNECT and data mode, until +++ (OK) or until the other end has gone (NO CARRIER)."""
    link = module.dialled
    if link is None:
        return NO_CARRIER
    module.output.result(CONNECT, more=True)
    if await exchange(module, link, *getattr(module, "ESCAPE_GUARD", (1.0, 1.0))):
        return OK
    end(module)
    return NO_CARRIER


def end(module):
    """The dialled line is gone: what waits for it in data mode says NO CARRIER."""
    if module.dialled:
        module.dialled.close()
        module.dialled = None


def context_lost(module, context):
    """A context went down: with it what was dialled on it."""
    if module.dialled and module.dialled_context == context:
        end(module)
