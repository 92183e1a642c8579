"""A real NTP server (chrony) that tells this machine's time and leaves its clock alone."""

import os
import socket
import subprocess
import time

from ports import free_port

CONFIGURATION = """\
local stratum 10
port PORT
bindaddress 127.0.0.1
allow 127.0.0.1
cmdport 0
bindcmdaddress /
pidfile FOLDER/chronyd.pid
"""
REQUEST = b"\x1b" + bytes(47)


class Ntp:
    """The server; `port` is its UDP port."""

    def __init__(self, command, folder):
        folder.mkdir(parents=True)
        self.folder = folder
        self.process = None
        self.port = free_port(socket.SOCK_DGRAM)
        (folder / "chrony.conf").write_text(CONFIGURATION.replace("PORT", str(self.port)).replace("FOLDER", str(folder)))
        # -x: never touches the clock; -U: need not be root
        user = ["-u", "root"] if os.geteuid() == 0 else ["-U"]
        self.command = [*command, "-x", "-d", *user, "-f", str(folder / "chrony.conf")]

    def start(self):
        """Start, and wait until it answers."""
        with open(self.folder / "chronyd.log", "wb") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log)
        deadline = time.monotonic() + 10
        while not self._answers():
            if time.monotonic() > deadline or self.process.poll() is not None:
                self.stop()
                raise RuntimeError(f"chronyd does not start:\n{(self.folder / 'chronyd.log').read_text(errors='replace')}")

    def _answers(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.settimeout(0.05)
            try:
                asking.connect(("127.0.0.1", self.port))
                asking.send(REQUEST)
                return len(asking.recv(100)) >= 48
            except OSError:
                time.sleep(0.02)
                return False

    def stop(self):
        """End it at once."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.process = None
