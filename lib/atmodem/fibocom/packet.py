# Fibocom L610 packet context: the call for an address, which MQTT stands on. Source: guide 3.2, 3.3.
from .. import packet
from ..errors import LinkLost
from ..fields import fields
from ..idle import tell
from ..loading import in_passing, passing
from ..sched import Lock, Signal, spawn


def is_down(digest):
    """Whether the line is +MIPCALL: 0: there is no address, or none any more."""
    return fields(digest) == (0,)


class Service(packet.Service):
    """`modem.packet` of the L610. Context 1 is the one its own IP stack uses; `start` calls for its address.

    Its other calls stand in contexts.py of this folder.
    """

    seldom = "fibocom.contexts"
    downs = 0  # how often +MIPCALL: 0 was heard since the module was asked
    given = (None, None, None, None)  # what `start` was told last

    def __init__(self, modem):
        super().__init__(modem)
        self.lock = Lock()  # a command whose result line has not come is not followed by another (guide 3.2)
        self.told = Signal()
        self.at.subscribe(b"+MIPCALL", self._on_call)

    async def start(self, apn=None, user=None, password=None, context=1, method="PAP", timeout_ms=450000):
        """Have an address; one that is there with this APN stays.

        `apn`, `user`, `password`: None for those of the last call, at first what the module has. `method`: PAP or CHAP. Raises
        CommandError (kind "result" when the network gives no address), Timeout, ValueError. Worst case: `timeout_ms`, for its
        turn as for the address; 450 s for the settings, and 170 s to give an address back that was there with another APN. A
        call for an address may take 150 s, and is tried three times. Another context than 1 is one of 27.007 (packet.py).
        Source: guide 3.2.
        """
        await passing("fibocom.contexts").start(self, apn, user, password, context, method, timeout_ms)

    def gone(self):
        """The address is gone, and with it all that stood on it."""
        self.downs = 0
        tell(self.modem.losses, LinkLost("packet context lost", b"+MIPCALL"))

    def _on_call(self, digest):
        # Nobody asked: the network has taken the address away, or a call that took too long has ended after all.
        self.told.set()
        if is_down(digest):
            if self.downs == 0:
                spawn(in_passing(self.gone, "fibocom.losses", "down", self))
            self.downs += 1
