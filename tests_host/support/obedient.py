# An EC20 that does what it is told, in the bytes of its manuals. support/faulty.py has what can go wrong with it.
from atmodem import sched
from atmodem.quectel import EC20
from support import obedient_services
from support.wire import Wire, adopted

OK = b"\r\nOK\r\n"
ERROR = b"\r\nERROR\r\n"

# Beginning of a command line behind AT, its information lines. What is not here is answered by OK alone.
_LINES = (
    (b"+CMEE?", b"+CMEE: 1"),
    (b"+CSQ", b"+CSQ: 24,99"),
    (b"+CESQ", b"+CESQ: 99,99,255,255,20,57"),
    (b"+CPIN?", b"+CPIN: READY"),
    (b"+QCCID", b"+QCCID: 89860025128306012474"),
    (b"+CIMI", b"460001234567890"),
    (b"+CGMI", b"Quectel"),
    (b"+CGMM", b"EC20F"),
    (b"+CGMR", b"EC20CEFAGR06A15M4G"),
    (b"+CGSN", b"861234050012345"),
    (b"I", b"Quectel", b"EC20F", b"Revision: EC20CEFAGR06A15M4G"),
    (b"+CFUN?", b"+CFUN: 1"),
    (b"+CREG?", b"+CREG: 2,1"),
    (b"+CEREG?", b'+CEREG: 2,1,"1A2B","01C3D4E5",7'),
    (b"+CGREG?", b"+CGREG: 2,0"),
    (b"+COPS?", b'+COPS: 0,0,"CHINA MOBILE",7'),
    (b"+COPS=?", b'+COPS: (2,"CHINA MOBILE","CMCC","46000",7),,(0-4),(0-2)'),
    (b"+CGATT?", b"+CGATT: 1"),
    (b"+CGDCONT?", b'+CGDCONT: 1,"IP","cmnet","0.0.0.0",0,0'),
    (b"+CGACT?", b"+CGACT: 1,1"),
    (b"+CGPADDR", b'+CGPADDR: 1,"10.3.118.130"'),
    (b"+CGCONTRDP", b'+CGCONTRDP: 1,5,"cmnet","10.3.118.130.255.255.255.0","10.3.118.1","221.179.38.7","120.196.165.7"'),
    (b"+QIACT?", b'+QIACT: 1,1,1,"10.3.118.130"'),
    (b"+CCLK?", b'+CCLK: "18/08/07,13:28:31+32"'),
    (b'+QMTCFG="version",0\r', b'+QMTCFG: "version",4'),
    (b"+QMTOPEN?", b'+QMTOPEN: 0,"broker.test",1883'),
    (b"+QMTCONN?", b"+QMTCONN: 0,3"),
    (b'+QSSLCFG="seclevel",2\r', b'+QSSLCFG: "seclevel",2,1'),
    (b"+QISTATE?", b'+QISTATE: 0,"TCP","1.2.3.4",7,22742,2,1,0,0,"uart1"'),
    (b'+QICFG="viewmode"\r', b'+QICFG: "viewmode",0'),
    (b"+QFLST=", b'+QFLST: "UFS:f",5'),
    (b"+QFOPEN=", b"+QFOPEN: 3000"),
    (b"+QFLDS=", b"+QFLDS: 500000,1048576"),
    (b"+QGPSLOC=", b"+QGPSLOC: 061951.0,3150.7223N,11711.9293E,0.7,62.2,2,0.0,0.0,0.0,110513,09"),
    (b'+QGPSCFG="outport"\r', b'+QGPSCFG: "outport","none"'),
    (b"+QIDNSCFG=1\r", b'+QIDNSCFG: 1,"1.1.1.1","2.2.2.2"'),
    (b"+QSCLK?", b"+QSCLK: 0"),
)


def value(line, index):
    """Parameter `index` of a command line as an int."""
    return int(line.rstrip(b"\r").partition(b"=")[2].split(b",")[index])


class Obedient(Wire):
    """The module. A fault, one of faulty.FAULTS, can be armed for one of its next answers; a prompt is an answer of its own."""

    fault = None
    stopped = False

    def __init__(self, echo=True):
        super().__init__(chunk=128, echo=echo)
        self.start()

    def start(self):
        """What a start leaves of its settings."""
        self.line = b""
        self.lines = []  # what it was told
        self.answers = 0  # how many it gave
        self.wanted = 0  # bytes of payload it waits for
        self.ready = self.clock.now
        self.held = self.piled = b""  # not sent yet; not heard yet
        self.due = None

    def arm(self, fault, answer=0):
        """Let `fault` happen at this answer from now; 0 is the next."""
        self.fault = fault
        self.answers = -answer
        self.lines = []

    # --- what it hears

    def write(self, data):
        """The host's bytes; the long ones are not kept."""
        if len(data) < 300:
            self.sent += data
        if self.held:
            if len(self.piled) < 500:  # its input buffer
                self.piled += bytes(data)
        elif not self.stopped and self.clock.now >= self.ready:
            self.hear(bytes(data))
        return len(data)

    def hear(self, data):
        """Command lines and payload."""
        while data:
            if self.wanted:
                self.line += data[: self.wanted]
                data, self.wanted = data[self.wanted :], max(0, self.wanted - len(data))
                if not self.wanted:
                    line = self.line
                    self.line = b""
                    self.answer(self.paid(line))
                continue
            head, end, data = data.partition(b"\r")
            self.line += head + end
            i = self.line.find(b"AT")  # what stands in front is ignored
            if end and i >= 0:
                line = self.line[i:]
                self.line = b""
                self.lines.append(line)
                if self.echo:
                    self.say(line)
                if line[:4] == b"ATE0":
                    self.echo = False
                self.answer(self.exchange(line[2:]))
            elif end:
                self.line = b""

    def exchange(self, line):
        """What it answers to a line (behind AT, with its CR): pairs of milliseconds and bytes."""
        if line.count(b'"') % 2:
            return [(5, ERROR)]
        if line == b"+QMTPUBEX=?\r":
            return [(5, OK)]
        replies = obedient_services.answer(self, line)
        if replies is not None:
            return replies
        if line.startswith(b"+QMTPUBEX"):
            fields = line.rstrip(b"\r").split(b",")
            self.wanted = int(fields[-1])
            self.paid = lambda data: [(5, OK), (60, b"\r\n+QMTPUBEX: 0,%s,0\r\n" % fields[1])]
            return [(5, b"\r\n> ")]
        if line.startswith(b"+QFUPL"):
            self.wanted = value(line, 1)
            self.paid = lambda data: [(5, b"\r\n+QFUPL: %d,%x\r\n" % (len(data), xor(data)) + OK)]
            return [(5, b"\r\nCONNECT\r\n")]
        if line.startswith(b"+CFUN=1,1"):
            return [(5, OK), (600, b"\r\nRDY\r\n")]
        if line.startswith(b"+QPOWD"):
            return [(5, OK), (700, b"\r\nPOWERED DOWN\r\n")]
        if line.startswith(b"+QMTRECV="):
            return [(5, b'\r\n+QMTRECV: 0,0,"t/in",5,"he"lo"\r\n' + OK)]
        for name, tail in ((b"+QMTOPEN=", b"0"), (b"+QMTCONN=", b"0,0"), (b"+QMTDISC=", b"0"), (b"+QMTCLOSE=", b"0")):
            if line.startswith(name):
                return [(5, OK), (80, b"\r\n%s: %d,%s\r\n" % (name[:-1], value(line, 0), tail))]
        for name, tail in ((b"+QMTSUB=", b",1"), (b"+QMTUNS=", b"")):
            if line.startswith(name):
                return [(5, OK), (80, b"\r\n%s: 0,%d,0%s\r\n" % (name[:-1], value(line, 1), tail))]
        for row in _LINES:
            if line.startswith(row[0]):
                return [(5, b"".join([b"\r\n" + text + b"\r\n" for text in row[1:]]) + OK)]
        return [(5, OK)]

    # --- what it says

    def answer(self, replies):
        """Send the replies, or what the fault makes of them."""
        self.answers += 1
        if self.fault is not None and self.answers == 1:
            fault = self.fault
            self.fault = None
            replies = fault(self, replies)
        for after_ms, text in replies:
            self.say(text, after_ms)

    def release(self, after_ms):
        """What was held back comes so many milliseconds from now; then it deals with what it was told meanwhile."""
        if self.held:
            self.due = self.clock.now + after_ms

    def silence(self):
        silence = super().silence()
        return silence if self.due is None else min(silence, max(0, self.due - self.clock.now))

    def any(self):
        if self.due is not None and self.clock.now >= self.due:
            self.due = None
            held, piled = self.held, self.piled
            self.held = self.piled = b""
            self.say(held)
            self.hear(piled)
        return super().any()


def xor(data):
    """AT+QFUPL's checksum, as the file manual describes it."""
    high = low = 0
    for i in range(0, len(data), 2):
        high ^= data[i]
    for i in range(1, len(data), 2):
        low ^= data[i]
    return high << 8 | low


def ec20(wire=None):
    """An EC20 that is set up, without `open`: (modem, its wire)."""
    wire = wire or Obedient(echo=False)
    return adopted(EC20, wire), wire


def begin(wire, main):
    """Run `main()` on the wire's clock; its result."""
    return sched.run(main(), clock=wire.clock)
