"""What the bytes to come tell of those at hand: the capture is there as a whole."""

import re

from . import lines
from .lines import FINAL, decoded

LONGEST_ANSWER = 2000  # without an echo
LONGEST_PAYLOAD = 65536  # of a host that does not say its length


class Ahead:
    """Questions about a capture's `data`, which the `digest` reads; a line may belong to `command`, if that is pending.

    The answers to the last ones are kept: where lines are many, each is looked at once.
    """

    def __init__(self, module, digest):
        self.module = module
        self.digest = digest
        self.data = b""
        self.command = None  # the command echoed last
        self.found = []  # the events
        self.outlook = [(0, -1, False)] * 2
        self.known = 0, -1

    def pending(self):
        """Whether a command waits for its final result code."""
        return self.command is not None and not self.command.done

    def follows(self, place, pattern):
        """Whether the next line is such a one."""
        line = re.compile(rb'"?[\r\n]*([^\r\n]*)').match(self.data, place)
        return bool(re.match(pattern, decoded(line[1])))

    def ok_follows(self, place, over_rows=False):
        """Whether a final result code comes behind lines that nobody knows; `over_rows`: or that the tables know."""
        start, decided, verdict = self.outlook[over_rows]
        if not start <= place <= decided:
            start, (decided, verdict) = place, self.look_ahead(place, over_rows)
            self.outlook[over_rows] = start, decided, verdict
        return verdict and decided - place < LONGEST_ANSWER

    def look_ahead(self, place, over_rows):
        """Where `ok_follows()` is decided, and how."""
        for line in lines.LINE.finditer(self.data, place):
            text = decoded(line[0])
            if FINAL.match(text) or self.digest.numeric and re.match(r"\d$", text):
                return line.start(), True
            if lines.ECHO.match(text) or text[:1] == ">" or not over_rows and self.module.row(text):
                return line.start(), False
        return len(self.data), False

    def known_line(self, rest):
        """Whether the bytes go on with a line of the module's."""
        line = re.match(rb"[\r\n]+([^\r\n]+)", rest)
        return self.is_known(decoded(line[1])) if line else not rest.strip(b"\r\n")

    def is_known(self, text):
        """Whether the tables, or the command echoed last, know a line."""
        named = lines.NAME.match(text)
        ours = self.command is not None and named and (named[1] or "").upper() in self.command.names
        theirs = lines.ECHO.match(text) or lines.GLUED.match(text)
        return bool(FINAL.match(text) or self.module.row(text) or ours or theirs or text == "TimeOut")

    def next_known_line(self, place):
        """Where the first line begins that is known, behind the one at this place; the end of the data if none does."""
        start, found = self.known
        if not start <= place < found:
            following = (line for line in lines.LINE.finditer(self.data, place) if line.start() > place)
            found = next((line.start() for line in following if self.is_known(decoded(line[0]))), len(self.data))
            self.known = place, found
        return found

    def connected(self, text, end):
        """The name of the command that a CONNECT belongs to, if what follows tells it: the capture has no echo."""
        rest = self.data[end : end + LONGEST_PAYLOAD]
        if text != "CONNECT":
            n = int(re.search(r"\d+", text)[0])
            return "+QFREAD" if re.match(rb"[\r\n]+OK[\r\n]", rest[n:]) else ""
        rest = re.split(rb"[\r\n](?=CONNECT|AT)", rest, maxsplit=1)[0]
        last = re.search(rb"(?:^|[\r\n])(\+Q(?:HTTPREAD|F(?:DWL|UPL|WRITE)|FTP(?:GET|PUT|LIST|NLST|MLSD))): ?\d", rest)
        between = rest[: last.start()].strip() if last else rest
        if re.match(rb"\s*(?:OK|ERROR|\+CME ERROR)", between) and not (last and between.strip() == b"OK"):
            return "+QHTTPURL"
        asked = "+QHTTPREAD" if self.found and self.found[-1]["text"].startswith(("+QHTTPGET:", "+QHTTPPOST:")) else ""
        return last[1].decode() if last else asked
