"""The line between host and module: rate, frame, flow control (V.250 6.2.10 to 6.2.12).

Host and module change together, and back again when they do not understand each other then. The pipe must be a
machine.UART, or have its `init()`; anything else takes any rate.

Attributes of the profile read here, with their defaults:

    line_rates             600 to 921600
    automatic_rate         True: rate 0 has the module find out its rate at each start
"""

from .arguments import number
from .compat import const
from .errors import LinkLost, Timeout
from .loading import passing
from .sched import sleep_ms

_RATES = (600, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600)
_CHANGE_MS = const(50)  # from the OK, which still comes the old way, until the module has changed
_BLIND_MS = const(300)
_ANSWER_MS = const(2000)
_PARITIES = (None, "odd", "even")
# Parity and stop bits of a frame of 8 data bits, by the first two numbers of AT+ICF. Fewer data bits could carry no payload.
_FRAMES = (((1,), None, 2), ((2, 0), "odd", 1), ((2, 1), "even", 1), ((3,), None, 1))


class Service:
    """The serial line: `modem.serial`."""

    transient = True  # keeps nothing: its code is let go after each use

    def __init__(self, modem):
        self.modem = modem
        self.at = modem.at

    async def rate(self):
        """The rate the module was told in bits per second; 0: it finds it out at each start.

        Raises CommandError, Timeout. Worst case: the channel's time-out. Source: V.250 6.2.10, YM310 manual 4.6.
        """
        return (await self.at.query("+IPR?") or (None,))[0]

    async def set_rate(self, rate, store=False, rxbuf=2048):
        """Change module and UART to another rate (600 to 921600; 0: the module finds it out from its next start on).

        `store`: keep it over a restart of the module, as `modem.configuration.store` does; else the module comes back at its
        old rate, where it is not heard. `rxbuf`: receive buffer of the UART in bytes. When the module does not answer at the new
        rate, both go back and Timeout is raised: all works as before. Raises ValueError, CommandError, Busy; LinkLost when
        the module answers at neither rate. Worst case: 28 s. Source: V.250 6.2.10, YM310 manual 4.6.
        """
        profile = self.modem.profile
        if not (rate in getattr(profile, "line_rates", _RATES) or rate == 0 and getattr(profile, "automatic_rate", True)):
            raise ValueError("rate: not one of the module's")
        number(rxbuf, "rxbuf", 32, 32766)
        old = getattr(self.modem, "rate", profile.baud_rates[0])
        change = (b"+IPR=%d" % rate, {"baudrate": rate or old})
        await self._change(change, (b"+IPR=%d" % old, {"baudrate": old}), rxbuf)
        self.modem.rate = rate or old
        if store:
            await passing("configuration").store(self.at)

    async def frame(self):
        """Parity (None, "odd" or "even") and stop bits of a character; None when the module finds it out, or has 7 data bits.

        Raises CommandError, Timeout. Worst case: the channel's time-out. Source: V.250 6.2.11, YM310 manual 4.7.
        """
        found = await self.at.query("+ICF?") or ()
        for numbers, parity, stop in _FRAMES:
            if found[: len(numbers)] == numbers:
                return parity, stop
        return None

    async def set_frame(self, parity=None, stop=1, rxbuf=2048):
        """Change module and UART to another frame of 8 data bits: `parity` None, "odd" or "even"; `stop` bits 1 or 2.

        Raises and takes as `set_rate`; two stop bits go without parity only. Source: V.250 6.2.11, YM310 manual 4.7.
        """
        number(rxbuf, "rxbuf", 32, 32766)
        numbers = None
        for row in _FRAMES:
            if row[1:] == (parity, stop):
                numbers = row[0]
        if numbers is None:
            raise ValueError("frame: parity None, odd or even; 2 stop bits without parity only")
        found = await self.frame() or (None, 1)
        old = None
        for row in _FRAMES:
            if row[1:] == found:
                old = row[0]
        await self._change((line(numbers), bits(parity, stop)), (line(old), bits(*found)), rxbuf)

    async def flow_control(self):
        """Whether host and module are slowed down by RTS and CTS: (the module by the host, the host by the module).

        Raises CommandError, Timeout. Worst case: the channel's time-out. Source: V.250 6.2.12, YM310 manual 4.9.
        """
        found = await self.at.query("+IFC?") or ()
        return found[:1] == (2,), found[1:2] == (2,)

    def set_flow_control(self, enabled):
        """Await it to have the module use RTS and CTS both ways, or no flow control.

        The UART must have been made with `flow=UART.RTS | UART.CTS` and the pins. XON/XOFF is not offered: payloads may hold any
        byte. Raises CommandError, Timeout. Worst case: the channel's time-out. Source: V.250 6.2.12, YM310 manual 4.9.
        """
        mode = 2 if enabled else 0
        return self.at.execute("+IFC", mode, mode)

    async def _change(self, new, old, rxbuf):
        # `new` and `old`: the command that the module gets, and what the UART gets.
        opening = passing("opening")
        at = self.at
        pipe = at.pipe
        while not hasattr(pipe, "init") and hasattr(pipe, "pipe"):
            pipe = pipe.pipe  # behind a trace

        def set_host(settings):
            if hasattr(pipe, "init"):
                pipe.init(rxbuf=rxbuf, timeout=0, **settings)
            at.digest.abandon()

        async def work():
            if at.dirty:
                await opening.greet(at, _ANSWER_MS)  # then what was late has come
            try:
                await at.execute(new[0])
            except Timeout:
                pass  # whether it has changed will be seen
            await sleep_ms(_CHANGE_MS)
            set_host(new[1])
            try:
                return await opening.greet(at, _ANSWER_MS)
            except Timeout:
                # It may have changed, and hear us where we do not hear it.
                await opening.Greeting(at).say(b"AT" + old[0] + b"\r", _BLIND_MS)
            set_host(old[1])
            try:
                await opening.greet(at, _ANSWER_MS)
            except Timeout:
                raise LinkLost("no answer, neither the new way nor the old", new[0][:4])
            raise Timeout(new[0][:4])

        return await passing("alone").alone(self.modem, work)


def line(numbers):
    """The command for a frame."""
    return b"+ICF=" + b",".join([b"%d" % n for n in numbers])


def bits(parity, stop):
    """What machine.UART calls a frame of 8 bits."""
    return {"bits": 8, "parity": {"odd": 1, "even": 0}.get(parity), "stop": stop}
