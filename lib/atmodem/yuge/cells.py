# Yuge YM310 cells, band and system information. Source: manual 5.10 to 5.12.
from collections import namedtuple

from ..arguments import number
from ..fields import fields, to_text

Cell = namedtuple(
    "Cell",
    (
        "technology", "mcc", "mnc", "area", "cell", "frequency", "physical", "rsrp", "rsrq", "level", "band", "bandwidth",
        "roaming",
    ),
)  # fmt: skip
System = namedtuple("System", ("service", "domain", "roaming", "mode", "sim", "submode"))

# What the fields behind MCC and MNC are, as places in Cell; -1 for none of them.
_ORDERS = (
    ("LTE current", (-1, 12, 10, 11, 5, 4, 7, 8, 3, 9, 6)),
    ("LTE neighbor", (5, 4, 7, 8, 3, 9, 6)),
    ("GSM current", (3, 4, 6, 9, -1, 5)),
    ("GSM neighbor", (3, 4, 6, 9)),
)


def cell(digest):
    """The Cell in a line `+CCED:LTE current cell:460,00,…`; None for another line."""
    line = to_text(bytes(digest.buffer[digest.field : digest.stop]))
    kind, _, values = line.partition(":")
    values = values.strip().split(",")
    for name, order in _ORDERS:
        if kind.startswith(name) and len(values) == len(order) + 2:
            found: list = [name[:3]] + values[:2] + [None] * 10
            # Area and cell of the serving GSM cell are in hexadecimal, 18be, all others not (manual 5.12).
            base = 16 if name == "GSM current" else 10
            for i in range(len(order)):
                value = values[i + 2]
                if order[i] >= 0:
                    try:
                        found[order[i]] = value if order[i] == 11 else int(value, base if order[i] in (3, 4) else 10)
                    except ValueError:
                        pass
            return Cell(*found)


class Service:
    """`modem.cells`.

    A Cell has None for what the module does not say of it. `mcc`, `mnc` and `bandwidth` ("n100") are str, the rest int;
    `frequency`: EARFCN or ARFCN, `physical`: PCI or BSIC, `level`: SrxLev or RxLev, `rsrp` and `rsrq` as printed (the manual
    names no unit; as codes of 27.007 8.69 they are rsrp - 141 dBm and rsrq / 2 - 20 dB).
    """

    def __init__(self, modem):
        self.at = modem.at
        self.on_cell = self.on_band = None
        self.at.subscribe(b"+CCED", self._heard)
        self.at.subscribe(b"*BANDIND", self._band_heard)

    async def _rows(self, what):
        command = self.at.rows("+CCED", 0, what)
        command.keep = cell
        return [found for found in await command if found is not None]

    async def serving(self):
        """The cell the module is in, None while there is none. Ends `watch`. Raises CommandError, Timeout. Worst case
        9 s (manual 5.12).
        """
        found = await self._rows(1)
        return found[0] if found else None

    def neighbours(self):
        """Await it for up to seven other cells, a list. Ends `watch`. Raises CommandError, Timeout. Worst case
        9 s (manual 5.12).
        """
        return self._rows(2)

    async def level(self):
        """The RSSI of the serving cell as a code of +CSQ, 0 to 31. Raises CommandError, Timeout. Worst case 9 s (manual
        5.12).
        """
        found = await self.at.query("+CCED", 0, 8)
        return found and found[-1]

    async def watch(self, handler, what=1):
        """Call `handler(Cell)` for the serving cell (`what` 1) or each neighbour (2) again and again; None ends it.

        The handler must not wait; errors are printed. Raises CommandError, Timeout, ValueError. Worst case 9 s (manual 5.12).
        """
        number(what, "what", 1, 2)
        self.on_cell = handler
        await self.at.execute("+CCED", 2 if handler is None else 1, what)

    def _heard(self, digest):
        found = cell(digest) if self.on_cell is not None else None
        if found is not None:
            self.on_cell(found)

    async def band(self):
        """(band, radio technology as in +COPS: 7 LTE) at work, None while there is none.

        The number of an LTE band is the band; of others manual 5.10 has a table. Raises CommandError, Timeout. Worst case 9 s.
        """
        found = await self.at.query("*BANDIND?", shape=_asked)
        return found[1:] if found and len(found) > 1 else None

    async def watch_band(self, handler):
        """Call `handler(band, radio technology)` whenever the band changes (5.10); None ends it. It must not wait.

        Raises CommandError, Timeout. Worst case 9 s.
        """
        self.on_band = handler
        await self.at.execute("*BANDIND", 0 if handler is None else 1)

    def _band_heard(self, digest):
        found = fields(digest)
        if self.on_band is not None and len(found) == 2:
            self.on_band(*found)

    async def system(self):
        """A System: service 0 none, 1 restricted, 2 valid; domain 0 none, 1 CS, 2 PS, 3 both; roaming 0 or 1;
        mode 0 none, 3 GSM, 17 LTE; sim 0 bad, 1 good, 255 missing or locked; submode as in +COPS.

        Raises CommandError, Timeout. Worst case 9 s (manual 5.11).
        """
        found = await self.at.query("^SYSINFO")
        return found and System(*(found + (None,) * 6)[:6])


def _asked(digest):
    # Two fields are a report.
    return len(fields(digest)) != 2
