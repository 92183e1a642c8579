# What modules send, in the bytes of manuals and captures, and what a reader of the manual makes of it.
from atmodem.fields import Counted, shape
from support.feed import ANSWER, CME, CMS, ECHO, ERROR, FINAL, NOISE, OK, PAYLOAD, PROMPT, RESULT, URC, Awaited

DONE = (RESULT, b"OK", OK)
REGISTERED = (URC, b"+CREG: 1", b"+CREG")

# (name, options of events(), bytes, events)
EXCHANGES = (
    # --- nothing but a result code
    ("AT, echo on", {"awaited": Awaited()}, b"AT\r\r\nOK\r\n", [(ECHO, b"AT"), DONE]),
    ("AT, echo off", {"awaited": Awaited()}, b"\r\nOK\r\n", [DONE]),
    ("lines that end in CR", {"awaited": Awaited()}, b"OK\r", [DONE]),
    ("lines that end in LF", {"awaited": Awaited()}, b"\nOK\n", [DONE]),
    ("lines that end in CR CR LF", {"awaited": Awaited()}, b"AT\r\r\nOK\r\r\n", [(ECHO, b"AT"), DONE]),
    ("ERROR", {"awaited": Awaited()}, b"ATBOGUS\r\r\nERROR\r\n", [(ECHO, b"ATBOGUS"), (RESULT, b"ERROR", ERROR)]),
    ("CME number", {"awaited": Awaited()}, b"\r\n+CME ERROR: 10\r\n", [(RESULT, b"+CME ERROR: 10", CME)]),
    ("CME without colon", {"awaited": Awaited()}, b"\r\n+CME ERROR 912\r\n", [(RESULT, b"+CME ERROR 912", CME)]),
    (
        "CME text",
        {"awaited": Awaited()},
        b"\r\n+CME ERROR: SIM not inserted\r\n",
        [(RESULT, b"+CME ERROR: SIM not inserted", CME)],
    ),
    ("CMS number", {"awaited": Awaited()}, b"\r\n+CMS ERROR: 500\r\n", [(RESULT, b"+CMS ERROR: 500", CMS)]),
    # --- information lines
    (
        "information with echo",
        {"awaited": Awaited(prefix=b"+CSQ")},
        b"AT+CSQ\r\r\n+CSQ: 19,99\r\n\r\nOK\r\n",
        [(ECHO, b"AT+CSQ"), (ANSWER, b"+CSQ: 19,99"), DONE],
    ),
    (
        "no blank line before OK",
        {"awaited": Awaited(prefix=b"+QMTOPEN")},
        b"\r\n+QMTOPEN: (0-5),<host_name>,(0-65535)\r\nOK\r\n",
        [(ANSWER, b"+QMTOPEN: (0-5),<host_name>,(0-65535)"), DONE],
    ),
    (
        "blank before the colon",
        {"awaited": Awaited(prefix=b"+CMEE")},
        b"\r\n+CMEE :1\r\n\r\nOK\r\n",
        [(ANSWER, b"+CMEE :1"), DONE],
    ),
    (
        "several lines, URCs in every gap",
        {"awaited": Awaited(prefix=b"+QIACT")},
        b'\r\n+CREG: 1\r\n\r\n+QIACT: 1,1,1,"10.3.118.130"\r\n\r\nRDY\r\n+QIACT: 2,1,1,"10.3.118.131"\r\n'
        b"\r\n+CREG: 1\r\n\r\nOK\r\n\r\n+CREG: 1\r\n",
        [
            REGISTERED,
            (ANSWER, b'+QIACT: 1,1,1,"10.3.118.130"'),
            (URC, b"RDY", b"RDY"),
            (ANSWER, b'+QIACT: 2,1,1,"10.3.118.131"'),
            REGISTERED,
            DONE,
            REGISTERED,
        ],
    ),
    (
        "the shape tells the answer from the URC with its prefix",
        {"awaited": Awaited(prefix=b"+CREG", shape=shape("nn*"))},
        b'\r\n+CREG: 1\r\n\r\n+CREG: 2,"1A2B","01C3D4E5",7\r\n\r\n+CREG: 2,1\r\n\r\nOK\r\n',
        [REGISTERED, (URC, b'+CREG: 2,"1A2B","01C3D4E5",7', b"+CREG"), (ANSWER, b"+CREG: 2,1"), DONE],
    ),
    (
        "a longer name is another one",
        {"awaited": Awaited(prefix=b"+QMTPUB")},
        b"\r\n+QMTPUBEX: 0,0,0\r\n\r\nOK\r\n",
        [(URC, b"+QMTPUBEX: 0,0,0"), DONE],
    ),
    (
        "result line behind OK in the same read",
        {"awaited": Awaited()},
        b"AT+QMTDISC=0\r\r\nOK\r\n\r\n+QMTDISC: 0,0\r\n",
        [(ECHO, b"AT+QMTDISC=0"), DONE, (URC, b"+QMTDISC: 0,0")],
    ),
    (
        "result line in front of OK",
        {"awaited": Awaited()},
        b"\r\n+MQTTOPEN:OK\r\n\r\nOK\r\n",
        [(URC, b"+MQTTOPEN:OK"), DONE],
    ),
    # --- bare lines
    (
        "bare lines with echo",
        {"awaited": Awaited(prefix=b"I", bare=True, echo=b"I")},
        b"ATI\r\r\nQuectel\r\nBG770A-GL\r\nRevision: BG770AGLAAR01A05\r\n\r\nOK\r\n",
        [(ECHO, b"ATI"), (ANSWER, b"Quectel"), (ANSWER, b"BG770A-GL"), (ANSWER, b"Revision: BG770AGLAAR01A05"), DONE],
    ),
    (
        "bare line without OK, URCs around it",
        {"awaited": Awaited(bare=True, echo=b"+CIFSR")},
        b"AT+CIFSR\r\r\n3, CLOSED\r\n\r\n10.222.163.213\r\n\r\n+CREG: 1\r\n",
        [(ECHO, b"AT+CIFSR"), (URC, b"3, CLOSED", b"CLOSED"), (ANSWER, b"10.222.163.213"), REGISTERED],
    ),
    # --- other final texts
    (
        "SHUT OK, then OK of the next command",
        {"awaited": Awaited(finals=(b"SHUT OK",))},
        b"AT+CIPSHUT\r\r\nSHUT OK\r\n\r\nOK\r\n",
        [(ECHO, b"AT+CIPSHUT"), (RESULT, b"SHUT OK", FINAL), DONE],
    ),
    (
        "DATA ACCEPT",
        {"awaited": Awaited(prompt=b">", finals=(b"SEND OK", b"DATA ACCEPT:", b"SEND FAIL"))},
        b"AT+CIPSEND=0,27\r\r\n> \r\nDATA ACCEPT:0,27\r\n",
        [(ECHO, b"AT+CIPSEND=0,27"), (PROMPT, b">"), (RESULT, b"DATA ACCEPT:0,27", FINAL + 1)],
    ),
    (
        "NO CARRIER of a dial",
        {"awaited": Awaited(finals=(b"CONNECT", b"NO CARRIER"))},
        b"ATD*99#\r\r\nNO CARRIER\r\n",
        [(ECHO, b"ATD*99#"), (RESULT, b"NO CARRIER", FINAL + 1)],
    ),
    (
        "CONNECT OK is no CONNECT",
        {"awaited": Awaited(finals=(b"CONNECT",))},
        b"\r\n3, CONNECT OK\r\n\r\n3,CONNECT OK\r\n\r\nCONNECT OK\r\n\r\nCONNECT\r\n",
        [
            (URC, b"3, CONNECT OK", b"CONNECT OK"),
            (URC, b"3,CONNECT OK", b"CONNECT OK"),
            (URC, b"CONNECT OK", b"CONNECT OK"),
            (RESULT, b"CONNECT", FINAL),
        ],
    ),
    # --- prompts
    (
        "prompt with blank, OK and result in one read",
        {"awaited": Awaited(prompt=b">")},
        b"\r\n> \r\nOK\r\n\r\n+QMTPUB: 0,1,0\r\n",
        [(PROMPT, b">"), DONE, (URC, b"+QMTPUB: 0,1,0")],
    ),
    (
        "prompt without blank, URC in front of it",
        {"awaited": Awaited(prompt=b">")},
        b"\r\n+CREG: 1\r\n\r\n>\r\nSEND OK\r\n",
        [REGISTERED, (PROMPT, b">"), (URC, b"SEND OK")],
    ),
    (
        "prompt that is a line",
        {"awaited": Awaited(prompt=b"DOWNLOAD")},
        b"AT+HTTPDATA=112,20000\r\r\nDOWNLOAD\r\n\r\nOK\r\n",
        [(ECHO, b"AT+HTTPDATA=112,20000"), (PROMPT, b"DOWNLOAD"), DONE],
    ),
    ("refusal instead of the prompt", {"awaited": Awaited(prompt=b">")}, b"\r\nERROR\r\n", [(RESULT, b"ERROR", ERROR)]),
    # --- counted payload
    (
        "header line, then bytes with CR LF OK CR LF",
        {"awaited": Awaited(prefix=b"+QIRD", counted=Counted(0))},
        b"AT+QIRD=0,1500\r\r\n+QIRD: 11\r\n1\r\nOK\r\n2\r\n3\r\n\r\nOK\r\n",
        [(ECHO, b"AT+QIRD=0,1500"), (ANSWER, b"+QIRD: 11"), (PAYLOAD, b"1\r\nOK\r\n2\r\n3"), DONE],
    ),
    (
        "header line with an address",
        {"awaited": Awaited(prefix=b"+QIRD", counted=Counted(0))},
        b'\r\n+QIRD: 4,"203.0.113.7",7\r\n\x00\xff\r\n\r\n\r\nOK\r\n',
        [(ANSWER, b'+QIRD: 4,"203.0.113.7",7'), (PAYLOAD, b"\x00\xff\r\n"), DONE],
    ),
    (
        "nothing to read",
        {"awaited": Awaited(prefix=b"+QIRD", counted=Counted(0))},
        b"\r\n+QIRD: 0\r\n\r\nOK\r\n",
        [(ANSWER, b"+QIRD: 0"), (PAYLOAD, b""), DONE],
    ),
    (
        "the count lies among other numbers; a URC in front",
        {"awaited": Awaited(prefix=b"+CIPRXGET", counted=Counted(2), shape=shape("nnnn"))},
        b"\r\n+CIPRXGET: 1,0\r\n\r\n+CIPRXGET: 2,0,4,0\r\n \x02\x00\x00\r\nOK\r\n",
        [(URC, b"+CIPRXGET: 1,0"), (ANSWER, b"+CIPRXGET: 2,0,4,0"), (PAYLOAD, b" \x02\x00\x00"), DONE],
    ),
    (
        "a read that answers inline, and a pushed message with the same prefix",
        {"awaited": Awaited(prefix=b"+QMTRECV", counted=Counted(3, b',"'))},
        b'\r\n+QMTRECV: 0,1\r\n\r\n+QMTRECV: 0,1,"t,o",5,"he"lo"\r\n\r\nOK\r\n\r\n+QMTRECV: 0,0,"t/in",7,"\r\nOK\r\n\x1a"\r\n',
        [
            (URC, b"+QMTRECV: 0,1", b"+QMTRECV"),
            (ANSWER, b'+QMTRECV: 0,1,"t,o",5,"'),
            (PAYLOAD, b'he"lo'),
            DONE,
            (URC, b'+QMTRECV: 0,0,"t/in",7,"', b"+QMTRECV"),
            (PAYLOAD, b"\r\nOK\r\n\x1a"),
        ],
    ),
    (
        "pushed data between a command's lines",
        {"awaited": Awaited(prefix=b"+CSQ")},
        b'\r\n+QIURC: "recv",0,6\r\nOK\r\nOK\r\n\r\n+QIURC: "closed",0\r\n\r\n+CSQ: 15,0\r\n\r\nOK\r\n',
        [
            (URC, b'+QIURC: "recv",0,6', b"+QIURC"),
            (PAYLOAD, b"OK\r\nOK"),
            (URC, b'+QIURC: "closed",0', b"+QIURC"),
            (ANSWER, b"+CSQ: 15,0"),
            DONE,
        ],
    ),
    (
        "headers of the EC716 family",
        {},
        b'\r\n+MSUB: "a/b",9 byte,SSSSddddd\r\n+IPD,4:TEST\r\n+RECEIVE,1,4:\r\nTEST\r\n\r\n1, CLOSED\r\n+PDP DEACT\r\n',
        [
            (URC, b'+MSUB: "a/b",9 byte,', b"+MSUB"),
            (PAYLOAD, b"SSSSddddd"),
            (URC, b"+IPD,4:", b"+IPD"),
            (PAYLOAD, b"TEST"),
            (URC, b"+RECEIVE,1,4:", b"+RECEIVE"),
            (PAYLOAD, b"TEST"),
            (URC, b"1, CLOSED", b"CLOSED"),
            (URC, b"+PDP DEACT", b"+PDP DEACT"),
        ],
    ),
    (
        "an empty message",
        {},
        b'\r\n+QMTRECV: 0,0,"t",0,""\r\n\r\n+CREG: 1\r\n',
        [(URC, b'+QMTRECV: 0,0,"t",0,"', b"+QMTRECV"), (PAYLOAD, b""), REGISTERED],
    ),
    (
        "quotes and a false number in the topic",
        {},
        b'+MQTTPUBLISH: 0,0,0,0,"a,8,b",8,"UNLOCK"\r\n',
        [(URC, b'+MQTTPUBLISH: 0,0,0,0,"a,8,b",8,', b"+MQTTPUBLISH"), (PAYLOAD, b'"UNLOCK"')],
    ),
    # --- numeric result codes
    (
        "ATV0",
        {"awaited": Awaited(prefix=b"+LSIPCALL"), "numeric": True},
        b"+LSIPCALL:1, 10.32.226.112\r+LSIP:OK\r0\r+LSIPRTCP=1,4,abc0\r",
        [
            (ANSWER, b"+LSIPCALL:1, 10.32.226.112"),
            (URC, b"+LSIP:OK"),
            (RESULT, b"0", OK),
            (URC, b"+LSIPRTCP=1,4,", b"+LSIPRTCP"),
            (PAYLOAD, b"abc0"),
        ],
    ),
    ("ATV0 ERROR", {"awaited": Awaited(), "numeric": True}, b"4\r", [(RESULT, b"4", ERROR)]),
    ("ATV0 RING is no result", {"awaited": Awaited(), "numeric": True}, b"2\r0\r", [(URC, b"2"), (RESULT, b"0", OK)]),
    ("a digit is no result under ATV1", {"awaited": Awaited()}, b"\r\n0\r\n\r\nOK\r\n", [(URC, b"0"), DONE]),
    # --- power-on
    (
        "noise at power-on",
        {"awaited": Awaited()},
        b"\x00\x00\xff\xff\r\nRDY\r\n\xff\x00\r\n\xe5\xab\x81\r\nAT command ready\r\n\x00AT\r\r\nOK\r\n",
        [
            (NOISE, b"\xff\xff"),
            (URC, b"RDY", b"RDY"),
            (NOISE, b"\x00"),
            (NOISE, b"\xe5\xab\x81"),
            (URC, b"AT command ready", b"AT command ready"),
            (ECHO, b"AT"),
            DONE,
        ],
    ),
    (
        "noise in front of a line",
        {"awaited": Awaited(prefix=b"+CSQ")},
        b"\xff\xffAT+CSQ\r\r\n\xff\x00+CSQ: 1,2\r\n\xff+CSQ: 1,2\r\n\xff\xff\xffOK\r\n",
        [(ECHO, b"AT+CSQ"), (NOISE, b"\x00+CSQ: 1,2"), (ANSWER, b"+CSQ: 1,2"), DONE],
    ),
    # --- lines longer than the buffer (here 256 bytes)
    (
        "a line too long, and what follows",
        {"awaited": Awaited(prefix=b"+CSQ")},
        b"\r\n+X: " + b"0123456789" * 40 + b"OK\r\n\r\n+CSQ: 1,2\r\n\r\nOK\r\n",
        [(NOISE, (b"+X: " + b"0123456789" * 26)[:256]), (NOISE, b""), (ANSWER, b"+CSQ: 1,2"), DONE],
    ),
    (
        "a line too long whose rest is noise",
        {"awaited": Awaited()},
        b"\r\n" + b"0123456789ABCDEF" * 16 + b"\x00\x00\r\n\r\nOK\r\n",
        [(NOISE, b"0123456789ABCDEF" * 16), (NOISE, b""), DONE],
    ),
    (
        "the longest line",
        {"awaited": Awaited(prefix=b"+X")},
        b"\r\n+X: " + b"abcdefghijkl" * 21 + b"\r\n\r\nOK\r\n",
        [(ANSWER, b"+X: " + b"abcdefghijkl" * 21), DONE],
    ),
)
