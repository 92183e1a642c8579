# An EC20 on a scripted wire.
from atmodem.quectel import EC20
from support import bench
from support.ec20_mqtt import ERROR, OK

__all__ = ("ERROR", "OK", "Bench")


class Bench(bench.Bench):
    """`up`: its packet context is."""

    def __init__(self, up=True, chunk=64):
        super().__init__(EC20, chunk)
        self.modem.packet.up = up
