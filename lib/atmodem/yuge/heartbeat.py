# Yuge YM310 heartbeat: the module itself sends something over one link, again and again. Source: manual 9.33 to 9.36.
from binascii import hexlify, unhexlify

from ..arguments import Raw, binary, number, text
from ..fields import string


class Service:
    """`modem.heartbeat`. `link`: a socket, the only one that has a heartbeat, or its number before it is opened.

    What the peer answers comes as data of the link. All raise CommandError, Timeout, ValueError; worst case 9 s.
    """

    transient = True  # keeps nothing: its code is let go after each use

    def __init__(self, modem):
        self.at = modem.at
        self.modem = modem

    def _index(self, link):
        return number(getattr(link, "index", link), "link", 0, 5)

    def start(self, link=0, seconds=120):
        """Await it to begin: every `seconds` (5 to 600), while the link stands; at first the module's IMEI is sent (9.33)."""
        return self.at.execute("^HEARTCONFIG", 1, self._index(link), number(seconds, "seconds", 5, 600))

    def stop(self, link=0):
        """Await it to end; forgets the counts (9.33)."""
        return self.at.execute("^HEARTCONFIG", 0, self._index(link), 120)

    def settings(self):
        """Await it for (1 on or 0 off, link, seconds) (9.33)."""
        return self.at.query("^HEARTCONFIG?")

    def set_text(self, content, link=0):
        """Await it to set what is sent: a text of 1 to 256 bytes, without quotes or control characters (9.34)."""
        return self.at.execute("^HEARTBEAT", self._index(link), text(content, "content", 256))

    def set_bytes(self, content, link=0):
        """Await it to set what is sent: 1 to 256 bytes of any value. Sent once at once if the link stands (9.35)."""
        binary(content, "content")
        number(len(content), "len(content)", 1, 256)
        parameters = (len(content), Raw(hexlify(bytes(content))))
        if not self.modem.packet.single:
            parameters = (self._index(link),) + parameters
        return self.at.execute("^HEARTBEATHEX", *parameters)

    async def content(self):
        """What is sent, as bytes (9.35)."""
        command = self.at.query("^HEARTBEATHEX?")
        command.keep = _content
        return unhexlify(await command or b"")

    async def content_text(self):
        """What is sent, as the module prints it; as bytes (9.34)."""
        command = self.at.query("^HEARTBEAT?")
        command.keep = _content
        return await command

    def statistics(self):
        """Await it for (seconds since the last one, seconds to the next, how many were sent) (9.36)."""
        return self.at.query("^HEARTINQUIRE?")


def _content(digest):
    return string(digest, 1)
