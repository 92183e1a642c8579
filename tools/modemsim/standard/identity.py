"""Who the module is (V.250 6.1.3; 27.007 5.1 to 5.4)."""

from ..engine import Command, Int


def identification(section, *lines):
    """ATI: these lines."""
    def write(module, what: Int(0, 0) = 0):
        return lines

    return Command(("I",), section, {"W": write, "X": write}, "Manufacturer, model and revision.")


def identity(names, section, text, about):
    """One text, bare; its test form says OK alone."""
    return Command(names, section, {"X": text, "T": ()}, about)
