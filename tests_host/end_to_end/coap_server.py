"""A real LwM2M server over CoAP (aiocoap), reduced to registration and reading (OMA LwM2M 1.0, 8.2 and 5.4), in a thread."""

import asyncio
import socket
import threading
import time

from aiocoap import BAD_REQUEST, CHANGED, CREATED, DELETED, FORBIDDEN, GET, NOT_FOUND, Context, Message
from aiocoap.resource import Resource
from ports import free_port

# Server: the port a program asks for at lwm2m.test, named by the short server id that the C1100 gives it.
PORTS = {102: 5683, 101: 5684, 1000: 5685}
PATIENCE_S = 10


class Registration:
    """What a client said of itself when it registered, and how often it updated that."""

    def __init__(self, query, links, remote):
        self.endpoint, self.lifetime, self.version = query.get("ep"), int(query.get("lt", 86400)), query.get("lwm2m")
        self.links, self.remote, self.updates = links, remote, 0


class _Directory(Resource):
    """Root of a server. POST /rd registers, POST below it updates, DELETE below it ends."""

    def __init__(self):
        super().__init__()
        self.registrations, self.refusing = {}, False

    async def render_post(self, request):
        if request.opt.uri_path != ("rd",):
            known = self._named(request.opt.uri_path)
            if known is None:
                return Message(code=NOT_FOUND)
            self.registrations[known].updates += 1
            return Message(code=CHANGED)
        query = dict(part.partition("=")[::2] for part in request.opt.uri_query)
        if self.refusing:
            return Message(code=FORBIDDEN)
        if "ep" not in query or request.opt.content_format != 40:
            return Message(code=BAD_REQUEST)
        name = f"{len(self.registrations):04x}"
        self.registrations[name] = Registration(query, request.payload.decode(), request.remote)
        return Message(code=CREATED, location_path=("rd", name))

    async def render_delete(self, request):
        gone = self.registrations.pop(self._named(request.opt.uri_path), None)
        return Message(code=DELETED if gone else NOT_FOUND)

    def _named(self, path):
        """The registration a path means; None: there is none."""
        return path[1] if len(path) == 2 and path[0] == "rd" and path[1] in self.registrations else None


class CoapServers:
    """The three servers; `ports` holds the real port of each."""

    def __init__(self):
        self.ports = {}
        self._contexts, self._directories = {}, {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self):
        """Start all of them."""
        self._thread.start()
        self._run(self._open())

    def stop(self):
        """End them."""
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def routes(self):
        """The rows for a simulated module."""
        return [f"lwm2m.test:{PORTS[number]}=127.0.0.1:{port}" for number, port in self.ports.items()]

    def registration(self, number):
        """The latest registration with a server; waits for one. TimeoutError when none comes."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            known = list(self._directories[number].registrations.values())
            if known:
                return known[-1]
            time.sleep(0.01)
        raise TimeoutError(f"nobody registered with {number}")

    def described(self, number):
        """Endpoint, lifetime and links of the latest registration with a server, in one line."""
        latest = self.registration(number)
        return f"{latest.endpoint} {latest.lifetime} {latest.links}"

    def updates(self, number):
        """How often the latest registration was updated."""
        return self.registration(number).updates

    def refuse(self, number):
        """Answer registrations with 4.03 Forbidden."""
        self._directories[number].refusing = True

    def accept(self, number):
        """Accept registrations again."""
        self._directories[number].refusing = False

    def read(self, number, path):
        """Ask the client for a resource: code and text."""
        return " ".join(self.reading(number, path).result(PATIENCE_S))

    def forget(self):
        """A new test begins: nobody has registered."""
        for directory in self._directories.values():
            directory.registrations, directory.refusing = {}, False

    def reading(self, number, path):
        """Ask the client that registered last for a resource: a future of (code, text)."""
        return asyncio.run_coroutine_threadsafe(self._read(number, path), self._loop)

    def _run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_S)

    async def _read(self, number, path):
        message = Message(code=GET)
        message.remote = self.registration(number).remote
        message.opt.uri_path = tuple(path.strip("/").split("/"))
        answer = await asyncio.wait_for(self._contexts[number].request(message).response, PATIENCE_S)
        return str(answer.code), answer.payload.decode()

    async def _open(self):
        for number in PORTS:
            directory, port = _Directory(), free_port(socket.SOCK_DGRAM)
            self._contexts[number] = await Context.create_server_context(
                directory, bind=("127.0.0.1", port), transports=["simplesocketserver"])
            self._directories[number], self.ports[number] = directory, port

    async def _close(self):
        for context in self._contexts.values():
            await context.shutdown()
