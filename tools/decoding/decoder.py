"""Captured bytes to events. The digest finds lines, result codes, prompts and counted payloads; what it cannot know without
a driver is decided here: which command was sent (by its echo), what its answer looks like, which bytes came from the host."""

import re

from atmodem.digest import Digest

from . import lines
from .commands import CONNECT_UPLOADS, DATA_MODE_ENDS, DOWNLOAD_ENDS, READINGS, SETTINGS, UPLOAD_LENGTH, Command
from .lines import CALL_ENDS, FINAL, decoded, fields, is_text, result_fields

RESULT, ANSWER, URC, PROMPT, PAYLOAD, ECHO, NOISE = range(1, 8)
KINDS = {RESULT: "result", ANSWER: "answer", URC: "urc", PROMPT: "prompt", PAYLOAD: "payload", ECHO: "echo", NOISE: "noise"}
LONGEST_LINE = 8192
LONGEST_PAYLOAD = 65536  # of a host that does not say its length

class Awaited:
    """What the digest is told: a prompt may come."""

    prefix = echo = b""
    key = b"\0"
    shape = counted = None
    bare = False
    finals = ()
    prompt = b">"


class Pipe:
    """Hands the digest the bytes of a capture, never beyond a line end: what follows may be no line."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def any(self):
        """How many bytes may be read now."""
        ends = [end for end in (self.data.find(b"\r", self.at), self.data.find(b"\n", self.at)) if end >= 0]
        return min([LONGEST_LINE, len(self.data) - self.at, *[end + 1 - self.at for end in ends]])

    def readinto(self, buffer, n):
        """Give `n` bytes."""
        n = min(n, len(self.data) - self.at)
        buffer[:n] = self.data[self.at : self.at + n]
        self.at += n
        return n


class Decoder:
    """Decodes one capture of one module: `events(data)`.

    The events lie one behind the other without a gap: each reaches from the end of the one before it to the end of its own
    line. Blank lines and noise without text belong to what follows, at the capture's end to what goes before.
    """

    def __init__(self, module):
        self.module = module
        self.digest = Digest(LONGEST_LINE)
        module.enroll(self.digest)
        self.digest.awaited = Awaited()
        self.digest.numeric = module.numeric
        self.command = None  # the command echoed last
        self.echoing = False  # an echo was seen, and no ATE0 since: what is not echoed was not asked
        self.link_open = False  # a single link without headers
        self.in_data_mode = False
        self.content_length = None
        self.found = []

    def events(self, data):
        """All events, as dictionaries."""
        self.data = data
        self.mark = 0  # where the next event begins
        self.pipe = Pipe(data)
        while self.pipe.at < len(data):
            self.feed(self.pipe)
        if self.digest.remaining and self.mark < len(data):
            self.emit("payload", len(data))
        elif self.mark < len(data):
            self.feed(Pipe(b"\r"))  # the last line may lack its end
        self.close()
        return self.found

    def feed(self, pipe):
        """Let the digest read, and deal with what that completes."""
        digest = self.digest
        digest.read(pipe, pipe.any())
        kind = digest.next()
        while kind:
            if not digest.overlong:
                end = self.pipe.at - max(0, digest.end - digest.start)
                if pipe is not self.pipe:
                    end = len(self.data)
                self.take(kind, bytes(digest.buffer[digest.line : digest.stop]), end)
            kind = digest.next()

    def close(self):
        """What is left at the end belongs to the last event."""
        if self.mark == len(self.data):
            return
        if not self.found:
            self.emit("noise", len(self.data))
        self.found[-1]["length"] = len(self.data) - self.found[-1]["offset"]

    def emit(self, kind, end, text=None, values=()):
        """Add an event that ends at offset `end`."""
        text = decoded(self.data[self.mark : end]) if text is None else text
        self.found.append(
            {"offset": self.mark, "length": end - self.mark, "kind": kind, "text": text, "fields": list(values)}
        )
        self.mark = end

    def line_end(self, end):
        """The offset behind the line feed, if one follows."""
        if self.data[end - 1 : end] == b"\r" and self.data[end : end + 1] == b"\n":
            end += 1
        self.go_on_at(end)
        return end

    def go_on_at(self, place):
        """Let the digest read on from here, with nothing at hand."""
        if self.digest.end or self.pipe.at != place:
            self.digest.abandon()
            self.digest.skip = 0
        self.pipe.at = place

    # --- one event of the digest

    def take(self, kind, raw, end):
        """One event of the digest; `end`: offset behind it."""
        if kind == PAYLOAD:
            if self.digest.count:
                self.emit("payload", end)
            elif self.data[end : end + 1] != b'"':
                return
            behind = re.compile(rb'"?\r?').match(self.data, end)  # the quote that closes it, and the line end
            self.mark = self.line_end(behind.end())
            found = self.found[-1]
            found["length"] = self.mark - found["offset"]
            return
        text = decoded(raw)
        if kind == PROMPT:
            end += self.data[end : end + 1] == b" "
            self.go_on_at(end)
            self.emit("prompt", end, text)
            self.host_payload()
        elif self.digest.paying:
            self.header(text, end)
        elif kind == NOISE and not is_text(raw):
            self.emit("noise", self.line_end(end), text)
        else:
            self.line(text, self.line_end(end), KINDS[kind])

    def header(self, text, end):
        """A line that says how many bytes follow: does the capture agree?"""
        kind = self.line_kind(text)
        self.emit(kind, end, text, fields(re.sub(r"(,(TCP|UDP)| byte)?[,:\"]*$", "", text)))
        n = self.digest.count
        n = self.true_length(n, self.data[end : end + 2 * n + 300], kind == "answer")
        if n != self.digest.count:
            self.payload(n, end)

    def true_length(self, n, rest, answers):
        """The length of a payload that should have `n` bytes: hexadecimal digits count half, and a log may have lost bytes."""
        ended = re.match(rb'"?(?:[\r\n]|$)', rest[n:]) and rest[n - 1 : n + 1] != b"\r\n"
        if len(rest) <= n or ended and (not answers or self.known_line(rest[n:])):
            return n
        if re.match(rb"[0-9A-Fa-f]{%d}(?:[\r\n]|$)" % (2 * n), rest[: 2 * n + 1]):
            return 2 * n
        over = re.search(rb"[\r\n]+OK[\r\n]" if answers else rb"[\r\n]", rest)
        return over.start() if over else n

    def line(self, text, end, kind):
        """A whole line."""
        glued = lines.GLUED.match(text)
        if glued and FINAL.match(glued[1]):  # the capture lost the line end between an answer and the next echo
            middle = end - len(self.data[self.mark : end].lstrip(b"\r\n\0\xff")) + len(glued[1].encode())
            self.line(glued[1], middle, "result")
            self.line(glued[2], end, "echo")
            return
        if kind == "result" or FINAL.match(text) or text == "TimeOut" and self.pending():
            self.result(text, end)
        elif lines.ECHO.match(text) and not self.module.row(text):
            self.echo(text, end)
        elif text in CALL_ENDS and (self.pending() or self.in_data_mode):
            self.in_data_mode = False
            self.result(text, end)
        elif text.startswith("CONNECT") and re.match(r"CONNECT( \d+[^,]*)?$", text):
            self.connect(text, end)
        elif text == "DOWNLOAD":
            self.emit("prompt", end, text)
            self.host_payload()
        else:
            if text.startswith(self.module.texts_over_lines) and re.match(r'[^"]*"[^"]*","(?:[^"]|".)*$', text, re.DOTALL):
                text, end = self.text_over_lines(text, end)
            kind = self.line_kind(text)
            bare = self.module.row(text) == text
            self.emit(kind, end, text, [] if kind == "payload" or bare else fields(text))
            self.after(text, kind)

    def text_over_lines(self, text, end):
        """A line whose text in quotes goes on: it ends with the first quote at a line's end."""
        over = re.search(rb'"(?=[\r\n]|$)', self.data[end : end + LONGEST_LINE])
        if not over:
            return text, end
        start = end - len(self.data[self.mark : end].lstrip(b"\r\n\0\xff"))
        stop = end + over.end()
        return decoded(self.data[start:stop]), self.line_end(stop + (self.data[stop : stop + 1] == b"\r"))

    def result(self, text, end):
        """A final result code."""
        self.emit("result", end, text, result_fields(text))
        if text == "OK":
            self.digest.numeric = False
        if self.command:
            self.command.done = True
            basic = self.command.basic
            if text in ("OK", "0"):
                self.digest.numeric = self.digest.numeric or "V0" in basic
                self.echoing = self.echoing and "E0" not in basic

    def echo(self, text, end):
        """An echoed command line."""
        self.command = Command(text)
        self.echoing = True
        self.emit("echo", end, text, self.command.parameters)
        if self.command.name in ("+CIPSHUT", "+CIPCLOSE"):
            self.link_open = False
        size = self.command.parameter(2)
        if self.command.name == "+FSREAD" and isinstance(size, int):
            raw = re.match(rb"\r?\n?(.{%d})[\r\n]+OK[\r\n]" % size, self.data[end:], re.DOTALL)
            if raw and (not is_text(raw[1]) or b"\r" in raw[1] or b"\n" in raw[1]):
                self.payload(size, end + raw.start(1))

    def pending(self):
        """Whether a command waits for its final result code."""
        return self.command is not None and not self.command.done

    def line_kind(self, text):
        """answer, urc or payload: what a line is that is neither echo nor result nor prompt."""
        module, command = self.module, self.command
        row = module.row(text)
        shaped = module.is_shaped(row, text) if row else None
        named = lines.NAME.match(text)
        name = (named[1] or "").upper() if named else ""
        if self.pending():
            if name and name in command.names:
                if name in SETTINGS and command.form == "set":
                    return "urc"
                return "urc" if name in READINGS and shaped else "answer"
            return "urc" if row else "answer"
        if command is not None and command.name == "+CIPSTATUS" and re.match(r"STATE:|C: ", text):
            return "answer"  # its answer follows its OK
        if re.match(r"[+*^%]\w+: ?\(", text):
            return "urc" if self.echoing else "answer"  # of a test command
        if self.echoing:
            return "payload" if self.link_open and not row and not name else "urc"
        if row in module.always or shaped:
            return "urc"
        if row:
            return "answer" if shaped is False or self.ok_follows(directly=True) else "urc"
        return "answer" if name.startswith(("+", "^", "*", "%", "#", "$")) or self.ok_follows() else "urc"

    def ok_follows(self, directly=False):
        """Whether the next line, or one behind lines that nobody knows, is a final result code."""
        for line in re.split(rb"[\r\n]+", self.data[self.pipe.at : self.pipe.at + 2000].lstrip(b"\r\n")):
            text = decoded(line)
            if FINAL.match(text) or self.digest.numeric and text.isdigit():
                return not directly or text in ("OK", "0")
            if directly or self.module.row(text) or lines.ECHO.match(text):
                return False
        return False

    def after(self, text, kind):
        """What a line changes."""
        if kind == "answer" and self.command is not None and self.command.name == "+CIFSR":
            self.command.done = True
        if text == "CONNECT OK" and self.module.bare_data and self.command is not None:
            self.link_open = self.command.name == "+CIPSTART"
        elif text == "CLOSED" or text.startswith("+PDP"):
            self.link_open = False
        length = re.match(r"\+QHTTP(?:GET|POST): ?0,\d+,(\d+)$", text)
        if length:
            self.content_length = int(length[1])
        if kind == "answer" and re.match(r"\+FTPPUT: ?2,[1-9]", text):  # a prompt in all but name
            self.host_payload()

    # --- bytes without lines

    def payload(self, n, start=None):
        """The next `n` bytes are payload, with the line end behind them."""
        start = self.mark if start is None else start
        end = start + n
        text = decoded(self.data[start:end].rstrip(b"\x1a\x1b"))
        self.emit("payload", self.line_end(end + (self.data[end : end + 1] == b"\r")), text)

    def host_payload(self):
        """What the host sends at a prompt, if the capture shows it."""
        rest = self.data[self.mark :]
        if self.known_line(rest):
            return
        n = self.command.parameter(UPLOAD_LENGTH[self.command.name]) if self.pending_upload() else None
        broken = len(rest) - len(rest.lstrip(b"\r\n"))  # a log may break the line behind the prompt
        for lead in (0, broken) if isinstance(n, int) and n > 0 else ():
            behind = rest[lead + n : lead + n + 1]
            if behind in (b"\r", b"\n", b"\x1a") and behind:
                self.payload(n + (behind == b"\x1a"), self.mark + lead)
                return
        ends = (end.start() for end in re.finditer(rb"[\r\n]+|$", rest[:LONGEST_PAYLOAD]) if end.start() >= broken)
        end = next((end for end in ends if self.known_line(rest[end : end + 300])), None)
        if end is None or end == len(rest) and not self.pending_upload():
            end = broken + re.search(rb"[\r\n]|$", rest[broken:]).start()  # nothing says that this is data: let it be one line
        if end > broken:
            self.payload(end - broken, self.mark + broken)

    def pending_upload(self):
        """Whether the echoed command says how much is sent at its prompt."""
        return self.pending() and self.command.name in UPLOAD_LENGTH

    def known_line(self, rest):
        """Whether the bytes go on with a line of the module's."""
        line = re.match(rb"[\r\n]+([^\r\n]+)", rest)
        if not line:
            return not rest.strip(b"\r\n")
        text = decoded(line[1])
        named = lines.NAME.match(text)
        ours = self.command is not None and named and (named[1] or "").upper() in self.command.names
        theirs = lines.ECHO.match(text) or lines.GLUED.match(text)
        return bool(FINAL.match(text) or self.module.row(text) or ours or theirs or text == "TimeOut")

    def connect(self, text, end):
        """CONNECT: of a dial, or of a command that goes on with bytes."""
        name = self.command.name if self.pending() else ""
        if name in CONNECT_UPLOADS:
            self.emit("prompt", end, text)
            self.host_payload()
        elif name in DOWNLOAD_ENDS:
            self.emit("answer", end, text, [int(number) for number in re.findall(r"\d+", text)])
            self.download(name, text)
        else:
            self.emit("result", end, text, [1])
            if self.command:
                self.command.done = True
            rest = self.data[end:]
            dialled = self.command is not None and (self.command.basic[:1] in ("D", "O") or not self.command.basic)
            if rest and (dialled or not is_text(rest[:1])):
                over = re.search(DATA_MODE_ENDS, rest)
                n = over.start() if over else len(rest)
                self.in_data_mode = True
                if n:
                    self.payload(n)

    def download(self, name, text):
        """The bytes behind a CONNECT that the module sends."""
        rest = self.data[self.mark :]
        said = re.search(r"\d+", text)
        n = int(said[0]) if said else self.content_length if name == "+QHTTPREAD" else None
        if n is None or not re.match(rb"[\r\n]+(OK|\+)", rest[n : n + 8]):
            cut_off = re.search(rb"[\r\n]+AT[+&EHIZ]", rest)
            cut_off = cut_off.start() if cut_off else len(rest)
            again = rest.find(b"AT" + name.encode())
            limits = [again if again >= 0 else len(rest), cut_off, cut_off]  # a body may hold commands, but not the very end
            ends = []
            for pattern, limit in zip(DOWNLOAD_ENDS[name], limits, strict=False):
                ends = ends or [over.start() for over in re.finditer(pattern, rest[:limit])]
            n = ends[0] if ends else cut_off
            for end in ends if name == "+QFDWL" else ():
                if re.match(rb"[\r\n]+\+QFDWL: ?%d," % end, rest[end : end + 40]):
                    n = end
        if n:
            self.payload(n)
