"""Echoed commands: their names and parameters, and what is known of the bytes that go with them."""

import re

from .lines import split

# Which parameter says how many bytes the host sends at the prompt.
UPLOAD_LENGTH = {
    "+QISEND": 1, "+QSSLSEND": 1, "+QMTPUBEX": -1, "+QMTPUB": 5, "+QHTTPURL": 0, "+QHTTPPOST": 0, "+QHTTPGET": 1,
    "+QHTTPPUT": 0, "+QFUPL": 1, "+QFWRITE": 1, "+QFTPPUT": 3, "+CIPSEND": -1, "+HTTPDATA": 0, "+HTTPEXPOST": 0,
    "+FSWRITE": 2, "+FTPPUT": 1, "+MPUBEX": 3, "+MIPSEND": 1, "+MQTTPUB": 4, "+MQTTWILL": 4, "+GTSSLFILE": 1,
}  # fmt: skip
CONNECT_UPLOADS = ("+QHTTPURL", "+QHTTPPOST", "+QHTTPGET", "+QHTTPPUT", "+QFUPL", "+QFWRITE", "+QFTPPUT")
# What ends the bytes that come behind CONNECT; the first that is found anywhere.
DOWNLOAD_ENDS = {
    "+QHTTPREAD": (rb"[\r\n]+OK[\r\n]+\+QHTTPREAD:", rb"[\r\n]+OK[\r\n]", rb"[\r\n]+\+QHTTPREAD:"),
    "+QFDWL": (rb"[\r\n]+\+QFDWL: ?\d+,",),
    "+QFREAD": (rb"[\r\n]+OK[\r\n]",),
    "+QFTPGET": (rb"[\r\n]+(?:OK[\r\n]+)?\+QFTPGET: ?\d",),
    "+QFTPLIST": (rb"[\r\n]+(?:OK[\r\n]+)?\+QFTPLIST: ?\d",),
    "+QFTPNLST": (rb"[\r\n]+(?:OK[\r\n]+)?\+QFTPNLST: ?\d",),
    "+QFTPMLSD": (rb"[\r\n]+(?:OK[\r\n]+)?\+QFTPMLSD: ?\d",),
}
DATA_MODE_ENDS = (
    rb"(?<=~)[\r\n]+(?=3[\r\n])|[\r\n]+(?=(?:NO CARRIER|CLOSED|OK|RDY|\d, ?CLOSED)[\r\n])"
    rb"|[\r\n]*(?=AT[+EHZ&DO][^\r\n]*\r)"
)
# A setting, which is answered by nothing but OK: a line with its name is unasked.
SETTINGS = ("+CREG", "+CGREG", "+CEREG", "+CFUN", "+CMEE", "+CGEREP", "+CTZU", "+CTZR", "+CSCON", "+QINDCFG", "+CLIP", "+CRC")
READINGS = ("+CREG", "+CGREG", "+CEREG", "+QMTOPEN", "+QMTRECV", "+CIPRXGET")  # the tables' shapes tell the two apart

ANSWERS = {"+MQTTMSGGET": "+MSUB"}  # a command whose answer has another name, one that is else unasked


class Command:
    """An echoed command line: its names, the form and the parameters of the last one."""

    def __init__(self, text):
        body = text[2:].lstrip() if text[:2].upper() == "AT" else text
        parts = re.findall(r'(?:"[^"]*"?|[^;"])+', body) or [""]
        parsed = [re.match(r"([+*^#$%&]?[A-Za-z0-9_/]+)? ?(=\?|\?|=)?(.*)", part, re.DOTALL) for part in parts]
        self.text = text
        self.names = [match[1].upper() for match in parsed if match[1]]
        self.name = self.names[-1] if self.names else ""
        self.form = {"=?": "test", "?": "read", "=": "set"}.get(parsed[-1][2], "run")
        self.parameters = split(parsed[-1][3]) if self.form == "set" else []
        self.basic = "".join(part.upper() for part in parts if part[:1].isalpha() or part[:1] == "&")
        self.done = False

    def answers(self, name):
        """Whether a line of this name, which is not the command's own, is part of its answer."""
        return ANSWERS.get(self.name) == name or name in (self.name + "ACK", self.name + "REC", self.name + "COMP")

    def parameter(self, index):
        """A parameter, None when there are fewer."""
        return self.parameters[index] if -len(self.parameters) <= index < len(self.parameters) else None
