# What the L610 adds to the radio network. Source: guide 3.3.
from .. import network
from ..arguments import number
from ..errors import CommandError


class Service(network.Service):
    """`modem.network` of the L610."""

    def prefer(self, technologies=6, first=3, second=2):
        """Await it to set in which order networks are looked for: 6, 3, 2 is LTE first.

        `technologies`: 6 GSM, UMTS and LTE, 3 LTE alone, 10 whatever there is; `first`, `second`: 3 LTE, 2 UMTS. Kept by the
        module. Raises ValueError, CommandError, Timeout. Worst case: the channel's time-out. Source: AT+GTRAT, guide 3.3, which
        prints 6,3,2; the other values are those of other Fibocom modules.
        """
        values = (number(technologies, "technologies", 0, 20), number(first, "first", 0, 20), number(second, "second", 0, 20))
        return self.at.execute("+GTRAT", *values)

    async def subscribe(self, handler=None, domain=None, level=None):
        """As in network.py: enable the reports of changes, and call `handler(domain, Registration)` at each.

        With neither `domain` nor `level`, a domain that does not report is asked all the same by `wait_registered`, as the
        guide does (3.3). Raises ValueError, CommandError (when there is a `handler` and no domain reports), Timeout. Worst
        case: the channel's time-out for each domain.
        """
        if domain is not None or level is not None:
            return await super().subscribe(handler, domain, level)
        if handler is not None:
            self.handlers.append(handler)
        refused = 0
        for domain in self.domains:
            try:
                await self.at.execute(domain, 2)
            except CommandError:
                refused += 1
                if handler is not None and refused == len(self.domains):
                    raise
