"""The serial line between host and module: pace, pieces, a baud rate that may not fit."""

import asyncio


class Line:
    """Bytes both ways. ``deliver`` takes what the module hears, ``transmit`` what the host hears. ``baud`` 0: unpaced."""

    PIECE_SECONDS = 0.001                              # a paced line moves in pieces of about a millisecond

    def __init__(self, clock, random, baud=0, chunks=False, strict=False):
        self.clock, self.random = clock, random
        self.baud, self.chunks, self.strict = baud, chunks, strict
        self.rate = baud or 115200                     # what the module listens at (AT+IPR); 0: finds out by itself
        self.host_rate = lambda: None                  # what the host talks at, if the transport can know
        self.deliver = self.transmit = lambda data: None
        self._pumps = {}

    def from_host(self, data):
        if self._mismatch() and not self._train(data):
            data = self._garbled(data)
        self._carry("in", data, self.deliver)

    def to_host(self, data):
        if self._mismatch():
            data = self._garbled(data)
        self._carry("out", data, self.transmit)

    @property
    def character_seconds(self):
        """Time of one character on a paced line, else 0."""
        return 10 / (self.rate or self.baud) if self.baud else 0

    async def drained(self):
        """Wait until everything sent so far has left."""
        while self._pumps.get("out"):
            await self.clock.sleep(self.character_seconds or 0.001)

    def _carry(self, way, data, destination):
        if not data:
            return
        if way in self._pumps:
            self._pumps[way] += data
        elif self.baud or self.chunks and way == "out":
            self._pumps[way] = bytearray(data)
            asyncio.ensure_future(self._pump(way, destination))
        else:
            destination(data)

    async def _pump(self, way, destination):
        waiting = self._pumps[way]
        try:
            while waiting:
                size = self._piece(way)
                piece = bytes(waiting[:size])
                pause = len(piece) * self.character_seconds
                if self.chunks and way == "out":
                    pause += self.random.random() * 0.003
                await self.clock.sleep(pause)
                del waiting[:len(piece)]
                destination(piece)
        finally:
            del self._pumps[way]

    def _piece(self, way):
        if self.chunks and way == "out":
            return self.random.choice((1, 1, 2, 3, 5, 8, 13, 40))
        return max(1, round(self.PIECE_SECONDS / self.character_seconds))

    def _mismatch(self):
        host = self.host_rate() if self.strict else None
        return host is not None and host != self.rate

    def _train(self, data):
        """Autobaud: the first AT tells the rate."""
        if self.rate == 0 and b"AT" in data:
            self.rate = self.host_rate()
            return True
        return False

    def _garbled(self, data):
        return bytes(self.random.choice((0, 0xFF, self.random.randrange(256))) for _ in data[::2])
