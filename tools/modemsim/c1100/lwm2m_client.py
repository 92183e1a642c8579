"""The LwM2M client inside the module: registration over CoAP (OMA LwM2M 1.0, 8.2) by aiocoap."""

from aiocoap import NOT_FOUND, POST, Context, Message
from aiocoap.error import Error
from aiocoap.resource import Resource

LINK_FORMAT = 40


class Failed(Exception):
    """The server said no, or nothing."""


class _Objects(Resource):
    """Everything below the root: plain texts that can be read."""

    def __init__(self, texts):
        super().__init__()
        self.texts = texts

    async def render_get(self, request):
        text = self.texts.get("/".join(request.opt.uri_path))
        return Message(code=NOT_FOUND) if text is None else Message(payload=text.encode())


class Client:
    """One registration with one server. ``texts``: path -> what can be read there."""

    def __init__(self, target, endpoint, lifetime, texts):
        self.server = "coap://{}:{}".format(*target)
        self.endpoint, self.lifetime = endpoint, lifetime
        self.texts, self.context, self.location = texts, None, None

    async def register(self):
        """Register; the path of the registration."""
        # The transport whose one socket both asks and answers: the server's requests go where the registration came from.
        self.context = await Context.create_server_context(_Objects(self.texts), transports=["simple6"])
        instances = sorted({"/".join(path.split("/")[:2]) for path in self.texts})
        links = "</1/0>," + ",".join(f"</{instance}>" for instance in instances)
        query = f"ep={self.endpoint}&lt={self.lifetime}&lwm2m=1.0&b=U"
        answer = await self._ask(POST, f"/rd?{query}", links.encode())
        self.location = "/" + "/".join(answer.opt.location_path)
        return self.location

    async def update(self):
        await self._ask(POST, self.location)

    async def _ask(self, code, path, payload=b""):
        message = Message(code=code, uri=self.server + path, payload=payload)
        if payload:
            message.opt.content_format = LINK_FORMAT
        try:
            answer = await self.context.request(message).response
        except Error as problem:
            raise Failed(str(problem) or type(problem).__name__) from None
        if not answer.code.is_successful():
            raise Failed(str(answer.code))
        return answer

    async def close(self):
        """Gone without a word, as when the power fails."""
        if self.context:
            await self.context.shutdown()
