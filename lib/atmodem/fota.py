"""The module's own firmware over the air, as every module offers it. The dialect is the vendor's.

The module fetches the firmware by itself, starts anew, writes it, and starts anew once more.
"""

from collections import namedtuple

from .compat import const
from .errors import ModemError, Timeout
from .loading import passing
from .sched import loop, sleep_ms, ticks_add, ticks_diff

# `phase`: one of IDLE, FETCHING, FETCHED, FAILED. `percent` of what is fetched, `code` of the failure; None when not told.
State = namedtuple("State", ("phase", "percent", "code", "http", "cause"))
IDLE = "idle"
FETCHING = "fetching"
FETCHED = "fetched"
FAILED = "failed"
_POLL_MS = const(2000)


class Fota:
    """`modem.fota`. A vendor's Service has `state()`, `failure(state)`, `_begin(url)`, and `check(url)`: it raises ValueError."""

    transient = True  # keeps nothing: its code is let go after each use
    poll_ms = _POLL_MS

    def __init__(self, modem):
        self.modem = modem
        self.at = modem.at

    async def update(self, url=None, progress=None, timeout_ms=1800000):
        """Have the module fetch a firmware and change to it; returns the revision it then has.

        `url`: where the firmware is, None: the vendor's server. `progress(percent)` is called when more has come; it must not
        wait, nor raise. All that is open is lost at the end (`modem.losses` are told). Raises ValueError; CommandError when
        it is not fetched (`kind` "FOTA"; `code` and words are the module's); Timeout when it still has the old firmware after
        `timeout_ms`. Worst case: `timeout_ms`, and a minute. Source: the module's manual (YM310 4.21).
        """
        from .arguments import number

        self.check(url)
        until = ticks_add(loop.now(), number(timeout_ms, "timeout_ms", 1000, 86400000))
        before = await self.revision()
        await self._begin(url)
        told = None
        while ticks_diff(until, loop.now()) > 0:
            await sleep_ms(self.poll_ms)
            try:
                state = await self.state()
                if state.percent is not None and state.percent != told:
                    told = state.percent
                    if progress is not None:
                        progress(told)
                if state.phase != FAILED:
                    revision = before if state.phase == FETCHING else await self.revision()
                    if revision and revision != before and not await passing("restarted").forgetful(self.modem):
                        return revision
                    continue
            except ModemError:
                continue  # it starts anew
            raise self.failure(state)
        raise Timeout(b"FOTA")

    async def revision(self):
        """The firmware's revision, as str.

        Raises CommandError, Timeout. Worst case: the channel's time-out. Source: 27.007 5.3.
        """
        lines = await self.at.command("+CGMR")
        return lines[0].rpartition(":")[2].strip(' "') if lines else ""
