# An ML302 on a scripted wire: the modem with its driver, and the exchanges most scripts have in common.
from atmodem.chinamobile import ML302
from atmodem.chinamobile.mqtt import Service
from atmodem.sched import sleep_ms
from support import bench
from support.wire import error_of, run

OK = b"\r\nOK\r\n"
ERROR = b"\r\nERROR\r\n"
CONFIGURE = b'+MQTTCFG="broker.test",1883,"pump-7",60,"","",1'
OPEN = b'+MQTTOPEN=0,0,0,0,0,"",""'


def cme(code):
    return b"\r\n+CME ERROR: %d\r\n" % code


def told(text):
    """A line of the module."""
    return b"\r\n" + text + b"\r\n"


OPENED = told(b"+MQTTOPEN:OK")
LEFT = told(b"+MQTTDISC: OK")


class Bench(bench.Bench):
    def __init__(self, chunk=64):
        super().__init__(ML302, chunk)
        self.modem.mqtt = Service(self.modem)  # the garbage collection before it would take most of a test's time

    def connecting(self, answer=OPENED + OK, configure=CONFIGURE, opening=OPEN):
        """Script a connection."""
        return self.script(configure, OK, b"+MQTTREC=1", OK, opening, answer)

    def leaving(self, answer=LEFT + OK):
        """Script a farewell."""
        return self.script(b"+MQTTDISC", answer, b"+MQTTDEL", OK)

    def publishing(self, header, data, *answers):
        """Script a counted publication: the answers come one after the other, 10 ms apart."""
        self.wire.expect(b"AT+MQTTPUB=" + header + b",%d\r" % len(data)).reply(b"\r\n>")
        self.wire.expect(data)
        for i in range(len(answers)):
            self.wire.reply(answers[i], 10 * i)
        return self

    def connect(self, **named):
        return self.modem.mqtt.connect("broker.test", 1883, client_id="pump-7", **named)

    def session(self, work, **named):
        """Connect, then `work(mqtt)`, by the script; its result."""

        async def main():
            return await work(await self.connect(**named))

        return self.run(main())

    def run(self, coroutine):
        """Run a coroutine, which must use the script up; its result."""
        result = run(coroutine, self.wire)
        self.wire.done()
        return result

    def refused(self, kind, **named):
        """connect() must raise `kind`; the error. The client is free again."""

        async def main():
            return await error_of(self.connect(**named), kind)

        error = self.run(main())
        assert self.modem.mqtt.sessions == [None]
        return error

    def say(self, *texts):
        """The module says lines unasked."""
        for text in texts:
            self.wire.say(told(text))


async def settle(ms=50):
    """Let everything happen that is due."""
    for _ in range(5):
        await sleep_ms(ms // 5)


def listened(mqtt):
    """A list to which the session's events are added."""
    heard = []
    mqtt.handlers.append(lambda *event: heard.append(event))
    return heard
