# Yuge YM310 firmware update. Source: manual 4.21.
from .. import fota
from ..arguments import number, text
from ..loading import passing

_PHASES = (fota.IDLE, fota.FETCHING)


class Service(fota.Fota):
    """`modem.fota` of the YM310. It takes a firmware with a higher version number than its own only, over HTTP.

    It is made so that it asks the vendor's server once a day, and starts anew by itself for a newer firmware: a product
    that must not do that says `configure(automatic=False)`. What is not said otherwise raises CommandError and Timeout, and
    takes 9 s at most.
    """

    def check(self, url):
        """Raises ValueError for what is no address of a firmware."""
        if url is not None and not text(url, "url", 255).startswith(b"http://"):
            raise ValueError("url: http://...")

    async def state(self):
        """How far it is: (phase, percent, code, http, cause); phase is idle, fetching, fetched or failed.

        `code` of a failure: -1000 to -1006, `http`: the server's status, `cause`: 3, 17, 25, 26, or 27 for a firmware that is
        the newest already; None where there is none.
        """
        found = (await self.at.query("+UPGRADE?") or (0,)) + (None,) * 4
        state = found[0]
        if state == 2:
            return fota.State(fota.FAILED if found[1] else fota.FETCHED, None if found[1] else 100, found[1] or None, *found[2:4])
        return fota.State(_PHASES[1 if state == 1 else 0], found[1], None, None, None)

    def failure(self, state):
        """The CommandError for a state whose phase is "failed"."""
        return passing("yuge.fota_words").failure(state)

    async def _begin(self, url):
        if url is not None:
            # Not for good: it would fetch it once a day.
            await self.at.execute("+UPGRADE", "URL", url, 1)
        await self.start()

    def start(self):
        """Await it to have the module ask its server now; what comes of it `state` tells."""
        return self.at.execute("+UPGRADE")

    async def configure(self, automatic=None, period_s=None, url=None, key=None, keep=True):
        """Say when and where the module looks for a firmware; what is None stays as it is.

        `automatic`: whether it looks by itself; `period_s`: how often (60 to 4294967296 s, a day at first); `url`: of a
        firmware on a server of one's own; `key`: the ProductKey at the vendor's server. `keep`: over a restart, too. Raises
        ValueError. Worst case: 9 s for each.
        """
        self.check(url)
        if period_s is not None:
            number(period_s, "period_s", 60, 4294967296)
        if key is not None:
            text(key, "key", 255)
        last = () if keep else (1,)
        if automatic is not None:
            automatic = 1 if automatic else 0
        for tag, value in (("KEY", key), ("URL", url), ("PERIOD", period_s), ("AUTO", automatic)):
            if value is not None:
                await self.at.execute("+UPGRADE", tag, value, *last, secret=tag == "KEY")

    async def settings(self):
        """What was said: (automatic, period_s, url); the address is "" for the vendor's server. Worst case: 27 s."""
        found = []
        for tag in ("AUTO", "PERIOD", "URL"):
            line = await self.at.query("+UPGRADE", tag) or ()
            found.append(line[1] if len(line) > 1 else None)
        return found[0] == 1, found[1], found[2] or ""
