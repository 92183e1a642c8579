"""The README's table of modules and services, made from the profiles."""

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
    profiles = [registry.profile(registry.row(name)) for name in registry.names()]
    common = set(registry.COMMON.split())
    services = []
    for profile in profiles:
        services += [name for name in profile.features if name not in common and name not in services]
    lines = ["| | " + " | ".join(profile.name for profile in profiles) + " |", "|---" * (len(profiles) + 1) + "|"]
    lines.append(f"| `{registry.COMMON}` |" + " yes |" * len(profiles))
    for service in sorted(services, key=lambda name: (-sum(name in profile.features for profile in profiles), name)):
        lines.append(f"| `{service}` | " + " | ".join(_cell(service, profile) for profile in profiles) + " |")
    return "\n".join(lines) + "\n"


def _cell(service, profile):
    if service not in profile.features:
        return ""
    attribute, noun = COUNTS.get(service, (None, None))
    count = getattr(profile, attribute, None) if attribute else None
    return "yes" if count is None else f"{count} {noun}{'s' if count > 1 else ''}"


def expected():
    """The README as it should be."""
    text = README.read_text()
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + table() + END + after
