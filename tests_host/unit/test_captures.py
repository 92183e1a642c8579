# The captures of real modules, through the digest and through the channel.
from atmodem.dialogue import Dialogue
from atmodem.digest import Digest, Entry
from atmodem.errors import CommandError
from atmodem.fields import Counted, shape
from support.captures import CAPTURES, bg770a
from support.feed import OK, PAYLOAD, RESULT, Awaited, Pieces, cut_every
from support.wire import Wire, attach, detach_all, run

HEADERS = (
    (b"+QIRD", Counted(0), "n"),
    (b"+QSSLRECV", Counted(0), "n"),
    (b"+QSSLURC", Counted(2), "snn"),
    (b"+HTTPREAD", Counted(0), "n"),
    (b"+CIPRXGET", Counted(2), "nnnn"),
    (b"+MQTTPUBLISH", Counted(5, b","), "*"),
    (b"+MSUB", Counted(1, b" byte,"), "*"),
    (b"+QMTRECV", Counted(3, b',"'), "*"),
)


class Header:
    """Counts the payload behind a header of this shape only: other lines have the same name."""

    def __init__(self, counted, kinds):
        self.counted = counted
        self.fits = shape(kinds)

    def __call__(self, digest, stop):
        return self.counted(digest, stop) if self.fits(digest) else -1


def lines(pieces):
    """The texts of the lines a digest sees, and the codes of the results; no payload, no prompt."""
    digest, pipe, found = Digest(), Pieces(), []
    digest.awaited = Awaited(prompt=b">")
    for prefix, counted, kinds in HEADERS:
        digest.enroll(Entry(prefix, None, Header(counted, kinds)))
    for piece in pieces:
        pipe.piece, pipe.at = piece, 0
        while pipe.any() and digest.read(pipe, pipe.any()):
            kind = digest.next()
            while kind:
                text = bytes(digest.buffer[digest.line : digest.stop])
                if kind == RESULT:
                    found.append(digest.code)
                elif kind != PAYLOAD and text != b">":
                    found.append(text)
                kind = digest.next()
    return found


def expected(pieces):
    """The same as a reader sees it."""
    found = []
    for kind, raw in pieces:
        text = raw.strip(b"\r\n")
        if kind == "result" and text in (b"OK", b"ERROR"):
            found.append(OK if text == b"OK" else 4)
        elif kind == "result" and text.startswith(b"+CM"):
            found.append(16)
        elif kind != "payload" and text != b"> " and text != b">":
            found.append(text)
    return found


def told(pieces):
    """Whether a digest that knows no command can tell the payloads from lines."""
    kinds = [kind for kind, _ in pieces]
    return "payload" not in kinds or "prompt" not in kinds


def test_the_lines_of_every_capture():
    for name, _, capture in CAPTURES:
        pieces = capture()
        if told(pieces):
            found = lines([b"".join([raw for _, raw in pieces])])
            assert found == expected(pieces), (name, found)


def test_the_lines_of_every_capture_in_pieces():
    for name, _, capture in CAPTURES:
        pieces = capture()
        if told(pieces):
            stream = b"".join([raw for _, raw in pieces])
            for n in (1, 3, 64):
                assert lines(cut_every(stream, n)) == expected(pieces), (name, n)


async def asks(at, command):
    """The lines that answer a command; for a refusal its code or its words."""
    try:
        return await at.command(command)
    except CommandError as error:
        return error.code if error.code >= 0 else error.detail


def test_a_session_of_commands_is_answered_as_captured():
    wire = Wire(chunk=5)
    detach_all()
    at = attach(Dialogue(wire))
    command, answers = None, []
    for kind, raw in bg770a():
        text = raw.strip(b"\r\n")
        if kind == "echo":
            command, answers, reply = text[2:], [], raw
            continue
        reply += raw
        if kind == "answer":
            answers.append(str(text, "utf-8"))
            continue
        wire.expect(b"AT" + command + b"\r").reply(reply)
        if text.startswith(b"+CME ERROR: "):
            detail = str(text[12:], "utf-8")
            answers = int(detail) if detail.isdigit() else detail
        elif text == b"ERROR":
            answers = ""
        found = run(asks(at, command), wire)
        assert found == answers, (command, found)
    wire.done()
