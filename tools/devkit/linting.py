"""The lint command: style, types, compilation, and what MicroPython lacks."""

import json
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
from pathlib import Path

from rich.console import Console

from . import compiled, device_rules
from .places import BOARDS, LIBRARY, PROJECT

console = Console()


def run():
    """Do all checks, say what is wrong; return 0 when nothing is."""
    checks = {"style (ruff)": style, "types (pyright)": types, "compiles (mpy-cross)": compilation, "MicroPython": device}
    results = {}
    for name, check in checks.items():
        console.rule(name)
        results[name] = check()
    console.rule()
    for name, good in results.items():
        console.print(f"{'[green]ok    [/]' if good else '[red]FAILED[/]'} {name}", highlight=False)
    return 0 if all(results.values()) else 1


def device_sources():
    """The Python files that go onto a board."""
    return sorted([*LIBRARY.rglob("*.py"), *BOARDS.rglob("*.py")])


def style():
    """Ruff, over everything."""
    return subprocess.run([sys.executable, "-m", "ruff", "check", "--output-format=concise", "."], cwd=PROJECT).returncode == 0


def types():
    """Pyright over lib/, against MicroPython's own type stubs."""
    with open(PROJECT / "pyproject.toml", "rb") as file:
        settings = tomllib.load(file)["tool"]["pyright"]
    packages = sysconfig.get_paths()["purelib"]  # the stubs of MicroPython stand there, its standard library in stdlib/
    settings |= {"include": [str(LIBRARY)], "extraPaths": [str(LIBRARY)], "typeshedPath": packages, "stubPath": packages}
    with tempfile.TemporaryDirectory() as folder:
        configuration = Path(folder) / "pyrightconfig.json"
        configuration.write_text(json.dumps(settings))
        command = [sys.executable, "-m", "basedpyright", "--project", configuration, "--level", "error"]
        return subprocess.run(command, cwd=PROJECT).returncode == 0


def compilation():
    """mpy-cross, over every file for a board."""
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        for source in device_sources():
            try:
                compiled.compile_file(source, Path(folder) / "out.mpy", optimisation=3)
            except compiled.CompileError as error:
                print(error)
                failures += 1
    return not failures


def device():
    """The rules of device_rules.py, over every file for a board."""
    findings = [
        finding
        for source in device_sources()
        for finding in device_rules.check(source.read_text(), str(source.relative_to(PROJECT)))
    ]
    for finding in findings:
        print(finding)
    return not findings
