"""Lines by themselves: their fields, echoed commands, final texts."""

import re

EXTENDED = r"$| ?[+*^#$%&\\].*"
ECHO = re.compile(rf"(?:AT(?:{EXTENDED}|[A-Z]\S*$|D.*)|at(?:{EXTENDED}|[eivqzhado]\d*[+&\w]*$)|A/$|\+\+\+$)", re.DOTALL)
LINK = r"(?:\d, ?)?"
FINAL = re.compile(
    LINK + r"(?:SEND OK|SEND FAIL|CLOSE OK)$|SHUT OK$|DATA ACCEPT:.*|\+(?:CME|CMS|TCPIP|EXT) ERROR\b.*|OK$|ERROR$", re.DOTALL
)
CODES = {"OK": 0, "CONNECT": 1, "RING": 2, "NO CARRIER": 3, "ERROR": 4, "NO DIALTONE": 6, "BUSY": 7, "NO ANSWER": 8}
CALL_ENDS = ("NO CARRIER", "NO DIALTONE", "NO DIAL TONE", "BUSY", "NO ANSWER")
LINE = re.compile(rb"[^\r\n]+")
OPEN_TEXT = re.compile(r'[^"]*"[^"]*","(?:[^"]|".)*$|\+CUSD: ?\d, ?"[^"]*$')  # a text in quotes that goes on in the next line
CONTINUED = re.compile(r"\+(?:CMGR|CMGL|CMT|CBM): ?.|\+CDS: ?\d+$")  # its text or its octets stand in the next line
NEXT = re.compile(rb"[\r\n]*(?:OK[\r\n]|\+CMGL:)")
GLUED = re.compile(r"^(.*?(?:OK|ERROR|FAIL))(AT(?:[+*^#$%&][A-Z].*)?)$", re.DOTALL)
NAME = re.compile(r"^([+^*#$%][A-Za-z_][A-Za-z0-9_]*(?: [A-Z0-9_]+)?) ?(?::|=|,|$)|^([A-Z][A-Za-z ]+|[A-Z&][A-Z0-9]?(?=: )):")


def decoded(raw):
    """Bytes as text: UTF-8, and what is none as \\xNN."""
    return raw.decode("utf-8", "backslashreplace")


def is_text(raw):
    """Whether bytes are printable text."""
    try:
        return re.sub("[\t\u00a0\u3000]", "", raw.decode()).isprintable()
    except UnicodeDecodeError:
        return False


def value(field):
    """A field as it goes into JSON."""
    field = field.strip()
    if len(field) > 1 and field[0] == field[-1] == '"':
        return field[1:-1]
    if not field:
        return None
    if re.fullmatch(r"-?\d+", field):
        return int(field)
    return float(field) if re.fullmatch(r"-?(0|[1-9]\d*)\.\d+", field) else field


def split(text, most=None):
    """The fields of a text; one in quotes may hold commas and quotes: it ends at `",` or the text's end.

    `most`: how many there are; the last one may hold anything.
    """
    found, start = [], 0
    while True:
        while text[start : start + 1] == " ":
            start += 1
        quoted = text[start : start + 1] == '"'
        end = text.find('",', start + 1) if quoted else text.find(",", start)
        if end < 0 or len(found) + 1 == most:
            return [*found, value(text[start:])]
        end += quoted
        found.append(value(text[start:end]))
        start = end + 1


def fields(text, most=None):
    """The fields of a line behind its name."""
    named = NAME.match(text)
    if named:
        return split(text[named.end() :], most) if named.end() < len(text) else []
    if text[:1] in ("{", "[", "<"):
        return [text]
    linked = re.match(r"(\d), ?[A-Z]", text)
    return [int(linked[1])] if linked else split(text)


def result_fields(text):
    """The number of a result code, or what a final text says."""
    if text in CODES:
        return [CODES[text]]
    if text.isdigit():
        return [int(text)]
    said = re.match(r"\+[A-Z]+ ERROR:? ?(.*)|DATA ACCEPT: ?(.*)", text, re.DOTALL)
    if said:
        rest = said[1] or said[2] or ""
        return split(rest) if said[2] else [value(rest)] if rest else []
    linked = re.match(r"(\d), ?", text)
    return [int(linked[1])] if linked else []
