# An L610 on a scripted wire: the modem with its driver, and the exchanges most scripts have in common.
from atmodem.fibocom import L610
from support import bench

OK = b"\r\nOK\r\n"
ERROR = b"\r\nERROR\r\n"
CALL = b"\r\n+MIPCALL: 1,10.104.48.68\r\n" + OK  # the answer to AT+MIPCALL?
NO_CALL = b"\r\n+MIPCALL: 0\r\n" + OK
NO_CLIENT = b"\r\n+MQTTOPEN: 0\r\n" + OK
OPENED = OK + b"\r\n+MQTTOPEN: 1,1\r\n"
CLOSED = OK + b"\r\n+MQTTCLOSE: 1,1\r\n"


class Bench(bench.Bench):
    def __init__(self, chunk=64):
        super().__init__(L610, chunk)

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

    def session(self, work, **named):
        """Connect as `connecting` scripts it, then do `work(mqtt)`."""

        async def main(modem):
            return await work(await modem.mqtt.connect("broker", 1883, client_id="pump-7", **named))

        return self.run(main)
