# Yuge YM310 packet context: the state machine all its TCP/IP commands go through. Source: manual 9.1 to 9.5, 9.29, 9.40.
from .. import packet
from ..errors import CommandError, LinkLost
from ..idle import tell
from ..loading import passing
from ..sched import Lock


class Service(packet.Service):
    """`modem.packet` of the YM310: what sockets and MQTT stand on.

    `single`: set it before `start` for a single link without a number (CIPMUX=0) instead of six.
    """

    longest = 32  # user name, password
    up = single = False
    pushed = False  # the module pushes what arrives over a socket: sockets.Service.push
    deactivated = False  # the network took the context, and none has come up since
    settings = ()

    def __init__(self, modem):
        super().__init__(modem)
        self.lock = Lock()
        self.at.subscribe(b"+PDP", self._on_deactivated)  # printed +PDP DEACT, +PDP:DEACT and +PDP: DEACT
        self.at.subscribe(b"CLOSED", self._on_closed, numbered=True)
        modem.losses.insert(0, self._lost)

    async def start(self, apn=None, user=None, password=None, context=1, method="PAP", timeout_ms=90000):
        """Bring the module's TCP/IP commands up; when they are up with this APN, nothing is done.

        `apn`: up to 100 bytes, None for the one used last, at first the network's own; `user`, `password`: up to 32 bytes. All
        of them work on context 1, which is up from the registration on; another `context` is one of 27.007 (packet.py). A
        private APN that wants a `method` is set for good by AT+CPNETAPN (manual 9.3). Raises CommandError, Timeout, ValueError.
        Worst case: CIPSHUT 90 s, CSTT 60 s, CIICR `timeout_ms` and 40 s (manual 1.4); behind +PDP DEACT that twice and 270 s.
        Source: manual 9.1 to 9.5, 9.11, 9.27.
        """
        if context != 1:
            return await super().start(apn, user, password, context, method, timeout_ms)
        self.verify(apn, user, password, timeout_ms)
        settings = self.settings
        if apn is not None or user is not None:
            settings = (apn or "",) if user is None else (apn or "", user, password)
        async with self.lock:
            if self.up and settings == self.settings:
                return
            await self._shut()
            self.settings = settings
            self.up = True  # a loss that comes between the commands clears it
            try:
                try:
                    await self._bring_up(timeout_ms)
                except CommandError:
                    if not self.deactivated:
                        raise
                    self.deactivated = False
                    await passing("yuge.packet_tools").revive(self.modem)
                    await self._shut()
                    self.up = True
                    await self._bring_up(timeout_ms)
            except BaseException:
                self.up = False
                raise
            self.deactivated = False

    async def _bring_up(self, timeout_ms):
        """AT+CIPMUX (manual 9.1), CIPRXGET (9.27), CIPQSEND (9.11), CSTT (9.2), CIICR (9.4), CIFSR (9.5)."""
        at = self.at
        # Only in IP INITIAL, where CIPSHUT leads from every state.
        links = b"+CIPMUX=%d" % (0 if self.single else 1)
        if self.pushed:
            from .pushed import prepare

            await at.execute(links)
            await prepare(self)
            await at.execute("+CIPQSEND", 1)
        else:
            # Received data waits in the module, and any byte may stand in it. One line for three commands (manual 1.3).
            await at.execute(links + b";+CIPRXGET=1;+CIPQSEND=1")
        # Without an APN the module takes the one the network gave it.
        await at.execute("+CSTT", *self.settings, timeout_ms=self.modem.timing("CSTT"), secret=True)
        await at.execute("+CIICR", timeout_ms=timeout_ms)
        # CIPSTART is refused until somebody has asked for the address.
        await at.text("+CIFSR", linger=True)

    async def stop(self):
        """Close all links and leave the packet context. Raises CommandError, Timeout. Worst case 90 s (manual 9.29)."""
        async with self.lock:
            await self._shut()

    async def _shut(self):
        if self.up:
            tell(self.modem.losses, LinkLost("packet context closed"))
        await self.at.execute("+CIPSHUT", finals=(b"SHUT OK",), timeout_ms=self.modem.timing("CIPSHUT"))

    def _lost(self, error):
        self.up = False

    def _on_deactivated(self, digest):
        # Nothing works until CIPSHUT (manual 9.40); the next `start` begins with it, and does more where that is not enough.
        self.deactivated = True
        tell(self.modem.losses, LinkLost("packet context lost", b"+PDP"))

    def _on_closed(self, digest):
        # Which link it was its number tells, or nothing does.
        modem = self.modem
        for name in ("mqtt", "sockets"):
            if name in modem.loaded:
                getattr(modem, name)._on_closed(digest)
