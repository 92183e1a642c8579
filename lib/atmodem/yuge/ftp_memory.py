# YM310: files of up to 300 KB that pass through its memory as a whole, and settings it keeps. Source: manual 12.18, 12.19,
# 12.22, 12.26. Whoever has the choice takes `get` and `put` of the session.
from ..arguments import number
from ..fields import Counted
from ..loading import passing

_COUNTED = Counted(1)
_PIECE = 10240


def _is_data(digest):
    return digest.integer(digest.field) == 3


def get(session, name, buffer):
    """Await it to fetch a file into `buffer`, as much of it as it holds; returns how many bytes.

    Raises as the calls of the session. Worst case three times its `timeout_ms`, and once more each 10 KB.
    Source: manual 12.18.
    """
    return session._alone(_get, session, session.path(name), buffer)


async def _get(session, place, buffer):
    at = session.at
    await session._place(place)
    await at.execute("+FTPREST", 0)
    view = memoryview(buffer)
    got = 0
    try:
        # +FTPEXTGET: 1,0 is the end here, where AT+FTPGET says it is ready by a 1
        found = await session.answering("+FTPEXTGET", 1)
        if found[1]:
            raise passing("yuge.ftp_words").failure(b"+FTPEXTGET", found[1])
        while got < len(view):
            n = min(_PIECE, len(view) - got)
            into = view[got : got + n]
            n = await at.read("+FTPEXTGET", 3, got, n, into=into, counted=_COUNTED, shape=_is_data, timeout_ms=session.timeout_ms)
            got += n or 0
            if (n or 0) < len(into):
                break
        return got
    finally:
        await at.execute("+FTPEXTGET", 0)


def put(session, name, data):
    """Await it to store `data` (bytes, at most 300 KB), which the module gets as a whole before it connects.

    Raises and worst case as `get`. Source: manual 12.19.
    """
    return session._alone(_put, session, session.path(name), data)


async def _put(session, place, data):
    at = session.at
    await session._place(place, "PUT")
    view = memoryview(data)
    await at.execute("+FTPEXTPUT", 1)
    try:
        for start in range(0, len(view), _PIECE):
            piece = view[start : start + _PIECE]
            invitation = b"+FTPEXTPUT: %d,%d" % (start, len(piece))
            command = at.upload("+FTPEXTPUT", 2, start, len(piece), 20000, payload=piece, prompt=invitation, timeout_ms=25000)
            command.prefix = b""  # the line with its name is the prompt
            command.key = b"\0"
            await command
        await session._begin(b"+FTPPUT")
    finally:
        await session._stop()
        await at.execute("+FTPEXTPUT", 0)


def put_file(session, file, name):
    """Await it to store a file of the module, which it loads as a whole. As `get`; manual 12.22."""
    return session._alone(_put_file, session, file, session.path(name))


async def _put_file(session, file, place):
    at = session.at
    await session._place(place, "PUT")
    await at.execute("+FTPFILEPUT", 1, file)
    try:
        await session._begin(b"+FTPPUT")
    finally:
        await session._stop()
        await at.execute("+FTPFILEPUT", 0)


def keep(session):
    """Await it to have server, user and password kept over a restart (12.26). Raises CommandError, Timeout. Worst case 9 s."""
    return session.at.execute("+FTPSCONT")


def set_patience(session, seconds):
    """Await it to have the module give a server up after 0 to 3600 `seconds` (12.26). Raises ValueError, CommandError, Timeout.

    Worst case 9 s.
    """
    return session.at.execute("+FTPTIMEOUT", number(seconds, "seconds", 0, 3600))
