# A PPP host on the dialled module of an end-to-end test: end_to_end/ppp_host.py, joined to the raw stream while it works.
import select
import socket

from atmodem import Timeout, sleep_ms
from support import world

GUARD_MS = 300  # the module's second of silence is a quarter of one
_TICK_MS = 2


class Host:
    """`stream`: what modem.ppp.dial() gives."""

    def __init__(self, stream):
        self.stream = stream
        self.buffer = bytearray(256)
        self.line = socket.socket()
        self.line.connect(socket.getaddrinfo("127.0.0.1", int(world.ask("ppp new")))[0][-1])
        self.line.setblocking(False)

    async def do(self, request):
        """Have something done ("ping 10.0.2.2"); the answer's text. The requests are in end_to_end/control.py."""
        answer = world.asked("ppp " + request)
        poller = select.poll()
        poller.register(answer, select.POLLIN)
        while not poller.poll(0):
            await self._down()
            await self._up()
        return world.text(answer)

    async def _down(self):
        try:
            data = self.line.recv(256)
        except OSError:  # nothing is there
            return
        await self.stream.write(data)

    async def _up(self):
        try:
            n = await self.stream.readinto(self.buffer, _TICK_MS)
        except Timeout:
            return
        if n:
            self.line.send(memoryview(self.buffer)[:n])
        else:
            await sleep_ms(_TICK_MS)  # the call has ended


async def dialled(modem):
    """The host, its call put through and agreed; its address, and its peer's."""
    modem.ppp.stream.guard_ms = GUARD_MS
    host = Host(await modem.ppp.dial())
    return [host] + (await host.do("open")).split()
