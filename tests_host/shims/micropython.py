"""What the library uses of MicroPython's own module, for CPython."""


def const(value):
    """A constant is just its value."""
    return value


def schedule(function, argument):
    """Call soon: here, at once."""
    function(argument)
