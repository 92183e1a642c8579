# Yuge YM310 power saving. Source: manual 4.12 to 4.15; it has neither PSM nor eDRX.
from ..arguments import number
from ..fields import to_text
from ..power import Power


class Service(Power):
    """`modem.power` of the YM310.

    `sleep(mode)`: 1, while the pin AP_WAKEUP_MODULE is high; 2, whatever that pin says; 3, and without USB; 4, with more of
    the module off: it starts anew when it wakes. It sleeps on a UART only, with no USB connected.
    """

    transient = True  # there is nothing that `handlers` would hear of

    async def sleep_mode(self):
        """The sleep mode, 0 for none; raises CommandError, Timeout. Worst case 9 s (manual 4.12)."""
        return (await self.at.query("+CSCLK?") or (None,))[0]

    def set_sleep_delay(self, seconds):
        """Await it to have the module sleep after so many seconds of silence, 5 at first; 0 would keep it awake.

        Raises ValueError, CommandError, Timeout. Worst case 9 s (manual 4.12).
        """
        return self.at.execute("+WAKETIM", number(seconds, "seconds", 1, 65535))

    async def sleep_delay(self):
        """Seconds of silence before it sleeps; raises CommandError, Timeout. Worst case 9 s (manual 4.12)."""
        return (await self.at.query("+WAKETIM?") or (None,))[0]

    def set_release_time(self, seconds):
        """Await it to have the radio link let go of 1 to 20 seconds after the last data, 0: when the network says so.

        2 saves most; longer where the signal is poor. Raises ValueError, CommandError, Timeout. Worst case 9 s (manual 4.13).
        """
        return self.at.execute("*RTIME", number(seconds, "seconds", 0, 20))

    async def release_time(self):
        """Seconds, 0 for none; raises CommandError, Timeout. Worst case 9 s (manual 4.13)."""
        return (await self.at.query("*RTIME?") or (None,))[0]

    def set_ring(self, enabled, high_ms=None, low_ms=None, count=None):
        """Await it to have the pin MAIN_RI pulse low (120 ms once) at every report, or only at a short message or call.

        `count` pulses of `low_ms` with `high_ms` between them, each 1 to 65535 (`count` 255): all three or none. Raises
        ValueError, CommandError, Timeout. Worst case 9 s (manual 4.14).
        """
        shape = (high_ms, low_ms, count)
        if shape == (None, None, None):
            return self.at.execute("+CFGRI", 1 if enabled else 0)
        number(high_ms, "high_ms", 1, 65535)
        number(low_ms, "low_ms", 1, 65535)
        number(count, "count", 1, 255)
        return self.at.execute("+CFGRI", 1 if enabled else 0, *shape)

    async def ring(self):
        """Whether the pin pulses at every report; raises CommandError, Timeout. Worst case 9 s (manual 4.14)."""
        return (await self.at.query("+CFGRI?") or (0,))[0] == 1

    def set_ring_text(self, wanted):
        """Await it to have the pin pulse only at reports that hold this text (1 to 64 printable ASCII characters).

        None: at all of them again. Raises ValueError, CommandError, Timeout. Worst case 9 s (manual 4.15).
        """
        if wanted is None:
            return self.at.execute("^WAKEUPHEX", " ")  # so it says
        raw = wanted if isinstance(wanted, bytes) else bytes(wanted, "utf-8") if isinstance(wanted, str) else b""
        if not 1 <= len(raw) <= 64:
            raise ValueError("wanted: 1 to 64 characters")
        for c in raw:
            if not 32 <= c < 127:
                raise ValueError("wanted: printable ASCII")
        return self.at.execute("^WAKEUPHEX", "".join(["%02X" % c for c in raw]))

    async def ring_text(self):
        """The text, None for none; raises CommandError, Timeout. Worst case 9 s (manual 4.15)."""
        for line in await self.at.command("^WAKEUPHEX?"):
            digits = line.partition(":")[2].strip(' "')
            if digits:
                return to_text(bytes([int(digits[i : i + 2], 16) for i in range(0, len(digits), 2)]))
