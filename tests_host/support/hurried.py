# A clock that runs ahead: what waits for a minute is done in seconds. The simulated module's --speed is the same.
from atmodem.idle import Clock


class Hurried(Clock):
    """Ten milliseconds of the program are one of the day."""

    SPEED = 10

    def ticks_ms(self):
        return super().ticks_ms() * self.SPEED

    def idle(self, ms):
        super().idle((ms + self.SPEED - 1) // self.SPEED)
