"""The README's table of modules, services and features, made from the registry and the profiles."""

import importlib
import sys

from .places import LIBRARY, PROJECT

README = PROJECT / "README.md"
BEGIN, END = "<!-- made from the profiles -->\n", "<!-- end -->\n"
COUNTS = {"mqtt": ("mqtt_clients", "client"), "sockets": ("links", "link")}


def table():
    """The table as Markdown."""
    if str(LIBRARY) not in sys.path:
        sys.path.insert(0, str(LIBRARY))
    registry = importlib.import_module("atmodem.registry")
    rows = [registry.row(name) for name in registry.names()]
    profiles = [registry.profile(row) for row in rows]
    lines = ["| | " + " | ".join(profile.name for profile in profiles) + " |", "|---" * (len(profiles) + 1) + "|"]
    lines.append(f"| `{registry.COMMON}` |" + " yes |" * len(profiles))
    for column in (3, 4):
        lines += [
            f"| `{' '.join(names)}` | {' | '.join(cells)} |" for cells, names in _alike(rows, profiles, column, registry).items()
        ]
    return "\n".join(lines) + "\n"


def _alike(rows, profiles, column, registry):
    """The cells of a line of the table, and the names that have these cells; what most modules have comes first."""
    names = sorted({name for row in rows for name in row[column].split()})
    groups = {}
    for name in sorted(names, key=lambda name: -len(registry.who_has(name, column))):
        cells = tuple(
            _cell(name, profile) if name in row[column].split() else "" for row, profile in zip(rows, profiles, strict=True)
        )
        groups.setdefault(cells, []).append(name)
    return groups


def _cell(service, profile):
    attribute, noun = COUNTS.get(service, (None, None))
    count = getattr(profile, attribute, None) if attribute else None
    return "yes" if count is None else f"{count} {noun}{'s' if count > 1 else ''}"


def expected():
    """The README as it should be."""
    text = README.read_text()
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + table() + END + after
