# Captures of real modules, in the pieces a reader sees: (kind, bytes). Joined, the pieces are what went over the line.
# The kinds are those of tools/decode.py. Sources are public posts and documents; what their authors had written between the
# module's bytes is left out, and lines are framed as the module frames them where the post does not show it.


def echo(line):
    """The module repeats a command."""
    return ("echo", line + b"\r")


def answer(line):
    """An information line."""
    return ("answer", b"\r\n" + line + b"\r\n")


def result(line):
    """A final result code."""
    return ("result", b"\r\n" + line + b"\r\n")


def urc(line):
    """A line nobody asked for just now."""
    return ("urc", b"\r\n" + line + b"\r\n")


def prompt(line=b"> "):
    """The module waits for data."""
    return ("prompt", b"\r\n" + line)


OK = result(b"OK")
ERROR = result(b"ERROR")


def ask(command, *lines):
    """A command, its information lines and OK."""
    return [echo(command)] + [answer(line) for line in lines] + [OK]


def tight(command, line):
    """The same without the blank line in front of OK."""
    return [echo(command), ("answer", b"\r\n" + line + b"\r\n"), ("result", b"OK\r\n")]




# BG770A-GL, firmware BG770AGLAAR01A05, byte for byte
def bg770a():
    return (
        ask(b"AT")
        + [echo(b"ATI"), answer(b"Quectel"), ("answer", b"BG770A-GL\r\n"), ("answer", b"Revision: BG770AGLAAR01A05\r\n"), OK]
        + ask(b"AT+CPIN?", b"+CPIN: READY")
        + ask(b"AT+CEREG=?", b"+CEREG: (0-2,4)")
        + ask(b"AT+CREG=?", b"+CREG: (0-2)")
        + ask(b"AT+CGPADDR=1", b"+CGPADDR: 1")
        + ask(b"AT+QIACT?")
        + ask(
            b"AT+QIOPEN=?",
            b'+QIOPEN: (1-5),(0-11),"TCP/UDP/TCP LISTENER/UDP SERVICE",'
            b'"<IP_address>/<domain_name>",<remote_port>,<local_port>,(0-2)',
        )
        + ask(b"AT+QIGETERROR", b"+QIGETERROR: 0,operate successfully")
        + tight(b"AT+QMTOPEN=?", b"+QMTOPEN: (0-5),<host_name>,(0-65535)")
        + ask(b"AT+QMTOPEN?")
        + tight(b"AT+QMTCONN=?", b"+QMTCONN: (0-5),<clientID>,<username>,<password>")
        + ask(b"AT+QMTCONN?")
        + tight(b"AT+QMTPUB=?", b"+QMTPUB: (0-5),(0-65535),(0-2),(0,1),<topic>,(1-4096)")
        + tight(b"AT+QMTDISC=?", b"+QMTDISC: (0-5)")
        + tight(b"AT+QMTCLOSE=?", b"+QMTCLOSE: (0-5)")
        + ask(b'AT+QSSLCFG="seclevel",2,0')
        + ask(b'AT+QSSLCFG="ciphersuite",2,0xFFFF')
        + ask(b'AT+QSSLCFG="seclevel",2', b'+QSSLCFG: "seclevel",2,0')
        + ask(b"AT+QISEND=?", b"+QISEND: (0-11),(0-1460)")
        + ask(b"AT+QIRD=?", b"+QIRD: (0-11),(0-1500)")
        + [echo(b"AT+QIDNSCFG=1"), ERROR]
        + ask(b"AT+QHTTPURL=?", b"+QHTTPURL: (1-700),(1-65535)")
        + ask(b"AT+QGPS?", b"+QGPS: 0")
        + [echo(b"AT+QGPSEND"), result(b"+CME ERROR: 505")]
        + ask(b"AT+CPSMS?", b'+CPSMS: 0,,,"00101100","00001010"')
        + ask(b"AT+CEDRXS=?", b'+CEDRXS: (0-3),(4,5),("0000"-"1111")')
        + ask(b"AT+CEDRXS?", b"+CEDRXS: 0")
        + ask(b'AT+QFLDS="UFS"', b"+QFLDS: 3776512,3776512")
        + ask(b'AT+QFLST="*"', b'+QFLST: "security/",0')
        + ask(b"AT+QNWINFO", b'+QNWINFO: "NBIoT","21670","LTE BAND 1",0')
        + [echo(b"AT+CPBR=?"), result(b"+CME ERROR: operation not allowed")]
        + [echo(b"AT+CPBS?"), ERROR]
        + tight(b"AT%RATACT?", b'%RATACT: "NBIOT",1,0')
        + [echo(b"AT+NONEXISTENT"), ERROR, echo(b"ATBOGUS"), ERROR]
    )

# BG770A-GL, firmware BG770AGLAAR01A03: an MQTT session
TOPIC = b'"qf4dcfae.eu-central-1.emqx.cloud"'


def bg770a_mqtt():
    return (
        ask(b"AT")
        + ask(b"AT+CGMM", b"BG770A-GL")
        + ask(b"AT+CGMR", b"BG770AGLAAR01A03")
        + ask(b"AT+GSN", b"863593051995496")
        + ask(b"AT+CMEE=2")
        + ask(b"AT+CPIN?", b"+CPIN: READY")
        + ask(b"AT+CFUN=1")
        + ask(b"AT+CREG=0")
        + ask(b"AT+CSQ", b"+CSQ: 28,0")
        + ask(b"AT+QCSQ", b'+QCSQ: "eMTC",-56,-78,210,-9')
        + ask(b"AT+CEREG=0")
        + ask(b"AT+CEREG?", b"+CEREG: 0,5")
        + ask(b"AT+QNWINFO", b'+QNWINFO: "eMTC","26202","LTE BAND 20",6300')
        + ask(b'AT+QICSGP=1,1,"wsim","","",1')
        + [echo(b"AT+QIACT=1"), ERROR]
        + ask(b"AT+QIACT?", b'+QIACT: 1,1,1,"10.3.118.130"')
        + ask(b'AT+QMTOPEN=0,"broker.emqx.io",1883')
        + [urc(b"+QMTOPEN: 0,0")]
        + ask(b"AT+QMTOPEN?", b'+QMTOPEN: 0,"broker.emqx.io",1883')
        + ask(b'AT+QMTCONN=0,"python-mqtt-176","finamon","Finamon_2022"')
        + [urc(b"+QMTCONN: 0,0,0")]
        + [echo(b"AT+QMTPUB=0,1,1,0," + TOPIC + b",33"), prompt(b">")]
        + [("payload", b"Hello MQTT from GPS-4G-HAT shield\r\n"), ("result", b"OK\r\n"), urc(b"+QMTPUB: 0,1,0")]
        + ask(b"AT+QMTSUB=0,1," + TOPIC + b",2")
        + [urc(b"+QMTSUB: 0,1,0,2"), urc(b"+QMTRECV: 0,0," + TOPIC + b',"hello GPS-4G-HAT shield"')]
        + ask(b"AT+QMTUNS=0,1," + TOPIC)
        + [urc(b"+QMTUNS: 0,1,0")]
        + ask(b"AT+QMTDISC=0")
        + [urc(b"+QMTDISC: 0,0")]
        + ask(b"AT+QICLOSE=0")
        + ask(b"AT+QIDEACT=1")
    )


# BG96, receiving in buffer mode; the payloads were MQTT packets
def bg96_tcp():
    return (
        ask(b'AT+QIOPEN=1,0,"TCP","kangaroo.rmq.cloudamqp.com",1883,0,0')
        + [urc(b"+QIOPEN: 0,0"), echo(b"AT+QISEND=0,14"), prompt(), ("payload", b"\x10\x0c\0\x04MQTT\x04\x02\0\x3c\0\0\r\n")]
        + [("result", b"SEND OK\r\n")]
        + ask(b"AT+QIRD=0,0", b"+QIRD: 0,0,0")
        + ask(b"AT+QISTATE=1,0", b'+QISTATE: 0,"TCP","104.155.82.190",1883,22742,3,1,0,0,"uart1"')
        + [urc(b'+QIURC: "recv",0')]
        + ask(b"AT+QIRD=0,0", b"+QIRD: 4,0,4")
        + [echo(b"AT+QIRD=0,4"), answer(b"+QIRD: 4"), ("payload", b" \x02\0\0\r\n"), OK]
        + ask(b"AT+QIRD=0,0", b"+QIRD: 4,4,0")
        + ask(b"AT+QICLOSE=0")
        + [echo(b"AT+QIRD=0,0"), ERROR]
        + ask(b"AT+QISTATE=1,0")
    )


# EC21-J: the card is not ready yet. Echo is on for the first commands only.
def ec21_boot():
    return (
        [("urc", b"\r\nRDY\r\n")]
        + ask(b"AT")
        + ask(b"ATE0")
        + [OK, ERROR, result(b"+CME ERROR: 10"), urc(b"+CFUN: 1"), result(b"+CME ERROR: 10"), result(b"+CME ERROR: 14")]
        + [answer(b"+CPIN: READY"), OK, urc(b"+CPIN: READY"), urc(b"+QUSIM: 1")]
    )


def eg25_boot():
    return [urc(line) for line in (b"RDY", b"+CPIN: READY", b"+QUSIM: 1", b"+CFUN: 4", b"+QIND: SMS DONE")]


def ec25_signal():
    return ask(b"AT+CSQ", b"+CSQ: 19,99") + ask(b"AT") + ask(b"AT") + [echo(b"AT+CSQ")]

LISTING = b"-rw-r--r-- 1 1001 1001 129889 Aug 07 14:10 10.101.1.2_20260807-10110597_IVA.jpg\r\n"


def eg800k_ftp():
    return (
        ask(b'AT+QFTPCFG="account"', b'+QFTPCFG: "account","dlpuser","*************************"')
        + ask(b'AT+QFTPOPEN="ftp.dlptest.com",21')
        + [urc(b"+QFTPOPEN: 0,0"), echo(b'AT+QFTPLIST="/","COM:"'), answer(b"CONNECT"), ("payload", LISTING), OK]
        + [urc(b"+QFTPLIST: 0,81"), echo(b'AT+QFTPPUT="numodem-test.txt","COM:",0,20,1'), prompt(b"CONNECT\r\n")]
        + [("payload", b"NuModem-P6-FTP-test\n\r\n"), ("result", b"OK\r\n"), urc(b"+QFTPPUT: 0,20")]
        + ask(b'AT+QFTPSIZE="numodem-67.txt"')
        + [urc(b"+QFTPSIZE: 627,550"), echo(b'AT+QFTPOPEN="h",21'), result(b"+CME ERROR: 603"), urc(b"+QFTPCLOSE: 0,0")]
    )


def eg800k_tls():
    return (
        ask(b'AT+QSSLOPEN=1,1,4,"tcpbin.com",4243,0')
        + [urc(b"+QSSLOPEN: 4,0")]
        + ask(b"AT+QSSLSTATE", b'+QSSLSTATE: 4,"SSLClient","45.79.112.203",4243,0,2,1,4,0,"uart1",1')
        + [echo(b"AT+QSSLSEND=4,15"), prompt(), ("payload", b"NuModem-P5-SSL\n\r\n"), ("result", b"SEND OK\r\n")]
        + [urc(b'+QSSLURC: "recv",4')]
        + [echo(b"AT+QSSLRECV=4,1500"), answer(b"+QSSLRECV: 15"), ("payload", b"NuModem-P5-SSL\n\r\n"), OK]
        + [echo(b"AT+QSSLRECV=4,1500"), answer(b"+QSSLRECV: 0"), OK]
        + [urc(b'+QSSLURC: "recv",4,16'), ("payload", b"NuModem-P5-PUSH\n\r\n")]
        + [echo(b'AT+QFUPL="isrgx1.pem",30,60'), prompt(b"CONNECT\r\n"), ("payload", b"-----BEGIN CERTIFICATE-----\r\nM\r\n")]
        + [("answer", b"+QFUPL: 30,4f64\r\n"), OK]
        + ask(b'AT+QFLST="*"', b'+QFLST: "UFS:isrgx1.pem",1939')
    )


def l610():
    return (
        ask(b"AT+GTSSLVER?", b"+GTSSLVER: 0")
        + ask(b"AT+GTSSLMODE?", b"+GTSSLMODE: 0")
        + ask(b"AT+GTSSLVER=4")
        + [echo(b'AT+GTSSLFILE="TRUSTFILE",1390'), prompt(), OK]
        + ask(b"AT+GTSSLFILE?", b"+GTSSLFILE: TRUSTFILE,1")
        + ask(b'AT+MIPOPEN=1,,"m1.tuyacn.com",8883,2')
        + [urc(b"+MIPOPEN: 1,1")]
    )


def ml302():
    return (
        ask(b"AT+CFUN?", b"+CFUN: 1")
        + ask(b"AT+MGNSS=1")
        + ask(b"AT+MGNSSINFO", b"+MGNSSINFO: E114.24071183,N30.62761816,49.1,0.603,4")
        + ask(b"AT+MGNSSINFO", b"+MGNSSINFO: GNSS NO SINGAL")
        + ask(b'AT+MQTTCFG="broker.example",8883,"iot-steve",60,"iot","secret",0')
        + [echo(b'AT+MQTTOPEN=1,1,0,0,0,"",""'), OK, urc(b"+MQTTOPEN:OK"), urc(b"+MQTTPINGRSP: OK")]
        + ask(b'AT+MQTTSUB="car-manager/lock",0')
        + [urc(b"+MQTTSUBACK:1,0,car-manager/lock")]
        + [("urc", b'\r\n+MQTTPUBLISH: 0,0,0,0,"car-manager/lock",8,'), ("payload", b'"UNLOCK"\r\n')]
        + ask(b'AT+MQTTPUB="car-manager/sensor",0,0,0,"nihao"')
    )


def sim800():
    return (
        ask(b'AT+CIPSTART=0,"TCP","test.mosquitto.org",1883')
        + [urc(b"0, CONNECT OK"), echo(b"AT+CIPSEND=0,18"), prompt(b">")]
        + [("payload", b"\x10\x10\0\x04MQTT\x04\x02\0\x0f\0\x04Test\r\n"), ("result", b"DATA ACCEPT:0,18\r\n")]
        + ask(b"AT+CIPRXGET=4,0", b"+CIPRXGET: 4,0,0")
        + ask(b"AT+CIPSTATUS=0", b'+CIPSTATUS: 0,0,"TCP","5.196.95.208","1883","CONNECTED"')
        + [urc(b"+CIPRXGET: 1,0")]
        + ask(b"AT+CIPRXGET=4,0", b"+CIPRXGET: 4,0,4")
        + [echo(b"AT+CIPRXGET=2,0,4"), answer(b"+CIPRXGET: 2,0,4,0"), ("payload", b" \x02\0\0\r\n"), ("result", b"OK\r\n")]
        + ask(b'AT+CDNSCFG="8.8.8.8","8.8.4.4"')
        + [echo(b"AT+CIPCLOSE=0,1"), result(b"+CME ERROR: operation not allowed")]
        + [echo(b"AT+CMGF=1"), urc(b"0, CONNECT FAIL"), OK]
    )

KEYS = b"productKey=k1hipglLdjU&clientId=868488076506128"
REPLY = b'{"code":200,"data":{"iotId":"2BGm","iotToken":"137e"},"message":"success"}'


def air780_http():
    return (
        ask(b"AT+CGATT?", b"+CGATT: 1")
        + ask(b'AT+SAPBR=3,1,"CONTYPE","GPRS"')
        + ask(b"AT+HTTPINIT")
        + ask(b'AT+HTTPPARA="URL",https://iot-auth.cn-shanghai.aliyuncs.com/auth/devicename')
        + ask(b'AT+HTTPPARA="USER_DEFINED","Content-type: application/x-www-form-urlencoded"')
        + [echo(b"AT+HTTPDATA=%d,20000" % len(KEYS)), prompt(b"DOWNLOAD\r\n"), OK]  # the module does not repeat the data
        + ask(b"AT+HTTPACTION=1")
        + [urc(b"+HTTPACTION: 1,200,%d" % len(REPLY))]
        + [echo(b"AT+HTTPREAD"), answer(b"+HTTPREAD: %d" % len(REPLY)), ("payload", REPLY + b"\r\n"), ("result", b"OK\r\n")]
        + ask(b'AT+MCONFIG="868488076506128|securemode=3,signmethod=hmacmd5|","868488076506128&k1","0f65"')
        + ask(b'AT+SSLMIPSTART="a1qsHBbKtmc.iot-as-mqtt.cn-shanghai.aliyuncs.com",1883')
        + [urc(b"CONNECT OK")]
        + ask(b"AT+MCONNECT=1,120")
        + [urc(b"CONNACK OK")]
    )


def air780_files():
    return (
        ask(b'AT+FSMKDIR="/testdir"')
        + [echo(b'AT+FSLS="/testdir"'), answer(b"test.txt"), ("answer", b"testdir\\\r\n"), OK]
        + [echo(b'AT+FSWRITE="/testdir/test.txt",0,10,10'), prompt(b">"), OK]
        + tight(b'AT+FSREAD="/testdir/test.txt",0,10,10', b"1234567890")
        + [echo(b"AT+FSMEM"), answer(b"+FSMEM: 64100 bytes")]
        + ask(b'AT+FSFLSIZE="/testdir/test.txt"', b"+FSFLSIZE: 10")
        + ask(b'AT+FSDEL="/testdir/test.txt"')
    )


def air780_basic():
    return (
        [urc(b"^MODE: 17,17"), urc(b"+E_UTRAN Service"), urc(b"+CGEV: ME PDN ACT 1"), urc(b"+NITZ: 24/08/09,01:34:58+32,0")]
        + ask(b"AT")
        + ask(b"AT+CPIN?", b"+CPIN: READY")
        + ask(b"AT+CSTT")
        + ask(b"AT+CIICR")
        + [echo(b"AT+CIFSR"), answer(b"10.222.163.213")]
    )


def air780_ftp():
    return (
        ask(b"AT+SAPBR=2,1", b'+SAPBR: 1,1,"10.175.110.238"')
        + ask(b'AT+FTPSERV="xxx.xxx.xxx"')
        + ask(b"AT+FTPPUT=1")
        + [urc(b"+FTPPUT: 1,1,1360"), echo(b"AT+FTPPUT=2,7"), answer(b"+FTPPUT: 2,7"), OK, urc(b"+FTPPUT: 1,0")]
        + ask(b"AT+FTPQUIT")
        + [urc(b"+FTPPUT: 1,86")]
        + ask(b'AT+FTPGETTOFS=0,"TEST-1.mp3"')
        + ask(b"AT+FTPGETTOFS?", b"+FTPGETTOFS: 1,245900,207715")
        + [urc(b"+FTPGETTOFS: 0,245900")]
        + [echo(b"AT+FSLS=C:/USER/FTP/"), answer(b"hello"), ("answer", b"TEST-1.mp3\r\n"), OK]
        + ask(b'AT+CAUDPLAY=1,"C:/USER/FTP/TEST-1.mp3"')
        + [urc(b"+CAUDPLAY: 1,600")]
    )

PROPERTIES = b'{"code":2403,"msg":"required msg id"}'


def air780_mqtt():
    return (
        ask(b"AT+RESET")
        + [("urc", b"^boot.rom'v'!\n"), urc(b"RDY"), urc(b"^MODE: 17,17"), urc(b"+E_UTRAN Service")]
        + ask(b"AT+CGMR", b'+CGMR: "AirM2M_780E_V1161_LTE_AT"')
        + ask(b'AT+MIPSTART="mqtt.example","1884"')
        + [urc(b"ALREADY CONNECT")]
        + ask(b"AT+MCONNECT=1,600")
        + [urc(b"CONNACK OK"), echo(b"AT+MCONNECT=1,600"), result(b"+CME ERROR: 767")]
        + ask(b'AT+MSUB="reply",0')
        + [urc(b"SUBACK"), ("urc", b'\r\n+MSUB: "reply",%d byte,' % len(PROPERTIES)), ("payload", PROPERTIES + b"\r\n")]
        + ask(b"AT+MQTTMSGSET=1")
        + [urc(b"+MSUB: 0"), echo(b"AT+MQTTMSGGET"), ("answer", b"\r\n+MSUB: reply,5 byte,"), ("payload", b"SS\r\nd\r\n"), OK]
    )


# SIM800: commands are answered late, the clock and the starting module interrupt; buffered data holds an OK
def sim800_late():
    return (
        [echo(b"AT"), urc(b"Call Ready"), urc(b"SMS Ready"), OK]
        + [echo(b"AT+CFUN=0"), urc(b"+CPIN: NOT READY"), OK]
        + [("noise", b"\xfe\x80\xff\r\n"), echo(b"AT+CPIN?"), urc(b"RDY"), urc(b"+CFUN: 1"), ERROR]
        + [echo(b"AT+COPS=0"), urc(b'*PSUTTZ: 2017,3,31,16,52,4,"+28",0'), urc(b"DST: 0"), OK]
        + [echo(b"AT+CIPRXGET=2,1,29"), answer(b"+CIPRXGET: 2,1,29,365")]
        + [("payload", b"HTTP/1.1 200 OK\r\nX-Powered-By\r\n"), ("result", b"OK\r\n")]
        + [echo(b"AT+CIPSEND=1,4"), prompt(b">"), ("payload", b"@\x02\0=\r\n"), ("result", b"1, SEND FAIL\r\n")]
    )


# SIM800: short messages
def sim800_sms():
    return (
        [urc(b'+CMTI: "SM",1'), echo(b'AT+CMGL="ALL"'), answer(b'+CMGL: 96,"REC READ","Play","","23/02/09,13:07:04+04"')]
        + [("answer", b"RING *111*802*1, please\r\n"), ("answer", b'+CMGL: 97,"REC READ","Play","","23/02/09,13:42:18+04"\r\n')]
        + [("answer", b"Szczegoly na www.example\r\n"), ("answer", b'+CMGL: 98,"REC READ","Play","",""\r\n')]
        + [("answer", b"fin\r\n"), OK]
        + [urc(b'+CMT: "+48601","","23/02/09,13:07:04+04"'), ("urc", b"call me\r\n"), echo(b"AT"), OK]
    )


# EC200, the echo switched off in the course of it: an HTTP request
def ec200_http():
    return (
        ask(b"AT+CPIN?;+CSQ", b"+CPIN: READY", b"+CSQ: 17,99")
        + ask(b"AT&FE0")
        + [answer(b"+CPIN: READY"), OK, answer(b"Quectel"), ("answer", b"EC200S\r\n"), OK]
        + [prompt(b"CONNECT\r\n"), OK, OK, urc(b"+QHTTPGET: 0,200,14")]
        + [answer(b"CONNECT"), ("payload", b"hello\r\nOK\r\nbye\r\n"), OK, urc(b"+QHTTPREAD: 0")]
        + [prompt(), ("result", b"\r\nSEND OK\r\n"), urc(b'+QIURC: "dnsgip",0,1,600'), urc(b'+QIURC: "dnsgip","1.2.3.4"')]
    )


# EC200: messages at once, and read when announced
def ec200_mqtt():
    return (
        [("urc", b'\r\n+QMTRECV: 0,0,"t",14,"'), ("payload", b'{"relay":true}"\r\n')]
        + [urc(b"+QMTRECV: 0,1"), echo(b"AT+QMTRECV=0,1"), ("answer", b'\r\n+QMTRECV: 0,1,"t",4,"'), ("payload", b'a""b"\r\n')]
        + [OK, urc(b"+QMTSTAT: 0,1")]
    )


def l610_mqtt():
    return (
        ask(b'AT+MQTTOPEN=1,"mqtt.example",1883,0,120')
        + [urc(b"+MQTTOPEN: 1,1")]
        + ask(b"AT+MQTTOPEN?", b"+MQTTOPEN: 1")
        + ask(b"AT+MIPCALL?", b"+MIPCALL: 1,10.100.12.3")
        + ask(b"AT+MIPOPEN?", b"+MIPOPEN: 2,3,4")
        + [urc(b"+MQTTMSG: 1, 0, test1, 123"), echo(b"AT+MIPSEND=1"), result(b"+TCPIP ERROR: 631")]
        + ask(b"AT+HTTPACT=0")
        + [urc(b"+HTTP: 1"), urc(b"+HTTPRES: <0>,<200>,<25>")]
        + ask(b"AT+HTTPREAD")
        + [urc(b"+HTTPREAD: 25"), ("payload", b"HTTP/1.1 200 OK\r\n\r\nhello!\r\n")]
    )


def ml307():
    return (
        [urc(b"+MATREADY"), urc(b'+CEREG: 1,"60EF","005113AA",7')]
        + ask(b'AT+MIPOPEN=0,"TCP","192.0.2.1",9500,30,0')
        + [urc(b"+MIPOPEN: 0,0"), echo(b"AT+MIPSEND=0,5"), prompt(b">"), ("payload", b"HELLO\r\n"), answer(b"+MIPSEND: 0,5"), OK]
        + [urc(b'+MIPURC: "rtcp",0,5,48454C4C4F')]
        + ask(b"AT+CGDCONT?", b'+CGDCONT: 1,"IP","everywhere",,0,0,,,,')
        + ask(b"AT+MREBOOT")
        + [urc(b"REBOOTING"), urc(b"+MATREADY")]
    )


# (name, module, the function that gives its pieces)
CAPTURES = (
    ("BG770A", "ec20", bg770a),
    ("BG770A, MQTT", "ec20", bg770a_mqtt),
    ("BG96, TCP", "ec20", bg96_tcp),
    ("EC21, boot", "ec20", ec21_boot),
    ("EG25, boot", "ec20", eg25_boot),
    ("EC25, signal", "ec20", ec25_signal),
    ("EG800K, FTP", "ec20", eg800k_ftp),
    ("EG800K, TLS", "ec20", eg800k_tls),
    ("L610", "l610", l610),
    ("ML302", "ml302", ml302),
    ("SIM800", "ym310", sim800),
    ("Air780, HTTP and MQTT", "ym310", air780_http),
    ("Air780, files", "ym310", air780_files),
    ("Air780, basic", "ym310", air780_basic),
    ("Air780, FTP", "ym310", air780_ftp),
    ("Air780, MQTT", "ym310", air780_mqtt),
    ("SIM800, late", "ym310", sim800_late),
    ("SIM800, SMS", "ym310", sim800_sms),
    ("EC200, HTTP", "ec20", ec200_http),
    ("EC200, MQTT", "ec20", ec200_mqtt),
    ("L610, MQTT", "l610", l610_mqtt),
    ("ML307", "ml302", ml307),
)
