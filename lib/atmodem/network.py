"""Signal, registration and operators (27.007 7.2, 7.3, 8.5, 8.69, 10.1.20, 10.1.22).

Attributes of the profile read here, with their defaults:

    registration           (b"+CEREG", b"+CGREG"): the domains that carry data, asked in this order
    registration_level     2: the <n> that enables their reports; 3 or 5 where the module tells the cause of a denial
    timings                "COPS"
"""

from collections import namedtuple

from .compat import const
from .fields import fields, shape
from .idle import tell
from .sched import Signal, loop, ticks_add, ticks_diff

# The highest code of each field of +CESQ, and the code that stands for 0 dBm, in halves of a dB for ecno and rsrq
_TOP = const(b"\x3f\x07\x60\x31\x22\x61")
_ZERO = const(b"\x6f\x00\x79\x31\x28\x8d")

_POLL_MS = const(5000)

Quality = namedtuple("Quality", ("rssi", "ber", "rxlev", "rscp", "ecno", "rsrq", "rsrp"))
Registration = namedtuple("Registration", ("stat", "area", "cell", "act", "cause", "active_time", "periodic_tau"))


def registration(domain, found):
    """The Registration in the fields of a report of this domain; None for no such report."""
    if not found or not isinstance(found[0], int):
        return None
    found = list(found[:9]) + [None] * 8
    if domain == b"+CGREG":
        found.pop(4)  # the routing area stands between act and cause (YM310 manual 6.1)
    for i in (1, 2):
        try:
            found[i] = int(str(found[i]), 16)
        except ValueError:
            found[i] = None
    return Registration(*found[:4] + found[5:8])


def check(domain):
    """The domain, if it is one. Raises ValueError."""
    if domain not in (b"+CREG", b"+CGREG", b"+CEREG"):
        raise ValueError("domain: +CREG, +CGREG or +CEREG")
    return domain


class Service:
    """The radio network: `modem.network`. `handlers`: see `subscribe`."""

    def __init__(self, modem):
        self.at = modem.at
        self.modem = modem
        self.changed = Signal()
        self.handlers = []
        self.domains = getattr(modem.profile, "registration", (b"+CEREG", b"+CGREG"))
        self.heard = self.domains  # whose reports are heard
        for domain in self.domains:
            self.at.subscribe(domain, self.reported)

    def reported(self, digest):
        """A report has come (a URC)."""
        domain = digest.entry.prefix
        found = registration(domain, fields(digest))
        if found is not None:
            self.changed.set()
            tell(self.handlers, domain, found)

    async def signal(self):
        """Strength and quality: rssi, rxlev (GSM), rscp (UMTS), rsrp (LTE) in dBm, ecno, rsrq in dB, ber as code 0 to 7.

        What is unknown, or not told by the module, is None.
        Raises CommandError, Timeout. Worst case: twice the channel's time-out. Source: 27.007 8.5, 8.69, YM310 manual 5.1, 5.2.
        """
        numbers = [None] * 6
        await self.at.integers(b"+CSQ", numbers)
        rssi, ber = numbers[:2]
        # EC2x: 100 to 191 is the code power of TD-SCDMA
        rssi = None if rssi is None else rssi * 2 - 113 if 0 <= rssi < 32 else rssi - 216 if 100 <= rssi < 192 else None
        try:
            await self.at.integers(b"+CESQ", numbers)
        except Exception as error:
            if not hasattr(error, "kind"):
                raise
            numbers = [None] * 6  # the command is unknown
        for i in range(6):
            code = numbers[i]
            if code is not None:
                code = None if not 0 <= code <= _TOP[i] else code - _ZERO[i]
                numbers[i] = code / 2 if code is not None and 2 < i < 5 else code
        return Quality(rssi, ber if ber is not None and 0 <= ber < 8 else None, numbers[0], *numbers[2:])

    async def registration(self, domain=None):
        """Registration in a domain: b"+CREG" circuit switched, b"+CGREG" GPRS, b"+CEREG" LTE; the profile's first when None.

        stat 0 not searching, 1 home, 2 searching, 3 denied, 4 unknown, 5 roaming, 6 and 7 SMS only, 8 and 11 emergency only,
        9 and 10 home and roaming without CSFB. area (LAC or TAC), cell, act (radio technology), cause of a denial are ints,
        active_time and periodic_tau the network's eight bits as str; None where the module does not say.
        Raises ValueError, CommandError, Timeout. Worst case: the channel's time-out. Source: 27.007 7.2, 10.1.20, 10.1.22,
        YM310 manual 5.3, 5.4, 6.1.
        """
        domain = check(domain or self.domains[0])
        # A report may come inside the answer, whose second field is its stat; a report's is quoted or missing.
        found = await self.at.query(domain + b"?", shape=shape("nn*"))
        return registration(domain, found and found[1:])

    async def wait_registered(self, timeout_ms=180000):
        """Wait until the module is registered, at home or roaming; returns the Registration. `timeout_ms` 0: look once.

        Raises Rejected when the network denies it for 5 s and in every domain (`code`: the cause of 24.008 or 24.301, -1
        unknown; cme.text(100 + code) has words for most); Timeout; CommandError; ValueError. Worst case: `timeout_ms` + four
        times the channel's time-out. Source: 27.007 7.2, 10.1.20, 10.1.22.
        """
        from .arguments import number

        deadline = ticks_add(loop.now(), number(timeout_ms, "timeout_ms", 0, 0x1FFFFFFF))
        await self.subscribe()
        before = False
        while True:
            self.changed.clear()
            denied = None
            searching = False
            for domain in self.domains:
                found = await self.registration(domain)
                stat = -1 if found is None else found.stat
                if stat in (1, 5, 9, 10):
                    return found
                if stat == 3:
                    denied = found
                elif stat == 2:
                    searching = True
            left = ticks_diff(deadline, loop.now())
            if denied is not None and not searching and (before or left <= 0):
                from .errors import Rejected

                raise Rejected("registration denied", -1 if denied.cause is None else denied.cause, domain)
            if left <= 0:
                from .errors import Timeout

                raise Timeout(domain)
            # Denied by one network, it goes on to look for another: only what lasts is an answer.
            before = not await self.changed.wait(min(left, _POLL_MS)) and denied is not None

    async def subscribe(self, handler=None, domain=None, level=None):
        """Enable the reports of changes, and call `handler(domain, Registration)` at each. It must not wait; errors are printed.

        `domain`: b"+CREG", b"+CGREG" or b"+CEREG", the profile's when None. `level`: the command's <n>, the profile's when
        None: 1 stat alone, 2 with area and cell, 3 with the cause of a denial, 4 with the times of PSM, 5 both, 0 no reports.
        `handlers.remove(handler)` ends it; a module that restarted wants `subscribe()` again, and `wait_registered` sets the
        profile's level. Raises ValueError, CommandError (a level the module has not), Timeout. Worst case: the channel's
        time-out for each domain. Source: 27.007 7.2, 10.1.20, 10.1.22, YM310 manual 5.3, 5.4, 6.1.
        """
        from .arguments import number

        if level is None:
            level = getattr(self.modem.profile, "registration_level", 2)
        number(level, "level", 0, 5)
        domains = self.domains if domain is None else (check(domain),)
        if domains[0] not in self.heard:
            self.heard += domains
            self.at.subscribe(domain, self.reported).subscriber = "network"
        if handler is not None:
            self.handlers.append(handler)
        for domain in domains:
            await self.at.execute(domain, level)

    async def operator(self):
        """The selection mode, and the operator's kind of name, name and radio technology: (0, 2, "46001", 7).

        The last three are None while there is none. Raises CommandError, Timeout. Worst case: timings["COPS"] (EC20 180 s,
        YM310 300 s). Source: 27.007 7.3, YM310 manual 5.6.
        """
        found = await self.at.query("+COPS?", timeout_ms=self.modem.timing("COPS")) or ()
        return (found + (None,) * 4)[:4]

    def select(self, mode=0, kind=None, operator=None, act=None):
        """Await it to select an operator. `mode`: 0 automatic, 1 this one, 2 none, 3 only set the kind, 4 this or automatic.

        `kind` of name: 0 long, 1 short, 2 number ("46001"), for `operator` and for what `operator()` tells; `act`: radio
        technology, 0 GSM, 2 UMTS, 7 LTE ... Raises ValueError, CommandError, Timeout. Worst case: timings["COPS"]. Source:
        27.007 7.3 (<format>), YM310 manual 5.6.
        """
        from .arguments import number, text

        parameters = (number(mode, "mode", 0, 4),)
        if mode in (1, 3, 4):
            parameters += (number(kind, "kind", 0, 2),)
            if mode != 3:
                parameters += (text(operator, "operator", 16),)
                if act is not None:
                    parameters += (number(act, "act", 0, 15),)
        return self.at.execute("+COPS", *parameters, timeout_ms=self.modem.timing("COPS"))

    async def scan(self):
        """The operators in reach, a list of (stat, long name, short name, number, act).

        stat: 0 unknown, 1 available, 2 current, 3 forbidden; act is None when the module does not say. The names are str.
        Raises CommandError, Timeout. Worst case: timings["COPS"] (EC20 180 s, YM310 300 s). Source: 27.007 7.3.
        """
        found = []
        for line in await self.at.command("+COPS=?", timeout_ms=self.modem.timing("COPS")):
            # `+COPS: (2,"CHN-UNICOM","UNICOM","46001",7),(3,…),,(0-4),(0-2)`: six pieces an operator
            part = line.split('"')
            for i in range(1, len(part) - 5, 6):
                stat = part[i - 1][-2:-1]
                act = part[i + 5][1:].partition(")")[0]
                found.append(
                    (int(stat) if stat.isdigit() else 0, part[i], part[i + 2], part[i + 4], int(act) if act.isdigit() else None)
                )
        return found
