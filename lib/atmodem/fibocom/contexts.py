# The L610's packet context: the calls of `modem.packet`, loaded when one is used. Source: guide 3.2, 3.3.
from ..arguments import number, text
from ..errors import CommandError, LinkLost, Timeout
from ..fields import fields
from ..idle import tell
from ..loading import passing
from ..sched import loop, ticks_add, ticks_diff
from .packet import is_down
from .patience import persist, settle

_METHODS = ("none", "PAP", "CHAP")
_PAUSE_MS = 5000


def __getattr__(name):
    if name[0] == "_":
        raise AttributeError(name)
    return getattr(passing("contexts"), name)  # as every module has them


def addresses(digest):
    """The addresses in a +MIPCALL line, a list of str: behind the state in the answer to a question, alone in a result."""
    return [field for field in fields(digest) if isinstance(field, str) and ("." in field or ":" in field)]


def _is_state(digest):
    # +MIPCALL: 0, or 1,10.104.48.68; others also saw 2: an address is being asked for
    return isinstance(fields(digest)[0], int)


def _is_end(digest):
    # +MIPCALL: 10.104.48.68, or 0: there is none
    return is_down(digest) or len(addresses(digest)) > 0


async def start(service, apn, user, password, context, method, timeout_ms):
    """See `packet.Service.start`."""
    if context != 1:
        return await passing("contexts").start(service, apn, user, password, context, method, timeout_ms)
    service.verify(apn, user, password, timeout_ms)
    number(_METHODS.index(method) if method in _METHODS else -1, "method", 0, 2)
    if not await service.lock.acquire(timeout_ms):
        raise Timeout(b"+MIPCALL")
    try:
        given = service.given if apn is None and user is None else (apn, user, password, method)
        if await address(service):
            if given == service.given or given[1] is None and await _is_defined(service, given[0]):
                return
            await _release(service)
        service.given = given
        if given[0] is not None:
            await settle(service.modem, "CGDCONT", 1, "IP", given[0])
        if given[1] is not None:
            await authenticate(service, 1, given[3] or "PAP", given[1], given[2])
        if service.handlers:
            await service.subscribe()
        await _call(service, ticks_add(loop.now(), timeout_ms))
    finally:
        service.lock.release()


async def _is_defined(service, apn):
    try:
        return (1, apn) in [row[:1] + row[2:3] for row in await passing("contexts").contexts(service)]
    except CommandError:
        return False


async def _call(service, until):
    # It ends with an address, ERROR, 0, or 150 s of silence; ERROR also while one is asked for already, or there (guide 3.2).
    failure = None
    for _ in range(service.modem.profile.attempts):
        left = ticks_diff(until, loop.now())
        if failure is not None and left <= 0:
            break
        service.told.clear()
        try:
            if await _answer(service, 1, _is_end, left):
                return
            failure = CommandError(b"+MIPCALL", "result", 0, "no address")
        except Timeout as error:
            failure = error
        except CommandError as error:
            failure = error
            if await address(service):
                return
            await service.told.wait(_PAUSE_MS)
    if not await address(service):
        raise failure


def _answer(service, on, end, left_ms):
    command = service.at.action("+MIPCALL", on, match=0, timeout_ms=max(1, min(left_ms, service.modem.timing("MIPCALL"))))
    command.owed = False  # a result that is late is still the state of things: `_on_call` hears it
    command.shape = end
    command.keep = addresses
    return command


async def stop(service):
    """Give the address back; all that stands on it ends.

    Raises CommandError, Timeout. Worst case: 150 s for its turn and 260 s (guide 3.2).
    """
    if not await service.lock.acquire(service.modem.timing("MIPCALL")):
        raise Timeout(b"+MIPCALL")
    try:
        if await address(service):
            await _release(service)
    finally:
        service.lock.release()


async def _release(service):
    tell(service.modem.losses, LinkLost("packet context closed"))
    await _answer(service, 0, is_down, service.modem.timing("MIPCALL"))


async def address(service, context=1):
    """The context's addresses, a list of str: IPv4, IPv6 or both; empty while it has none.

    Raises CommandError, Timeout, ValueError. Worst case: 100 s (guide 3.2: 1 s for an answer, asked for 90 s).
    """
    if context != 1:
        found = await service.at.query("+CGPADDR", service.check(context)) or ()
        return [address for address in found[1:] if address]

    return await persist(lambda timeout_ms: ask(service, timeout_ms), 1000, service.modem.profile.persist_ms) or []


def ask(service, timeout_ms=None):
    """The question for the address of context 1, to be awaited."""
    command = service.at.query("+MIPCALL?", shape=_is_state, timeout_ms=timeout_ms)
    command.keep = addresses
    return command


async def authenticate(service, context=1, method="none", user=None, password=None):
    """Set how a context authenticates. `method`: none, PAP or CHAP; `user`, `password`: up to 64 bytes each.

    Raises ValueError, CommandError, Timeout. Worst case: 190 s. Source: AT+MGAUTH, named in the guide (3.2); its form is
    that of other Fibocom modules, with the method or, where that is refused, without.
    """
    if method not in _METHODS:
        raise ValueError("method: none, PAP or CHAP")
    login = ()
    if method != "none":
        login = (text(user, "user", service.longest), text(password or "", "password", service.longest, 0))
    command = service.at.execute(
        "+MGAUTH", service.check(context), _METHODS.index(method), *login, timeout_ms=service.modem.timing("MGAUTH"), secret=True
    )
    try:
        await command
    except CommandError:
        await settle(service.modem, "MGAUTH", context, *login, secret=True)
    except Timeout:
        await settle(service.modem, "MGAUTH", context, _METHODS.index(method), *login, secret=True)
