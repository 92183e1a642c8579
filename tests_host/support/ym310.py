# A YM310 on a scripted wire: the modem with its driver, and the exchanges most scripts have in common.
from atmodem.modem import Modem
from atmodem.yuge import YM310
from support.wire import Wire, attach, detach_all, run

OK = b"\r\nOK\r\n"


async def awaited(work, modem):
    return await work(modem)


class Bench:
    """`modem`, on `wire`. `up`: the packet context is up; `single`: for one link."""

    def __init__(self, up=True, single=False, chunk=64):
        detach_all()
        self.wire = Wire(chunk=chunk)
        self.modem = Modem(self.wire, YM310)
        self.modem.adopt(YM310)
        self.modem.started.set()
        attach(self.modem.at)
        self.modem.packet.single = single
        self.modem.packet.up = up

    def script(self, *lines):
        """The host must send these lines, the first of each pair without AT and CR; the module answers the second."""
        for i in range(0, len(lines), 2):
            self.wire.expect(b"AT" + lines[i] + b"\r").reply(lines[i + 1])
        return self

    def bring_up(self, apn=b"+CSTT", mux=b"1"):
        """The way to IP STATUS (manual 9.41)."""
        return self.script(
            b"+CIPSHUT", b"\r\nSHUT OK\r\n", b"+CIPMUX=" + mux, OK, b"+CIPRXGET=1", OK, b"+CIPQSEND=1", OK,
            apn, OK, b"+CIICR", OK, b"+CIFSR", b"\r\n010.083.172.111\r\n",
        )  # fmt: skip

    def run(self, work):
        """Do `work(modem)`, which must use the script up; its result."""
        result = run(awaited(work, self.modem), self.wire)
        self.wire.done()
        return result

    def refused(self, kind, work):
        """Do `work(modem)`, which must raise `kind`; the error."""
        try:
            run(awaited(work, self.modem), self.wire)
        except kind as error:
            self.wire.done()
            return error
        raise AssertionError("nothing was raised")
