"""PPP: the module as a modem of old, for programs that want sockets of the board's own (27.007 10.2.1.1, V.250 6.3).

    interface = await modem.ppp.connect()           # network.PPP of the firmware; `socket`, `requests` … go through it
    await modem.ppp.suspend()                       # +++: AT commands again, the connection stays
    print(await modem.network.signal())
    await modem.ppp.resume()                        # ATO
    await modem.ppp.hang_up()                       # ATH

In between a command is refused with Busy. Attribute of the profile read here: `escape_ms`, the silence around `+++`, 1100.
"""

from .arguments import timeout
from .errors import Busy, LinkLost, ModemError, NotSupported, Rejected, Timeout
from .raw_mode import DataMode
from .sched import loop, sleep_ms, ticks_add, ticks_diff

_METHODS = ("none", "PAP", "CHAP")
_UP = 4  # status() of network.PPP
_DOWN = 0
_POLL_MS = 20


class Service:
    """The dialled connection, one at a time: `modem.ppp`."""

    interface = None  # network.PPP, while it has the UART
    dialled = False

    def __init__(self, modem):
        self.modem = modem
        self.stream = DataMode(modem.at, getattr(modem.profile, "escape_ms", 1100))
        modem.losses.append(self._lost)

    async def dial(self, context=1, timeout_ms=75000):
        """Dial; returns the raw stream, for a PPP stack of your own.

        `stream.readinto(buffer, timeout_ms)` and `stream.write(data)` are coroutines, `stream.pipe` is the UART itself.
        `context`: which packet context, 1 to the profile's `contexts`. Raises CommandError (`kind` "NO CARRIER": the network
        does not give the context), Busy when it is dialled already, Timeout, LinkLost, ValueError. Worst case: `timeout_ms`
        and 6.4 s. Source: 27.007 10.2.1.1, YM310 manual 9.37, C1100 flows 3.3.3.
        """
        self.modem.packet.check(context)
        if self.dialled:
            raise Busy("ppp: dialled already")
        self.stream.rest = bytearray()  # what the last call left unread
        # Not every module knows the long form.
        await self.stream.connect("D*99#" if context == 1 else "D*99***%d#" % context, timeout_ms=timeout_ms)
        self.dialled = True
        return self.stream

    async def connect(self, context=1, method="none", user=None, password=None, timeout_ms=60000):
        """Dial, and let the firmware's network.PPP have the UART; returns it when it has its address.

        `method`: none, PAP or CHAP, with `user` and `password`. Raises NotSupported when the firmware has no network.PPP
        (ESP32 has; RP2 boards with Wi-Fi from 1.29 on, others in special builds), Rejected when the peer refuses, Timeout
        after `timeout_ms`, and what `dial` raises. Worst case: `timeout_ms`, and 41 s to hang up when it fails.
        """
        if method not in _METHODS:
            raise ValueError("method: none, PAP or CHAP")
        timeout_ms = timeout(timeout_ms, 60000)
        ppp = _firmware()
        until = ticks_add(loop.now(), timeout_ms)
        await self.dial(context, timeout_ms=timeout_ms)
        try:
            self.interface = ppp(self.stream.pipe)
            self._begin(_METHODS.index(method), user, password)
            while not self.interface.isconnected():
                state = self._poll()
                if state < _DOWN:
                    raise Rejected("PPP", -state, b"D")
                if ticks_diff(until, loop.now()) <= 0:
                    raise Timeout(b"D")
                await sleep_ms(_POLL_MS)
        except BaseException:
            await self.hang_up()
            raise
        return self.interface

    def _begin(self, method, user, password):
        interface = self.interface
        options = {}
        if hasattr(interface, "poll"):
            if method:
                options = {"security": (0, interface.SEC_PAP, interface.SEC_CHAP)[method], "user": user, "key": password}
        else:  # ESP32 up to 1.25
            interface.active(True)
            if method:
                options = {"authmode": (0, interface.AUTH_PAP, interface.AUTH_CHAP)[method]}
                options["username"] = user
                options["password"] = password
        interface.connect(**options)

    def _poll(self):
        # What it reads by itself when the UART interrupts it; no harm is done in between.
        if hasattr(self.interface, "poll"):
            self.interface.poll()
            return self.interface.status()
        return _DOWN

    async def suspend(self):
        """Back to commands while the connection stays (`+++`).

        Raises LinkLost when the connection has ended meanwhile, NotSupported on an ESP32 up to 1.25, whose PPP does not let
        go of the UART. Worst case: 6.4 s. Source: V.250 6.3.4, YM310 manual 9.37.
        """
        if not self.dialled:
            raise LinkLost("ppp: not dialled", b"+++")
        if self.interface is not None:
            if not hasattr(self.interface, "poll"):
                raise NotSupported("ppp: this firmware's network.PPP cannot be suspended, only ended")
            self.interface.config(stream=None)
            self.stream.last = loop.now()  # nobody saw when it wrote last
        if not await self.stream.escape():
            self._end()
            raise LinkLost("ppp: the connection has ended", b"+++")

    async def resume(self, timeout_ms=10000):
        """Back to the connection (`ATO`); returns what `dial` or `connect` has returned.

        Raises CommandError (`kind` "NO CARRIER") when it has ended, LinkLost when nothing is dialled, Timeout after
        `timeout_ms`. Worst case: `timeout_ms` and 6.4 s. Source: V.250 6.3.7, YM310 manual 9.38.
        """
        if not self.dialled:
            raise LinkLost("ppp: not dialled", b"O")
        if self.stream.pipe is None:
            try:
                await self.stream.connect("O", timeout_ms=timeout_ms)
            except BaseException:
                self._end()
                raise
            if self.interface is not None:
                self.interface.config(stream=self.stream.pipe)
        return self.interface or self.stream

    async def hang_up(self, timeout_ms=15000):
        """End the connection (`ATH`), whatever is left of it, and take the UART back.

        `timeout_ms`: how long network.PPP may take to say good-bye; it needs 12 s when the peer has vanished. Raises Timeout
        and LinkLost when the module does not answer, ValueError. Worst case: `timeout_ms`, 17.8 s, the channel's time-out
        and 10.3 s. Source: V.250 6.3.6, YM310 manual 9.37.
        """
        timeout_ms = timeout(timeout_ms, 15000)
        if not self.dialled:
            return
        try:
            await self._take_back(timeout_ms)
            if self.stream.pipe is not None:
                # Behind the end of PPP most modules say NO CARRIER and take commands; some have to be told.
                await self.stream.escape()
        finally:
            self._end()
        await self.modem.at.execute("H", finals=(b"NO CARRIER",))

    async def _take_back(self, timeout_ms):
        """Have network.PPP let go of the UART."""
        interface = self.interface
        if interface is None:
            return
        if not hasattr(interface, "poll"):
            interface.active(False)  # waits by itself
        else:
            if self.stream.pipe is None:  # suspended: only with the UART it can say good-bye at once
                try:
                    await self.stream.connect("O", timeout_ms=5000)
                    interface.config(stream=self.stream.pipe)
                except ModemError:
                    pass
            interface.disconnect()
            until = ticks_add(loop.now(), timeout_ms)
            # Before its status is 0 it still reads and writes.
            while self._poll() != _DOWN and ticks_diff(until, loop.now()) > 0:
                await sleep_ms(_POLL_MS)
            if interface.status() != _DOWN:
                interface.config(stream=None)
        self.stream.last = loop.now()

    def _end(self):
        self.stream.release()
        self.dialled = False
        self.interface = None

    def _lost(self, error):
        if self.stream.pipe is None:
            self._end()


def _firmware():
    """The class network.PPP. Raises NotSupported."""
    try:
        import network
    except ImportError:
        network = None
    ppp = getattr(network, "PPP", None)
    if ppp is None:
        raise NotSupported("ppp: this firmware has no network.PPP; `dial` gives the raw stream to a PPP stack of your own")
    return ppp
