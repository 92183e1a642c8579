# A module with its driver on a scripted wire: what the scripts of all modules have in common.
from support.wire import Wire, adopted, awaited, raises, run


class Bench:
    """`modem`, on `wire`. `chunk`: most bytes of a read."""

    def __init__(self, profile, chunk=64):
        self.wire = Wire(chunk=chunk)
        self.modem = adopted(profile, self.wire)

    def script(self, *lines):
        """The host must send these lines, the first of each pair without AT and CR; the module answers the second.

        An answer that is a tuple: the module's prompt, what the host must send then, and the answer to that.
        """
        for i in range(0, len(lines), 2):
            answer = lines[i + 1]
            self.wire.expect(b"AT" + lines[i] + b"\r")
            if isinstance(answer, tuple):
                self.wire.reply(answer[0]).expect(answer[1])
                answer = answer[2]
            self.wire.reply(answer)
        return self

    def run(self, work):
        """Do `work(modem)`, which must use the script up; its result."""
        result = run(awaited(work, self.modem), self.wire)
        self.wire.done()
        return result

    def refused(self, kind, work):
        """Do `work(modem)`, which must raise `kind`; the error."""
        error = raises(kind, awaited(work, self.modem), self.wire)
        self.wire.done()
        return error
