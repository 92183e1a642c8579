"""The interpreters the library is tested on."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass

from . import debian
from .places import say

OLDEST = (1, 24)
NAMES = ("cpython", "micropython", "micropython32")
BOARD_HEAP = "128k"


@dataclass
class Interpreter:
    """An interpreter and the command that starts it."""

    name: str
    command: list

    @property
    def is_board_like(self):
        """Whether it has the word size and the heap of a microcontroller."""
        return self.name == "micropython32"

    def with_heap(self, size):
        """The same with another heap ("96k"), if it is board-like and `size` is not None."""
        if size is None or not self.is_board_like:
            return self
        return Interpreter(self.name, [*self.command[:-1], f"heapsize={size}"])


def find(name):
    """The interpreter of this name, fetched when need be; raises debian.Unavailable."""
    if name == "cpython":
        return Interpreter(name, [sys.executable])
    wide, narrow = debian.architectures()
    if name == "micropython32":
        command = debian.program("micropython", "usr/bin/micropython", narrow)
        return Interpreter(name, [*command, "-X", f"heapsize={BOARD_HEAP}"])
    installed = shutil.which("micropython")
    if installed and _is_usable(installed):
        return Interpreter(name, [installed])
    return Interpreter(name, debian.program("micropython", "usr/bin/micropython", wide))


def find_all(names=NAMES):
    """The interpreters that are to be had; what is missing ends the run in CI and is said loudly elsewhere."""
    found = []
    for name in names:
        try:
            found.append(find(name))
        except debian.Unavailable as error:
            say(f"\n{'!' * 78}\n!! NO {name.upper()}: its tests are SKIPPED.\n!! {error}\n{'!' * 78}\n")
            if os.environ.get("CI"):
                sys.exit(f"{name} is required in CI")
    return found


def _is_usable(path):
    script = "import sys; print(sys.implementation[1][:2] >= %r and sys.maxsize > 1 << 32)" % (OLDEST,)
    answer = subprocess.run([path, "-c", script], capture_output=True, text=True)
    return answer.stdout.strip() == "True"
