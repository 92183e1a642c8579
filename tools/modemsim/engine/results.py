"""Result codes (V.250 6.2.7) and the other texts that end an answer.

A handler may *return* a result, or *raise* it from a helper function: every result is an exception too.
"""


class Result(Exception):
    """What ends an answer: verbose text, numeric code (None: the text stands in ATV0 too), success."""

    def __init__(self, verbose, numeric=None, success=True):
        super().__init__(verbose)
        self.verbose, self.numeric, self.success = verbose, numeric, success

    def spelled(self, module):
        """(verbose, numeric) as this module's settings want it."""
        return self.verbose, self.numeric


class EquipmentError(Result):
    """``+CME ERROR`` or ``+CMS ERROR``: spelled after AT+CMEE (27.007 9.1)."""

    def __init__(self, code, kind="CME"):
        super().__init__(f"+{kind} ERROR: {code}", success=False)
        self.code, self.kind = code, kind

    def spelled(self, module):
        mode = module.profile.CMEE
        if mode == 0:
            return ERROR.verbose, ERROR.numeric
        shown = module.error_text(self.kind, self.code) if mode == 2 else self.code
        return f"+{self.kind} ERROR: {shown}", None


OK = Result("OK", 0)
CONNECT = Result("CONNECT", 1)
RING = Result("RING", 2)
NO_CARRIER = Result("NO CARRIER", 3, success=False)
ERROR = Result("ERROR", 4, success=False)
NO_DIALTONE = Result("NO DIALTONE", 6, success=False)
BUSY = Result("BUSY", 7, success=False)
NO_ANSWER = Result("NO ANSWER", 8, success=False)
NOTHING = Result("")                                   # the answer ends without any result code


def final(text, numeric=None, success=True):
    """Another text that ends an answer: ``SHUT OK``, ``0, SEND OK``."""
    return Result(text, numeric, success)


def error(code=None, kind="CME"):
    """``ERROR``, or with a code ``+CME ERROR: <code>`` as AT+CMEE wants it."""
    return ERROR if code is None else EquipmentError(code, kind)


class Answer:
    """Information lines and the result that follows them; ``blank=False`` leaves out the blank line between them."""

    def __init__(self, *lines, final=OK, blank=True):
        self.lines, self.final, self.blank = lines, final, blank


def answer(*lines, final=OK, blank=True):
    return Answer(*lines, final=final, blank=blank)


class ArgumentError(Exception):
    """The parameters are not what the manual allows."""


class CommandSyntaxError(Exception):
    """The command line is not what V.250 allows, or names no known command."""
