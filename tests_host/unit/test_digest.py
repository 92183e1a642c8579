# What the digest makes of whole streams: each answer kind, result codes, URCs, noise.
from atmodem.digest import Digest, Entry
from support.exchanges import EXCHANGES
from support.feed import CME, ECHO, FINAL, NOISE, PROMPT, RESULT, URC, Awaited, Observer, Pieces, events


def test_every_exchange_is_read_as_the_manual_says():
    for name, options, stream, expected in EXCHANGES:
        found = events(stream, **options)
        assert found == expected, (name, found)


def test_a_prompt_is_awaited_only_when_it_is():
    assert events(b"\r\n> \r\n", awaited=Awaited()) == [(URC, b"> ")]
    assert events(b"\r\n> ", awaited=Awaited()) == []


def test_a_prompt_that_is_a_line_must_be_the_whole_line():
    found = events(b"\r\nCONNECT OK\r\n>\r\nCONNECT\r\n", awaited=Awaited(prompt=b"CONNECT"))
    assert found == [(URC, b"CONNECT OK", b"CONNECT OK"), (URC, b">"), (PROMPT, b"CONNECT")]


def test_an_error_without_a_number_has_no_field():
    observer = Observer(awaited=Awaited())
    observer.feed(b"\r\n+CSQ: 15,0\r\n\r\n+CME ERROR\r\n")
    assert observer.events[-1] == (RESULT, b"+CME ERROR", CME)
    assert observer.digest.integer(observer.digest.field) is None


def test_words_around_error_are_no_result():
    for line in (b"ERROR:3", b"ERRORS", b"TCP ERROR:7", b"+CMEE ERROR", b"+CMX", b"NO CARRIER", b"OKAY", b"xOK", b"SEND OK"):
        assert events(b"\r\n" + line + b"\r\n", awaited=Awaited()) == [(URC, line)], line


def test_every_numeric_code():
    for code in (0, 1, 3, 4, 6, 7, 8):
        assert events(b"%d\r" % code, numeric=True) == [(RESULT, b"%d" % code, code)]
    for line in (b"2", b"9", b"10", b"+", b"00"):
        assert events(line + b"\r", numeric=True) == [(URC, line)]


def test_a_bare_line_that_resembles_the_echo_is_an_answer():
    for line in (b"BGI", b"XYI", b"ATX", b"ATIS"):
        found = events(line + b"\r\n", awaited=Awaited(bare=True, echo=b"I"))
        assert [event[1] for event in found] == [line]
        assert found[0][0] == 2, line


def test_an_unknown_line_is_a_urc_and_an_echo_an_echo():
    assert events(b"Hello, world!\r\n") == [(URC, b"Hello, world!")]
    assert events(b"AT+CSQ\r") == [(ECHO, b"AT+CSQ")]
    assert events(b"+CSQ: \xff\r\n") == [(URC, b"+CSQ: \xff")]


def test_what_is_not_text_is_noise():
    for line in (b"a\xffb", b"\x7f", b"abc\x01"):
        assert events(line + b"\r\n") == [(NOISE, line)]


def test_one_read_may_end_anywhere_in_the_buffer():
    # Short lines that end with the very last byte the buffer holds.
    for text in (b"X", b"3,", b"3, ", b"+QMTRECV:", b"+CME ERROR"):
        for before in range(0, 64):
            lines = b"p" * before + b"\r" + b"x" * (63 - before)  # its second line not complete
            for rest in range(250, 260):
                rest = b"\r" + (b"y" * 60 + b"\r") * 4 + b"z" * (rest - 246 - len(text)) + b"\r" + text
                assert events(lines + rest + b"\r", [lines, rest + b"\r"], size=64)[-1][1] == text
                events(lines + rest, [lines, rest], size=64)


def test_reading_takes_no_more_than_was_said_to_wait():
    digest, pipe = Digest(300), Pieces()
    pipe.piece = b"\r\nOK\r\n" * 100
    assert digest.read(pipe, 3) == 3 and pipe.at == 3
    assert digest.read(pipe, 600) == 256 and pipe.at == 259
    assert digest.read(Pieces(), 1) == 0


def test_abandon_forgets_a_line_and_a_payload():
    observer = Observer()
    for piece in (b'\r\n+QMTRECV: 0,0,"t",500,"abc', b"\r\n+CSQ: half a li", b"z" * 300):
        observer.feed(piece)
        observer.digest.abandon()
        observer.events = []
        observer.feed(b"\r\nOK\r\n")
        assert observer.events == [(RESULT, b"OK", 0)], piece


def test_a_row_may_end_with_the_comma_that_follows_it():
    observer = Observer(awaited=Awaited(finals=(b"SEND OK",)))
    observer.digest.enroll(Entry(b"+RECEIVED,", None))
    observer.feed(b"\r\n+RECEIVED,7\r\n+RECEIVED\r\nSEND OK\r\n")
    assert observer.events == [(URC, b"+RECEIVED,7", b"+RECEIVED,"), (URC, b"+RECEIVED"), (RESULT, b"SEND OK", FINAL)]


def test_more_fields_than_asked_for():
    observer = Observer(awaited=Awaited(prefix=b"+X"))
    observer.feed(b"+X: 1,2,3\r\n")
    found = [0, 0]
    observer.digest.integers(found)
    assert found == [1, 2]


def test_integers_are_read_in_place():
    observer = Observer()
    for line, expected in (
        (b"+X: 15,0", [15, 0, None]),
        (b"+X: -113,,7", [-113, None, 7]),
        (b"+X:1", [1, None, None]),
        (b'+X: "a",2,3,4', [None, 2, 3]),
        (b"+X: -,0012,1a", [None, 12, 1]),
        (b"+X", [None, None, None]),
    ):
        observer.digest.awaited = Awaited(prefix=b"+X")
        observer.feed(line + b"\r\n")
        found = [0, 0, 0]
        observer.digest.integers(found)
        assert found == expected, line
