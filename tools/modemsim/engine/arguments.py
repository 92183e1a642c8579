"""Typed arguments of a command: each type accepts what the manual allows and refuses the rest.

Text on the wire is held as ``str`` in latin-1: one character is one byte, whatever the byte.
"""

import re
from typing import NamedTuple

from .results import ArgumentError


class Field(NamedTuple):
    """One parameter as typed: its text (quotes removed) and whether quotes were there."""

    text: str
    quoted: bool

    @property
    def empty(self):
        return not self.text and not self.quoted


def split_fields(text):
    """``1,"a,b",,0x1F`` -> fields; a stray or open quote is an error (there is no escape for a quote)."""
    fields, position = [], 0
    while True:
        if text[position:position + 1] == '"':
            end = text.find('"', position + 1)
            if end < 0:
                raise ArgumentError("quote not closed")
            fields.append(Field(text[position + 1:end], True))
            position = end + 1
        else:
            end = text.find(",", position)
            end = len(text) if end < 0 else end
            value = text[position:end]
            if '"' in value:
                raise ArgumentError("quote inside a value")
            fields.append(Field(value, False))
            position = end
        if position == len(text):
            return fields
        if text[position] != ",":
            raise ArgumentError("text behind a closing quote")
        position += 1


class Argument:
    """A kind of argument. ``quoted``: True must, False must not, None may stand in quotes.

    ``blank``: value of a field that is there but empty (otherwise an empty field takes the parameter's default).
    """

    quoted = None
    blank = NotImplemented

    def __init__(self, quoted=None, blank=NotImplemented):
        if quoted is not None:
            self.quoted = quoted
        if blank is not NotImplemented:
            self.blank = blank

    def parse(self, field):
        if self.quoted is not None and field.quoted is not self.quoted:
            raise ArgumentError("quotes needed" if self.quoted else "quotes not allowed")
        return self.value(field.text)

    def value(self, text):
        raise NotImplementedError


class Int(Argument):
    """A decimal number from ``low`` to ``high``; ``also`` lists further single values."""

    quoted = False

    def __init__(self, low, high, also=(), **options):
        super().__init__(**options)
        if options.get("quoted", False) is None:
            self.quoted = None                         # quotes may stand or not
        self.low, self.high, self.also = low, high, also

    def value(self, text):
        if not re.fullmatch(r"-?[0-9]{1,18}", text):
            raise ArgumentError(f"{text!r} is no number")
        number = int(text)
        if not self.low <= number <= self.high and number not in self.also:
            raise ArgumentError(f"{number} is out of range {self.low}-{self.high}")
        return number


class Text(Argument):
    """A string of ``least`` to ``most`` bytes; in quotes unless told otherwise (``quoted=None``: either)."""

    quoted = True

    def __init__(self, most=None, least=0, **options):
        super().__init__(**options)
        if options.get("quoted", True) is None:
            self.quoted = None
        self.most, self.least = most, least

    def value(self, text):
        if len(text) < self.least or self.most is not None and len(text) > self.most:
            raise ArgumentError(f"text of {len(text)} bytes")
        return text


class Enum(Text):
    """One of the given words; case does not matter unless ``case=True``. Gives the word as declared."""

    def __init__(self, *words, case=False, **options):
        super().__init__(**options)
        self.fold = (lambda word: word) if case else str.upper
        self.words = {self.fold(word): word for word in words}

    def value(self, text):
        try:
            return self.words[self.fold(text)]
        except KeyError:
            raise ArgumentError(f"{text!r} is none of {list(self.words.values())}") from None


class Hex(Argument):
    """A hexadecimal number, ``0x`` in front unless ``prefix=""``; unquoted unless told otherwise."""

    quoted = False

    def __init__(self, low=0, high=0xFFFFFFFF, prefix="0x", **options):
        super().__init__(**options)
        if options.get("quoted", False) is None:
            self.quoted = None
        self.low, self.high, self.prefix = low, high, prefix

    def value(self, text):
        if not re.fullmatch(self.prefix + "[0-9a-f]{1,8}", text, re.IGNORECASE):
            raise ArgumentError(f"{text!r} is no hexadecimal number")
        number = int(text[len(self.prefix):], 16)
        if not self.low <= number <= self.high:
            raise ArgumentError("out of range")
        return number


class HexBytes(Text):
    """Bytes spelled as hexadecimal digits; ``most`` counts digits. Gives ``bytes``."""

    def value(self, text):
        if not re.fullmatch("([0-9A-Fa-f]{2})*", super().value(text)):
            raise ArgumentError("not hexadecimal digits")
        return bytes.fromhex(text)


class Raw(Argument):
    """The field itself, for a handler that decides on its own."""

    def parse(self, field):
        return field
