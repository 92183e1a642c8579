"""Small servers that give back, swallow or produce bytes, in a thread of their own.

The stream servers speak one line first. To the sink a client sends b"N\\n" and N bytes, and hears the CRC-32 of them as
eight hex digits and a line end. From the source it asks for N bytes by b"N\\n": byte i is i modulo 251. Who connects to
"whose-port" hears its own port as b"N\\n".
"""

import asyncio
import binascii
import contextlib
import ssl
import threading

# Server: the port a program asks for. The UDP echo has the number of the TCP echo, as in the services of old.
PORTS = {"echo": 7, "sink": 9, "source": 19, "whose-port": 113, "tls-echo": 4433}
PERIOD = 251
PIECE = 4096


class StreamServers:
    """TCP echo, UDP echo, TLS echo, sink and source on free loopback ports, to be read from `ports`."""

    def __init__(self, certificates):
        self.certificates = certificates
        self.ports = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._servers = []

    def start(self):
        """Start all of them."""
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(10)

    def stop(self):
        """Close them with all their connections."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _open(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificates / "server.pem", self.certificates / "server.key")
        handlers = {
            "echo": (_echo, None),
            "sink": (_sink, None),
            "source": (_produce, None),
            "whose-port": (_tell_port, None),
            "tls-echo": (_echo, context),
        }
        for name, (handler, security) in handlers.items():
            server = await asyncio.start_server(_forgiving(handler), "127.0.0.1", 0, ssl=security)
            self._servers.append(server)
            self.ports[name] = server.sockets[0].getsockname()[1]
        # The route of a simulated module names one port for both protocols.
        address = ("127.0.0.1", self.ports["echo"])
        transport, _ = await self._loop.create_datagram_endpoint(_DatagramEcho, local_addr=address)
        self._servers.append(transport)

    async def _close(self):
        for server in self._servers:
            server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _DatagramEcho(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        self.transport.sendto(data, address)


def _forgiving(handler):
    """A handler whose client may go away, or send nonsense, whenever it likes."""

    async def serve(reader, writer):
        with contextlib.suppress(OSError, ValueError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await handler(reader, writer)
        writer.close()

    return serve


async def _echo(reader, writer):
    while data := await reader.read(PIECE):
        writer.write(data)
        await writer.drain()


async def _sink(reader, writer):
    while line := await reader.readline():
        left, checksum = int(line), 0
        while left:
            data = await reader.read(min(left, PIECE))
            if not data:
                return
            left -= len(data)
            checksum = binascii.crc32(data, checksum)
        writer.write(b"%08x\n" % checksum)
        await writer.drain()


async def _tell_port(reader, writer):
    writer.write(b"%d\n" % writer.get_extra_info("peername")[1])
    await writer.drain()
    await reader.read()


async def _produce(reader, writer):
    pattern = bytes(range(PERIOD)) * (PIECE // PERIOD + 2)
    while line := await reader.readline():
        for start in range(0, length := int(line), PIECE):
            offset = start % PERIOD
            writer.write(pattern[offset : offset + min(PIECE, length - start)])
            await writer.drain()
