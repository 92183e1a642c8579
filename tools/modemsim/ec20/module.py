"""Quectel EC20: what stands together makes the module."""

from ..engine import CommandTable, Module, OK, Int, command
from . import identity


@command("E", section="2.12")
def echo(module, on: Int(0, 1) = 0):
    """Echo of what is typed."""
    module.profile.E = on


@command("+CFUN", section="2.20")
def functionality(module, level: Int(0, 4), reset: Int(0, 1) = 0):
    """Functionality of the module."""
    if reset:
        module.after(module.restart)
    return OK


class Ec20(Module):
    name = "ec20"
    commands = CommandTable(identity, globals())

    def boot_texts(self):
        return (0.5, "RDY"), (0.6, "+CFUN: 1"), (0.8, "+CPIN: READY")


MODULE = Ec20
