# An L610 on a scripted wire: the modem with its driver, and the exchanges most scripts have in common.
from atmodem.fibocom import L610
from atmodem.modem import Modem
from support.wire import Wire, attach, detach_all, run

OK = b"\r\nOK\r\n"
ERROR = b"\r\nERROR\r\n"
CALL = b"\r\n+MIPCALL: 1,10.104.48.68\r\n" + OK  # the answer to AT+MIPCALL?
NO_CALL = b"\r\n+MIPCALL: 0\r\n" + OK
NO_CLIENT = b"\r\n+MQTTOPEN: 0\r\n" + OK
OPENED = OK + b"\r\n+MQTTOPEN: 1,1\r\n"
CLOSED = OK + b"\r\n+MQTTCLOSE: 1,1\r\n"


class Bench:
    """`modem`, on `wire`."""

    def __init__(self, chunk=64):
        detach_all()
        self.wire = Wire(chunk=chunk)
        self.modem = Modem(self.wire, L610)
        self.modem.adopt(L610)
        self.modem.started.set()
        attach(self.modem.at)

    def script(self, *lines):
        """The host must send these lines, the first of each pair without AT and CR; the module answers the second."""
        for i in range(0, len(lines), 2):
            self.wire.expect(b"AT" + lines[i] + b"\r").reply(lines[i + 1])
        return self

    def connecting(self, login=b'1,"","","pump-7"', will=None, where=b'1,"broker",1883,1,60', opened=OPENED):
        """The way to a session (guide 3.3)."""
        self.script(b"+MIPCALL?", CALL, b"+MQTTOPEN?", NO_CLIENT, b"+MQTTUSER=" + login, OK)
        if will:
            self.script(b"+MQTTWILL=" + will, OK)
        return self.script(b"+MQTTOPEN=" + where, opened)

    def publishing(self, head, data, answer):
        """A publish by count."""
        self.wire.expect(b"AT+MQTTPUB=" + head + b"\r").reply(b"\r\n>")
        self.wire.expect(data).reply(answer)
        return self

    def run(self, work):
        """Do `work(modem)`, which must use the script up; its result."""
        result = run(self.working(work), self.wire)
        self.wire.done()
        return result

    async def working(self, work):
        """What `work` gives may be a coroutine or another awaitable."""
        return await work(self.modem)

    def session(self, work, **named):
        """Connect as `connecting` scripts it, then do `work(mqtt)`."""

        async def main(modem):
            return await work(await modem.mqtt.connect("broker", 1883, client_id="pump-7", **named))

        return self.run(main)

    def refused(self, kind, work):
        """Do `work(modem)`, which must raise `kind`; the error."""
        try:
            run(self.working(work), self.wire)
        except kind as error:
            self.wire.done()
            return error
        raise AssertionError("nothing was raised")


async def error_of(awaitable, kind):
    """The error of `kind` that awaiting must raise."""
    try:
        await awaitable
    except kind as error:
        return error
    raise AssertionError("nothing was raised")
