"""Lines with the ends this module gives them: in ATV0 some end with a carriage return alone (chapter 3.3)."""

from ..engine.output import Output, octets


class Short(str):
    """An LSIP line: a carriage return alone ends it in ATV0."""


class C1100Output(Output):
    def _short(self, text):
        return isinstance(text, Short) and not self.module.profile.V

    def framed(self, text):
        if self._short(text):
            return octets(text) + (b"\r" if self.module.setting["lsip-end"] == "cr" else b"\r\n")
        return super().framed(text.lstrip("\r") if isinstance(text, Short) else text)

    def information(self, text):
        if self._short(text):
            self.first_line = True                     # it carries its own line end wherever it stands
        super().information(text)

    def prompt(self, text):
        """A prompt stands as it is, without a line end of its own."""
        self._gap()
        self._say(octets(text))
        self.answer_begun = True
        self._say_recorded()
