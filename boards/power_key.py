# Presses the module's power key. Runs on the board: it needs `machine`.
from atmodem import sleep_ms


class PowerKey:
    """A power key on a GPIO; `atmodem.open(power=...)` presses it when the module is silent."""

    def __init__(self, pin, active=1):
        from machine import Pin

        self.active = active
        self.pin = Pin(pin, Pin.OUT, value=1 - active)

    async def pulse(self, ms):
        """Press the key for `ms` milliseconds."""
        self.pin.value(self.active)
        await sleep_ms(ms)
        self.pin.value(1 - self.active)
