"""A real FTP server (pyftpdlib) with one account, alice / secret, whose transfers can be cut at any byte."""

import binascii
import logging
import threading
import time

from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import DTPHandler, FTPHandler
from pyftpdlib.ioloop import IOLoop
from pyftpdlib.servers import FTPServer

USER, PASSWORD = "alice", "secret"
PERIOD = 251


class Ftp:
    """The server; `port` is its real port, `folder` what it serves. `cuts`: at how many bytes the next transfers break."""

    def __init__(self, folder):
        logging.getLogger("pyftpdlib").setLevel(logging.CRITICAL)
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.cuts = []
        self.happened = 0
        accounts = DummyAuthorizer()
        accounts.add_user(USER, PASSWORD, str(folder), perm="elradfmwMT")
        served = self

        class Data(DTPHandler):
            left = None

            def __init__(self, *arguments):
                super().__init__(*arguments)
                # A listing is no transfer of a file.
                self.cut_at = served.cuts[0] if served.cuts else None

            def send(self, data):
                if self.file_obj is None or self.cut_at is None:
                    return super().send(data)
                self._cut(self.cut_at <= 0)
                sent = 0 if self._closed else super().send(data[: self.cut_at])
                self.cut_at -= sent
                return sent

            def recv(self, size):
                if self.cut_at is None:
                    return super().recv(size)
                data = super().recv(min(size, self.cut_at))
                self.cut_at -= len(data)
                return data

            def handle_read(self):
                if self.cut_at is not None and self._cut(self.cut_at <= 0):
                    return
                super().handle_read()

            handle_read_event = handle_read

            def _cut(self, now):
                if now:
                    served.cuts.pop(0)
                    served.happened += 1
                    self._resp = ("426 Connection closed; transfer aborted.", logging.debug)
                    self.close()
                return now

        class Control(FTPHandler):
            authorizer = accounts
            dtp_handler = Data
            use_sendfile = False
            auth_failed_timeout = 0.1  # seconds before a wrong password is told
            masquerade_address = "127.0.0.1"

        self.loop = IOLoop()
        self.server = FTPServer(("127.0.0.1", 0), Control, ioloop=self.loop)
        self.port = self.server.socket.getsockname()[1]
        self.running = False

    def start(self):
        """Begin to serve."""
        self.running = True
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self):
        while self.running:
            self.server.ioloop.loop(timeout=0.05, blocking=False)
            time.sleep(0.002)
        self.server.close_all()

    def stop(self):
        """Close all connections."""
        self.running = False
        self.thread.join(10)

    # --- what a test asks for: each answers a text

    def make(self, name, size):
        """A file whose byte i is i modulo 251."""
        pattern = bytes(range(PERIOD)) * (int(size) // PERIOD + 1)
        (self.folder / name).write_bytes(pattern[: int(size)])

    def check(self, name):
        """Size and CRC-32 of a file, as decimal and eight hex digits."""
        return described(self.folder / name)

    def cut(self, *at):
        """Break the next transfers behind so many bytes, the first one behind the first number."""
        self.cuts[:] = [int(n) for n in at]
        self.happened = 0

    def cut_off(self):
        """How many transfers were broken."""
        return str(self.happened)


def described(path):
    """Size and CRC-32 of a file, as decimal and eight hex digits."""
    data = path.read_bytes()
    return f"{len(data)} {binascii.crc32(data):08x}"
