"""A simulated module in a process of its own, behind a pty."""

import os
import subprocess
import sys
from pathlib import Path

MODEMSIM = Path(__file__).resolve().parents[2] / "tools" / "modemsim"


class Simulator:
    """A context manager; `path` is the pty to open."""

    def __init__(self, module, routes, folder, arguments=()):
        self.path = folder / "modem"
        self.errors = folder / "modemsim.log"
        self.command = [sys.executable, MODEMSIM, module, "--link", self.path, "--control", "-"]
        for route in routes:
            self.command += ["--route", route]
        self.command += arguments
        if "ATMODEM_RECORD" in os.environ:
            self.command += ["--record", os.environ["ATMODEM_RECORD"]]

    def __enter__(self):
        self._log = open(self.errors, "wb")
        self._process = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, text=True, bufsize=1
        )
        if not self._process.stdout.readline().startswith("ready"):
            self.__exit__()
            raise RuntimeError(f"the simulated module does not start:\n{self.log()}")
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait(10)
        self._process.stdin.close()
        self._process.stdout.close()
        self._log.close()

    def control(self, line):
        """Give it one control line; its answer."""
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def log(self):
        """What it complained about."""
        return self.errors.read_text(errors="replace")
