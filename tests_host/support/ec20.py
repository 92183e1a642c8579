# An EC20 on a scripted wire: the modem with its driver, and the exchanges most scripts have in common.
from support.ec20_mqtt import ERROR, OK, module
from support.wire import Wire, run

__all__ = ("ERROR", "OK", "Bench")


class Bench:
    """`modem`, on `wire`. `up`: its packet context is; `chunk`: most bytes of a read."""

    def __init__(self, up=True, chunk=64):
        self.modem, self.wire = module(Wire(chunk=chunk))
        self.modem.packet.up = up

    def script(self, *lines):
        """The host must send these lines, the first of each pair without AT and CR; the module answers the second.

        An answer that is a tuple: the module's prompt, what the host must send then, and the answer to that.
        """
        for i in range(0, len(lines), 2):
            answer = lines[i + 1]
            if isinstance(answer, tuple):
                self.wire.expect(b"AT" + lines[i] + b"\r").reply(answer[0])
                self.wire.expect(answer[1]).reply(answer[2])
            else:
                self.wire.expect(b"AT" + lines[i] + b"\r").reply(answer)
        return self

    def run(self, work):
        """Do `work(modem)`, which must use the script up; its result."""
        result = run(work(self.modem), self.wire)
        self.wire.done()
        return result

    def refused(self, kind, work):
        """Do `work(modem)`, which must raise `kind`; the error."""
        try:
            run(work(self.modem), self.wire)
        except kind as error:
            self.wire.done()
            return error
        raise AssertionError("nothing was raised")
