"""A real MQTT broker (mosquitto) with one listener for each way to log in."""

import base64
import hashlib
import os
import socket
import subprocess
import time

from ports import free_port

# Listener: the port a program asks for, and the lines that configure it. CERTS stands for the certificates' folder.
LISTENERS = {
    "plain": (1883, ["allow_anonymous true"]),
    "password": (1884, ["allow_anonymous false", "password_file FOLDER/passwords"]),
    "tls": (8883, ["allow_anonymous true", "certfile CERTS/server.pem", "keyfile CERTS/server.key"]),
    "mutual": (
        8884,
        [
            "allow_anonymous false",
            "cafile CERTS/ca.pem",
            "certfile CERTS/server.pem",
            "keyfile CERTS/server.key",
            "require_certificate true",
            "use_identity_as_username true",
        ],
    ),
    "unknown-ca": (8885, ["allow_anonymous true", "certfile CERTS/unknown-ca.pem", "keyfile CERTS/unknown-ca.key"]),
    "expired": (8886, ["allow_anonymous true", "certfile CERTS/expired.pem", "keyfile CERTS/expired.key"]),
    "wrong-name": (8887, ["allow_anonymous true", "certfile CERTS/wrong-name.pem", "keyfile CERTS/wrong-name.key"]),
}
USERS = {
    "alice": "secret",
    "XP001&a1Ze3BcsQ5x": "cc4e388e7f1ea1e5bdaf15891b76f2dfcfeffb06",  # signed as Alibaba Cloud wants it
    # Tokens as OneNET wants them, of the device pump-7, until the year 2100.
    "3ePCk2t6zV": "version=2018-10-31&res=products%2F3ePCk2t6zV%2Fdevices%2Fpump-7&et=4102444800&method=sha256"
    "&sign=OrS1iFoA9fYvFPlavJwV1IRdsyilY1UIVVw5OEmGtNY%3D",
    "123123": "version=2018-10-31&res=products%2F123123%2Fdevices%2Fpump-7&et=4102444800&method=sha1"
    "&sign=6vH2E6m5rDIzpUHbH6YrRi7KiOU%3D",
}
GENERAL = """\
per_listener_settings true
persistence true
persistence_location FOLDER/
autosave_on_changes true
autosave_interval 1
log_type all
log_dest file FOLDER/mosquitto.log
"""


class Broker:
    """The broker; `ports` holds the real port of each listener, which stays the same over restarts."""

    def __init__(self, command, folder, certificates):
        self.command, self.folder = command, folder
        self.ports = {name: free_port() for name in LISTENERS}
        self.process = None
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "passwords").write_text("".join(f"{user}:{_hashed(password)}\n" for user, password in USERS.items()))
        (folder / "passwords").chmod(0o600)
        (folder / "mosquitto.conf").write_text(
            self._configuration().replace("FOLDER", str(folder)).replace("CERTS", str(certificates))
        )

    def _configuration(self):
        lines = [GENERAL]
        if os.geteuid() == 0:
            lines.append("user root")  # else it would give up the right to read the folder
        for name, (_, settings) in LISTENERS.items():
            lines += [f"listener {self.ports[name]} 127.0.0.1", *settings]
        return "\n".join(lines) + "\n"

    def start(self):
        """Start, and wait until the last listener answers."""
        self.process = subprocess.Popen(
            [*self.command, "-c", str(self.folder / "mosquitto.conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 10
        while not answers(self.ports["wrong-name"]):
            if time.monotonic() > deadline or self.process.poll() is not None:
                self.stop()
                raise RuntimeError(f"mosquitto does not start:\n{self.log()}")
            time.sleep(0.02)

    def stop(self):
        """End it the orderly way: sessions and retained messages are saved, clients see the connection close."""
        self._end(subprocess.Popen.terminate)

    def kill(self):
        """End it at once, as a power cut would."""
        self._end(subprocess.Popen.kill)

    def restart(self):
        """Stop and start on the same ports."""
        self.stop()
        self.start()

    def log(self):
        """What the broker wrote so far."""
        path = self.folder / "mosquitto.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def _end(self, how):
        if self.process is not None:
            how(self.process)
            self.process.wait(10)
            self.process = None


def answers(port):
    """Whether somebody listens on a loopback port."""
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def _hashed(password, rounds=101):
    """A line of mosquitto's password file (PBKDF2 with SHA-512)."""
    salt = os.urandom(12)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, rounds)
    return "$".join(["", "7", str(rounds), base64.b64encode(salt).decode(), base64.b64encode(digest).decode()])
