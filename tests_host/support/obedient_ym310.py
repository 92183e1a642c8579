# A YM310 that does what it is told, in the bytes of its manual: sockets, MQTT, HTTP, FTP, files and TLS settings.
from atmodem.yuge import YM310
from support.obedient import ERROR, OK, Obedient, value
from support.wire import adopted

BODY = b"hello"  # what every peer sends and every file holds


def said(line):
    return b"\r\n" + line + b"\r\n"


# Beginning of a command line behind AT, what it is answered, what is said later. What is not here is answered by OK alone.
_ANSWERS = (
    (b"+CSQ", said(b"+CSQ: 24,99") + OK),
    (b"+CCLK?", said(b'+CCLK: "24/08/07,13:28:31+32"') + OK),
    (b"+SAPBR=2,1", said(b'+SAPBR: 1,1,"10.140.39.84"') + OK),
    (b"+CIPSHUT", said(b"SHUT OK")),
    (b"+CIFSR", said(b"010.083.172.111")),
    (b"+CIPSTART=0", OK, said(b"0, CONNECT OK")),
    (b"+CIPRXGET=2,0", said(b"+CIPRXGET: 2,0,5,0") + BODY + OK),
    (b"+CIPCLOSE=0", said(b"0, CLOSE OK")),
    (b"+CIPSTATUS", OK + said(b"STATE: IP PROCESSING") + said(b'C: 0,0,"TCP","60.166.12.210","7","CONNECTED"')),
    (b"+CIPACK=0", said(b"+CIPACK: 5,5,0") + OK),
    (b"+SSLCFG=\"seclevel\",88\r", said(b'+SSLCFG: "seclevel",88,1') + OK),
    (b"+MIPSTART", OK, said(b"CONNECT OK")),
    (b"+SSLMIPSTART", OK, said(b"CONNECT OK")),
    (b"+MCONNECT", OK, said(b"CONNACK OK")),
    (b"+MSUB", OK, said(b"SUBACK")),
    (b"+MUNSUB", OK, said(b"UNSUBACK")),
    (b"+MQTTSTATU", said(b"+MQTTSTATU :1") + OK),
    (b"+HTTPACTION=", OK, said(b"+HTTPACTION: %d,200,5")),
    (b"+HTTPREAD=", said(b"+HTTPREAD: 5") + BODY + OK),
    (b"+HTTPHEAD", said(b"+HTTPHEAD: 19") + b"Content-Length: 5\r\n" + OK),
    (b"+HTTPGET=", said(b"+HTTPGET:5") + OK),
    (b"+HTTPSCONT?", said(b"+HTTPSCONT:1") + OK),
    (b"+HTTPEXACTION=0", OK, said(b"+HTTPEXGET")),
    (b"+HTTPEXACTION=1", OK, said(b"+HTTPEXPOST")),
    (b"+HTTPEXGET=", said(b"+HTTPEXGET: 5") + BODY + OK, said(b"+HTTPEXACTION: 0,200")),
    (b"+FTPGET=1", OK, said(b"+FTPGET: 1,1")),
    (b"+FTPLIST=1", OK, said(b"+FTPLIST: 1,1")),
    (b"+FTPPUT=1", OK, said(b"+FTPPUT: 1,1,1360")),
    (b"+FTPPUT=2,0", OK, said(b"+FTPPUT: 1,0")),
    (b"+FTPSIZE", OK, said(b"+FTPSIZE: 1,0,5")),
    (b"+FTPDELE", OK, said(b"+FTPDELE: 1,0")),
    (b"+FTPMKD", OK, said(b"+FTPMKD: 1,0")),
    (b"+FTPRMD", OK, said(b"+FTPRMD: 1,0")),
    (b"+FTPGETTOFS=", OK, said(b"+FTPGETTOFS: 0,5")),
    (b"+FTPPUTFRMFS=", OK, said(b"+FTPPUTFRMFS: 0,5")),
    (b"+FTPQUIT", ERROR),
    (b"+FTPSTATE", said(b"+FTPSTATE: 0") + OK),
    (b"+FSREAD=", said(b"+FSREAD:" + BODY) + OK[2:]),
    (b"+FSFLSIZE", said(b"+FSFLSIZE: 5") + OK),
    (b"+FSLS", said(b"log\\") + said(b"a.txt") + OK),
    (b"+FSMEM", said(b"+FSMEM: 1304000 bytes") + OK),
    (b"+FSDRIVE", said(b"+FSDRIVE:D") + OK),
)

# Beginning, which of its fields is the length of the payload, what asks for it, what is said when it has come, and later.
_UPLOADS = (
    (b"+CIPSEND=0", 1, b"\r\n> ", said(b"0, SEND OK")),
    (b"+MPUBEX", 3, b"\r\n>", OK, said(b"PUBACK")),
    (b"+HTTPDATA", 0, said(b"DOWNLOAD"), OK),
    (b"+HTTPEXPOST", 0, b"\r\n>", OK, said(b"+HTTPEXPOST: %d"), said(b"+HTTPEXGET")),
    (b"+FTPPUT=2", 1, said(b"+FTPPUT: 2,%d"), OK),
    (b"+FSWRITE", 2, b"\r\n>", OK),
)


class ObedientYm310(Obedient):
    """The module."""

    boot_texts = b"\r\n+CPIN: READY\r\n"  # it has no RDY
    begun = b""  # the FTP transfer whose data nobody has read yet
    numbered = 0  # AT+CMEE: after a start errors have no number

    def start(self):
        super().start()
        self.numbered = 0

    def hear(self, data):
        if data.startswith(b"AT") and data.endswith(b"\r\n"):
            data = data[:-1]  # the line feed behind a command is no payload
        super().hear(data)

    def exchange(self, line):
        if line.count(b'"') % 2:
            return [(5, ERROR)]
        if line == b"+CMEE?\r":
            return [(5, said(b"+CMEE :%d" % self.numbered) + OK)]
        i = line.rfind(b"+CMEE=")  # it may stand behind others
        if i >= 0:
            self.numbered = value(line[i:], 0)
        for row in _UPLOADS:
            if line.startswith(row[0]) and not line.startswith(b"+FTPPUT=2,0\r"):
                self.wanted = value(line, row[1])
                length = self.wanted
                self.paid = lambda data: [(5, row[3])] + [(60 * i, filled(row[3 + i], length)) for i in range(1, len(row) - 3)]
                return [(5, filled(row[2], length))]
        if line.startswith(b"+FTPGET=") or line.startswith(b"+FTPLIST="):
            name = line[: line.find(b"=")]
            if b"=2," in line:
                self.begun, begun = b"", self.begun
                if begun != name:
                    return [(5, said(name + b": 2,0") + OK)]
                return [(5, said(name + b": 2,5") + BODY + OK), (80, said(name + b": 1,0"))]
            self.begun = name
        for row in _ANSWERS:
            if line.startswith(row[0]):
                number = value(line, 0) if b"%d" in row[-1] else 0
                return [(5, row[1])] + [(80, filled(text, number)) for text in row[2:]]
        return [(5, OK)]


def filled(text, number):
    return text % number if b"%d" in text else text


def ym310(wire):
    """A YM310 that is set up, its packet context up, without `open`: the modem."""
    wire.numbered = 1  # AT+CMEE=1
    modem = adopted(YM310, wire)
    modem.packet.up = True
    return modem
