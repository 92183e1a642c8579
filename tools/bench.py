#!/usr/bin/env python3
"""Measure the library on the 32-bit MicroPython and hold the figures against their targets; exit 1 if one is missed.

Times are ratios to R1 within one run, the median of seven rounds in which the heap's layout shifts, each the better of two:
R1 reads the same bytes from the same UART into one preallocated buffer and counts the line ends, R2 only reads.
benchmarks/README.md describes the works.
"""

import argparse
import copy
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parent))

from devkit import compiled, interpreters
from devkit.device_runs import environment
from devkit.places import PACKAGE

BENCHMARKS = Path(__file__).parent / "benchmarks"
HEAP = "192k"
CORE = ("sched", "digest", "at")
# work, loop, FIFO, most times R1
SPEEDS = (
    ("W1", "own", 64, 3.0),
    ("W1", "asyncio", 64, 6.0),
    ("W2", "own", 64, 3.0),
    ("W2", "own", 256, 3.5),
    ("W2", "asyncio", 64, 5.0),
    ("W3", "own", 64, 1.6),
    ("W3", "own", 256, 1.6),
    ("W3", "asyncio", 64, 2.5),
)
# figure of measure.py, loop, most bytes
HEAPS = (
    ("command", "own", 0),
    ("bytes", "own", 96),
    ("urc", "own", 16),
    ("message", "own", 0),
    ("command", "asyncio", 160),
)
NAMES = {
    "W1": "10,000 commands, result as integers",
    "W2": "1 MB of URCs and replies",
    "W3": "256 KB in counted chunks",
    "command": "W6 heap a command, result as integers",
    "bytes": "W6 heap a command, result as bytes",
    "urc": "W6 heap an unclaimed URC",
    "message": "W6 heap a message beyond topic and payload",
}
IMPORTS = """
import gc, sys
gc.collect()
before = gc.mem_alloc()
for name in %r:
    __import__("atmodem." + name, None, None, ("*",))
gc.collect()
print(gc.mem_alloc() - before)
"""


class Board:
    """The interpreter with library and benchmarks as bytecode in a folder."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.interpreter = interpreters.find("micropython32")
        self.sizes = {file.relative_to(self.folder / "atmodem"): file.stat().st_size for file in compiled.library(folder, 3)}
        compiled.compile_tree(sorted(BENCHMARKS.glob("*.py")), BENCHMARKS, folder, 3)

    def run(self, program, *arguments):
        """Run a program text; return the lines it prints, split into words."""
        command = [*self.interpreter.command, "-X", f"heapsize={HEAP}", "-c", program, *map(str, arguments)]
        answer = subprocess.run(list(map(str, command)), env=environment(self.folder), capture_output=True, text=True)
        if answer.returncode:
            raise SystemExit(answer.stdout + answer.stderr)
        return [line.split() for line in answer.stdout.splitlines()]

    def measure(self, *arguments):
        """Run measure.py."""
        return self.run(f"import sys; sys.argv[:] = {['measure', *map(str, arguments)]}; import measure")

    def import_heap(self, names):
        """Heap bytes that the import of these parts takes."""
        return int(self.run(IMPORTS % (names,))[-1][0])

    def frozen_in(self, path):
        """The same for another interpreter, which has the library in itself."""
        board = copy.copy(self)
        board.interpreter = interpreters.Interpreter("frozen", [path])
        board.folder = Path(self.folder) / "nothing"
        return board


def figures(board, frozen):
    """Every figure as (what, value, target, unit); shows progress. `frozen`: an interpreter with the library in it, or None."""
    for work, loop, fifo, target in track(SPEEDS, description="speed", transient=True):
        rounds = [list(map(int, line[2:])) for line in board.measure(work, loop, fifo)]
        ratio = statistics.median(took / r1 for took, r1, r2 in rounds)
        second = statistics.median(took / r2 for took, r1, r2 in rounds)
        yield f"{work} {NAMES[work]}, {loop}, {fifo}-byte FIFO", ratio, target, f"x R1 ({second:.2f} x R2)"
    measured = {loop: {line[1]: float(line[2]) for line in board.measure("heap", loop, 64)} for loop in ("own", "asyncio")}
    vendor = ("modem", "quectel", "quectel.mqtt")
    for how, holder in {"from files": board, "frozen in": frozen and board.frozen_in(frozen)}.items():
        if holder:
            yield f"W4 heap by import {how}: core", holder.import_heap(CORE), 6144, "bytes"
            yield f"W4 heap by import {how}: core, module and MQTT", holder.import_heap((*CORE, *vendor)), 14336, "bytes"
    core = sum(size for file, size in board.sizes.items() if file.stem in CORE and len(file.parts) == 1)
    yield "W5 .mpy: core", core, 6000, "bytes"
    for folder in sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py")):
        largest = max((size, file) for file, size in board.sizes.items() if file.parts[0] == folder)
        yield f"W5 .mpy: largest service file of {folder} ({largest[1].name})", largest[0], 3000, "bytes"
    for name, loop, target in HEAPS:
        yield f"{NAMES[name]}, {loop}", measured[loop][name], target, "bytes"
    yield "W7 dead wait, own", float(board.measure("wait", "own", 64)[0][1]), 0, "ms"
    yield "W7 dead wait, asyncio (one period is 2 ms)", float(board.measure("wait", "asyncio", 64)[0][1]), 3, "ms"


def main():
    """Print the table; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--frozen", metavar="PATH", help="W4 also on this 32-bit interpreter that has the library frozen in")
    frozen = parser.parse_args().frozen
    table = Table("figure", "measured", "target", "", title="On MicroPython 1.25, 32 bit, 192 KB heap")
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        for what, value, target, unit in figures(Board(folder), frozen):
            good = value <= target
            missed += not good
            table.add_row(what, f"{value:,.4g} {unit}", f"{target:,}", "[green]ok[/]" if good else "[red]MISSED[/]")
    Console().print(table)
    print(f"{missed} targets missed" if missed else "all targets met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
