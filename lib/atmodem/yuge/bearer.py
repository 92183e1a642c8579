# Yuge YM310 bearers: what HTTP, FTP and network time stand on, beside the packet context of sockets and MQTT. Source: manual 10.
from ..arguments import number, text
from ..fields import shape
from ..idle import tell
from ..loading import passing
from ..sched import Lock, loop, sleep_ms, ticks_add, ticks_diff

_STATE = shape("nn*")  # +SAPBR 1: DEACT is none
_OPEN = 1
_CLOSED = 3
_CHANGING_MS = 30000  # longest that one on its way is waited for


class Service:
    """`modem.bearer`: bearers 1 to 3."""

    def __init__(self, modem):
        self.at = modem.at
        self.modem = modem
        self.lock = Lock()
        self.losses = []  # called with the error when a bearer goes
        self.at.subscribe(b"+SAPBR", self._on_lost)

    def _on_lost(self, digest):
        if digest.buffer.find(b"DEACT", digest.line, digest.stop) < 0:
            return  # a state that nobody asked for any more

        from ..errors import LinkLost

        error = LinkLost("bearer lost", b"+SAPBR")
        modem = self.modem
        for name in ("http", "ftp"):
            if name in modem.loaded:
                getattr(modem, name)._on_bearer(error)
        tell(self.losses, error)

    async def state(self, bearer=1):
        """(0 connecting, 1 open, 2 closing, 3 closed; its address as str or None).

        Raises CommandError, Timeout, ValueError. Worst case 9 s (manual 10.1).
        """
        found = await self.at.query("+SAPBR", 2, number(bearer, "bearer", 1, 3), shape=_STATE)
        # Printed 010.169.179.213; modules of the same family say "10.132.148.95", in quotes.
        return (_CLOSED, None) if not found else (found[1], passing("contexts").ip(found[2]) if len(found) > 2 else None)

    async def open(self, bearer=1, apn=None, user=None, password=None):
        """Open a bearer; one that is open stays as it is. Returns its address as str, None if it has none.

        `apn`: up to 50 bytes, as `user` and `password`; None for what the packet context was given, at first the network's own.
        Raises CommandError, Timeout, ValueError. Worst case: SAPBR 90 s, 85 s for the rest, and as much for another who is
        about it (manual 10.1, 11.15).
        """
        values = (apn, user, password)
        if apn is None:
            values = tuple(self.modem.packet.settings) + ("", None, None)
        settings = [("CONTYPE", b"GPRS")]
        for key, name, value in zip(("APN", "USER", "PWD"), ("apn", "user", "password"), values):
            if value is not None:
                settings.append((key, text(value, name, 50, 0)))
        number(bearer, "bearer", 1, 3)
        async with self.lock:  # to open an open one is an error
            return await self._open(bearer, settings)

    async def _open(self, bearer, settings):
        at = self.at
        until = ticks_add(loop.now(), _CHANGING_MS)
        state, address = await self.state(bearer)
        while state in (0, 2) and ticks_diff(until, loop.now()) > 0:
            await sleep_ms(1000)
            state, address = await self.state(bearer)
        if state != _OPEN:
            for key, value in settings:
                await at.execute("+SAPBR", 3, bearer, key, value, secret=True)
            await at.execute("+SAPBR", 1, bearer, timeout_ms=self.modem.timing("SAPBR"))
            state, address = await self.state(bearer)
        return address

    async def setting(self, key, bearer=1):
        """One setting of a bearer: "APN", "CONTYPE" …, as str. Raises CommandError, Timeout, ValueError. Worst case 9 s."""
        found = await self.at.query("+SAPBR", 4, number(bearer, "bearer", 1, 3), key)
        return found and found[-1]

    async def close(self, bearer=1):
        """Close a bearer; one that is closed stays so. Raises CommandError, Timeout, ValueError. Worst case 99 s."""
        if (await self.state(bearer))[0] != _CLOSED:
            await self.at.execute("+SAPBR", 0, bearer, timeout_ms=self.modem.timing("SAPBR"))
