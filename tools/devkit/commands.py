"""The commands of dev.py: each takes the parsed command line and returns an exit code."""

import subprocess
import sys
from pathlib import Path

from . import debian, interpreters
from .places import TOOLS, say


def setup(_arguments):
    """Fetch everything the other commands need."""
    found = interpreters.find_all()
    for interpreter in found:
        say(f"{interpreter.name}: {' '.join(interpreter.command)}")
    say(f"mosquitto: {' '.join(debian.installed_or_fetched('mosquitto', 'usr/sbin/mosquitto'))}")
    return 0 if len(found) == len(interpreters.NAMES) else 1


def test(arguments):
    """Run the tests."""
    from . import testing

    return testing.run(arguments)


def lint(_arguments):
    """Check the sources."""
    from . import linting

    return linting.run()


def compile(arguments):
    """Write bytecode, and what mip installs it by."""
    from . import manifests

    files = manifests.write_bytecode(Path(arguments.folder))
    say(f"{len(files)} files, {sum(file.stat().st_size for file in files):,} bytes: {arguments.folder}/atmodem")
    return 0


def size(_arguments):
    """Print flash and heap use."""
    from . import size as sizes

    return sizes.run()


def bench(arguments):
    """Run the benchmark."""
    program = TOOLS / "bench.py"
    if not program.exists():
        say(f"{program} is missing")
        return 1
    return subprocess.run([sys.executable, program, *arguments.rest]).returncode


def demo(_arguments):
    """Run the demonstration."""
    from . import demo as demonstration

    return demonstration.run()


def manifest(arguments):
    """Write or check the package.json files."""
    from . import manifests

    return manifests.run(check=arguments.check)
