"""Where things are: the folders of the project, and the cache that all its clones share."""

import contextlib
import fcntl
import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
LIBRARY = PROJECT / "lib"
PACKAGE = LIBRARY / "atmodem"
BOARDS = PROJECT / "boards"
HOST_TESTS = PROJECT / "tests_host"
TOOLS = PROJECT / "tools"


def cache():
    """The folder for everything downloaded or built; ATMODEM_CACHE moves it."""
    folder = Path(os.environ.get("ATMODEM_CACHE") or Path.home() / ".cache" / "atmodem").expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextlib.contextmanager
def locked(name):
    """Let one process at a time work on one part of the cache."""
    with open(cache() / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def say(text):
    """One line of progress, for the time before the libraries for nicer output are there."""
    print(text, flush=True)
