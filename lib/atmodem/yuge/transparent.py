# Yuge YM310 transparent mode: a single link, CIPMODE=1. Source: manual 9.10, 9.13, 9.37, 9.38, 9.42.
from .. import transparent


class Link(transparent.Transparent):
    """The module's one transparent link.

    `modem.sockets.packing`: how it packs the data, the numbers of AT+CIPCCFG (9.13): retries 3 to 8, waiting time 2 to 10 (x
    100 ms), bytes a packet 1 to 1460, escape 0 or 1, and if wanted receive mode, size, time in ms, and whether a broken link
    empties the buffer. None: as the module has it.
    """

    closed_texts = (b"CLOSED", b"NO CARRIER", b"TCP ERROR:", b"UDP ERROR:", b"+PDP DEACT", b"+PDP: DEACT", b"+PDP:DEACT")
    packing = single = None

    async def _open(self, host, port, kind, tls, timeout_ms):
        """What else is open is closed. Worst case: CIPSHUT twice 90 s, the context 150 s, `timeout_ms`, 63 s (9.10, 9.37)."""
        modem = self.service.modem
        packet = modem.packet
        packing = getattr(self.service, "packing", None)
        at = self.at
        await packet.stop()  # CIPMODE is taken in IP INITIAL only
        self.single = packet.single
        packet.single = True
        await at.execute("+CIPMUX", 0)
        await at.execute("+CIPMODE", 1)
        if packing is not None:
            await at.execute("+CIPCCFG", *packing)
        await packet.start()
        await at.execute("+CIPRXGET", 0)
        if tls is not None:
            await modem.tls.configure(0, tls, host)
        await at.execute("+CIPSSL", 0 if tls is None else 1)
        await self.mode.connect(
            "+CIPSTART", kind.upper(), host, port, continues=True, timeout_ms=timeout_ms,
            refusals=(b"CONNECT FAIL", b"ALREADY CONNECT"),
        )  # fmt: skip

    async def _close(self):
        packet = self.service.modem.packet
        if self.single is None:
            return
        packet.single = self.single
        await packet.stop()
        await self.at.execute("+CIPMODE", 0)
