# The L610's TLS files and settings: the calls of `modem.tls`, loaded when one is used. Source: guide 3.2, 3.3; what a real module
# was seen to do.
from binascii import crc32

from ..arguments import number
from ..errors import CommandError, NotSupported, Timeout
from ..loading import passing
from .patience import persist, settle

# The names invite to exchange them: CAFILE is the client's certificate, TRUSTFILE the root (guide 3.3).
_FILES = (("TRUSTFILE", "ca"), ("CAFILE", "certificate"), ("KEYFILE", "key"))


def check(service, tls, host):
    """Raise ValueError or NotSupported for a tls.Tls that `configure` cannot put into the module."""
    if tls.name not in (None, host):
        passing("registry").need(service.modem, "tls_name")
    for _, attribute in _FILES:
        data = getattr(tls, attribute)
        if data is not None:
            number(len(data), attribute, 4, 8192)


async def upload(service, name, data):
    """Load `data`, PEM as bytes (4 to 8192), into TRUSTFILE, CAFILE or KEYFILE, beside what is there.

    Raises CommandError, Timeout, ValueError. Worst case: 100 s and 2 ms a byte (guide 3.2: 1 s for an answer, for 90 s).
    """
    if name not in ("TRUSTFILE", "CAFILE", "KEYFILE"):
        raise ValueError("name: TRUSTFILE, CAFILE or KEYFILE")
    number(len(data), "data", 4, 8192)

    def make(timeout_ms):
        return service.at.upload(
            "+GTSSLFILE", name, len(data), payload=data, prompt=b">", timeout_ms=timeout_ms + 2 * len(data), secret=True
        )

    await persist(make, service.modem.timing("GTSSLFILE"), service.modem.profile.persist_ms)


async def configure(service, tls, host):
    """Have the module do as a tls.Tls says: TLS 1.2, verification on, files loaded that are not there yet.

    The module verifies the chain of certificates; whether it compares the name, its guide does not say. What was loaded
    stays until it restarts: for a second root, put both into one `ca`. Raises CommandError, Timeout, ValueError;
    NotSupported for a name that is not the host's, and for another root, certificate or key than the one loaded. Worst
    case: 12 s, and 100 s a setting, as `upload` a file.
    """
    check(service, tls, host)
    await _look(service)
    held = service.held
    for name, attribute in _FILES:
        data = getattr(tls, attribute)
        if data is not None and held.get(name, crc32(data)) != crc32(data) and (tls.verify or name != "TRUSTFILE"):
            raise NotSupported("tls: another %s is loaded, and would be used too; restart the module first" % attribute)
    await settle(service.modem, "GTSSLVER", 4)
    await settle(service.modem, "GTSSLMODE", 1 if tls.verify else 0)
    for name, attribute in _FILES:
        data = getattr(tls, attribute)
        if data is not None and held.get(name) != crc32(data):
            await upload(service, name, data)
            held[name] = crc32(data)


async def _look(service):
    # +GTSSLFILE: TRUSTFILE,0: the module has restarted, noticed or not
    try:
        for row in await service.at.rows("+GTSSLFILE?", timeout_ms=service.modem.timing("GTSSLFILE")):
            if row == ("TRUSTFILE", 0):
                service.held.clear()
    except (CommandError, Timeout):
        pass


async def version(service):
    """The TLS version: 1 SSL 3.0, 2 TLS 1.0, 3 TLS 1.1, 4 TLS 1.2; 0 none was set since the start.

    Raises CommandError, Timeout. Worst case 1 s (guide 3.2).
    """
    return (await service.at.query("+GTSSLVER?", timeout_ms=service.modem.timing("GTSSLVER")) or (None,))[0]


async def error(service):
    """What the last connection failed at: 0 nothing; -11 certificate, root or clock; -19 format of a file; others in
    words.py; None when the module does not say.

    Raises Timeout. Worst case 1 s (guide 3.2).
    """
    try:
        return (await service.at.query("+GTSSLERR?", timeout_ms=service.modem.timing("GTSSLERR")) or (None,))[0]
    except CommandError:
        return None
