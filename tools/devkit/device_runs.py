"""Runs test files with the runner on a MicroPython, one process a file, as many at a time as there are processors."""

import os
import re
import resource
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor

from .places import HOST_TESTS, LIBRARY

RUNNER = HOST_TESTS / "runner.py"
SUMMARY = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.MULTILINE)
TIMEOUT_S = 180
MOST_SAID = 4 << 20  # bytes: a test that prints for ever must not fill memory or disk


def environment(compiled=None):
    """The environment of a run: where imports come from."""
    paths = [compiled] if compiled else [LIBRARY, HOST_TESTS]
    return {**os.environ, "MICROPYPATH": ":".join([*map(str, paths), ".frozen"])}


def as_run(file, compiled):
    """The file to hand to the runner: the source, or its bytecode."""
    return compiled / file.relative_to(HOST_TESTS).with_suffix(".mpy") if compiled else file


def run_file(interpreter, file, compiled=None, options=()):
    """Run the tests of one file; return ((passed, failed, skipped), output)."""
    _, output = _output([*interpreter.command, RUNNER, *options, as_run(file, compiled)], environment(compiled), TIMEOUT_S)
    return counts_of(output), output


def run_test(interpreter, file, test, variables, compiled=None, timeout_s=TIMEOUT_S):
    """Run one test of a file with `variables` in its environment; return (whether it passed, output).

    The runner stays out of it: the heap is the test's alone, as it would be a program's on a board.
    """
    around = environment(compiled)
    around["MICROPYPATH"] = f"{as_run(file, compiled).parent}:{around['MICROPYPATH']}"
    program = f"import {file.stem}; {file.stem}.{test}(); print('passed')"
    code, output = _output([*interpreter.command, "-c", program], {**around, **variables}, timeout_s)
    return code == 0 and output.endswith("passed\n"), output


def _output(command, variables, timeout_s):
    """The exit code of a command, None if it came to no end, and all that it said; one that says too much is ended."""
    command = list(map(str, command))
    with tempfile.TemporaryFile() as said:
        try:
            code = subprocess.run(
                command, env=variables, stdout=said, stderr=said, timeout=timeout_s, preexec_fn=_bound
            ).returncode
            end = ""
        except subprocess.TimeoutExpired:
            code, end = None, f"\nno end after {timeout_s} s"
        said.seek(0)
        return code, said.read().decode(errors="replace") + end


def _bound():
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_SAID, MOST_SAID))


def counts_of(output):
    """(passed, failed, skipped) of a run; one that came to no end has failed."""
    found = SUMMARY.findall(output)
    return tuple(int(number or 0) for number in found[-1]) if found else (0, 1, 0)


def run_files(interpreter, files, compiled=None, options=(), report=None):
    """Run files; call report(file, counts, output) as each one ends; return the summed counts."""
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        runs = workers.map(lambda file: run_file(interpreter, file, compiled, options), files)
        total = (0, 0, 0)
        for file, (counts, output) in zip(files, runs, strict=True):
            total = tuple(map(sum, zip(total, counts, strict=True)))
            if report:
                report(file, counts, output)
    return total
