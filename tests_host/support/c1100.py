# A C1100 on a scripted wire: the modem with its driver, numeric results, and the exchanges most scripts have in common.
from atmodem.longsung import C1100
from support import bench

OK = b"0\r"
ERROR = b"4\r"


class Bench(bench.Bench):
    """`up`: the packet context is up; `numeric`: AT+V0 was said."""

    def __init__(self, up=True, numeric=True, chunk=64):
        super().__init__(C1100, chunk)
        self.modem.at.digest.numeric = numeric
        self.modem.packet.up = up

    def data(self, payload, reply):
        """The host must send these bytes, which are no command."""
        self.wire.expect(payload).reply(reply)
        return self
