# The fields of a line: numbers, texts in quotes, shapes, and where a header says how many bytes follow.
from atmodem.digest import Digest
from atmodem.errors import refusal
from atmodem.fields import Counted, fields, shape, string, to_text
from support.feed import PAYLOAD, URC, Awaited, Observer, Pieces


def read(line):
    """A digest that is at this line."""
    digest, pipe = Digest(), Pieces()
    digest.awaited = Awaited(prefix=line.partition(b":")[0])
    pipe.piece = b"\r\n" + line + b"\r\n"
    digest.read(pipe, pipe.any())
    assert digest.next() == 2
    return digest


def test_fields_of_real_lines():
    for line, expected in (
        (b"+CSQ: 28,0", (28, 0)),
        (b'+QCSQ: "eMTC",-56,-78,210,-9', ("eMTC", -56, -78, 210, -9)),
        (b'+CPSMS: 0,,,"00101100","00001010"', (0, None, None, "00101100", "00001010")),
        (b"+QIGETERROR: 0,operate successfully", (0, "operate successfully")),
        (b'+QFLST: "security/",0', ("security/", 0)),
        (b"+MGNSSINFO: E114.24071183,N30.62761816,49.1,0.603,4", ("E114.24071183", "N30.62761816", "49.1", "0.603", 4)),
        (b'+MIPCALL: 10.104.48.68', ("10.104.48.68",)),
        (b"+LSIPCALL:1, 10.32.226.112", (1, "10.32.226.112")),
        (b'+MQTTMSG: 1, 0, "a,b", 123', (1, 0, "a,b", 123)),
        (b'+QMTRECV: 0,0,"t","he"lo, world"', (0, 0, "t", 'he"lo, world')),
        (b'+QICSGP: 1,"fast.t-mobile.com","","",0', (1, "fast.t-mobile.com", "", "", 0)),
        (b"+QURCCFG: \"urcport\",\"all\"", ("urcport", "all")),
        (b"+CMEE :1", (1,)),
        (b"+CUSD: ", (None,)),
        (b"+CGMM: \xe4\xb8\xad", ("中",)),
        (b"+X: -,--,1-,0x1F,+5", ("-", "--", "1-", "0x1F", "+5")),
    ):
        assert fields(read(line)) == expected, line


def test_string_gives_one_field_as_bytes():
    digest = read(b'+MQTTMSG: 1, 0, "te,st", 123,')
    found = [string(digest, index) for index in range(6)]
    assert found == [b"1", b"0", b"te,st", b"123", b"", None]
    assert string(read(b'+QCCID: "'), 0) == b'"'
    assert string(read(b'+X: "a"b"'), 0) == b'a"b'


def test_text_that_is_not_utf_8():
    assert to_text(b"abc") == "abc"
    assert to_text("é中".encode()) == "é中"
    assert to_text(b"a\xffb\xc3") == "a?b?"


def test_shapes():
    for kinds, line, fits in (
        ("n", b"+X: 1", True),
        ("n", b"+X: -1", True),
        ("n", b"+X: 1,2", False),
        ("n", b'+X: "1"', False),
        ("nn", b"+X: 1", False),
        ("nn", b"+X: 1,2", True),
        ("nn", b"+X: 1, 2", True),
        ("nn*", b"+X: 2,1", True),
        ("nn*", b'+X: 2,1,"1A2B"', True),
        ("nn*", b'+X: 2,"1A2B",7', False),
        ("nsn", b'+X: 0,"broker, or not",1883', True),
        ("nsn", b"+X: 0,0", False),
        ("nx", b"+X: 0,anything", True),
        ("nx", b"+X: 0,", True),
        ("nn", b"+X: 0,", False),
        ("ns", b"+X: 0,", False),
        ("*", b"+X: ", True),
    ):
        assert shape(kinds)(read(line)) == fits, (kinds, line)


def test_where_a_header_says_how_many_bytes_follow():
    for counted, line, count in (
        (Counted(0), b"+X: 12", 12),
        (Counted(0), b"+X: 0", 0),
        (Counted(0), b'+X: 4,"203.0.113.7",7', 4),
        (Counted(2), b'+X: "recv",0,1460', 1460),
        (Counted(1), b"+X: 1, 99999", 99999),
        (Counted(2, b","), b"+X:0,200,999999999,", 999999999),
    ):
        digest = read(line)
        assert counted(digest, digest.stop) != -1 and digest.count == count and digest.paying, line
    for counted, line in (
        (Counted(0), b"+X: "),
        (Counted(0), b'+X: "4"'),
        (Counted(0), b"+X: -4"),
        (Counted(2), b'+X: "closed",0'),
        (Counted(0), b"+X: 1234567890"),  # no module sends that much in one piece
        (Counted(0, b':'), b"+X: 4"),
        (Counted(0, b':'), b"+X: 4,"),
    ):
        digest = read(line)
        assert counted(digest, digest.stop) == -1 and not digest.paying, line


def test_a_payload_longer_than_the_buffer_is_counted_to_its_end():
    for room in (0, 1, 5, 64, 100):
        observer = Observer(room=room)
        payload = bytes([i % 256 for i in range(300)])
        observer.feed(b'\r\n+QIURC: "recv",0,300\r\n' + payload + b"\r\n\r\nRDY\r\n")
        assert observer.events[1:] == [(PAYLOAD, payload[:room]), (URC, b"RDY", b"RDY")], room


def test_a_payload_nobody_wants_is_counted_to_its_end():
    class Deaf(Observer):
        def take(self, kind, digest):
            digest.target = None
            self.events.append(kind)

    for n in (1, 7, 64):
        observer = Deaf()
        stream = b'\r\n+QMTRECV: 0,0,"t",40,"' + b"\r\nRDY" * 8 + b'"\r\n\r\nRDY\r\n'
        for start in range(0, len(stream), n):
            observer.feed(stream[start : start + n])
        assert observer.events == [URC, PAYLOAD, URC]


def test_every_byte_value_reaches_a_buffer_of_the_right_length():
    payload = bytes(range(256)) + b"\r\nOK\r\n\r\nERROR\r\n> \x1a\x1b" + bytes(range(256))
    for n in (1, 13, 64, 256, 1000):
        observer = Observer(size=768)
        observer.digest.awaited = Awaited(prefix=b"+QIRD", counted=Counted(0))
        stream = b"\r\n+QIRD: %d\r\n" % len(payload) + payload + b"\r\n\r\nOK\r\n"
        for start in range(0, len(stream), n):
            observer.feed(stream[start : start + n])
        assert observer.events[1] == (PAYLOAD, payload), n
        assert len(observer.events) == 3


def test_a_refusal_with_noise_in_it_is_still_a_refusal():
    observer = Observer()
    observer.digest.awaited = Awaited()
    observer.feed(b"\r\n+CME ERROR: SIM \xff\r\n")
    error = refusal(b"+CPIN", observer.digest)
    assert (error.kind, error.code, error.detail) == ("CME", -1, "SIM ?")
