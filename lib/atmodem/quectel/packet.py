# Quectel EC2x packet context: AT+QICSGP and AT+QIACT do what 27.007 does with three commands.
from .. import packet
from ..arguments import text
from ..errors import CommandError


class Service(packet.Service):
    """`modem.packet` of the EC2x."""

    async def start(self, apn=None, user=None, password=None, context=1, timeout_ms=150000):
        """Define and activate a context; one that is active already stays as it is.

        Raises CommandError, Timeout, ValueError. Worst case: 150 s (TCP/IP manual, QIACT) and 10 s.
        """
        at = self.at
        if apn is not None:
            parts = [context, 1, text(apn, "apn", 100)]
            if user is not None:
                parts += [text(user, "user", 127), text(password or "", "password", 127, 0), 3]
            await at.execute("+QICSGP", *parts, secret=True)
        try:
            await at.execute("+QIACT", context, timeout_ms=timeout_ms)
        except CommandError:
            # ERROR is also the answer for a context that is active (real: ERROR, and then it is in the list).
            for row in await at.rows("+QIACT?"):
                if row[0] == context and row[1] == 1:
                    return
            raise
