"""How the host reaches the module's line: a pseudo terminal, a TCP socket, or calls within one process."""

import asyncio
import os
import termios
import tty

_RATES = {getattr(termios, name): int(name[1:]) for name in dir(termios) if name[0] == "B" and name[1:].isdigit()}


class PseudoTerminal:
    """A raw pty. The slave stays open here, so the host may close and reopen it; ``link`` is a symbolic link to it."""

    MOST_UNREAD = 1 << 18                              # bytes kept for a host that does not read

    def __init__(self, line, link=None):
        self.line, self.link = line, link
        self.unsent = bytearray()

    async def open(self):
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        os.set_blocking(self.master, False)
        self.path = os.ttyname(self.slave)
        if self.link:
            if os.path.islink(self.link):
                os.unlink(self.link)
            os.symlink(self.path, self.link)
            self.path = self.link
        self.loop = asyncio.get_running_loop()
        self.loop.add_reader(self.master, self._readable)
        self.line.transmit = self.send
        self.line.host_rate = self.host_rate
        return self.path

    def host_rate(self):
        """The rate the host set on its end."""
        return _RATES.get(termios.tcgetattr(self.slave)[4])

    def send(self, data):
        if len(self.unsent) < self.MOST_UNREAD:
            self.unsent += data
        self._writable()

    def _writable(self):
        try:
            while self.unsent:
                del self.unsent[:os.write(self.master, self.unsent[:4096])]
            self.loop.remove_writer(self.master)
        except BlockingIOError:
            self.loop.add_writer(self.master, self._writable)

    def _readable(self):
        try:
            data = os.read(self.master, 65536)
        except (BlockingIOError, OSError):
            return
        self.line.from_host(data)

    async def close(self):
        self.loop.remove_reader(self.master)
        self.loop.remove_writer(self.master)
        os.close(self.master)
        os.close(self.slave)
        if self.link and os.path.islink(self.link):
            os.unlink(self.link)


class SocketPort:
    """The line on a TCP port of this computer; one host at a time, a new one takes over."""

    def __init__(self, line, port=0):
        self.line, self.port = line, port
        self.writer = None

    async def open(self):
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.line.transmit = self.send
        address, port = self.server.sockets[0].getsockname()
        self.path = f"{address}:{port}"
        return self.path

    async def _serve(self, reader, writer):
        previous, self.writer = self.writer, writer
        if previous:
            previous.close()
        try:
            while data := await reader.read(65536):
                self.line.from_host(data)
        except ConnectionError:
            pass
        finally:
            writer.close()
            if self.writer is writer:
                self.writer = None

    def send(self, data):
        if self.writer and not self.writer.is_closing():
            self.writer.write(data)

    async def close(self):
        self.server.close()
        if self.writer:
            self.writer.close()


class Memory:
    """The line as two byte strings of this process."""

    def __init__(self, line):
        self.line, self.said = line, bytearray()
        self.rate = None

    async def open(self):
        self.line.transmit = self.said.extend
        self.line.host_rate = lambda: self.rate

    def take(self):
        data = bytes(self.said)
        self.said.clear()
        return data

    async def close(self):
        pass
