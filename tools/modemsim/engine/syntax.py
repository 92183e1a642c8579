"""The command line behind ``AT`` (V.250 5.2): basic, S-parameter and extended commands, one after the other."""

import re
from typing import NamedTuple

from .results import CommandSyntaxError

_BASIC = re.compile(r"(&?[A-Z])([0-9]*)", re.IGNORECASE)
_S_PARAMETER = re.compile(r"S([0-9]+)(\?|=\?|=[0-9]*)?", re.IGNORECASE)
_EXTENDED = re.compile(r"[+^*%$#][A-Z0-9!%\-./:_]+", re.IGNORECASE)


class Call(NamedTuple):
    """One command of a line: its name, the form (``W R T X``) and the text of its parameters."""

    name: str
    form: str
    parameters: str


def calls(text):
    """Yield the calls of a command line, each only when the one before was carried out (the first error aborts)."""
    position = 0
    text = text.rstrip(" ")
    while position < len(text):
        if text[position] in " ;":
            position += 1
            continue
        call, position = _next_call(text, position)
        yield call


def _next_call(text, position):
    if match := _EXTENDED.match(text, position):
        return _extended(text, match)
    if match := _S_PARAMETER.match(text, position):
        tail = match[2] or ""
        form = {"?": "R", "=?": "T"}.get(tail, "W" if tail else "X")
        return Call("S", form, match[1] + "," + tail[1:] if form == "W" else match[1]), match.end()
    if text[position] in "Dd":                         # a dial string takes the rest of the line
        return Call("D", "W", text[position + 1:]), len(text)
    if match := _BASIC.match(text, position):
        if text[match.end():match.end() + 1] in ("?", "="):
            raise CommandSyntaxError("basic commands have no such form")
        return Call(match[1].upper(), "W" if match[2] else "X", match[2]), match.end()
    raise CommandSyntaxError(f"cannot read {text[position:]!r}")


def _extended(text, match):
    end = _end_of_extended(text, match.end())
    name, tail = match[0].upper(), text[match.end():end].rstrip(" ")
    if tail == "":
        return Call(name, "X", ""), end
    if tail == "?":
        return Call(name, "R", ""), end
    if tail == "=?":
        return Call(name, "T", ""), end
    if tail.startswith("="):
        return Call(name, "W", tail[1:]), end
    raise CommandSyntaxError(f"cannot read {tail!r}")


def _end_of_extended(text, position):
    """Where the command ends: at a semicolon outside quotes, or at the end of the line."""
    quoted = False
    while position < len(text) and (quoted or text[position] != ";"):
        quoted ^= text[position] == '"'
        position += 1
    return position
