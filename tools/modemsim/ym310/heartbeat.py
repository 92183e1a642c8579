"""Chapter 9.33-9.36: the module itself sends something over one link from time to time."""

from ..engine import Int, Raw, Text, answer, bind, command, error
from .identity import IMEI

LINK, SECONDS = Int(0, 5), Int(5, 600)


class Heartbeat:
    """On or off, for which link, every how many seconds, with what."""

    def __init__(self, module):
        self.module = module
        self.on, self.link, self.seconds, self.content = 0, 0, 120, IMEI.encode()
        self._task = None
        self._forget_count()
        module.scene.connected_listeners.append(self.connected)

    def _forget_count(self):
        self.count, self.last = 0, None

    def configure(self, on, link=0, seconds=120):
        self.on, self.link, self.seconds = on, link, seconds
        self._forget_count()
        if self._task:
            self._task.cancel()
        self.connected(self.module.scene.connections[link])

    def connected(self, connection):
        """Begins to beat when its link stands."""
        if self.on and connection.number == self.link and connection.connected:
            self._task = self.module.spawn(self._beat(connection))

    async def _beat(self, connection):
        while connection.connected:
            await self.module.clock.sleep(self.seconds)
            await self.send(connection)

    async def send(self, connection):
        if connection.connected and await connection.link.write(self.content):
            self.count, self.last = self.count + 1, self.module.clock.now()

    def inquiry(self):
        """Seconds since the last one, to the next one, how many."""
        if not self.count:
            return 0, 0, 0
        since = int(self.module.clock.now() - self.last)
        return since, max(0, self.seconds - since), self.count


@command("^HEARTCONFIG", section="9.33")
class Configuration:
    """Heartbeat on or off, its link, its period."""

    test = ()

    def write(module, on: Int(0, 1), link: LINK = 0, seconds: SECONDS = 120):
        module.heartbeat.configure(on, link, seconds)

    def read(module):
        beat = module.heartbeat
        return f"^HEARTCONFIG: {beat.on},{beat.link},{beat.seconds}"


@command("^HEARTBEAT", section="9.34")
class Content:
    """What is sent; the IMEI until something else is set."""

    test = ()

    def write(module, link: LINK, text: Text(256, quoted=None)):
        module.heartbeat.content = text.encode("latin-1")

    def read(module):
        return f"^HEARTBEAT: {module.heartbeat.link}," + module.heartbeat.content.decode("latin-1")


@command("^HEARTBEATHEX", section="9.35")
class HexadecimalContent:
    """The same in hexadecimal, with its length; sent once at once."""

    test = ()

    def write(module, *fields: Raw()):
        return bind(_over if module.scene.multiple else _single, fields)(module)

    def read(module):
        return answer(f"^HEARTBEATHEX: {module.heartbeat.link},{module.heartbeat.content.hex().upper()}")


def _single(module, length: Int(1, 256), digits: Text(512, quoted=None)):
    return _set(module, 0, length, digits)


def _over(module, link: LINK, length: Int(1, 256), digits: Text(512, quoted=None)):
    return _set(module, link, length, digits)


def _set(module, link, length, digits):
    try:
        content = bytes.fromhex(digits)
    except ValueError:
        return error(53)
    if len(content) != length:
        return error(53)
    module.heartbeat.content = content
    module.after(module.heartbeat.send(module.scene.connections[link]))


@command("^HEARTINQUIRE", section="9.36")
class Inquiry:
    """Seconds since the last heartbeat, seconds to the next, number of heartbeats."""

    test = ()

    def read(module):
        return "^HEARTINQUIRE: {},{},{}".format(*module.heartbeat.inquiry())
