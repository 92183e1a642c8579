# Quectel EC2x power saving: sleep only, it has neither PSM nor eDRX. Source: AT commands manual 2.28; hardware design guide.
from ..power import Power


class Service(Power):
    """`modem.power` of the EC2x.

    `sleep()`: whenever its pin DTR is high and nothing happens (and USB is not connected). What it hears first while it sleeps
    is lost; pull DTR low, or `wake`. To switch it off: `modem.device.power_off()`.
    """

    async def sleep_mode(self):
        """1 when it may sleep, 0 when not; raises CommandError, Timeout. Worst case 5 s (manual 2.28)."""
        return (await self.at.query("+QSCLK?") or (None,))[0]
