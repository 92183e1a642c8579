"""The control door: one request a line (see faults.py), one reply a line. A Unix socket, and standard input."""

import asyncio
import os


def reply_to(module, line):
    try:
        return module.faults.request(line)
    except ValueError as problem:
        return f"error {problem}"


class ControlSocket:
    """Requests over a Unix socket at ``path``."""

    def __init__(self, module, path):
        self.module, self.path = module, path

    async def open(self):
        if os.path.exists(self.path):
            os.unlink(self.path)
        self.server = await asyncio.start_unix_server(self._serve, self.path)

    async def _serve(self, reader, writer):
        try:
            while line := await reader.readline():
                writer.write((reply_to(self.module, line.decode("utf-8", "replace").strip()) + "\n").encode())
                await writer.drain()
        except (ConnectionError, ValueError):
            pass
        finally:
            writer.close()

    async def close(self):
        self.server.close()
        if os.path.exists(self.path):
            os.unlink(self.path)
