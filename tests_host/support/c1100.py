# A C1100 on a scripted wire: the modem with its driver, numeric results, and the exchanges most scripts have in common.
from atmodem.longsung import C1100
from atmodem.modem import Modem
from support.channel import awaited
from support.wire import Wire, attach, detach_all, run

OK = b"0\r"
ERROR = b"4\r"


class Bench:
    """`modem`, on `wire`. `up`: the packet context is up; `numeric`: AT+V0 was said."""

    def __init__(self, up=True, numeric=True, chunk=64):
        detach_all()
        self.wire = Wire(chunk=chunk)
        self.modem = Modem(self.wire, C1100)
        self.modem.adopt(C1100)
        self.modem.started.set()
        self.modem.at.digest.numeric = numeric
        attach(self.modem.at)
        self.modem.packet.up = up

    def script(self, *lines):
        """The host must send these lines, the first of each pair without AT and CR; the module answers the second."""
        for i in range(0, len(lines), 2):
            self.wire.expect(b"AT" + lines[i] + b"\r").reply(lines[i + 1])
        return self

    def data(self, payload, reply):
        """The host must send these bytes, which are no command."""
        self.wire.expect(payload).reply(reply)
        return self

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
