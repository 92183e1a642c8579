# Quectel EC2x FTP: transfers between the server and files of the module that the host never sees. Source: FTP(S) manual 2.5, 2.6.
from ..arguments import number
from ..errors import CommandError, LinkLost, Timeout
from ..sched import loop, sleep_ms, ticks_add, ticks_diff


async def transfer(session, place, file, fetch, card, tries, timeout_ms):
    """Fetch a file into the module, or store one of its own; (name for `modem.files`, bytes) or the bytes."""
    files = session.service.modem.files
    path = files.path(("SD:" if card else "") + file)
    left = number(tries, "tries", 1, 100)
    until = ticks_add(loop.now(), number(timeout_ms, "timeout_ms", 1000, 3600000))
    while True:
        try:
            name = await session._place(place)
            if fetch:
                try:
                    await files.delete(file if not card else "SD:" + file)
                except CommandError:
                    pass  # there was none
                return str(path, "utf-8"), await session.told("+QFTPGET", name, path, 0)
            return await session.told("+QFTPPUT", name, path, 0)
        except LinkLost:
            left -= 1
            session.check()
            if not left:
                raise
            if ticks_diff(until, loop.now()) <= 0:
                raise Timeout(b"+QFTPGET")
            await sleep_ms(1000)


def rename(session, old, new):
    """Await it to rename a file of the server, or move it to another folder. Raises and worst case as the session's calls."""
    return session._alone(_rename, session, session.path(old), session.path(new))


async def _rename(session, old, new):
    name = await session._place(old)
    await session.told("+QFTPRENAME", name, new[0].rstrip("/") + "/" + new[1])
