# The packet domain's contexts, addresses and events (27.007 10.1): the calls of `modem.packet`, loaded when one is used.
from collections import namedtuple

from .arguments import number, text, timeout
from .fields import fields
from .idle import tell
from .loading import passing

_METHODS = ("none", "PAP", "CHAP")

Parameters = namedtuple("Parameters", ("apn", "address", "gateway", "dns"))


def ip(address):
    """An address as modules print it in the form that others read, as str; None for no address or 0.0.0.0.

    Leading zeros go (`010.083.172.111`), a mask behind the address too (27.007 10.1.23); IPv6 in decimal bytes gets colons.
    """
    part = address.split(".") if isinstance(address, str) else ()
    n = len(part)
    if n in (8, 32):
        n //= 2
    if n not in (4, 16):
        return address if n == 1 and ":" in address and address.strip("0:") else None
    try:
        part = [int(byte) for byte in part[:n]]
    except ValueError:
        return None
    if not any(part):
        return None
    if n == 4:
        return ".".join([str(byte) for byte in part])
    return ":".join(["%x" % (part[i] << 8 | part[i + 1]) for i in range(0, 16, 2)])


async def start(service, apn, user, password, context, method, timeout_ms):
    """See `packet.Service.start`."""
    # All is checked before anything is sent.
    service.verify(apn, user, password, timeout_ms)
    up = activate(service, context, timeout_ms=timeout_ms)
    login = None if user is None else authenticate(service, context, method, user, password)
    definition = None if apn is None else define(service, context, apn)
    if definition is not None and (context, apn) in [row[:1] + row[2:3] for row in await contexts(service)]:
        definition = None
    for command in (definition, login):
        if command is not None:
            await command
    if service.handlers:
        await subscribe(service)
    if context in await active(service):
        if definition is None and login is None:
            return
        # The default bearer takes up what was set when it attaches, and cannot be deactivated alone.
        await attach(service, 0)
        await attach(service)
    await up


def attach(service, state=1):
    """Await it to attach to the packet domain (`state` 0: to detach, which takes all contexts down).

    Raises ValueError, CommandError, Timeout. Worst case: timings["CGATT"] (EC20 140 s, YM310 108 s). Source: 27.007
    10.1.9, YM310 manual 6.2.
    """
    return service.at.execute("+CGATT", number(state, "state", 0, 1), timeout_ms=service.modem.timing("CGATT"))


async def attached(service):
    """Whether the module is attached; None when it does not say.

    Raises CommandError, Timeout. Worst case: the channel's time-out. Source: 27.007 10.1.9.
    """
    found = await service.at.query("+CGATT?")
    return found and found[0] == 1


def define(service, context=1, apn="", kind="IP"):
    """Await it to define a context. `apn`: up to 100 bytes, "" for the subscription's; `kind`: IP, IPV6 or IPV4V6.

    Raises ValueError, CommandError, Timeout. Worst case: the channel's time-out. Source: 27.007 10.1.1, YM310 manual 6.3.
    """
    if kind not in ("IP", "IPV6", "IPV4V6"):
        raise ValueError("kind: IP, IPV6 or IPV4V6")
    return service.at.execute("+CGDCONT", service.check(context), kind, text(apn, "apn", 100, 0))


def contexts(service):
    """Await it for the defined contexts, a list of tuples that begin with context, kind, APN, address.

    Raises CommandError, Timeout. Worst case: the channel's time-out. Source: 27.007 10.1.1, YM310 manual 6.3.
    """
    return service.at.rows("+CGDCONT?")


def authenticate(service, context=1, method="none", user=None, password=None):
    """Await it to set how a context authenticates. `method`: none, PAP or CHAP; `user`, `password`: 1 to 64 bytes each.

    Raises ValueError, CommandError, Timeout. Worst case: the channel's time-out. Source: 27.007 10.1.31, YM310 manual 6.4.
    """
    if method not in _METHODS:
        raise ValueError("method: none, PAP or CHAP")
    parameters = (service.check(context), _METHODS.index(method))
    if parameters[1]:
        parameters += (text(user, "user", 64), text(password, "password", 64))
    return service.at.execute("+CGAUTH", *parameters, secret=True)


def activate(service, context=1, state=1, timeout_ms=None):
    """Await it to activate a context (`state` 0: to deactivate it).

    Raises ValueError, CommandError, Timeout. Worst case: `timeout_ms`, None for timings["CGACT"] (EC20 150 s, YM310
    108 s). Source: 27.007 10.1.10, YM310 manual 6.6.
    """
    return service.at.execute(
        "+CGACT",
        number(state, "state", 0, 1),
        service.check(context),
        timeout_ms=timeout(timeout_ms, service.modem.timing("CGACT")),
    )


async def active(service):
    """The numbers of the active contexts, a list.

    Raises CommandError, Timeout. Worst case: the channel's time-out. Source: 27.007 10.1.10, YM310 manual 6.6.
    """
    return [row[0] for row in await service.at.rows("+CGACT?") if row[1:] == (1,)]


async def address(service, context=1):
    """The context's addresses, a list of str: IPv4, IPv6 or both; empty while it has none.

    Raises ValueError, CommandError, Timeout. Worst case: the channel's time-out. Source: 27.007 10.1.14, YM310 manual 6.5.
    """
    found = await service.at.query("+CGPADDR", service.check(context)) or ()
    return [address for address in map(ip, found[1:]) if address]


async def parameters(service, context=1):
    """What the network gave an active context: a list of Parameters, one an address family.

    apn, address and gateway are str or None, dns is a list of str.
    Raises ValueError, CommandError, Timeout. Worst case: the channel's time-out. Source: 27.007 10.1.23, YM310 manual 5.5.
    """
    found = []
    i = 5 if getattr(service.modem.profile, "separate_subnet_mask", False) else 4
    for row in await service.at.rows("+CGCONTRDP", service.check(context)):
        row += (None,) * 8
        dns = [address for address in map(ip, row[i + 1 : i + 3]) if address]
        found.append(Parameters(row[2], ip(row[3]), ip(row[i]), dns))
    return found


def _tools(service, feature):
    modem = service.modem
    passing("registry").need(modem, feature)
    return passing(modem.profile.package + ".packet_tools")


def ping(service, host, count=4, size=32, timeout_ms=10000):
    """Await it to send `count` echo requests of `size` bytes: a list of round-trip times in ms, None for a lost one.

    `host`: a name or address. Raises CommandError (a name that cannot be resolved), NotSupported, Timeout, ValueError.
    Worst case: `count` times (`timeout_ms` + 2 s), 30 s, and what the packet context takes. Source: the vendor's ping.
    """
    text(host, "host", 128)
    count = number(count, "count", 1, 100)
    return _tools(service, "ping").ping(service.modem, host, count, size, timeout(timeout_ms, 10000))


def resolve(service, host, timeout_ms=30000):
    """Await it for the addresses of a name, a list of str.

    Raises Rejected when there are none (`code`: the module's number), CommandError, NotSupported, Timeout, ValueError.
    Worst case: `timeout_ms`, and what the packet context takes. Source: the vendor's DNS.
    """
    text(host, "host", 128)
    return _tools(service, "dns").resolve(service.modem, host, timeout(timeout_ms, 30000))


def dns_servers(service):
    """Await it for the name servers in use, a list of str. Raises CommandError, NotSupported, Timeout. Worst case: the
    channel's time-out. Source: the vendor's DNS.
    """
    return _tools(service, "dns").dns_servers(service.modem)


def set_dns_servers(service, primary, secondary=None):
    """Await it to use other name servers: addresses. Raises CommandError, NotSupported, Timeout, ValueError.

    Worst case: the channel's time-out, and what the packet context takes. Source: the vendor's DNS.
    """
    return _tools(service, "dns").set_dns_servers(service.modem, primary, secondary)


async def subscribe(service, handler=None):
    """Enable the events of the packet domain, and call `handler(event, context)` at each. It must not wait; errors are printed.

    `event`: the manual's words as str, such as "NW DETACH", "ME PDN ACT", "NW DEACT"; `context`: which one it is about,
    None for all. `handlers.remove(handler)` ends it; `start` enables them again in a module that restarted.
    Raises CommandError, Timeout. Worst case: the channel's time-out. Source: 27.007 10.1.19, YM310 manual 6.7, 6.8.
    """
    if handler is not None:
        if service.event is None:
            service.event = service.at.subscribe(b"+CGEV", lambda digest: heard(service, digest))
            service.event.subscriber = "packet"
        service.handlers.append(handler)
    await service.at.execute("+CGEREP", 1)


def heard(service, digest):
    """An event has come (a URC)."""
    found = fields(digest)
    words = str(found[0]).split(" ")
    last = words.pop()
    context = found[-1] if len(found) > 1 else None
    if last.isdigit():
        # `ME PDN ACT cid,reason`, `NW MODIFY cid,reason`; but `EPS DED ACT p_cid,cid`, `ME DEACT p_cid,cid`
        context = int(last) if context is None or "PDN" in words or "MODIFY" in words else found[1]
    elif context is None:
        words.append(last)  # else it is the type in `NW DEACT "IP","10.0.0.0",1`
    tell(service.handlers, " ".join(words), context if isinstance(context, int) else None)
