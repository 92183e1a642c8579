"""LwM2M as the module does it by itself: its client registers with servers when the module starts.

Attributes of the profile read here:

    lwm2m_servers          the short server ids the module has room for: a dict, or anything with `in`
    limits["host"]         longest host name or address in bytes
"""

from .arguments import number, text


class Lwm2m:
    """`modem.lwm2m`: servers, and whether the client starts with the module."""

    def __init__(self, modem):
        self.modem = modem
        self.at = modem.at
        self.profile = modem.profile

    def check(self, server, host, port):
        """Raise ValueError for what cannot be a server."""
        if server not in self.profile.lwm2m_servers:
            raise ValueError("server: one of %s" % sorted(self.profile.lwm2m_servers))
        text(host, "host", self.profile.limits["host"])
        number(port, "port", 1, 65535)

    def set_server(self, server, host, port=5683):
        """Await it to set the address of a server, by its short server id; it counts from the module's next start on.

        Raises ValueError, CommandError, Timeout. Worst case: the channel's time-out.
        """
        self.check(server, host, port)
        return self._set_server(server, host, port)

    def set_automatic(self, enabled=True):
        """Await it to have the client start with the module, or not; it counts from the next start on.

        Raises NotSupported where it cannot be taken back, CommandError, Timeout. Worst case: the channel's time-out.
        """
        return self._set_automatic(enabled)

    async def start(self, servers, timeout_ms=60000):
        """Set servers, restart the module, which ends all that was open, and wait until it answers; it registers by itself.

        `servers`: a dict of short server id to (host, port). Raises ValueError before anything is sent, CommandError, Timeout.
        Worst case: that of `device.restart(timeout_ms)`, and the channel's time-out for each server and once more.
        """
        for server in servers:
            self.check(server, *servers[server])
        for server in sorted(servers):
            await self._set_server(server, *servers[server])
        await self._set_automatic(True)
        await self.modem.device.restart(timeout_ms)
