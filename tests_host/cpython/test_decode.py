"""tools/decode.py against captures that a human has read, and as a property: nothing of the stream goes unseen."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st
from support import captures

TOOLS = Path(__file__).resolve().parents[2] / "tools"
sys.path.insert(0, str(TOOLS))

import decode  # noqa: E402
from decoding.decoder import Decoder  # noqa: E402
from decoding.module import NAMES, Module  # noqa: E402

CAPTURES = [(name, module, pieces()) for name, module, pieces in captures.CAPTURES]
MODULES = {name: Module(name) for name in NAMES}


def decoded(module, data):
    """The events of a stream, which they cover without a gap."""
    events = Decoder(MODULES[module]).events(data)
    place = 0
    for event in events:
        assert event["offset"] == place and event["length"] > 0
        place += event["length"]
    assert place == len(data)
    return events


def kinds(module, data):
    """The stream as (kind, text)."""
    return [(event["kind"], event["text"]) for event in decoded(module, data)]


def of(module, data):
    """The fields of the last event."""
    return decoded(module, data)[-1]["fields"]


def differences(module, pieces):
    """Where the decoder reads a capture otherwise than its reader, as text."""
    events = decoded(module, b"".join(raw for _, raw in pieces))
    found = [(event["kind"], event["offset"], event["length"], event["text"]) for event in events]
    place, expected = 0, []
    for kind, raw in pieces:
        text = raw.decode("utf-8", "backslashreplace")
        closing = '"' if expected and expected[-1][3].endswith(',"') else ""
        line = text.strip("\r\n").removesuffix("> ") or ">"
        text = text.removesuffix("\r\n").removesuffix(closing) if kind == "payload" else line
        expected.append((kind, place, len(raw), ">" if kind == "prompt" and text.startswith(">") else text))
        place += len(raw)
    return [f"{a} for {b}" for a, b in zip(found, expected, strict=False) if a != b] + [*map(str, found[len(expected) :])]


@pytest.mark.parametrize(("name", "module", "pieces"), CAPTURES, ids=[name for name, *_ in CAPTURES])
def test_a_capture_is_read_as_a_human_reads_it(name, module, pieces):
    assert differences(module, pieces) == []


def without(kinds, *names):
    """The captures that hold none of these kinds, and have none of these names."""
    return [capture for capture in CAPTURES if capture[0] not in names and not kinds & {kind for kind, _ in capture[2]}]


@pytest.mark.parametrize("ending", [b"\r", b"\n", b"\r\r\n"])
@pytest.mark.parametrize(("name", "module", "pieces"), without({"payload"}))
def test_however_its_lines_end(name, module, pieces, ending):
    data = b"".join(raw for _, raw in pieces)
    expected = kinds(module, data)
    assert kinds(module, data.replace(b"\r\r\n", b"\r\n").replace(b"\r\n", ending)) == expected


@pytest.mark.parametrize(("name", "module", "pieces"), without({"payload", "prompt"}, "Air780, FTP"))
def test_without_an_echo(name, module, pieces):
    """What can be told without knowing the commands is told the same."""
    heard = [piece for piece in pieces if piece[0] != "echo"]
    wrong = differences(module, heard)
    assert len(wrong) <= 1, wrong  # a bare line at the capture's end may be anything


CASES = [
    ("a two-step answer", "ec20", b'AT+QMTOPEN=0,"h",1\r\r\nOK\r\n\r\n+QMTOPEN: 0,0\r\n', ["echo", "result", "urc"]),
    ("in front of OK", "ml302", b"AT+MQTTOPEN=1,1\r\r\n+MQTTOPEN:OK\r\n\r\nOK\r\n", ["echo", "answer", "result"]),
    ("a URC inside", "ec20", b"AT+CREG?\r\r\n+CREG: 1\r\n\r\n+CREG: 0,1\r\n\r\nOK\r\n", ["echo", "urc", "answer", "result"]),
    ("of a setting", "ec20", b"AT+CREG=1\r\r\n+CREG: 1\r\n\r\nOK\r\n", ["echo", "urc", "result"]),
    ("boot, no echo", "ec20", b"\x00\xff\xffRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n", ["noise", "urc", "urc", "urc"]),
    ("asked, no echo", "ec20", b"\r\n+CPIN: READY\r\n\r\nOK\r\n", ["answer", "result"]),
    (
        "registration, no echo",
        "ec20",
        b'\r\n+CEREG: 2,"1A2B","01C3D4E5",7\r\n\r\n+CEREG: 2,1\r\n\r\nOK\r\n',
        ["urc", "answer", "result"],
    ),
    ("bare lines, no echo", "ec20", b"\r\nQuectel\r\nEC20F\r\nRevision: EC20\r\n\r\nOK\r\n", ["answer"] * 3 + ["result"]),
    ("garbage", "ec20", b"\xe1\x00\x12\x80\r\nRDY\r\n", ["noise", "urc"]),
    ("nothing but blank lines", "ec20", b"\r\n\r\n", ["noise"]),
    (
        "chained",
        "ym310",
        b"AT+CFUN=1;+CIMI;+CSQ\r\r\n4600\r\n\r\n+CSQ: 9,0\r\n\r\nOK\r\n",
        ["echo", "answer", "answer", "result"],
    ),
    ("lower case", "ec20", b"at+csq\r\r\n+CSQ: 9,0\r\n\r\nOK\r\n", ["echo", "answer", "result"]),
    ("a boot text like an echo", "l610", b"\r\nAT command ready\r\n\r\n+SIM READY\r\n", ["urc", "urc"]),
    ("late status", "ym310", b"AT+CIPSTATUS\r\r\nOK\r\n\r\nSTATE: IP STATUS\r\n", ["echo", "result", "answer"]),
    ("shut", "ym310", b"AT+CIPSHUT\r\r\nSHUT OK\r\nAT\r\r\nOK\r\n", ["echo", "result", "echo", "result"]),
    ("closed by number", "ym310", b"AT+CIPCLOSE=1\r\r\n1, CLOSE OK\r\n\r\n2, CLOSED\r\n", ["echo", "result", "urc"]),
    ("a lost line end", "ec20", b"SEND OKAT+QIRD=0,0\r\r\n+QIRD: 0,0,0\r\n\r\nOK\r\n", ["result", "echo", "answer", "result"]),
    (
        "inline headers",
        "ym310",
        b'\r\n+MSUB: "a/b",9 byte,SSSS\r\nddd\r\n+IPD,4:TEST\r\n+IPD,4,TCP:TEST\r\n',
        ["urc", "payload"] * 3,
    ),
    (
        "numeric",
        "c1100",
        b"+LSIPCALL:1, 10.32.226.112\r+LSIP:OK\r0\r+LSIPRTCP=1,3,313233\r4\r",
        ["answer"] * 2 + ["result", "urc", "payload", "result"],
    ),
    (
        "a dial",
        "ec20",
        b"ATD*99#\r\r\nCONNECT 150000000\r\n~\xff}#\xc0!~\r\nNO CARRIER\r\n",
        ["echo", "result", "payload", "result"],
    ),
    (
        "a body",
        "ec20",
        b"AT+QHTTPREAD=80\r\r\nCONNECT\r\n<p>\r\nOK\r\n</p>\r\nOK\r\n\r\n+QHTTPREAD: 0\r\n",
        ["echo", "answer", "payload", "result", "urc"],
    ),
    (
        "a download",
        "ec20",
        b'AT+QFDWL="f"\r\r\nCONNECT\r\nab\r\n+QFDWL: 9,1\r\ncd\r\n+QFDWL: 19,c\r\n\r\nOK\r\n',
        ["echo", "answer", "payload", "answer", "result"],
    ),
    (
        "a file that holds its own end",
        "ec20",
        b'AT+QFTPGET="f","COM:"\r\r\nCONNECT\r\nab\r\n+QFTPGET: 0,1\r\ncd\r\nOK\r\n\r\n+QFTPGET: 0,21\r\n',
        ["echo", "answer", "payload", "result", "urc"],
    ),
    ("a file read", "ec20", b"AT+QFREAD=1,6\r\r\nCONNECT 6\r\nO\r\nK\r\n\r\nOK\r\n", ["echo", "answer", "payload", "result"]),
    ("an unended line", "ec20", b"AT+CSQ\r\r\n+CSQ: 9,0\r\n\r\nOK", ["echo", "answer", "result"]),
    ("an unended payload", "ec20", b'\r\n+QIURC: "recv",0,50\r\nabc', ["urc", "payload"]),
    ("an empty message", "ec20", b'\r\n+QMTRECV: 0,0,"t",0,""\r\n\r\n+QIND: PB DONE\r\n', ["urc", "urc"]),
    (
        "Ctrl-Z",
        "ec20",
        b'AT+CMGS="1"\r\r\n> Hello\r\nyou\x1a\r\n+CMGS: 5\r\n\r\nOK\r\n',
        ["echo", "prompt", "payload", "answer", "result"],
    ),
    ("a text over lines", "ec20", b'+QMTRECV: 0,0,"t","{\r\n "a": "b",\r\n}"\r\n\r\n+QMTSTAT: 0,1\r\n', ["urc", "urc"]),
    (
        "a text over lines that end in quotes",
        "ec20",
        b'+QMTRECV: 0,0,"t","{\r\n "a": "b",\r\n "c": "d"\r\n}"\r\n\r\n+QMTSTAT: 0,1\r\n',
        ["urc", "urc"],
    ),
    (
        "a short message that looks like a result",
        "ym310",
        b'AT+CMGL="ALL"\r\r\n+CMGL: 97,"REC READ","1","",""\r\nOK\r\n+CMGL: 98,"REC READ","1","",""\r\nOK\r\n\r\nOK\r\n',
        ["echo"] + ["answer"] * 4 + ["result"],
    ),
    (
        "a log that lost bytes",
        "ym310",
        b"AT+CIPRXGET=2,0,4\r\r\n+CIPRXGET: 2,0,4,0\r\n \r\n\r\nOK\r\n",
        ["echo", "answer", "payload", "result"],
    ),
    (
        "a count too small",
        "ym310",
        b"AT+HTTPREAD\r\r\n+HTTPREAD: 6\r\nab\r\ncd\r\nef\r\nOK\r\n",
        ["echo", "answer", "payload", "result"],
    ),
    (
        "a count too large",
        "ml302",
        b'+MQTTPUBLISH: 0,0,0,0,"t",14,abc"xxxx"abc\r\n\r\n+MQTTPINGRSP: OK\r\n',
        ["urc", "payload", "urc"],
    ),
    (
        "a URC behind the payload",
        "ec20",
        b'AT+QIRD=0\r\r\n+QIRD: 2\r\nab\r\n\r\n+QIURC: "closed",0\r\n\r\nOK\r\n',
        ["echo", "answer", "payload", "urc", "result"],
    ),
    (
        "a broken line behind the prompt",
        "ec20",
        b"AT+QSSLSEND=4,15\r\r\n>\r\nNuModem-P5-SSL\n\r\nSEND OK\r\n",
        ["echo", "prompt", "payload", "result"],
    ),
    (
        "a censored payload",
        "ec20",
        b"AT+QISEND=0,83\r\r\n> (closed)\r\nSEND OKAT+QIRD=0,0\r\r\n+QIRD: 0,0,0\r\n\r\nOK\r\n",
        ["echo", "prompt", "payload", "result", "echo", "answer", "result"],
    ),
    (
        "a file left out",
        "ec20",
        b'AT+QFUPL="a.pem",1939,60\r\r\nCONNECT\r\n<PEM>\r\n+QFUPL: 1939,4f64\r\n\r\nOK\r\n',
        ["echo", "prompt", "payload", "answer", "result"],
    ),
    (
        "a body that stalls",
        "ec20",
        b"AT+QHTTPREAD=80\r\r\nCONNECT\r\n<html>\r\n<p>AT\r\nAT+CSQ\r\r\n+CSQ: 1,2\r\n\r\nOK\r\n",
        ["echo", "answer", "payload", "echo", "answer", "result"],
    ),
    ("a half header", "ec20", b"AT+QIRD=0,10\r\r\n+QIRD: 10", ["echo", "answer"]),
    ("a header that ends in CR", "ec20", b"AT+QIRD=0,10\r\r\n+QIRD: 1\r", ["echo", "answer"]),
    ("garbage in front of a line", "ec20", b"\x80\xf8\x1e\xe6AT\r\r\nOK\r\n", ["noise", "echo", "result"]),
    ("a blank", "c1100", b"AT +CSQ\r\r\n+CSQ: 1,1\r\n\r\nOK\r\n", ["echo", "answer", "result"]),
    ("no length", "ec20", b'+QIURC: "dnsgip",0,1,600\r\n+QIURC: "dnsgip","1.2.3.4"\r\n', ["urc", "urc"]),
    ("an echo that was lost", "ec20", b"AT\r\r\nOK\r\n\r\n+CSQ: 1,1\r\n\r\nOK\r\n", ["echo", "result", "answer", "result"]),
    (
        "interrupted, no echo",
        "ec20",
        b"OK\r\n+CSQ: 9,0\r\n+CREG: 1\r\n\r\nOK\r\n+CSQ: 9,0",
        ["result", "answer", "urc", "result", "answer"],
    ),
    ("unknown, no echo", "ec20", b"+QXYZ: 1\r\n^SOMETHING: 2\r\nAT\r\r\nOK\r\n", ["urc", "urc", "echo", "result"]),
    (
        "unknown, inside",
        "ec20",
        b'AT+CPIN?\r\r\n*ISIMAID: "A0"\r\n+CPIN: READY\r\n\r\nOK\r\n',
        ["echo", "urc", "answer", "result"],
    ),
    ("failed, no echo", "ym310", b"\r\nOK\r\n\r\nSTATE: TCP CLOSED\r\n\r\nCONNECT FAIL\r\n", ["result", "urc", "urc"]),
    ("status, no echo", "ym310", b"\r\nOK\r\n\r\nSTATE: IP STATUS\r\n", ["result", "answer"]),
    (
        "files, no echo",
        "ec20",
        b"\r\nCONNECT 6\r\nO\r\nK\r\n\r\nOK\r\n\r\nCONNECT\r\n+QFUPL: 3,9\r\n\r\nOK\r\n\r\nCONNECT\r\nab\r\n+QFTPGET: 0,2\r\n",
        ["answer", "payload", "result", "prompt", "answer", "result", "answer", "payload", "urc"],
    ),
    (
        "a body that breaks off, no echo",
        "ec20",
        b'OK\r\n\r\n+QHTTPGET: 0,200\r\n\r\nCONNECT\r\n{"a":',
        ["result", "urc", "answer", "payload"],
    ),
    ("PPP, no echo", "ec20", b"\r\nCONNECT 150000000\r\n~\xff}#\xc0!~", ["result", "payload"]),
    ("PPP, numeric", "c1100", b"ATD*99#\r1\r~\xff}#\xc0!~\r3\r", ["echo", "result", "payload", "result"]),
    ("a prompt without an echo", "ec20", b"\r\n> \r\n+CMGS: 12\r\n\r\nOK\r\n", ["prompt", "answer", "result"]),
    ("a prompt without a line end", "ec20", b"\r\n>SEND OK\r\n", ["prompt", "result"]),
    (
        "bare data behind a sending",
        "ym310",
        b"AT+CIPSEND=2\r\r\n> hi\r\nSEND OK\r\nhello\r\nCLOSED\r\n",
        ["echo", "prompt", "payload", "result", "payload", "urc"],
    ),
    ("an empty message", "ec20", b"+CMT: 1\r\n\r\nOK\r\n", ["urc", "result"]),
    ("blanks around", "ym310", b" OK \r\nAT \r\r\n +CREG: 1 \r\nOK\t\r\n", ["result", "echo", "urc", "result"]),
    ("a message that never came", "ec20", b'+QMTRECV: 0,0,"a",3,"\nAT+CSQ\r\r\n+CSQ: 1,1\r\n', ["urc", "echo", "answer"]),
    (
        "announced, no echo",
        "ec20",
        b'+QMTRECV: 0,1\r\n\r\n+QMTRECV: 0,1,"a",3,"xyz"\r\n\r\nOK\r\n+QMTRECV: 0,2\r\n\r\nOK\r\n',
        ["urc", "answer", "payload", "result", "urc", "result"],
    ),
    ("a Chinese blank", "ym310", "你好\u3000世界\r\n\r\nOK\r\n".encode(), ["answer", "result"]),
    ("a byte order mark", "ym310", b"\xef\xbb\xbfAT\r\r\nOK\r\n", ["noise", "echo", "result"]),
    (
        "cut behind a payload",
        "ec20",
        b"AT+QIRD=0\r\r\n+QIRD: 8\r\na\r\nOK\r\nb\r\n\r\nO",
        ["echo", "answer", "payload", "answer"],
    ),
    ("an operator's text", "ym310", b'+CUSD: 0, "5,00 EUR, valid\r\nuntil 1.1.", 15\r\n+CTZV: 8\r\n', ["urc", "urc"]),
    (
        "no line end behind the upload",
        "ec20",
        b'AT+QFUPL="a",4\r\r\nCONNECT\r\n\0\r\n\1+QFUPL: 4,613e\r\n\r\nOK\r\n',
        ["echo", "prompt", "payload", "answer", "result"],
    ),
    (
        "pulses between lines",
        "ec20",
        b"\xff\r\nRDY\r\n\0\0\r\nAT\r\r\nOK\r\n\xff\0",
        ["noise", "urc", "noise", "echo", "result", "noise"],
    ),
    ("words", "ym310", b"\r\nattention\r\n\r\nAT LAST\r\n", ["urc", "urc"]),
    (
        "bare data",
        "ym310",
        b'AT+CIPSTART="TCP","h",7\r\r\nOK\r\n\r\nCONNECT OK\r\nhello, you\r\nCLOSED\r\n',
        ["echo", "result", "urc", "payload", "urc"],
    ),
]


@pytest.mark.parametrize(("name", "module", "data", "expected"), CASES, ids=[case[0] for case in CASES])
def test_case(name, module, data, expected):
    assert [kind for kind, _ in kinds(module, data)] == expected


def test_fields():
    assert of("ec20", b'+QCSQ: "LTE",-56,,2.5,"a,b",x\r\n') == ["LTE", -56, None, 2.5, "a,b", "x"]
    assert of("ec20", b"\r\nOK\r\n") == [0]
    assert of("ec20", b"\r\n+CME ERROR: 10\r\n") == [10]
    assert of("ec20", b"\r\n+CME ERROR: SIM not inserted\r\n") == ["SIM not inserted"]
    assert of("ym310", b"\r\nDATA ACCEPT:0,27\r\n") == [0, 27]
    assert of("ym310", b"\r\n3, CLOSED\r\n") == [3]
    assert of("ec20", b"RDY\r\n") == []
    assert of("ec20", b'+QMTRECV: 0,0,"t","{"a":"b","c":1}"\r\n') == [0, 0, "t", '{"a":"b","c":1}']
    assert of("l610", b'+MQTTMSG: 1, 0, t, {"a":"b","c":1}\r\n') == [1, 0, "t", '{"a":"b","c":1}']
    assert of("ec20", b'{"a":"b","c":1}\r\n') == ['{"a":"b","c":1}']
    assert of("ec20", b"$GPRMC,,V,,N*53\r\n") == [None, "V", None, "N*53"]
    assert of("ec20", b'+CNUM:,"+49",145\r\n') == [None, "+49", 145]
    assert of("ec20", b"AT&V\r\r\n&C: 1\r\n") == [1]
    assert of("ym310", b'+CUSD: 0, "5,00 EUR, valid\r\nuntil 1.1.", 15\r\n') == [0, "5,00 EUR, valid\r\nuntil 1.1.", 15]
    assert of("ym310", b'C: 2,,"","","","INITIAL"\r\n') == [2, None, "", "", "", "INITIAL"]
    assert of("ec20", b'AT+QIOPEN=1,0,"TCP","h",,1\r') == [1, 0, "TCP", "h", None, 1]
    assert decoded("ec20", b'+QMTRECV: 0,0,"t,o",5,"he"lo"\r\n')[0]["fields"] == [0, 0, "t,o", 5]
    assert of("ec20", '+COPS: 0,0,"中国移动",7\r\n'.encode()) == [0, 0, "中国移动", 7]


def test_a_line_longer_than_the_buffer():
    line = "+X: " + "a" * 20000 + ",7"
    events = decoded("ec20", b"AT+X?\r\r\n" + line.encode() + b"\r\n\r\nOK\r\n")
    assert [(event["kind"], event["text"]) for event in events] == [("echo", "AT+X?"), ("answer", line), ("result", "OK")]
    assert events[1]["fields"] == ["a" * 20000, 7]


def test_a_short_message_is_one_field():
    assert decoded("ec20", b'+CMT: "+49",,""\r\nHello, you\r\n')[1]["fields"] == ["Hello, you"]


def test_a_long_capture_takes_time_in_proportion():
    for piece in (b"a line\r\n", b"+XYZ: 1\r", b"> \r\n", b"\r\nCONNECT\r\n", b'+QMTRECV: 0,0,"t","a\r\n', b"\n", b"\xff"):
        decoded("ec20", piece * (300000 // len(piece)))


def test_bytes_that_are_no_utf_8():
    assert decoded("ec20", b'\r\n+QIURC: "recv",0,3\r\n\xff\xc3\xa9\r\n')[1]["text"] == "\\xffé"


def run(arguments, data=b""):
    """The finished process."""
    command = [sys.executable, TOOLS / "decode.py", *arguments]
    return subprocess.run(command, input=data, capture_output=True, check=False)


def test_the_program(tmp_path):
    file = tmp_path / "capture"
    file.write_bytes(b"AT\r\r\nOK\r\n")
    shown = run(["ec20", file])
    assert shown.returncode == 0 and shown.stderr == b""
    assert [json.loads(line)["kind"] for line in shown.stdout.splitlines()] == ["echo", "result"]
    assert run(["ec20", "-"], b"AT\r\r\nOK\r\n").stdout == shown.stdout
    assert run(["ec20", "-"]).returncode == 0
    assert b"without a gap" in run(["--help"]).stdout
    for wrong in ([], ["ec20"], ["no-such-module", file], ["ec20", tmp_path / "none"], ["ec20", tmp_path]):
        assert run(wrong).returncode == 2


def test_main(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO('\r\n+COPS: 0,0,"é"\r\n'.encode())))
    assert decode.main(["ec20", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["fields"] == [0, 0, "é"]


PIECES = [raw for _, _, pieces in CAPTURES for _, raw in pieces] + [case[2] for case in CASES] + [b"> ", b"\xff", b"\0", b'"']


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(NAMES), st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=12)), max_size=12))
def test_no_byte_goes_unseen(module, pieces):
    decoded(module, b"".join(pieces))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(CAPTURES), st.integers(0, 5000), st.binary(min_size=1, max_size=4))
def test_no_byte_of_a_damaged_capture_goes_unseen(capture, place, damage):
    data = b"".join(raw for _, raw in capture[2])
    place %= len(data)
    decoded(capture[1], data[:place] + damage + data[place + len(damage) :])
    decoded(capture[1], data[place:])
    decoded(capture[1], data[:place])
