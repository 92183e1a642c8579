"""The size command: what the library takes of a board's flash and heap.

Flash: bytes of the .mpy files compiled with -O3 (no line numbers), as a board short of memory would hold them. Heap: what stays
taken after the import of those files on the 32-bit interpreter, whose objects have the sizes of a microcontroller's; from the
file system, and from a ROMFS (firmware 1.25 and later that has one), where bytecode and names stay in flash.
"""

import contextlib
import io
import subprocess
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Column, Table

from . import compiled, interpreters
from .device_runs import environment
from .places import PACKAGE

CORE = "atmodem.modem"
PROGRAM = """
import gc, sys
if %r:
    import vfs
    with open(%r, "rb") as file:
        vfs.mount(vfs.VfsRom(file.read()), "/rom")
    sys.path.insert(0, "/rom")
gc.collect()
before = gc.mem_alloc()
for name in %r:
    __import__(name, None, None, ("*",))
gc.collect()
print(gc.mem_alloc() - before, *[name for name in sys.modules if name.split(".")[0] == "atmodem"])
"""
console = Console()


def run():
    """Print the tables; return 0, or 1 when something cannot be imported."""
    interpreter = interpreters.find("micropython32").with_heap("640k")  # the image of the ROMFS lies in it too
    with tempfile.TemporaryDirectory() as folder:
        bytecode = Path(folder)
        files = compiled.library(bytecode, optimisation=3)
        sizes = {compiled.module_name(file.relative_to(bytecode)): file.stat().st_size for file in files}
        _print_files(sizes)
        return _print_imports(interpreter, bytecode, sizes)


def _print_files(sizes):
    table = Table("module", Column("bytes of .mpy", justify="right"), title="Flash")
    for module, size in sorted(sizes.items()):
        table.add_row(module, f"{size:,}")
    table.add_row("all", f"{sum(sizes.values()):,}", style="bold")
    console.print(table)


def _combinations():
    """What to import together: the core, the core with each vendor, and these with each service."""
    core = [CORE] if (PACKAGE / "modem.py").exists() else ["atmodem.at"]
    yield "core", core
    for vendor in sorted(path.parent for path in PACKAGE.glob("*/__init__.py")):
        name = f"atmodem.{vendor.name}"
        yield f"core + {vendor.name}", [*core, name]
        for service in sorted(vendor.glob("[!_]*.py")):
            yield f"core + {vendor.name} {service.stem}", [*core, name, f"{name}.{service.stem}"]


def _print_imports(interpreter, bytecode, sizes):
    numbers = [Column(name, justify="right") for name in ("modules", "flash bytes", "heap bytes", "from ROMFS")]
    table = Table("imported", *numbers, title="Import on a 32-bit MicroPython")
    image = _romfs(bytecode)
    failures = 0
    for what, names in _combinations():
        answers = [_import(interpreter, bytecode, names, place) for place in ("", image)]
        failed = next((answer for answer in answers if answer.returncode), None)
        if failed is not None:
            failures += 1
            table.add_row(what, (failed.stdout + failed.stderr).strip().splitlines()[-1], style="red")
            continue
        heap, *modules = answers[0].stdout.split()
        flash = sum(sizes.get(module, 0) for module in modules)
        table.add_row(what, str(len(modules)), f"{flash:,}", f"{int(heap):,}", f"{int(answers[1].stdout.split()[0]):,}")
    console.print(table)
    return 1 if failures else 0


def _import(interpreter, bytecode, names, image):
    command = [*interpreter.command, "-c", PROGRAM % (bool(image), str(image), names)]
    return subprocess.run(command, env=environment(bytecode), capture_output=True, text=True)


def _romfs(bytecode):
    """The files as the image that `mpremote romfs deploy` writes; the path of it."""
    from mpremote.romfs import make_romfs

    with contextlib.redirect_stdout(io.StringIO()):
        image = make_romfs(str(bytecode), mpy_cross=False)
    file = bytecode.with_suffix(".romfs")
    file.write_bytes(image)
    return file
