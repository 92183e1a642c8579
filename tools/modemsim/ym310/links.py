"""The links of this module: TCP, TLS and UDP to one peer each."""

import fcntl
import struct

from ..standard.links import Datagrams, LinkError, StreamLink

SIOCOUTQNSD = 0x894B                                   # Linux: how much the peer has had no room for


class Stream(StreamLink):
    """A TCP connection that tells how much waits."""

    def outstanding(self):
        """Bytes that wait because the peer does not take them."""
        try:
            waiting, = struct.unpack("i", fcntl.ioctl(self.writer.get_extra_info("socket").fileno(), SIOCOUTQNSD, bytes(4)))
        except OSError:
            waiting = 0
        return waiting + self.writer.transport.get_write_buffer_size()


async def open_link(module, protocol, host, port, tls=None, local_port=0):
    """``tls``: a TlsSettings for TCP; ``local_port``: 0 for any. Raises LinkError."""
    try:
        return await _open(module, protocol, host, port, tls, local_port)
    except LinkError:
        if not local_port:
            raise
        return await _open(module, protocol, host, port, tls, 0)     # a port that this computer uses, unlike the module


async def _open(module, protocol, host, port, tls, local_port):
    if protocol == "UDP":
        return await Datagrams.open(module, host, port, local_port)
    if tls is None:
        return await Stream.connect(module, host, port, local_port=local_port)
    link = await Stream.connect(module, host, port, tls.context(), tls.name, timeout=tls.patience, local_port=local_port)
    certificate = link.writer.get_extra_info("ssl_object").getpeercert()
    if not tls.accepts(certificate):
        link.close()
        raise LinkError("tls")
    return link
