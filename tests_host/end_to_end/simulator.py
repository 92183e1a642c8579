"""Simulated modules, each in a process of its own behind a pty."""

import functools
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

STARTER = Path(__file__).with_name("simulator_starter.py")
SECONDS = 30  # to start, to answer, to end


@functools.cache
def _starter():
    """The socket that simulator_starter.py takes orders from; it ends with this process."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with its:
        subprocess.Popen([sys.executable, STARTER, str(its.fileno())], stdin=subprocess.DEVNULL, pass_fds=[its.fileno()])
    return ours


class Simulator:
    """A context manager; `path` is the pty to open."""

    def __init__(self, module, routes, folder, arguments=()):
        self.path = folder / "modem"
        self.errors = folder / "modemsim.log"
        self.command = [module, "--link", str(self.path), "--control", "-"]
        for route in routes:
            self.command += ["--route", route]
        self.command += arguments
        if "ATMODEM_RECORD" in os.environ:
            self.command += ["--record", os.environ["ATMODEM_RECORD"]]

    def __enter__(self):
        self._talk, its = socket.socketpair()
        self._talk.settimeout(SECONDS)
        self._said = self._talk.makefile("r")
        with its, open(self.errors, "wb") as log:
            socket.send_fds(_starter(), [json.dumps(self.command).encode()], [its.fileno(), log.fileno()])
        if not self._said.readline().startswith("ready"):
            self.__exit__()
            raise RuntimeError(f"the simulated module does not start:\n{self.log()}")
        return self

    def __exit__(self, *_):
        with self._talk, self._said:
            self._talk.shutdown(socket.SHUT_WR)
            self._said.read()  # it closes its side when it has ended

    def control(self, line):
        """Give it one control line; its answer."""
        self._talk.sendall(line.encode() + b"\n")
        return self._said.readline().strip()

    def log(self):
        """What it complained about."""
        return self.errors.read_text(errors="replace")
