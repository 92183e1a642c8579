# Longsung C1100: which links are open, as the module sees it. Source: manual 3.3.1.
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
