"""Commands that keep a value and show it: AT+X=<value>, AT+X?, AT+X=?"""

from ..engine import Command, error

NOT_ALLOWED = error(3)


def setting(name, section, kind, about, read=None, test=None, store="profile", key=None, only_when=None):
    """One kept value. ``read``: how AT+X? shows it.

    ``store``: which part of the module keeps it ("": the module itself), ``key``: by which name, if not the command's.
    """
    key = key or name.lstrip("+^*")

    def holder(module):
        return getattr(module, store) if store else module

    def write(module, value: kind):
        if only_when is not None and not only_when(module):
            raise NOT_ALLOWED
        setattr(holder(module), key, value)

    def show(module):
        return (read or name + ": {}").format(getattr(holder(module), key))

    handlers = {"W": write, "R": show}
    if test is not None:
        handlers["T"] = test
    return Command((name,), section, handlers, about)
