"""The virtual environment of the tools, made on first use and shared by every clone with the same requirements."""

import hashlib
import importlib.util
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
            venv.create(folder, with_pip=False, clear=True)
            command = [*_pip(python), "install", "-qq", "--disable-pip-version-check", *requirements()]
            if subprocess.run(command).returncode:
                sys.exit("The Python packages cannot be installed: see above.")
            complete.touch()
            say(f"  done in {time.monotonic() - started:.0f} s")
    return python


def _pip(python):
    """The command of a pip that installs into the environment of `python`: its own, else the one of this machine."""
    if importlib.util.find_spec("ensurepip"):
        subprocess.run([python, "-m", "ensurepip", "--default-pip"], check=True, stdout=subprocess.DEVNULL)
        return [python, "-m", "pip"]
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "--python", python]
    sys.exit("This Python has neither ensurepip nor pip. On Debian: apt install python3-venv")


def enter():
    """Go on inside the environment: start this program again there, unless it runs there already."""
    python = prepare()
    if sys.prefix != str(location()):
        os.execv(python, [str(python), *sys.argv])
