"""The test command: one library, three interpreters, one table."""

import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from rich.console import Console
from rich.table import Table

from . import command_table, compiled, coverage_gate, device_runs, interpreters
from .places import HOST_TESTS, PROJECT

console = Console()
NOTHING_COLLECTED = 5
WORKERS = 4  # the end-to-end tests wait for the simulated module most of the time


def run(arguments):
    """Run what was asked for; return 0 only when something ran and nothing failed."""
    found = interpreters.find_all([arguments.only] if arguments.only else interpreters.NAMES)
    whole = not (arguments.only or arguments.pattern or arguments.paths)
    with tempfile.TemporaryDirectory(prefix="atmodem-") as folder:
        rows, complaints = [], []
        record = Path(folder) / "record"
        if paths := _paths_for_pytest(arguments.paths, _names(found)):
            rows += _with_pytest(arguments, paths, found, Path(folder), record, measure=whole and arguments.coverage)
        for interpreter in found:
            if interpreter.name != "cpython":
                rows.append(_on_device(arguments, interpreter, Path(folder)))
        if whole and arguments.coverage:
            complaints = coverage_gate.complaints(Path(folder) / "coverage.json")
        if whole:
            rows.append(_commands(record))
    for name in [arguments.only] if arguments.only else interpreters.NAMES:
        if name not in _names(found):
            rows.append((name, "NOT TO BE HAD", 0, 0, _count_portable_tests()))
    return _conclude(rows, complaints)


def _names(found):
    return [interpreter.name for interpreter in found]


def _paths_for_pytest(paths, names):
    """What pytest has to run: everything for CPython; for another interpreter the end-to-end tests, which it starts there."""
    if not names:
        return []
    end_to_end = HOST_TESTS / "end_to_end"
    chosen = [Path(path).resolve() for path in paths]
    if "cpython" in names:
        return chosen or [HOST_TESTS]
    return [path for path in chosen if end_to_end in [path, *path.parents]] if chosen else [end_to_end]


def _with_pytest(arguments, paths, found, folder, record, measure):
    """Run pytest; return the rows of its report."""
    names = _names(found)
    command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={folder / 'report.xml'}", *paths]
    command += ["-k", arguments.pattern] if arguments.pattern else []
    command += ["-v"] if arguments.verbose else []
    command += ["-n", str(WORKERS), "--dist", "worksteal"] if paths == [HOST_TESTS] else []
    if measure:
        command += ["--cov", "--cov-branch", "--cov-report=", f"--cov-report=json:{folder / 'coverage.json'}"]
    console.rule("pytest")
    environment = {
        **os.environ,
        "ATMODEM_INTERPRETERS": ",".join(names),
        "COVERAGE_FILE": str(folder / "coverage"),
        "ATMODEM_RECORD": str(record),
        "PYTHONPYCACHEPREFIX": str(folder / "pycache"),  # written once, not in the sources
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # the library loads its files again and again
    code = subprocess.run(command, cwd=PROJECT, env=environment).returncode
    rows = _read_report(folder / "report.xml")
    if code not in (0, NOTHING_COLLECTED) and not any(row[3] for row in rows):
        rows.append(("cpython", f"pytest ended with {code}", 0, 1, 0))
    return rows


def _read_report(report):
    """Sum pytest's report up by interpreter and part."""
    sums = {}
    cases = ElementTree.parse(report).iter("testcase") if report.exists() else ()
    for case in cases:
        end_to_end = "end_to_end" in (case.get("classname") or "")
        name = case.get("name", "").rstrip("]").rpartition("-")[2] if end_to_end else "cpython"
        key = (name if name in interpreters.NAMES else "cpython", "end to end" if end_to_end else "unit")
        counts = sums.setdefault(key, [0, 0, 0])
        children = {child.tag for child in case}
        counts[1 if children & {"failure", "error"} else 2 if "skipped" in children else 0] += 1
    return [(*key, *counts) for key, counts in sums.items()]


def _on_device(arguments, interpreter, folder):
    """Run the unit tests on a MicroPython, from bytecode when it is the board-like one."""
    files = _unit_files(arguments.paths)
    options = ["-k", arguments.pattern] if arguments.pattern else []
    options += ["-v"] if arguments.verbose else []
    console.rule(interpreter.name)
    bytecode = None
    if interpreter.is_board_like:
        bytecode = folder / "compiled"
        try:
            compiled.library(bytecode, optimisation=3)
            compiled.tests(bytecode)
        except compiled.CompileError as error:
            console.print(error, style="red", markup=False)
            return (interpreter.name, "unit: cannot be compiled", 0, 1, 0)

    def report(file, counts, output):
        passed, failed, skipped = counts
        if failed or arguments.verbose:
            console.print(output, markup=False, highlight=False)
        if passed or failed or skipped:
            mark = "[red]FAILED[/]" if failed else "[green]ok[/]"
            console.print(f"{file.relative_to(HOST_TESTS)}: {passed} passed, {failed} failed {mark}", highlight=False)

    counts = device_runs.run_files(interpreter, files, bytecode, options, report)
    return (interpreter.name, "unit", *counts)


def _commands(record):
    """Print the table of all documented commands; a row holds or fails like a test."""
    table, held, complaints = command_table.check(record)
    console.print(table)
    for complaint in complaints:
        console.print(f"[red]commands[/] {complaint}", highlight=False)
    return ("cpython", "commands", held, len(command_table.rows()) - held, 0)


def _unit_files(paths):
    unit = HOST_TESTS / "unit"
    if not paths:
        return sorted(unit.glob("test_*.py"))
    chosen = [Path(path).resolve() for path in paths]
    files = [file for path in chosen for file in (path.rglob("test_*.py") if path.is_dir() else [path])]
    return sorted(file for file in files if unit in file.parents)


def _count_portable_tests():
    files = [file for part in ("unit", "end_to_end") for file in (HOST_TESTS / part).rglob("test_*.py")]
    return sum(len(re.findall(r"^def test_", file.read_text(), re.MULTILINE)) for file in files)


def _conclude(rows, complaints):
    """Print the table and the last line; return the exit code."""
    table = Table(title="Tests")
    for heading in ("interpreter", "part", "passed", "failed", "skipped"):
        table.add_column(heading, justify="left" if heading in ("interpreter", "part") else "right")
    order = {name: place for place, name in enumerate(interpreters.NAMES)}
    for row in sorted(rows, key=lambda row: (order[row[0]], row[1])):
        if any(row[2:]):
            table.add_row(*map(str, row), style="red" if row[3] else "yellow" if row[4] else None)
    console.print(table)
    for complaint in complaints:
        console.print(f"[red]coverage[/] {complaint}", highlight=False)
    passed, failed, skipped = (sum(row[place] for row in rows) for place in (2, 3, 4))
    failed += len(complaints)
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""), flush=True)
    return 1 if failed or not passed else 0
