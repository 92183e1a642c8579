"""Captured bytes to events. The digest finds lines, result codes, prompts and counted payloads; what it cannot know without
a driver is decided here: which command was sent (by its echo), what its answer looks like, which bytes came from the host."""

import re

from atmodem.digest import Digest

from . import lines
from .ahead import LONGEST_PAYLOAD, Ahead
from .commands import CONNECT_UPLOADS, DATA_MODE_ENDS, DOWNLOAD_ENDS, READINGS, SETTINGS, UPLOAD_LENGTH, Command
from .lines import CALL_ENDS, FINAL, decoded, fields, is_text, result_fields

RESULT, ANSWER, URC, PROMPT, PAYLOAD, ECHO, NOISE = range(1, 8)
KINDS = {RESULT: "result", ANSWER: "answer", URC: "urc", PROMPT: "prompt", PAYLOAD: "payload", ECHO: "echo", NOISE: "noise"}
LONGEST_LINE = 8192
GARBAGE = re.compile(rb"[^\t\r\n -~]")
ANNOUNCEMENT = re.compile(r"(\+QMTRECV|\+MSUB): ?\d(,\d+)?$")  # of a message that is given when it is asked for


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
        limit = self.at + LONGEST_LINE
        ends = [end for end in (self.data.find(b"\r", self.at, limit), self.data.find(b"\n", self.at, limit)) if end >= 0]
        return min([LONGEST_LINE, len(self.data) - self.at, *[end + 1 - self.at for end in ends]])

    def readinto(self, buffer, n):
        """Give `n` bytes."""
        n = min(n, len(self.data) - self.at)
        buffer[:n] = self.data[self.at : self.at + n]
        self.at += n
        return n


class Decoder(Ahead):
    """Decodes one capture of one module: `events(data)`.

    The events lie one behind the other without a gap: each reaches from the end of the one before it to the end of its own
    line. Blank lines belong to what follows, at the capture's end to what goes before.
    """

    def __init__(self, module):
        super().__init__(module, Digest(LONGEST_LINE))
        module.enroll(self.digest)
        self.digest.awaited = Awaited()
        self.digest.numeric = module.numeric
        self.echoing = False  # an echo was seen, and no ATE0 since: what is not echoed was not asked
        self.link_open = False  # a single link without headers
        self.in_data_mode = False
        self.content_length = None
        self.goes_on = None  # the kind of a line whose text stands in the line below
        self.announced = set()  # their names, if one was seen
        self.answered = False  # a final result code was seen

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
            for ending in (b"\n",) if data.endswith(b"\r") else (b"\r", b"\n"):
                self.feed(Pipe(ending))  # the last line may lack its end
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
                raw = bytes(digest.buffer[digest.line : digest.stop])
                if kind == NOISE and not raw:  # the end of a line that is longer than the buffer
                    raw = self.data[self.mark : end].strip(b"\r\n\0\xff")
                self.take(kind, raw, end)
            kind = digest.next()

    def close(self):
        """What is left at the end belongs to the last event."""
        self.garbage(len(self.data))
        if self.mark == len(self.data):
            return
        if not self.found:
            self.emit("noise", len(self.data))
        self.found[-1]["length"] = len(self.data) - self.found[-1]["offset"]

    def emit(self, kind, end, text=None, values=()):
        """Add an event that ends at offset `end`."""
        text = decoded(self.data[self.mark : end]) if text is None else text
        self.found.append({"offset": self.mark, "length": end - self.mark, "kind": kind, "text": text, "fields": list(values)})
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
            end = self.mark + self.digest.count
            if self.digest.count:
                self.emit("payload", end)
            elif self.data[end : end + 1] != b'"':
                return
            behind = re.compile(rb'"?\r?').match(self.data, end)  # the quote that closes it, and the line end
            self.mark = self.line_end(behind.end())
            found = self.found[-1]
            found["length"] = self.mark - found["offset"]
            return
        if kind == NOISE and not is_text(raw) and not self.goes_on:
            self.noise(self.data[self.mark : end].strip(b"\r\n"), end)
            return
        self.garbage(max(self.mark, self.data.find(raw, self.mark, end)))
        text = decoded(raw)
        if kind == PROMPT:
            end += self.data[end : end + 1] == b" "
            self.go_on_at(end)
            self.emit("prompt", end, text)
            self.host_payload()
        elif self.digest.paying:
            self.header(text, end)
        else:
            self.line(text, self.line_end(end), KINDS[kind])

    def garbage(self, end):
        """What the digest has passed over up to here, if it is more than blank lines."""
        passed = self.data[self.mark : end].rstrip(b"\r\n")
        if GARBAGE.search(passed):
            self.emit("noise", self.mark + len(passed), decoded(passed.lstrip(b"\r\n")))

    def noise(self, raw, end):
        """Bytes that are no text; a line that is known may stand right behind them."""
        known = re.search(rb"[ -~]*$", raw)[0]
        text = decoded(known)
        if len(text) > 1 and (self.module.row(text) or FINAL.match(text) or lines.ECHO.match(text)):
            place = end - (self.data[end - 1 : end] in (b"\r", b"\n")) - len(known)
            self.emit("noise", place, decoded(raw[: -len(known)]))
            self.line(text, self.line_end(end), "urc")
        else:
            self.emit("noise", self.line_end(end), decoded(raw))

    def header(self, text, end):
        """A line that says how many bytes follow: does the capture agree?"""
        kind = self.line_kind(text, end + self.digest.count)
        self.emit(kind, end, text, fields(re.sub(r"(,(TCP|UDP)| byte)?[,:\"]*$", "", text)))
        n = self.digest.count
        n = self.true_length(n, self.data[end : end + 2 * n + 300], kind == "answer")
        if n and n != self.digest.count:
            self.payload(n, end)
        elif self.digest.count and not n:
            self.go_on_at(end)

    def true_length(self, n, rest, answers):
        """The length of a payload that should have `n` bytes: hexadecimal digits count half, and a log may have lost bytes."""
        ended = re.match(rb'"?(?:[\r\n]|$)', rest[n:]) and rest[n - 1 : n + 1] != b"\r\n"
        broken_off = len(rest) < 2 * n + 300 and re.match(rb'["\r\n]*[^\r\n]*$', rest[n:])  # the capture ends in the next line
        if len(rest) <= n or ended and broken_off or ended and (not answers or self.known_line(rest[n:].lstrip(b'"'))):
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
        trimmed = text.strip(" \t")
        if FINAL.match(trimmed) or lines.ECHO.match(trimmed) or self.module.row(trimmed):
            text = trimmed
        goes_on, self.goes_on = self.goes_on, None
        if goes_on and not lines.ECHO.match(text) and (not FINAL.match(text) or lines.NEXT.match(self.data, end)):
            self.emit(goes_on, end, text, [text])
        elif kind == "result" or FINAL.match(text) or text == "TimeOut" and self.pending():
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
            if text.startswith(self.module.texts_over_lines) and lines.OPEN_TEXT.match(text):
                text, end = self.text_over_lines(text, end)
            kind = self.line_kind(text)
            row = self.module.row(text)
            most = self.module.most_fields.get(row)
            self.emit(kind, end, text, [] if kind == "payload" or row == text else fields(text, most))
            self.after(text, kind)

    def text_over_lines(self, text, end):
        """A line whose text in quotes goes on: it ends with a quote at a line's end, the first that a known line follows."""
        quotes = [over.end() for over in re.finditer(rb'"(?:, ?\d+)?(?=[\r\n]|$)', self.data[end : end + LONGEST_LINE])]
        if not quotes:
            return text, end
        over = next((over for over in quotes if self.known_line(self.data[end + over : end + over + 300])), quotes[0])
        start = end - len(self.data[self.mark : end].lstrip(b"\r\n\0\xff"))
        stop = end + over
        return decoded(self.data[start:stop]), self.line_end(stop + (self.data[stop : stop + 1] == b"\r"))

    def result(self, text, end):
        """A final result code."""
        self.emit("result", end, text, result_fields(text))
        if text == "OK":
            self.digest.numeric = False
        self.answered = True
        if self.command:
            self.command.done = True
            if text == "SEND OK" and self.command.name == "+CIPSEND":
                self.link_open = self.module.bare_data and len(self.command.parameters) < 2
            elif text == "1" and self.command.basic[:1] == "D":
                self.online(end)
            if text in ("OK", "0"):
                self.digest.numeric = self.digest.numeric or "V0" in self.command.basic
                self.echoing = self.echoing and not re.search(r"E(0|(?!\d))", self.command.basic)

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

    def line_kind(self, text, place=None):
        """answer, urc or payload: what a line is that is neither echo nor result nor prompt; `place`: where the next begins."""
        place = self.pipe.at if place is None else place
        module, command = self.module, self.command
        row = module.row(text)
        shaped = module.is_shaped(row, text) if row else None
        named = lines.NAME.match(text)
        name = (named[1] or "").upper() if named else ""
        if self.pending():
            if name and name in command.names:
                if name in SETTINGS and command.form == "set":
                    return "urc"
                notified = name in READINGS and shaped and not (name == "+QMTRECV" and '"' in text)
                return "urc" if notified else "answer"
            if command.answers(name):
                return "answer"
            return "urc" if row or name[:1] in ("^", "*") else "answer"
        if re.match(r"STATE:|C: ", text) and (command is None or command.name == "+CIPSTATUS"):
            return "urc" if self.follows(place, r"CONNECT FAIL$") else "answer"  # of AT+CIPSTATUS, whose answer follows its OK
        if re.match(r"[+*^%]\w+: ?\(", text):
            return "urc" if self.echoing and not self.ok_follows(place) else "answer"  # of a test command
        if self.echoing and self.link_open and not row and not name:
            return "payload"
        if name in self.announced and not ANNOUNCEMENT.match(text) and self.follows(place, r"OK$"):
            return "answer"
        if row in module.always or shaped:
            return "urc"
        if row:
            asked = shaped is False and not self.echoing
            return "answer" if asked or self.follows(place, r"(\+LSIP:OK|OK|0)$") else "urc"
        if name[:1] in ("^", "*"):
            return "answer" if self.follows(place, r"(OK|0)$") else "urc"
        if self.ok_follows(place, over_rows=bool(name)):
            return "answer"
        # The line may be the last one: somebody who got answers before gets one now.
        expected = self.answered and not self.echoing and not lines.LINE.search(self.data, place)
        return "answer" if expected and name and name[0] in "+%#$" else "urc"

    def after(self, text, kind):
        """What a line changes."""
        if kind == "answer" and self.command is not None and self.command.name == "+CIFSR":
            self.command.done = True
        if text == "CONNECT OK" and self.module.bare_data and self.command is not None:
            self.link_open = self.command.name == "+CIPSTART"
        elif text == "CLOSED" or text.startswith("+PDP"):
            self.link_open = False
        announced = ANNOUNCEMENT.match(text)
        if announced:
            self.announced.add(announced[1])
        if lines.CONTINUED.match(text):
            self.goes_on = kind
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
        data, mark = self.data, self.mark
        if self.known_line(data[mark : mark + 300]):
            return
        first = re.compile(rb"[\r\n]*").match(data, mark).end()  # a log may break the line behind the prompt
        if not self.echoing and re.compile(rb"[+^][A-Z]+:").match(data, first):
            return
        n = self.command.parameter(UPLOAD_LENGTH[self.command.name]) if self.pending_upload() else None
        for start in (mark, first) if isinstance(n, int) and n > 0 else ():
            behind = data[start + n : start + n + 1]
            if (
                behind in (b"\r", b"\n", b"\x1a")
                and behind
                or behind
                and self.known_line(b"\n" + data[start + n : start + n + 300])
            ):
                self.payload(n + (behind == b"\x1a"), start)
                return
        line = lines.LINE.match(data, first)
        if first == mark and FINAL.match(decoded(line[0])):
            return
        end = self.next_known_line(first)
        if end - first > LONGEST_PAYLOAD or end == len(data) and not self.pending_upload():
            end = line.end()  # nothing says that this is data: let it be one line
        while data[end - 1 : end] in (b"\r", b"\n"):
            end -= 1
        self.payload(end - first, first)

    def pending_upload(self):
        """Whether the echoed command says how much is sent at its prompt."""
        return self.pending() and self.command.name in UPLOAD_LENGTH

    def connect(self, text, end):
        """CONNECT: of a dial, or of a command that goes on with bytes."""
        name = self.command.name if self.pending() else self.connected(text, end) if self.module.connects else ""
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
            rest = self.data[end : end + 1]
            dialled = self.command is not None and (self.command.basic[:1] in ("D", "O") or not self.command.basic)
            if dialled or rest == b"~" or not is_text(rest):
                self.online(end)

    def online(self, place):
        """Data mode: all is payload up to what may be its end."""
        over = re.compile(DATA_MODE_ENDS).search(self.data, place)
        end = over.start() if over else len(self.data)
        self.in_data_mode = place < len(self.data)
        if end > place:
            self.payload(end - place)

    def download(self, name, text):
        """The bytes behind a CONNECT that the module sends."""
        data, mark = self.data, self.mark
        said = re.search(r"\d+", text)
        n = int(said[0]) if said else self.content_length if name == "+QHTTPREAD" else None
        if n is None or not re.match(rb"[\r\n]+(OK|\+)", data[mark + n : mark + n + 8]):
            cut_off = re.compile(rb"[\r\n]+AT[+&EHIZ]").search(data, mark)
            cut_off = cut_off.start() if cut_off else len(data)
            again = data.find(b"AT" + name.encode(), mark)
            limits = [again if again >= 0 else len(data), cut_off, cut_off]  # a body may hold commands, but not the very end
            patterns = zip(DOWNLOAD_ENDS[name], limits, strict=False)
            ends = (re.compile(pattern).search(data, mark, limit) for pattern, limit in patterns)
            n = next((over.start() for over in ends if over), cut_off) - mark
            if name.startswith(("+QFDWL", "+QFTP")):  # the line behind the bytes says how many there were
                for over in re.compile(DOWNLOAD_ENDS[name][0]).finditer(data, mark, limits[0]):
                    said = re.compile(rb"[\r\n]+(?:OK[\r\n]+)?\+\w+: ?(?:0,)?(\d+)").match(data, over.start())
                    if said and int(said[1]) == over.start() - mark:
                        n = over.start() - mark
                        break
        if n:
            self.payload(n)
