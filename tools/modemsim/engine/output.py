"""What the module says: information lines, result codes and unsolicited lines, framed after ATV, ATQ, S3 and S4."""

from collections import deque

from .results import NOTHING


def octets(text):
    """Text is held in latin-1: one character is one byte."""
    return text if isinstance(text, bytes) else text.encode("latin-1")


class Bare(bytes):
    """Unsolicited bytes that are said as they are, without line ends around them."""


class Output:
    """The sending side of the module's port. An unsolicited line waits while an answer or a payload is under way."""

    def __init__(self, module):
        self.module = module
        self.waiting = deque()                         # unsolicited lines, to be said when the answer is over
        self.answer_begun = False                      # between the first line of an answer and its result
        self.first_line = True                         # the next information line is its command's first
        self.behind_raw = False                        # the last thing said were raw bytes
        self.held = False                              # payload or data mode: nothing may come between
        self.recording = None                          # bytes of an answer a fault wants to change

    # -- framing (V.250 5.7.1) --

    @property
    def _line_end(self):
        profile = self.module.profile
        return bytes((profile.S3, profile.S4))

    def framed(self, text):
        """A line that stands for itself."""
        if isinstance(text, Bare):
            return text
        before = self._line_end if self.module.profile.V else b""
        return before + octets(text) + self._line_end

    def _result_bytes(self, result, blank):
        profile = self.module.profile
        verbose, numeric = result.spelled(self.module)
        if profile.V == 0 and numeric is not None:
            return b"%d%c" % (numeric, profile.S3)
        return self.framed(verbose) if blank else octets(verbose) + self._line_end

    # -- answers --

    def _say_recorded(self):
        """The host must hear what was said so far, fault or not: it is waited for."""
        if self.recording:
            self.module.line.to_host(bytes(self.recording))
            self.recording.clear()

    def _say(self, data):
        if self.recording is not None:
            self.recording += data
        else:
            self.module.line.to_host(data)

    def echo(self, data):
        self.module.line.to_host(data)

    def _gap(self):
        """Between two lines of an answer other lines may come, if the options want it."""
        if self.module.options.urc_in_answer:
            self.release()
            self._say(self.framed(self.module.UNRELATED_URC))

    def information(self, text):
        """One information line; several of one command share the line ends between them."""
        if not self.behind_raw:                        # where raw bytes end only the module's next line tells
            self._gap()
        self.behind_raw = False
        data = self.framed(text) if self.first_line else octets(text) + self._line_end
        self.answer_begun, self.first_line = True, False
        self._say(data)

    def prompt(self, text):
        """A prompt: a line that is begun and not ended; also in ATV0."""
        self._gap()
        self._say(self._line_end + octets(text))
        self.answer_begun = True
        self._say_recorded()

    def line(self, text):
        """A line that stands for itself, at once."""
        self.module.record.said(octets(text))
        self._say(self.framed(text))

    def raw(self, data):
        """Bytes as they are, as a part of the answer."""
        self.answer_begun = self.behind_raw = True
        self._say(octets(data))

    def result(self, result, blank=True, more=False):
        """The result code; ``more``: the answer goes on behind it (CONNECT of an upload)."""
        if result is not NOTHING:
            self._gap()
            if not self.module.profile.Q:
                self._say(self._result_bytes(result, blank))
        self.answer_begun, self.behind_raw = more, False
        self.first_line = True
        if more:
            self._say_recorded()

    # -- unsolicited --

    def unsolicited(self, text):
        """A line of its own, now or as soon as nothing is under way. ``text`` may carry raw bytes."""
        self.module.record.said(octets(text))
        if self.held or self.answer_begun or self.waiting:
            self.waiting.append(text)
        else:
            self._say(self.framed(text))

    def release(self):
        """Say the unsolicited lines that waited."""
        while self.waiting:
            self._say(self.framed(self.waiting.popleft()))
