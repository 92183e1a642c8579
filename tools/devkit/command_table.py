"""The table of all documented commands: for each row the call that sends it, whether the simulated module answers it, and
whether a test of this run made it cross the wire. `tests_host/commands.csv` names the rows and the calls."""

import csv
import importlib
import inspect
import re
import sys
from functools import cache
from pathlib import Path

from rich.table import Table

from .places import HOST_TESTS, LIBRARY, PACKAGE, TOOLS

ROWS = HOST_TESTS / "commands.csv"
_RANGE = re.compile(r"(\d+(?:\.\d+)*)\.(\d+)(?: to |-|–)(?:\1\.)?(\d+)")


def rows():
    """Each row of the file as a dict: module, section, command, forms, call."""
    with open(ROWS, newline="") as file:
        return list(csv.DictReader(file))


def check(record):
    """(table to print, number of rows that hold, complaints). `record`: the file the simulated modules wrote."""
    seen = set(Path(record).read_text().splitlines()) if Path(record).exists() else set()
    table = Table(title="Commands")
    for heading in ("module", "section", "command", "forms", "call", "documented", "simulated", "on the wire"):
        table.add_column(heading)
    complaints, held = [], 0
    for row in rows():
        marks = (_documented(row), _simulated(row), _on_the_wire(row, seen))
        missing = [why for why in marks if why]
        held += not missing
        complaints += [f"{row['module']} {row['command']}: {why}" for why in missing]
        cells = [row[key] for key in ("module", "section", "command", "forms", "call")]
        table.add_row(*cells, *("no" if why else "yes" for why in marks), style="red" if missing else None)
    return table, held, complaints


def _name(command):
    """`AT+CSCS` -> `+CSCS`, `+NITZ (URC)` -> `+NITZ`, `AT+CEREG (n=4)` -> `+CEREG`, `ATD*99#` -> `D`."""
    name = command.removeprefix("AT").partition(" (")[0]
    return "D" if name.startswith("D") else re.sub(r"^([A-Z&]+)\d*$", r"\1", name) if name[0] not in "+^" else name


def _is_command(row):
    return row["command"].startswith("AT")


# -- the call --


def _documented(row):
    """Why the row has no typed, documented call; None when it has one."""
    if not row["call"]:
        return "no call"
    try:
        target, file = _resolve(row["module"], row["call"])
    except (ImportError, AttributeError) as error:
        return f"no such call {row['call']}: {error}"
    if not inspect.getdoc(target):
        return f"{row['call']} has no docstring"
    package = PACKAGE / _profile(row["module"]).package
    if not any(_names_section(path, row["section"]) for path in (file, *sorted(package.glob("*.py")))):
        return f"section {row['section']} is named nowhere"
    return None


@cache
def _profile(module):
    if str(LIBRARY) not in sys.path:
        sys.path.insert(0, str(LIBRARY))
    registry = importlib.import_module("atmodem.registry")
    return registry.profile(registry.row(module))


@cache
def _resolve(module, call):
    """The object behind `service.name`, `service.Class.name`, `file.name` or `modem.name`, and the file it stands in."""
    profile = _profile(module)
    service, _, rest = call.partition(".")
    if service == "modem":
        target = importlib.import_module("atmodem.opening" if rest == "open" else "atmodem.modem")
        target = target if rest == "open" else target.Modem
    else:
        package = f"atmodem.{profile.package}" if (PACKAGE / profile.package / f"{service}.py").exists() else "atmodem"
        source = importlib.import_module(f"{package}.{service}")
        target = source if hasattr(source, rest.partition(".")[0]) else source.Service
    for name in rest.split("."):
        seldom = getattr(target, "seldom", "")
        if seldom and not hasattr(target, name):  # loading.Seldom: a function in a file of its own
            target = importlib.import_module(f"atmodem.{seldom}")
        target = getattr(target, name)
    if isinstance(target, property):
        target = target.fget
    return target, Path(inspect.getsourcefile(target))


@cache
def _names_section(path, section):
    text = path.read_text()
    if re.search(rf"(?<![\d.]){re.escape(section)}(?![\d]|\.\d)", text):
        return True
    before, _, last = section.rpartition(".")
    if f"chapter {section.partition('.')[0]}" in text:
        return True
    return any(
        prefix == before and int(low) <= int(last) <= int(high) for prefix, low, high in _RANGE.findall(text) if before
    )


# -- the simulated module --


@cache
def _simulated_commands(module):
    if str(TOOLS) not in sys.path:
        sys.path.insert(0, str(TOOLS))
    return importlib.import_module("modemsim.registry").module_class(module).commands.rows


def _simulated(row):
    if not _is_command(row):
        return None  # what it says unasked, the record tells
    found = _simulated_commands(row["module"]).get(_name(row["command"]))
    if found is None:
        return "not simulated"
    if found.names == ("D",):
        return None  # the number is a parameter: the module has the write form only
    missing = set(row["forms"]) - set(found.forms)
    return f"form {''.join(sorted(missing))} not simulated" if missing else None


def _on_the_wire(row, seen):
    name = _name(row["command"])
    forms = "X" if not _is_command(row) else "WX" if name[0] not in "+^*" else row["forms"]  # a number may follow a letter
    return None if any(f"{row['module']} {form} {name}" in seen for form in forms) else "crossed the wire in no test"
