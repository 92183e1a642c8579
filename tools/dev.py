#!/usr/bin/env python3
"""The one entry to everything a developer of atmodem does: python3 tools/dev.py COMMAND (see --help).

Needs Python 3.11 and nothing else: what the commands use is fetched into ~/.cache/atmodem on first use.
"""

import argparse
import sys

from devkit import environment
from devkit.interpreters import NAMES


def parse(arguments):
    """The command line as a namespace whose `module` and `function` name what to run."""
    parser = argparse.ArgumentParser(prog="dev.py", description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name, text):
        return commands.add_parser(name, help=text, description=text)

    command("setup", "fetch the Python packages, both MicroPythons and the broker; the other commands do it when needed")
    test = command("test", "run all tests on CPython, MicroPython and a board-sized 32-bit MicroPython")
    test.add_argument("--only", choices=NAMES, help="one interpreter")
    test.add_argument("-k", dest="pattern", default="", help="only tests whose name holds this text")
    test.add_argument("-v", dest="verbose", action="store_true", help="name every test")
    test.add_argument("--no-coverage", dest="coverage", action="store_false", help="do not demand full coverage")
    test.add_argument("paths", nargs="*", help="only these test files or folders")
    command("lint", "check style, types, and that everything compiles and runs on MicroPython")
    bytecode = command("compile", "compile the library for a board, to be installed or copied from FOLDER/atmodem")
    bytecode.add_argument("folder", metavar="FOLDER")
    command("size", "measure flash and heap: bytes of each .mpy, heap taken by each import")
    command("bench", "measure speed and allocation against reference loops; arguments are passed on to tools/bench.py")
    command("demo", "run the program of README.md on MicroPython against a simulated module and a real broker")
    manifest = command("manifest", "write the package.json files that mip installs by, and the table of services in README.md")
    manifest.add_argument("--check", action="store_true", help="write nothing; fail when a file is out of date")
    parsed, rest = parser.parse_known_args(arguments)
    parsed.rest = rest
    if rest and parsed.command != "bench":
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    return parsed


def main():
    """Run one command; return its exit code."""
    arguments = parse(sys.argv[1:])
    environment.enter()
    from devkit import commands, debian

    try:
        return getattr(commands, arguments.command)(arguments)
    except debian.Unavailable as error:
        sys.exit(f"dev.py {arguments.command}: {error}")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
