# Transfers the YM310 makes by itself, between an FTP server and its own file system. Source: manual 12.20, 12.21.
from ..arguments import number, text
from ..errors import CommandError, LinkLost, Rejected
from ..loading import passing

_FOLDERS = ("C:/USER/FTP/", "D:/FTP/")


async def transfer(session, place, file, fetch, card, tries, timeout_ms):
    """Fetch a file of the server, or store one there. What breaks goes on after 5 s, `tries` times.

    AT+FTPGETTOFS, AT+FTPPUTFRMFS (manual 12.20, 12.21).
    """
    name = b"+FTPGETTOFS" if fetch else b"+FTPPUTFRMFS"
    parameters = (text(file, "file", 64 if fetch else 128), number(tries, "tries", 0, 255), 5)
    number(timeout_ms, "timeout_ms", 1000, 86400000)
    if fetch:
        if "/" in file or "\\" in file:
            raise ValueError("file: a name without folder")
        parameters = (1 if card else 0,) + parameters
    await session._place(place, "GET" if fetch else "PUT")
    if fetch:
        await session.at.execute("+FTPREST", 0)  # a `get` before may have gone on somewhere
    command = session.answering(name, *parameters)
    command.timeout_ms = timeout_ms
    fits = command.shape
    # 0 and the bytes, or the error alone; 1 begins the answer to AT+FTPGETTOFS?
    command.shape = lambda digest: fits(digest) and digest.integer(digest.field) != 1
    try:
        found = await command
    except BaseException:
        session.code = None  # it goes on unless told otherwise
        await session._stop()
        raise
    if found[0]:
        raise passing("yuge.ftp_words").failure(name, found[0])
    # It has gone on by itself, perhaps more than once: whether all came only the size tells.
    try:
        size = await session._known_size(place)
    except CommandError:
        raise LinkLost("FTP: the context went before the size was known", name)
    if size is not None and size != found[1]:
        raise Rejected("the file has another size", -1, name)
    return (_FOLDERS[card] + file, found[1]) if fetch else found[1]


async def progress(session, fetch=True):
    """How many bytes such a transfer has got, None when none is under way. Raises CommandError, Timeout. Worst case 9 s."""
    found = await session.at.query("+FTPGETTOFS?" if fetch else "+FTPPUTFRMFS?", shape=_is_status)
    return found[1] if found and found[0] == 1 else None


def _is_status(digest):
    # +FTPGETTOFS: 1,245900,207715 or 0 alone; 0,245900 says that it is over
    return digest.integer(digest.field) == 1 or digest.buffer.find(b",", digest.line, digest.stop) < 0
