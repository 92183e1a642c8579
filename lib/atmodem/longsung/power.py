# Longsung C1100 power saving: PSM and eDRX of 27.007, and what the module tells of them. Source: manual 3.8.
from .. import power
from ..power_saving import seconds
from ..power_timers import decode_active, decode_cycle, decode_periodic

_EVENTS = ((b"^DATADISCONN", "data_disconnected"), (b"^ENTERPSMMODE", "enter_psm"), (b"^EXITPSMMODE", "exit_psm"))


class Service(power.Power):
    """`modem.power` of the C1100.

    "data_disconnected": the radio link is released; "enter_psm": the module sleeps, and answers nothing until `wake` is heard
    or its time is over; "exit_psm".
    """

    def __init__(self, modem):
        super().__init__(modem)
        for text, event in _EVENTS:
            self.at.subscribe(text, lambda digest, event=event: self.tell(event))

    async def set_psm(self, active_s=None, periodic_s=None):
        """As in power.py; the registration's reports then bring the times that the network grants (AT+CEREG=4)."""
        command = super().set_psm(active_s, periodic_s)  # checks them before anything is sent
        await self.at.execute("+CEREG", 1 if active_s is None and periodic_s is None else 4)
        await command

    async def granted(self):
        """The times of the network: (periodic_s, active_s), None for what it has not granted.

        Raises CommandError, Timeout. Worst case: twice the channel's time-out. Source: manual 3.8.1 (AT+CEREG=4, AT+CEREG?).
        """
        await self.at.execute("+CEREG", 4)
        found = await self.modem.network.registration(b"+CEREG")
        if found is None:
            return None, None
        return seconds(decode_periodic, found.periodic_tau), seconds(decode_active, found.active_time)

    async def edrx_requests(self):
        """What was asked for: a list of (access, cycle_s), access "LTE" or "NB-IoT".

        Raises CommandError, Timeout. Worst case: the channel's time-out. Source: manual 3.8.2 (AT+CEDRXS?).
        """
        found = []
        for row in await self.at.rows("+CEDRXS?"):
            if len(row) > 1 and row[0] in (4, 5):
                narrow = row[0] == 5
                found.append(
                    ("NB-IoT" if narrow else "LTE", seconds(lambda text, narrow=narrow: decode_cycle(text, narrow), row[1]))
                )
        return found
