"""HTTP/1.1 on a link: send a request as it stands, read the reply's head, then its body as it comes (RFC 9112)."""

import re


class Broken(Exception):
    """The link ended before the reply did, or what came is no reply. ``heard``: something came."""

    def __init__(self, heard=True):
        super().__init__()
        self.heard = heard


class Reply:
    """``status``, ``head`` (bytes, with its empty line), ``length`` of the body: None when only its end tells.

    ``body``: what was kept of it by who reads the ``pieces``.
    """

    def __init__(self, link, status, head, rest, bodiless):
        self.status, self.head, self.body = status, head, b""
        self._link, self._rest = link, rest
        length = self.header("Content-Length")
        self.chunked = (self.header("Transfer-Encoding") or "").lower() == "chunked"
        self.length = 0 if bodiless else None if self.chunked or length is None else int(length)

    def header(self, name):
        match = re.search(rb"(?im)^" + name.encode() + rb":[ \t]*([^\r\n]*)", self.head)
        return match[1].decode("latin-1").strip() if match else None

    async def pieces(self):
        """The body, piece by piece. Raises Broken when it ends early."""
        if self.chunked:
            while size := int((await self._line()).split(b";")[0] or b"0", 16):
                async for piece in self._counted(size):
                    yield piece
                await self._line()
        elif self.length is not None:
            async for piece in self._counted(self.length):
                yield piece
        else:
            while piece := self._rest or await self._link.read(4096):
                self._rest = b""
                yield piece

    async def _counted(self, left):
        while left:
            piece = self._rest or await self._link.read(4096)
            if not piece:
                raise Broken
            piece, self._rest = piece[:left], piece[left:]
            left -= len(piece)
            yield piece

    async def _line(self):
        while b"\r\n" not in self._rest:
            piece = await self._link.read(4096)
            if not piece:
                raise Broken
            self._rest += piece
        line, _, self._rest = self._rest.partition(b"\r\n")
        return line


async def exchange(link, request):
    """Send ``request`` (bytes, head and body) and read the head of the Reply. Raises Broken."""
    await link.write(request)                          # on a dead link there may still be a reply
    data = b""
    while b"\r\n\r\n" not in data:
        piece = await link.read(4096)
        if not piece:
            raise Broken(heard=bool(data))
        data += piece
    head, _, rest = data.partition(b"\r\n\r\n")
    match = re.match(rb"HTTP/\d\.\d (\d{3})", head)
    if not match:
        raise Broken
    status = int(match[1])
    return Reply(link, status, head + b"\r\n\r\n", rest, request[:5].upper() == b"HEAD " or status in (204, 304))
