"""Connections of the simulated network: TCP, TLS and UDP, only where a route leads."""

import asyncio
import ssl

ROUND_TRIP = 0.05                                      # seconds of module time until a server can have answered


class LinkError(Exception):
    """Why a connection could not be made: ``dns``, ``refused``, ``timeout`` or ``tls``."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


class StreamLink:
    """A TCP connection, with or without TLS. ``reset``: it broke, nobody closed it."""

    reset = False

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    @classmethod
    async def connect(cls, module, host, port, tls=None, server_name=None, timeout=75, local_port=0):
        """Through the route of host and port. ``tls``: an ssl.SSLContext; ``server_name``: for SNI, "" for none."""
        await module.clock.sleep(ROUND_TRIP)
        if not module.routes.exists(host):
            raise LinkError("dns")
        target = module.routes.target(host, port)
        if target is None:
            raise LinkError("refused")
        try:
            return cls(*await module.clock.limit(timeout, asyncio.open_connection(
                *target, ssl=tls, server_hostname=(host if server_name is None else server_name) if tls else None,
                local_addr=("127.0.0.1", local_port) if local_port else None)))
        except (ssl.SSLError, ssl.CertificateError, ConnectionAbortedError) as problem:
            raise LinkError("tls" if tls else "refused") from problem
        except asyncio.TimeoutError:
            raise LinkError("timeout") from None
        except OSError as problem:
            raise LinkError("tls" if tls and isinstance(problem, ConnectionResetError) else "refused") from problem

    @property
    def peer(self):
        return self.writer.get_extra_info("peername")[:2]

    @property
    def local_port(self):
        return self.writer.get_extra_info("sockname")[1]

    async def read(self, most=1460):
        """What came; b"" when the peer closed."""
        try:
            return await self.reader.read(most)
        except OSError:
            self.reset = True
            return b""

    async def write(self, data):
        """False when the connection is gone."""
        if self.writer.is_closing():
            return False
        try:
            self.writer.write(data)
            await self.writer.drain()
            return True
        except OSError:
            return False

    def close(self):
        self.writer.close()


class DatagramLink(asyncio.DatagramProtocol):
    """A UDP socket; ``received`` holds (data, (address, port)) pairs."""

    def __init__(self):
        self.received = asyncio.Queue(64)
        self.transport = None

    @classmethod
    async def open(cls, local_port=0):
        try:
            _, link = await asyncio.get_running_loop().create_datagram_endpoint(cls, ("127.0.0.1", local_port))
        except OSError as problem:
            raise LinkError("refused") from problem
        return link

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        if not self.received.full():
            self.received.put_nowait((data, address))

    @property
    def local_port(self):
        return self.transport.get_extra_info("sockname")[1]

    async def read_from(self):
        """(data, (address, port)); data is b"" at the end."""
        return await self.received.get()

    def write_to(self, data, address):
        self.transport.sendto(data, address)

    def close(self):
        self.transport.close()
        if self.received.full():
            self.received.get_nowait()
        self.received.put_nowait((b"", None))


class Datagrams:
    """UDP with one peer, who need not exist."""

    DISCARD = "127.0.0.1", 9                           # where datagrams to nobody go
    reset = False

    def __init__(self, link, target):
        self.link, self.target = link, target

    @classmethod
    async def open(cls, module, host, port, local_port=0):
        """Through the route of host and port. Raises LinkError for a name that is unknown."""
        if not module.routes.exists(host):
            raise LinkError("dns")
        return cls(await DatagramLink.open(local_port), module.routes.target(host, port) or cls.DISCARD)

    async def read(self, most=None):
        """The next datagram of the peer; b"" when closed."""
        data = b"\0"
        while data:
            data, sender = await self.link.read_from()
            if sender == self.target:
                return data
        return b""

    async def write(self, data):
        self.link.write_to(data, self.target)
        return True

    def close(self):
        self.link.close()
