# What may enter a command line.
from atmodem import arguments
from atmodem.arguments import Raw, encode, number, plain, text


def refused(function, *parameters):
    """The text of the ValueError."""
    try:
        function(*parameters)
    except ValueError as error:
        return error.args[0]
    raise AssertionError(parameters)


def test_control_characters_are_refused_by_name():
    for c in list(range(32)) + [127]:
        raw = b"before" + bytes([c]) + b"after"
        assert refused(plain, raw, "topic").startswith("topic")
        assert refused(text, raw, "topic", 100).startswith("topic")
        assert refused(encode, "+X", (raw,)).startswith("parameter 1")
    assert plain(b" ~") == b" ~"
    assert plain("é") == b"\xc3\xa9"


def test_a_secret_is_not_repeated_in_the_error():
    for bad in ("secret\r", 'sec"ret', "secret" * 1000):
        assert "secret" not in refused(encode, "+CPIN", (bad,)) and "ret" not in refused(encode, "+CPIN", (bad,))


def test_lengths_count_bytes():
    assert text("é" * 5, "name", 10) == "é".encode() * 5
    assert refused(text, "é" * 6, "name", 10) == "name: 1 to 10 bytes"
    assert refused(text, "", "name", 10) == "name: 1 to 10 bytes"
    assert text("", "name", 10, 0) == b""
    assert refused(text, 5, "name", 10) == "name: text expected"


def test_numbers_have_limits():
    assert [number(value, "port", 1, 65535) for value in (1, 65535)] == [1, 65535]
    for value in (0, 65536, -1, "7", 1.0, None):
        assert refused(number, value, "port", 1, 65535) == "port: 1 to 65535"


def test_the_line_behind_its_at():
    assert encode("+CSQ", ()) == b"+CSQ"
    assert encode(b"+X", (1, "a", None, b"b", Raw("0xFF"))) == b'+X=1,"a",,"b",0xFF'
    assert refused(encode, "+CSQ\r", ()).startswith("command")
    assert refused(encode, 5, ()).startswith("command")
    assert arguments.plain("") == b""
