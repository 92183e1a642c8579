"""LwM2M (3.5): three servers, registered with after a restart. Nothing is told of it on the line."""

import asyncio

from ..engine import ERROR, Int, Text, command
from .identity import IMEI, MANUFACTURER, model, revision

SERVERS = {3: 102, 4: 101, 5: 1000}                    # first argument of AT+LWMTM -> number of the server
AUTOSTART = 1
PATIENCE, RETRY = 10, 30                               # seconds for an answer, and until another attempt


class Lwm2m:
    """The client: registrations by number of the server."""

    def __init__(self, module):
        self.module = module
        self.states = {}                               # number -> "registering", "registered /rd/5a3f", "failed ..."
        self._tasks = []

    @property
    def servers(self):
        return {int(number): address for number, address in self.module.storage.get("lwm2m", {}).items()}

    def service_changed(self, registered):
        """The network is there, or gone."""
        for task in self._tasks:
            task.cancel()
        self._tasks, self.states = [], {}
        if registered and self.module.autostarted:
            self._tasks = [self.module.spawn(self._serve(number, address)) for number, address in self.servers.items()]

    async def _serve(self, number, address):
        """Register with a server, answer its requests, keep the registration alive."""
        from . import lwm2m_client  # aiocoap: only for who asks for LwM2M

        module, lifetime = self.module, int(self.module.setting["lwm2m-lifetime"])
        host, _, port = address.rpartition(":")
        while True:
            self.states[number] = "registering"
            target = module.routes.target(host, int(port))
            failure = "no answer"
            if target:
                client = lwm2m_client.Client(target, f"urn:imei:{IMEI}", lifetime, self._resources())
                try:
                    self.states[number] = f"registered {await module.clock.limit(PATIENCE, client.register())}"
                    module.saving.active()
                    while True:
                        await module.clock.sleep(lifetime / 2)
                        await module.clock.limit(PATIENCE, client.update())
                        module.saving.active()
                except (lwm2m_client.Failed, asyncio.TimeoutError) as problem:
                    failure = str(problem) or failure
                finally:
                    await client.close()
            self.states[number] = f"failed: {failure}"
            await module.clock.sleep(RETRY)

    def _resources(self):
        """What a server can read: the device object (OMA LwM2M, E.3)."""
        module = self.module
        return {"3/0/0": MANUFACTURER, "3/0/1": model(module), "3/0/2": IMEI, "3/0/3": revision(module), "3/0/16": "U"}


@command("+LWMTM", section="3.5")
def configure(module, what: Int(AUTOSTART, AUTOSTART, also=tuple(SERVERS)), address: Text(128, least=3) = None):
    """3, 4, 5: address of server 102, 101, 1000; 1: start by itself from the next restart on."""
    storage = module.storage
    if what == AUTOSTART:
        if address is not None:
            return ERROR
        storage.set("lwm2m_autostart", True)
        return None
    host, colon, port = (address or "").rpartition(":")
    if not (host and colon and port.isdigit() and 0 < int(port) < 65536):
        return ERROR
    storage.set("lwm2m", {**storage.get("lwm2m", {}), str(SERVERS[what]): address})
    return None
