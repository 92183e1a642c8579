# A YM310 on a scripted wire: the modem with its driver, and the exchanges most scripts have in common.
from atmodem.yuge import YM310
from support import bench

OK = b"\r\nOK\r\n"


class Bench(bench.Bench):
    """`up`: the packet context is up; `single`: for one link."""

    def __init__(self, up=True, single=False, chunk=64):
        super().__init__(YM310, chunk)
        self.modem.packet.single = single
        self.modem.packet.up = up

    def bring_up(self, apn=b"+CSTT", mux=b"1"):
        """The way to IP STATUS (manual 9.41)."""
        return self.script(
            b"+CIPSHUT", b"\r\nSHUT OK\r\n", b"+CIPMUX=" + mux + b";+CIPRXGET=1;+CIPQSEND=1", OK,
            apn, OK, b"+CIICR", OK, b"+CIFSR", b"\r\n010.083.172.111\r\n",
        )  # fmt: skip
