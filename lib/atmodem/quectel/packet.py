# Quectel EC2x packet context: AT+QICSGP and AT+QIACT do what 27.007 does with three commands. Source: TCP/IP manual 2.3.
from .. import packet
from ..errors import CommandError, LinkLost
from ..idle import tell
from ..sched import Lock

_METHODS = ("none", "PAP", "CHAP", None)  # the last: either


class Service(packet.Service):
    """`modem.packet` of the EC2x."""

    longest = 127
    given = ()  # the last definition
    up = False  # context 1, which the services stand on

    def __init__(self, modem):
        super().__init__(modem)
        self.lock = Lock()
        modem.losses.insert(0, self._lost)
        self.at.subscribe(b'+QIURC: "pdpdeact",', self._on_deactivated)

    async def start(self, apn=None, user=None, password=None, context=1, method=None, timeout_ms=150000):
        """Define and activate a context; one that is up with this APN stays up, with another it is brought up anew.

        `apn` None: whatever is defined. `user` None: no authentication. `method`: PAP, CHAP, or what the network takes (None).
        Raises CommandError, Timeout, ValueError. Worst case: twice `timeout_ms` (TCP/IP manual: 150 s for QIACT), 80 s, and
        five times the channel's time-out.
        """
        self.check(context)
        self.verify(apn, user, password, timeout_ms)
        if method not in _METHODS:
            raise ValueError("method: PAP or CHAP")
        if apn is not None or user is not None:
            given = (context, 1, apn or "")
            if user is not None:
                given += (user, password, _METHODS.index(method))
            if given != self.given and await self._is_another(given):
                await self.stop(context)
            await self.at.execute("+QICSGP", *given, secret=True)
            self.given = given
        if self.handlers:
            await self.subscribe()
        await self._bring_up(context, timeout_ms)
        if context == 1:
            self.up = True

    async def _is_active(self, context):
        return (context, 1) in [row[:2] for row in await self.at.rows("+QIACT?")]

    async def _is_another(self, given):
        """Whether a context is up that is not, or not known to be, the one that is wanted."""
        if not await self._is_active(given[0]):
            return False
        # AT+QICSGP would tell the APN too, and the password with it.
        return len(given) > 3 or (given[0], given[2]) not in [row[:1] + row[2:3] for row in await self.contexts()]

    async def _bring_up(self, context, timeout_ms):
        at = self.at
        try:
            return await at.execute("+QIACT", context, timeout_ms=timeout_ms)
        except CommandError:
            # ERROR is also the answer for a context that is active (real: ERROR, and then it is in the list).
            if await self._is_active(context):
                return
        # One that the network has taken away is to be deactivated before it can be activated again (TCP/IP manual, "pdpdeact").
        try:
            await at.execute("+QIDEACT", context, timeout_ms=self.modem.timing("QIDEACT"))
        except CommandError:
            pass
        await at.execute("+QIACT", context, timeout_ms=timeout_ms)

    async def ready(self):
        """Have context 1 up, as it is defined. Raises and worst case as `start`."""
        async with self.lock:
            if not self.up:
                await self.start()

    async def stop(self, context=1):
        """Deactivate a context and all that stands on it.

        Raises CommandError, Timeout, ValueError. Worst case 40 s (TCP/IP manual 2.3.3).
        """
        self.check(context)
        if context == 1:
            tell(self.modem.losses, LinkLost("packet context closed"))
        await self.at.execute("+QIDEACT", context, timeout_ms=self.modem.timing("QIDEACT"))

    def _lost(self, error):
        self.up = False

    def _on_deactivated(self, digest):
        if digest.integer(digest.field) == 1:
            tell(self.modem.losses, LinkLost("packet context lost", b"+QIURC"))
