"""Commands that keep a value and show it: AT+X=<value>, AT+X?, AT+X=?"""

from ..engine import error
from ..engine.commands import Command

NOT_ALLOWED = error(3)


def setting(name, section, kind, about, read=None, test=None, store="profile", only_when=None):
    """One kept value. ``read``: how AT+X? shows it; ``store``: which of the module's contexts keeps it."""
    key = name.lstrip("+^*")

    def write(module, value: kind):
        if only_when is not None and not only_when(module):
            raise NOT_ALLOWED
        setattr(getattr(module, store), key, value)

    def show(module):
        return (read or name + ": {}").format(getattr(getattr(module, store), key))

    handlers = {"W": write, "R": show}
    if test is not None:
        handlers["T"] = test
    return Command((name,), section, handlers, about)
