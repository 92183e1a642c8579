# Longsung C1100 LwM2M: three servers, told apart by the number of the setting. Source: manual 3.5.
from .. import lwm2m
from ..errors import NotSupported


class Service(lwm2m.Lwm2m):
    """`modem.lwm2m` of the C1100: servers 101, 102 and 1000."""

    async def _set_server(self, server, host, port):
        if isinstance(host, bytes):
            host = str(host, "utf-8")
        await self.at.execute("+LWMTM", self.profile.lwm2m_servers[server], "%s:%d" % (host, port))

    async def _set_automatic(self, enabled):
        if not enabled:
            raise NotSupported("no command is known that takes it back", b"+LWMTM")
        await self.at.execute("+LWMTM", 1)
