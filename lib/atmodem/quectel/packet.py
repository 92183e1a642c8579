# Quectel EC2x packet context: AT+QICSGP and AT+QIACT do what 27.007 does with three commands. Source: TCP/IP manual 2.3.
from .. import packet
from ..errors import CommandError, LinkLost
from ..sched import Lock


class Service(packet.Service):
    """`modem.packet` of the EC2x."""

    longest = 127
    up = False  # context 1, which the services stand on

    def __init__(self, modem):
        super().__init__(modem)
        self.lock = Lock()
        modem.losses.insert(0, self._lost)
        self.at.subscribe(b'+QIURC: "pdpdeact",', self._on_deactivated)

    async def start(self, apn=None, user=None, password=None, context=1, timeout_ms=150000):
        """Define and activate a context; one that is active already stays as it is.

        Raises CommandError, Timeout, ValueError. Worst case: twice `timeout_ms` (TCP/IP manual: 150 s for QIACT), 40 s, and
        three times the channel's time-out.
        """
        at = self.at
        self.check(context)
        self.verify(apn, user, password)
        if apn is not None or user is not None:
            login = () if user is None else (user, password, 3)
            await at.execute("+QICSGP", context, 1, apn or "", *login, secret=True)
        if self.handlers:
            await self.subscribe()
        await self._bring_up(context, timeout_ms)
        if context == 1:
            self.up = True

    async def _bring_up(self, context, timeout_ms):
        at = self.at
        try:
            return await at.execute("+QIACT", context, timeout_ms=timeout_ms)
        except CommandError:
            # ERROR is also the answer for a context that is active (real: ERROR, and then it is in the list).
            for row in await at.rows("+QIACT?"):
                if row[0] == context and row[1] == 1:
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
            self._down(LinkLost("packet context closed"))
        await self.at.execute("+QIDEACT", context, timeout_ms=self.modem.timing("QIDEACT"))

    def _lost(self, error):
        self.up = False

    def _down(self, error):
        for told in self.modem.losses:
            told(error)

    def _on_deactivated(self, digest):
        if digest.integer(digest.field) == 1:
            self._down(LinkLost("packet context lost", b"+QIURC"))
