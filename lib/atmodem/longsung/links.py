# Longsung C1100: what its links have in common: which are open, and in which mode they are. Source: manual 3.3.1.
from ..errors import CommandError, LinkLost
from ..fields import field_at


def _ascending(digest):
    # A list of links; the report that one was closed looks like it, but for its counts: +LSIPCLOSE:1,3,3,0
    last = 0
    i = 0
    while True:
        at = field_at(digest, i, digest.stop)
        if at >= digest.stop:
            return True
        number = digest.integer(at)
        if number is None or not last < number < 5:
            return False
        last = number
        i += 1


async def status(at):
    """The numbers of the links that are open, and of those that are free."""
    lists = []
    # The one that closes lists what is open, the one that opens what is not.
    for name in ("+LSIPCLOSE?", "+LSIPOPEN?"):
        command = at.query(name)
        command.shape = _ascending
        lists.append([number for number in await command or () if number])
    return tuple(lists)


async def enter(link, parameters, timeout_ms):
    """Open a link; one that the program before us has left open is closed. Raises LinkLost when the peer refuses."""
    try:
        await opened(link.at, parameters, timeout_ms)
    except CommandError as error:
        if link.id not in (await status(link.at))[0]:
            raise error
        await link._close()
        await opened(link.at, parameters, timeout_ms)


async def opened(at, parameters, timeout_ms):
    """AT+LSIPOPEN"""
    command = at.action("+LSIPOPEN", *parameters, timeout_ms=timeout_ms)
    try:
        found = await command
    except CommandError:
        if not command.answered:
            raise
        found = ()  # +LSIPOPEN=1,0, and then the error
    if found[1:2] != (1,):
        raise LinkLost("not opened", b"+LSIPOPEN")


async def refused(link, error):
    """Raise the error of a write that the module refused: LinkLost when the link is open no longer, whatever was said."""
    if link.id not in (await status(link.at))[0]:
        link.lost(LinkLost("closed", error.command))
    raise link.error or error


async def agree(service):
    """Tell the module whether it is hexadecimal, unless links are open that have it otherwise."""
    if service.mode is None or service.mode != service.hexadecimal and len([link for link in service.links if link]) < 2:
        service.mode = service.hexadecimal
        try:
            await service.at.execute("+LSIPHEX", 1 if service.mode else 0)
        except BaseException:
            service.mode = None
            raise
    service.hexadecimal = service.mode
