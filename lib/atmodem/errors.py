# The error tree. Each error names the command, never its parameters: those may hold a PIN or a password.


class ModemError(Exception):
    """Whatever goes wrong between the program and the module. `command`: the command's name, b"" if none."""

    def __init__(self, message, command=b""):
        super().__init__(message)
        self.command = command


class CommandError(ModemError):
    """The module said no. `kind`: "CME", "CMS", "ERROR" or a vendor's word; `code`: its number, -1 when it gave none."""

    words = ""  # the file with the words for the module's own numbers

    def __init__(self, command, kind="ERROR", code=-1, detail=""):
        super().__init__(detail, command)
        self.kind = kind
        self.code = code
        self.detail = detail

    @property
    def text(self):
        """The words for the number; the table is loaded when they are asked for. Without room for it: none."""
        if self.kind == "CME" and self.code >= 0:
            from .loading import passing

            try:
                return passing("cme").text(self.code, self.words)
            except MemoryError:
                pass  # who prints an error wants no other
        return self.detail

    def __str__(self):
        parts = str(self.command, "utf-8"), self.kind, self.code if self.code >= 0 else "", self.text
        return ("%s: %s %s %s" % parts).replace("  ", " ").rstrip()


class Timeout(ModemError):
    """No answer within the deadline. Whether the module carried the command out is unknown."""

    def __init__(self, command=b""):
        super().__init__("no answer in time", command)


class LinkLost(ModemError):
    """What was open is gone: the module restarted, the packet context or the connection went down."""


class Busy(ModemError):
    """All of the module's clients, links or slots are taken."""


class NotSupported(ModemError):
    """This module cannot do it; the message says which can."""


class Rejected(ModemError):
    """The broker or server said no. `code`: its return code."""

    def __init__(self, message, code, command=b""):
        super().__init__(message, command)
        self.code = code


def refusal(command, digest):
    """The CommandError for the result code a digest is at."""
    code = digest.code
    if code == 4:
        return CommandError(command)
    number = digest.integer(digest.field)
    if code != 16 or number is None:
        from .loading import passing

        return passing("refusing").refusal(command, digest, number)
    error = CommandError(command, "CME", number)
    error.words = getattr(digest, "words", "")
    return error
