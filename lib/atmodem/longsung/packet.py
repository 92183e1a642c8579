# Longsung C1100: the packet context of its TCP/IP commands. Source: manual 3.3.1. MQTT has one of its own.
from .. import packet
from ..errors import CommandError, LinkLost, Timeout
from ..loading import passing
from ..sched import Lock, loop, sleep_ms, ticks_add, ticks_diff


class Service(packet.Service):
    """`modem.packet` of the C1100."""

    up = False
    apn = None

    def __init__(self, modem):
        super().__init__(modem)
        self.lock = Lock()
        self.at.subscribe(b"+LSIPCALL", self._on_call)
        modem.losses.insert(0, self._restarted)

    async def start(self, apn=None, user=None, password=None, context=1, method="PAP", timeout_ms=90000):
        """Bring the module's TCP/IP commands up; when they are up with this APN, nothing is done.

        `apn`: up to 100 bytes, None for the one the module has. All of them work on context 1; another `context` is one of
        27.007 (packet.py), as AT+CGAUTH is, which takes `user` and `password`. Raises CommandError, Timeout, ValueError. Worst
        case: `timeout_ms`, timings["LSIPCALL"] (60 s) and four times the channel's time-out.
        """
        if context != 1:
            return await super().start(apn, user, password, context, method, timeout_ms)
        self.verify(apn, user, password, timeout_ms)
        authenticate = None if user is None else self.authenticate(context, method, user, password)
        async with self.lock:
            if self.up and (apn is None or apn == self.apn) and user is None:
                return
            active = self.up or (await self.status())[0]
            if active and apn is None and user is None:
                self.up = True
                return
            if active:
                await self._stop()  # with another APN, by us or by the program before us
            if authenticate is not None:
                await authenticate
            if apn is not None:
                await self.at.execute("+LSIPPROFILE", 1, apn)
                self.apn = apn
            await self._call(ticks_add(loop.now(), timeout_ms), timeout_ms)
            self.up = True

    async def _call(self, until, timeout_ms):
        found = await self.at.query("+LSIPCALL", 1, timeout_ms=timeout_ms)
        if found and found[0] != 1:
            raise CommandError(b"+LSIPCALL", "result", 0)
        # The address comes with the result code, or some seconds behind it.
        while not found or found[0] != 1:
            if ticks_diff(until, loop.now()) <= 0:
                raise Timeout(b"+LSIPCALL")
            await sleep_ms(1000)
            found = await self.at.query("+LSIPCALL?")

    async def stop(self):
        """Close all sockets and leave the context. Raises CommandError, Timeout. Worst case 60 s (timings["LSIPCALL"])."""
        async with self.lock:
            await self._stop()

    async def _stop(self):
        self.lost(LinkLost("packet context closed"))
        await self.at.query("+LSIPCALL", 0, timeout_ms=self.modem.timing("LSIPCALL"))

    async def status(self):
        """(whether the context is up, the address as str or None), as the module sees it.

        Raises CommandError, Timeout. Worst case: the channel's time-out.
        """
        found = (await self.at.query("+LSIPCALL?") or ()) + (None, None)
        return found[0] == 1, found[1] if found[0] == 1 else None

    async def address(self, context=1):
        """As in packet.py; the address of context 1 is that of the TCP/IP commands."""
        if context != 1:
            return await passing("contexts").address(self, context)
        found = (await self.status())[1]
        return [found] if found else []

    def lost(self, error):
        """The context is gone: tell those who stand on it."""
        self.up = False
        for name in ("sockets", "http"):
            if name in self.modem.loaded:
                getattr(self.modem, name).lost(error)

    def _restarted(self, error):
        self.up = False

    def _on_call(self, digest):
        if digest.integer(digest.field) == 0:
            self.lost(LinkLost("packet context lost", b"+LSIPCALL"))
