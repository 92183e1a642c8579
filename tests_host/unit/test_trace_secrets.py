# What each module may be told, and may tell, without a trace showing it.
from atmodem import registry
from support.watched import play, side
from support.wire import Wire, adopted

OK = b"\r\nOK\r\n"

# The raw door, of each module: (profile's package, name), what is said, what must not be seen. Sources: 27.007 8.3, 7.5, 7.4,
# 10.1.31; EC2x TCP/IP manual (QICSGP), FTP manual (QFTPCFG); YM310 manual 9.2, 12.9; L610 guide 3.2; ML302 manual 2.3.1.
RAW = (
    ("ec20", (b'+CPIN="4711"', b'+CPWD="SC","4711","0815"', b'+CLCK="SC",1,"4711"', b'+CGAUTH=1,1,"u","4711"')),
    ("ec20", (b'+cpin="4711"', b'+CSQ;+CPIN="4711"', b'E0+CGAUTH=1,1,"u","4711"', b'+CPIN="0815","4711"')),
    ("ec20", (b'+QICSGP=1,1,"cmnet","u","4711",1', b'+QFTPCFG="account","u","4711"', b'+QMTCFG="AliAuth",0,"p","d","4711"')),
    ("ym310", (b'+CSTT="cmnet","u","4711"', b'+FTPPW="4711"', b'+MCONFIG="c","u","4711"')),
    ("l610", (b'+MQTTUSER=1,"u","4711","c"', b'+MGAUTH=1,1,"u","4711"')),
    ("ml302", (b'+MQTTCFG="h",1883,"c",60,"u","4711",1',)),
    ("c1100", (b'+LSMQTTCFG="user","u","4711"',)),
)


def test_what_is_said_by_the_raw_door_is_as_secret():
    for name, lines in RAW:
        try:
            profile = registry.profile(registry.row(name))
        except ImportError:
            continue  # its vendor's package is not on this board
        for line in lines:
            wire, log = Wire(echo=True, chunk=5), []
            modem = adopted(profile, wire)
            wire.expect(b"AT" + line + b"\r").reply(OK)
            play(modem, wire, log, lambda modem=modem, line=line: modem.command(line))
            seen = side(log, ">") + side(log, "<")
            assert b"4711" not in seen and b"0815" not in seen, (line, seen)
            assert side(log, ">").startswith(b"AT" + line[:4]) and side(log, ">").endswith(b"*\r"), (line, seen)


# What modules tell of what they were given. Sources: EC2x TCP/IP manual 2.3.1; YM310 manual 9.2, 9.3, 10.1, 12.9; 27.007 10.1.31.
TOLD = (
    ("ec20", b"+QICSGP=1", b'+QICSGP: 1,"cmnet","u","4711",1'),
    ("ec20", b"+CGAUTH?", b'+CGAUTH: 1,1,"u","4711"'),
    ("ym310", b"+CSTT?", b'+CSTT: "cmnet","u","4711"'),
    ("ym310", b"+CPNETAPN?", b"MODE:2 APN:a USR:u PWD:4711 AUTHMODE:1"),
    ("ym310", b"+CPNETAPN?", b"MODE:2\r\nAPN:a\r\nUSR:u\r\nPWD:4711\r\nAUTHMODE:1"),
    ("ym310", b"+SAPBR=4,1", b"+SAPBR:APN,a\r\n+SAPBR:PWD,4711"),
    ("ym310", b"+FTPPW?", b"+FTPPW:4711"),
    ("l610", b"+MQTTUSER?", b'+MQTTUSER: 1,"u","4711","c"'),
    ("ml302", b"+MQTTCFG?", b'+MQTTCFG: "h",1883,"c",60,"u","4711",1'),
)


def test_what_the_module_tells_is_as_secret():
    for name, line, answer in TOLD:
        try:
            profile = registry.profile(registry.row(name))
        except ImportError:
            continue  # its vendor's package is not on this board
        for chunk in (1, 7, 64):
            wire, log = Wire(chunk=chunk), []
            modem = adopted(profile, wire)
            wire.expect(b"AT" + line + b"\r").reply(b"\r\n" + answer + b"\r\n" + OK)
            lines = play(modem, wire, log, lambda modem=modem, line=line: modem.command(line))
            assert "4711" in "".join(lines), "the caller has asked for it"
            seen = side(log, "<")
            assert b"4711" not in seen and b"****" in seen, (line, seen)
            assert seen.startswith(b"\r\n" + answer[:4]) and seen.strip().endswith(b"\r\nOK"), (line, seen)
