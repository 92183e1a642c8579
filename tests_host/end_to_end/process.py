"""A real server as a process of its own."""

import subprocess
import time

from broker import answers

PATIENCE_S = 10


class Process:
    """Derive, and set `command` (a list), `listening` (the ports it answers at when it is ready) and `log` (a file)."""

    process = None

    def start(self):
        """Start it unless it runs, and wait until it answers."""
        if self.process is not None:
            return
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log)
        deadline = time.monotonic() + PATIENCE_S
        while not all(answers(port) for port in self.listening):
            if time.monotonic() > deadline or self.process.poll() is not None:
                self.stop()
                raise RuntimeError(f"{' '.join(self.command)} does not start:\n{self.log.read_text(errors='replace')}")
            time.sleep(0.02)

    def stop(self):
        """End it at once; its connections break."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(PATIENCE_S)
            self.process = None
