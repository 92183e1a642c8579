"""The modules that can be simulated, each in a package of its own that offers ``MODULE``, a class derived from Module."""

import importlib
from pathlib import Path


def names():
    return sorted(folder.parent.name for folder in Path(__file__).parent.glob("*/module.py") if folder.parent.name != "engine")


def module_class(name):
    """The class of a module by its name; KeyError with the names there are."""
    if name not in names():
        raise KeyError(f"no module {name!r}: there is {', '.join(names())}")
    return importlib.import_module(f".{name}.module", __package__).MODULE
