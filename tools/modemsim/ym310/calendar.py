"""The module's calendar clock (AT+CCLK): local time and its zone, set by the network, by NTP or by hand."""

from datetime import datetime, timedelta, timezone

NEVER_SET = datetime(2000, 1, 1)


class Calendar:
    """Runs with the module's clock and keeps running over a restart."""

    def __init__(self, clock):
        self.clock = clock
        self.universal, self.quarters, self.set_at = NEVER_SET, 0, None
        self.trusted = False                           # whether anybody ever told the time

    def start(self):
        """The battery is connected."""
        if self.set_at is None:
            self.set_at = self.clock.now()

    def now(self):
        """Universal time."""
        return self.universal + timedelta(seconds=self.clock.now() - self.set_at)

    def set_universal(self, moment, quarters):
        self.universal, self.quarters, self.set_at = moment, quarters, self.clock.now()
        self.trusted = True

    def set_from_network(self, quarters=32):
        """The true time, as a network or an NTP server tells it."""
        self.set_universal(datetime.now(timezone.utc).replace(tzinfo=None), quarters)

    def set(self, text):
        """``yy/MM/dd,hh:mm:ss±zz`` in local time; False if there is no such time."""
        try:
            local, quarters = datetime.strptime(text[:17], "%y/%m/%d,%H:%M:%S"), int(text[17:])
        except ValueError:
            return False
        if not -47 <= quarters <= 48:
            return False
        self.set_universal(local - timedelta(minutes=15 * quarters), quarters)
        return True

    def text(self, universal=False):
        moment = self.now() + timedelta(minutes=0 if universal else 15 * self.quarters)
        return f"{moment:%y/%m/%d,%H:%M:%S}{self.quarters:+03d}"
