# Yuge YM310: the words for HTTP's numbers, loaded when something fails. Source: manual 11.5, 11.14.
from ..errors import CommandError

_FAILURES = "no HTTP|network|no memory: ask for a range or a stream|DNS|busy|TLS setup|TLS alert"  # 600 to 606
_ERRORS = (
    "session|shorter than announced|DNS|busy|socket|connecting|file|closed|destroyed|no header|authentication|"
    "PDP activation|parameter|no buffer|PDP deactivation"
)


def failure(name, code):
    """The CommandError for a status from 600 on, or for ERROR:<n>."""
    words = (_FAILURES if code >= 600 else _ERRORS).split("|")
    i = code % 600
    return CommandError(name, "HTTP", code, words[i] if i < len(words) else "")
