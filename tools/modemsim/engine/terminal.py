"""What the module does with the bytes it hears: command lines with echo and editing, or a counted or ended payload."""

import asyncio

_BS, _LF, _CR = 8, 10, 13


class PayloadTimeout(Exception):
    """The host did not give the rest of a payload in time; ``data`` is what came."""

    def __init__(self, data):
        super().__init__(f"only {len(data)} bytes came")
        self.data = data


class until:
    """A payload that ends with one byte (Ctrl-Z) and is given up with another (Esc)."""

    def __init__(self, end=b"\x1a", cancel=b"\x1b", most=None):
        self.end, self.cancel, self.most = end, cancel, most


class Terminal:
    """The receiving side of the module's port."""

    LONGEST = 4096                                     # characters of a command line; a longer one gives ERROR
    FOLLOWS = 0.01                                     # an LF this soon behind the CR belongs to the line end

    def __init__(self, module):
        self.module = module
        self.heard = bytearray()
        self.ignored = bytearray()                     # bytes outside any command line: a tidy host leaves none
        self.repeatable = ""                           # for A/
        self.listening = False                         # off or booting: deaf
        self._arrived = asyncio.Event()
        self._line_end = None                          # when a CR ended a line: an LF right behind it is swallowed

    def receive(self, data):
        if self.listening:
            self.heard += data
            self._arrived.set()

    def reset(self):
        self.heard.clear()
        self._line_end = None

    async def more(self):
        """Wait until something is heard."""
        while not self.heard:
            self._arrived.clear()
            await self._arrived.wait()

    async def _byte(self):
        while True:
            await self.more()
            byte = self.heard.pop(0)
            if not self._swallowed(byte):
                return byte

    def _swallowed(self, byte):
        ended, self._line_end = self._line_end, None
        return byte == _LF and ended is not None and self.module.clock.now() - ended < self.FOLLOWS

    @property
    def carriage_return_alone(self):
        """The last command line ended in CR and nothing has followed it yet."""
        return self._line_end is not None

    def line_is_over(self):
        """An LF that comes now does not belong to the last command line."""
        self._line_end = None

    def _drop_line_feed(self):
        if self.heard and self._swallowed(self.heard[0]):
            del self.heard[0]

    async def command_line(self):
        """The text behind ``AT``; None for a line that is too long. Echoes while it listens, repeats on ``A/``."""
        profile, state, text = self.module.profile, "", bytearray()
        while True:
            byte = await self._byte()
            if profile.E:
                self.module.output.echo(bytes((byte,)))
            letter = chr(byte).upper()
            if state == "AT":
                if byte == profile.S3:
                    self._line_end = self.module.clock.now()
                    if len(text) > self.LONGEST:
                        return None
                    self.repeatable = text.decode("latin-1")
                    return self.repeatable
                if byte == profile.S5:
                    del text[-1:]
                elif byte >= 0x20:                     # control characters inside a line are ignored (V.250 5.2.2)
                    text.append(byte)
            elif state == "A" and letter == "T":
                state = "AT"
            elif state == "A" and letter == "/":
                return self.repeatable
            elif letter == "A":
                state = "A"
            else:
                state = ""
                if byte not in (_CR, _LF):
                    self.ignored.append(byte)

    async def pause_for_line_feed(self):
        """Give an LF that follows the CR on a paced line the time to come, and drop it."""
        gap = self.module.line.character_seconds
        if gap:
            await self.module.clock.sleep(3 * gap)
        self._drop_line_feed()

    async def payload(self, amount, echo=False, timeout=None):
        """``amount`` bytes, or bytes ``until`` an end. None when cancelled. ``timeout`` counts from the last byte heard."""
        self._drop_line_feed()
        self._line_end = None                          # behind the prompt an LF is payload
        data = bytearray()
        while True:
            if isinstance(amount, int) and len(data) >= amount:
                return bytes(data)
            try:
                await self.module.clock.limit(timeout, self.more())
            except asyncio.TimeoutError:
                raise PayloadTimeout(bytes(data)) from None
            if isinstance(amount, int):
                piece = bytes(self.heard[:amount - len(data)])
                del self.heard[:len(piece)]
                data += piece
                if echo:
                    self.module.output.echo(piece)
                continue
            byte = bytes((self.heard.pop(0),))
            if byte == amount.end:
                return bytes(data)
            if byte == amount.cancel:
                return None
            if echo:
                self.module.output.echo(byte)
            if amount.most is None or len(data) < amount.most:
                data += byte

    async def available(self, timeout=None):
        """Everything heard by now; b"" when nothing came in time."""
        try:
            await self.module.clock.limit(timeout, self.more())
        except asyncio.TimeoutError:
            return b""
        data = bytes(self.heard)
        self.heard.clear()
        return data
