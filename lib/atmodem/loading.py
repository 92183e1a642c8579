# Code that is needed for a moment takes heap for a moment: it is loaded, it runs, it is let go.
import sys


def forget(place):
    """Let the library's module `place` go: its heap is free again when nobody holds on to what is in it."""
    package, _, name = ("atmodem." + place).rpartition(".")
    if sys.modules.pop("atmodem." + place, None):
        delattr(sys.modules[package], name)


def passing(place):
    """The library's module `place` (`opening`, `quectel.tls`), forgotten at once: it lives as long as somebody holds it."""
    module = __import__("atmodem." + place, None, None, ("*",))
    forget(place)
    return module


async def in_passing(otherwise, place, name, *given):
    """Await the coroutine function `name` of the library's module `place`; without room for it in the heap call `otherwise`."""
    try:
        await getattr(passing(place), name)(*given)
    except MemoryError:
        otherwise()


class Seldom:
    """A service whose seldom used calls stand in the file `seldom`: functions of the service, loaded for each call."""

    seldom = ""
    transient = False

    def __getattr__(self, name):
        if name[0] == "_" or not self.seldom:
            raise AttributeError(name)
        function = getattr(passing(self.seldom), name)
        return lambda *given, **named: function(self, *given, **named)
