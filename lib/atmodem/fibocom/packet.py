# Fibocom L610 packet context: the call for an address, which MQTT stands on. Source: guide 3.2, 3.3.
from .. import packet
from ..arguments import number, text
from ..errors import CommandError, LinkLost, Timeout
from ..fields import fields
from ..sched import Lock, Signal, loop, ticks_add, ticks_diff
from .patience import persist, settle

_METHODS = ("none", "PAP", "CHAP")
_PAUSE_MS = 5000


def addresses(digest):
    """The addresses in a +MIPCALL line, a list of str: behind the state in the answer to a question, alone in a result."""
    return [field for field in fields(digest) if isinstance(field, str) and ("." in field or ":" in field)]


def _is_state(digest):
    # +MIPCALL: 0, or 1,10.104.48.68; others also saw 2: an address is being asked for
    return isinstance(fields(digest)[0], int)


def _is_end(digest):
    # +MIPCALL: 10.104.48.68, or 0: there is none
    return _is_down(digest) or len(addresses(digest)) > 0


def _is_down(digest):
    return fields(digest) == (0,)


class Service(packet.Service):
    """`modem.packet` of the L610. Context 1 is the one its own IP stack uses; `start` calls for its address."""

    given = (None, None, None, None)  # what `start` was told last

    def __init__(self, modem):
        super().__init__(modem)
        self.lock = Lock()  # a command whose result line has not come is not followed by another (guide 3.2)
        self.told = Signal()
        self.at.subscribe(b"+MIPCALL", self._on_call)

    async def start(self, apn=None, user=None, password=None, context=1, method="PAP", timeout_ms=450000):
        """Have an address; one that is there with this APN stays.

        `apn`, `user`, `password`: None for those of the last call, at first what the module has. `method`: PAP or CHAP. Raises
        CommandError (kind "result" when the network gives no address), Timeout, ValueError. Worst case: `timeout_ms`,
        270 s for the settings. A call for an address may take 150 s, and is tried three times. Another context than 1 is one of
        27.007 (packet.py). Source: guide 3.2.
        """
        if context != 1:
            return await super().start(apn, user, password, context, method, timeout_ms)
        self.verify(apn, user, password)
        number(_METHODS.index(method) if method in _METHODS else -1, "method", 0, 2)
        given = self.given if apn is None and user is None else (apn, user, password, method)
        async with self.lock:
            if await self.address():
                if given == self.given or given[1] is None and await self._is_defined(given[0]):
                    return
                await self._release()
            self.given = given
            if given[0] is not None:
                await settle(self.modem, "CGDCONT", 1, "IP", given[0])
            if given[1] is not None:
                await self.authenticate(1, given[3] or "PAP", given[1], given[2])
            if self.handlers:
                await self.subscribe()
            await self._call(ticks_add(loop.now(), timeout_ms))

    async def _is_defined(self, apn):
        try:
            return (1, apn) in [row[:1] + row[2:3] for row in await self.contexts()]
        except CommandError:
            return False

    async def _call(self, until):
        # It ends with an address, ERROR, 0, or 150 s of silence; ERROR also while one is asked for already, or there (guide 3.2).
        failure = None
        for _ in range(self.modem.profile.attempts):
            left = ticks_diff(until, loop.now())
            if failure is not None and left <= 0:
                break
            self.told.clear()
            try:
                if await self._answer(1, _is_end, left):
                    return
                failure = CommandError(b"+MIPCALL", "result", 0, "no address")
            except Timeout as error:
                failure = error
            except CommandError as error:
                failure = error
                if await self.address():
                    return
                await self.told.wait(_PAUSE_MS)
        if not await self.address():
            raise failure

    def _answer(self, on, end, left_ms):
        command = self.at.action("+MIPCALL", on, match=0, timeout_ms=min(left_ms, self.modem.timing("MIPCALL")))
        command.owed = False  # a result that is late is still the state of things: `_on_call` hears it
        command.shape = end
        command.keep = addresses
        return command

    async def stop(self):
        """Give the address back; all that stands on it ends. Raises CommandError, Timeout. Worst case 250 s (guide 3.2)."""
        async with self.lock:
            if await self.address():
                await self._release()

    async def _release(self):
        self._tell(LinkLost("packet context closed"))
        await self._answer(0, _is_down, self.modem.timing("MIPCALL"))

    async def address(self, context=1):
        """The context's addresses, a list of str: IPv4, IPv6 or both; empty while it has none.

        Raises CommandError, Timeout, ValueError. Worst case: 100 s (guide 3.2: 1 s for an answer, asked for 90 s).
        """
        if context != 1:
            found = await self.at.query("+CGPADDR", self.check(context)) or ()
            return [address for address in found[1:] if address]

        def make(timeout_ms):
            command = self.at.query("+MIPCALL?", shape=_is_state, timeout_ms=timeout_ms)
            command.keep = addresses
            return command

        return await persist(make, 1000, self.modem.profile.persist_ms) or []

    async def authenticate(self, context=1, method="none", user=None, password=None):
        """Set how a context authenticates. `method`: none, PAP or CHAP; `user`, `password`: up to 64 bytes each.

        Raises ValueError, CommandError, Timeout. Worst case: 190 s. Source: AT+MGAUTH, named in the guide (3.2); its form is
        that of other Fibocom modules, with the method or, where that is refused, without.
        """
        if method not in _METHODS:
            raise ValueError("method: none, PAP or CHAP")
        login = ()
        if method != "none":
            login = (text(user, "user", self.longest), text(password or "", "password", self.longest, 0))
        command = self.at.execute(
            "+MGAUTH", self.check(context), _METHODS.index(method), *login, timeout_ms=self.modem.timing("MGAUTH"), secret=True
        )
        try:
            await command
        except CommandError:
            await settle(self.modem, "MGAUTH", context, *login, secret=True)
        except Timeout:
            await settle(self.modem, "MGAUTH", context, _METHODS.index(method), *login, secret=True)

    def _tell(self, error):
        for told in self.modem.losses:
            told(error)

    def _on_call(self, digest):
        # Nobody asked: the network has taken the address away, or a call that took too long has ended after all.
        self.told.set()
        if _is_down(digest):
            self._tell(LinkLost("packet context lost", b"+MIPCALL"))
