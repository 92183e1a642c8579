"""The virtual environment of the tools, made on first use and shared by every clone with the same requirements."""

import hashlib
import os
import subprocess
import sys
import time
import tomllib
import venv

from .places import PROJECT, cache, locked, say


def requirements():
    """The requirement lines of pyproject.toml."""
    with open(PROJECT / "pyproject.toml", "rb") as file:
        return tomllib.load(file)["dependency-groups"]["dev"]


def location():
    """The folder of the environment for these requirements and this Python."""
    key = "\n".join([sys.version, *sorted(requirements())])
    return cache() / "environments" / hashlib.sha256(key.encode()).hexdigest()[:12]


def prepare():
    """Make the environment unless it is complete; return its Python."""
    folder = location()
    python = folder / "bin" / "python"
    complete = folder / "complete"
    with locked("environments"):
        if not complete.exists():
            started = time.monotonic()
            say(f"Installing {len(requirements())} Python packages into {folder}:")
            say("  " + ", ".join(line.partition("~")[0] for line in requirements()))
            venv.create(folder, with_pip=True, clear=True)
            command = [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", *requirements()]
            subprocess.run(command, check=True)
            complete.touch()
            say(f"  done in {time.monotonic() - started:.0f} s")
    return python


def enter():
    """Go on inside the environment: start this program again there, unless it runs there already."""
    python = prepare()
    if sys.prefix != str(location()):
        os.execv(python, [str(python), *sys.argv])
