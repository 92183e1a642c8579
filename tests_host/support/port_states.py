# An EC20 behind a UART, in the states a program before this one may have left it in.
from support.obedient import OK, Obedient


class Port(Obedient):
    """The module behind a UART: at another rate than its own both sides see garbage."""

    rate = now = 115200
    mode = ""  # "data": transparent; "prompt": waits for a text that Ctrl-Z ends
    numeric = False
    told = -10000  # when the host said something last
    escape = None  # when +++ takes effect

    def __init__(self, echo=True):
        super().__init__(echo)
        self.inits = []

    def init(self, baudrate, rxbuf, timeout):
        self.now = baudrate
        self.inits.append(baudrate)

    def write(self, data):
        if self.now != self.rate:
            self.say(b"\xff\x80\x00", 1)
            self.say(b"\r\x00", 2)
            return len(data)
        self.escape = None
        if self.mode == "data" and data == b"+++" and self.clock.now - self.told >= 1000:
            self.escape = self.clock.now + 1000
        self.told = self.clock.now
        return super().write(data)

    def hear(self, data):
        if self.mode == "prompt":
            i = data.find(b"\x1b")
            if i < 0:
                return
            self.mode = ""
            self.say(b"\r\nERROR\r\n", 2)
            data = data[i + 1 :]
        if self.mode != "data":
            super().hear(data)

    def exchange(self, line):
        replies = super().exchange(line)
        if line == b"E0V1\r":
            self.numeric = False
        return [(ms, text.replace(OK, b"0\r")) for ms, text in replies] if self.numeric else replies

    def any(self):
        if self.escape is not None and self.clock.now >= self.escape:
            self.escape = None
            self.mode = ""
            self.say(OK)
        return super().any()

    def silence(self):
        silence = super().silence()
        return silence if self.escape is None else min(silence, max(0, self.escape - self.clock.now))


class Key:
    """The power key of a module that is off."""

    def __init__(self, port, boot_ms=7000):
        self.port = port
        self.boot_ms = boot_ms
        self.pulses = []

    async def pulse(self, ms):
        self.pulses.append(ms)
        self.port.stopped = False
        self.port.ready = self.port.clock.now + self.boot_ms
        self.port.say(b"\x00\xff\xff\r\nRDY\r\n", self.boot_ms - 300)
