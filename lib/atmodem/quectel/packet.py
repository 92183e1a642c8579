# Quectel EC2x packet context: AT+QICSGP and AT+QIACT do what 27.007 does with three commands.
from .. import packet
from ..errors import CommandError


class Service(packet.Service):
    """`modem.packet` of the EC2x."""

    longest = 127

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
