"""TCP, UDP and TLS links from a simulated module to servers on this computer, by the routes alone.

    link = await open_tcp(module, host, port, tls=Tls(...))      # raises LinkError
    await link.write(data); data = await link.read(); link.close()
"""

import asyncio
import ssl
import tempfile
from datetime import datetime

UNKNOWN_HOST, REFUSED, TIMED_OUT, TLS_FAILED = "unknown host", "refused", "timed out", "TLS failed"


class LinkError(Exception):
    """The link did not come about; ``reason`` is one of the four above."""

    def __init__(self, reason, detail=""):
        super().__init__(f"{reason} {detail}".strip())
        self.reason = reason


class StreamLink:
    """A TCP connection, with TLS or without. ``address``: the peer as the module sees it."""

    def __init__(self, reader, writer, address, port):
        self._reader, self._writer = reader, writer
        self.address, self.port = address, port
        self.reset = False                             # whether the end was a broken connection

    async def read(self, most=65536):
        """What has come; b"" at the end of the connection."""
        try:
            return await self._reader.read(most)
        except (OSError, ssl.SSLError):
            self.reset = True
            return b""

    async def write(self, data):
        """False: the connection is broken."""
        try:
            self._writer.write(data)
            await self._writer.drain()
            return not self._writer.is_closing()
        except (OSError, ssl.SSLError):
            self.reset = True
            return False

    def close(self):
        self._writer.close()

    def abort(self):
        """Away at once, whatever is still to be sent."""
        self._writer.transport.abort()


class DatagramLink(asyncio.DatagramProtocol):
    """UDP with one peer: every write is a datagram, every read gives one."""

    reset = False

    def __init__(self, address, port):
        self.address, self.port = address, port
        self._received = asyncio.Queue()

    def connection_made(self, transport):
        self._transport = transport

    def datagram_received(self, data, _):
        if data:
            self._received.put_nowait(data)

    def error_received(self, _):
        """Nobody listens there: UDP does not mind."""

    def connection_lost(self, _):
        self._received.put_nowait(b"")

    async def read(self, most=None):
        return await self._received.get()

    async def write(self, data):
        self._transport.sendto(data)
        return True

    def close(self):
        self._transport.close()

    abort = close


class Tls:
    """What a module's settings say about TLS. Certificates and key are the bytes of the files; dates are checked by the
    module's own calendar (``now``, None: not at all)."""

    def __init__(self, verify=False, ca=b"", certificate=b"", key=b"", name=None, check_name=False,
                 oldest=ssl.TLSVersion.TLSv1, newest=ssl.TLSVersion.TLSv1_2, ciphers="ALL", now=None):
        self.verify, self.ca, self.certificate, self.key = verify, ca, certificate, key
        self.name, self.check_name, self.now = name, check_name, now
        self.oldest, self.newest, self.ciphers = oldest, newest, ciphers

    def context(self):
        """Raises LinkError when certificates or key are of no use."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version, context.maximum_version = self.oldest, self.newest
        context.check_hostname = bool(self.verify and self.check_name and self.name)
        context.verify_mode = ssl.CERT_REQUIRED if self.verify else ssl.CERT_NONE
        context.verify_flags = 0x200000                # X509_V_FLAG_NO_CHECK_TIME
        try:
            context.set_ciphers(self.ciphers + ":@SECLEVEL=0")
            if self.ca:
                context.load_verify_locations(cadata=self.ca.decode("ascii") if b"-----" in self.ca else self.ca)
            if self.certificate:
                with tempfile.NamedTemporaryFile() as chain:
                    chain.write(self.certificate + b"\n" + self.key)
                    chain.flush()
                    context.load_cert_chain(chain.name, password=lambda: "")
        except (ssl.SSLError, UnicodeDecodeError, ValueError) as problem:
            raise LinkError(TLS_FAILED, str(problem)) from None
        return context

    def check_dates(self, certificate):
        """A certificate that is not valid at ``now`` is refused."""
        if self.verify and self.now is not None:
            start, end = (datetime.utcfromtimestamp(ssl.cert_time_to_seconds(certificate[key]))
                          for key in ("notBefore", "notAfter"))
            if not start <= self.now <= end:
                raise LinkError(TLS_FAILED, "certificate not valid now")


async def open_tcp(module, host, port, tls=None, timeout=75):
    """Connect, with a TLS handshake behind it if ``tls`` is given."""
    address, target = _where(module, host, port)
    secured = {} if tls is None else {"ssl": tls.context(), "server_hostname": tls.name or ""}
    try:
        reader, writer = await module.clock.limit(timeout, asyncio.open_connection(*target, **secured))
    except asyncio.TimeoutError:
        raise LinkError(TIMED_OUT) from None
    except (ssl.SSLError, ConnectionResetError) as problem:
        raise LinkError(TLS_FAILED if tls else REFUSED, str(problem)) from None
    except OSError as problem:
        raise LinkError(REFUSED, str(problem)) from None
    link = StreamLink(reader, writer, address, port)
    if tls is not None:
        try:
            tls.check_dates(writer.get_extra_info("ssl_object").getpeercert())
        except LinkError:
            link.abort()
            raise
    return link


async def open_udp(module, host, port):
    """A socket for one peer; that peer need not exist."""
    address, target = _where(module, host, port, must_listen=False)
    loop = asyncio.get_running_loop()
    _, link = await loop.create_datagram_endpoint(lambda: DatagramLink(address, port), remote_addr=target)
    return link


def _where(module, host, port, must_listen=True):
    """The peer's address as the module sees it, and where it really is."""
    address, target = module.routes.address(host), module.routes.target(host, port)
    if address is None:
        raise LinkError(UNKNOWN_HOST, host)
    if target is None:
        if must_listen:
            raise LinkError(REFUSED, f"{host}:{port}")
        target = "127.0.0.1", 9                        # discard: datagrams to nobody are lost
    return address, target
