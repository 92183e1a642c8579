"""The links of this module: TCP, TLS and UDP to one peer each."""

from ..standard.links import DatagramLink, LinkError, StreamLink

DISCARD = "127.0.0.1", 9                               # where datagrams to nobody go


class Stream(StreamLink):
    """A TCP connection that remembers whether it broke."""

    reset = False

    async def read(self, most=1460):
        try:
            return await self.reader.read(most)
        except OSError:
            self.reset = True
            return b""


class Datagrams:
    """UDP with one peer, who need not exist."""

    reset = False

    def __init__(self, link, target):
        self.link, self.target = link, target

    async def read(self, most=None):
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


async def open_link(module, protocol, host, port, tls=None):
    """``tls``: a TlsSettings for TCP. Raises LinkError."""
    if protocol == "UDP":
        if not module.routes.exists(host):
            raise LinkError("dns")
        return Datagrams(await DatagramLink.open(), module.routes.target(host, port) or DISCARD)
    if tls is None:
        return await Stream.connect(module, host, port)
    link = await Stream.connect(module, host, port, tls.context(), tls.name, timeout=tls.patience)
    certificate = link.writer.get_extra_info("ssl_object").getpeercert()
    if not tls.accepts(certificate):
        link.close()
        raise LinkError("tls")
    return link
