"""A PPP server behind a dialled line: slirp, which needs no rights and gives packets to sockets of this computer."""

import asyncio
import os
import subprocess
import tempfile
import tty

from .ppp_frames import Frames, encode
from .ppp_gate import LCP, Gate

# No compression of headers, fields or payload: what passes must be legible.
OPTIONS = ("ppp", "-ac", "-pc", "-vj", "-bsdcomp", "ipcp-accept-local", "nozeros", "mtu 1500", "dns 10.0.2.3")
TERMINATED = LCP + b"\6"                               # Terminate-Ack: the host has ended PPP


class Slirp:
    """A link (``read`` and ``write``) to a slirp of its own, through a gate."""

    MOST_UNREAD = 1 << 16                              # bytes kept while the host is in command mode

    def __init__(self, command, routes):
        self.gate = Gate(routes)
        self._host, self._server = Frames(), Frames()
        self._unread, self._unsent = bytearray(), bytearray()
        self._came = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._folder = tempfile.TemporaryDirectory(prefix="modemsim-slirp-")      # it looks for settings at home
        self._end, server = os.openpty()
        tty.setraw(server)
        self._process = subprocess.Popen(
            [*command, *OPTIONS], stdin=server, stdout=server, stderr=subprocess.DEVNULL, start_new_session=True,
            cwd=self._folder.name, env={"HOME": self._folder.name})
        os.close(server)
        os.set_blocking(self._end, False)
        self._loop.add_reader(self._end, self._readable)

    async def read(self):
        """Bytes for the host; b"" when the server has gone."""
        while not self._unread and self._process:
            self._came.clear()
            await self._came.wait()
        data = bytes(self._unread)
        self._unread.clear()
        return data

    async def write(self, data):
        for packet in self._host.feed(data):
            self._pass_on(*self.gate.from_host(packet))

    def close(self):
        """End the server."""
        if self._process:
            self._loop.remove_reader(self._end)
            self._loop.remove_writer(self._end)
            os.close(self._end)
            self._process.kill()
            self._process.wait()
            self._process = None
            self._folder.cleanup()
            self._came.set()

    def _readable(self):
        try:
            data = os.read(self._end, 4096)
        except OSError:                                # the other end is closed: it has left
            return self.close()
        for packet in self._server.feed(data):
            self._pass_on(*self.gate.from_server(packet))
            if packet.startswith(TERMINATED):
                return self.close()

    def _pass_on(self, to_host, to_server):
        for packet in to_host:
            if len(self._unread) < self.MOST_UNREAD:
                self._unread += encode(packet)
                self._came.set()
        for packet in to_server:
            self._unsent += encode(packet)
        if self._unsent and self._process:
            self._writable()

    def _writable(self):
        try:
            while self._unsent:
                del self._unsent[:os.write(self._end, self._unsent[:4096])]
            self._loop.remove_writer(self._end)
        except BlockingIOError:
            self._loop.add_writer(self._end, self._writable)
        except OSError:
            self.close()
