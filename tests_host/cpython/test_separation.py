"""The library and its simulator are two readings of the same manual: neither may lean on the other."""

import ast
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]


def imported(file):
    """The first part of the name of every module a file imports by an absolute name."""
    for node in ast.walk(ast.parse(file.read_text(), str(file))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.partition(".")[0]


def sources(folder):
    return sorted((PROJECT / folder).rglob("*.py"))


@pytest.mark.parametrize("file", sources("tools/modemsim"), ids=lambda file: file.name)
def test_simulator_imports_nothing_of_the_library(file):
    assert "atmodem" not in set(imported(file))


@pytest.mark.parametrize("file", sources("lib"), ids=lambda file: str(file.relative_to(PROJECT)))
def test_library_imports_nothing_of_the_tools(file):
    tools = {path.stem for path in (PROJECT / "tools").iterdir()} | {"tools"}
    assert not tools & set(imported(file))


@pytest.mark.parametrize("file", sources("lib/atmodem"), ids=lambda file: str(file.relative_to(PROJECT)))
def test_a_vendor_imports_no_other_vendor(file):
    package = PROJECT / "lib" / "atmodem"
    vendors = {path.name for path in package.iterdir() if path.is_dir()}
    own = file.relative_to(package).parts[0]
    named = set()
    for node in ast.walk(ast.parse(file.read_text(), str(file))):
        if isinstance(node, ast.ImportFrom) and node.level == 2 and node.module:
            named.add(node.module.partition(".")[0])
    assert own not in vendors or not named & (vendors - {own})
