"""The links of this module: TCP, TLS and UDP to one peer each."""

from ..standard.links import Datagrams, LinkError, StreamLink


class Stream(StreamLink):
    """A TCP connection that remembers whether it broke."""

    reset = False

    async def read(self, most=1460):
        try:
            return await self.reader.read(most)
        except OSError:
            self.reset = True
            return b""


async def open_link(module, protocol, host, port, tls=None):
    """``tls``: a TlsSettings for TCP. Raises LinkError."""
    if protocol == "UDP":
        return await Datagrams.open(module, host, port)
    if tls is None:
        return await Stream.connect(module, host, port)
    link = await Stream.connect(module, host, port, tls.context(), tls.name, timeout=tls.patience)
    certificate = link.writer.get_extra_info("ssl_object").getpeercert()
    if not tls.accepts(certificate):
        link.close()
        raise LinkError("tls")
    return link
