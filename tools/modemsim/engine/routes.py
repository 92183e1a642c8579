"""Where the simulated network leads: names and ports of the outside world, each to a server on this computer."""

import fnmatch
import ipaddress
import re


class RouteError(ValueError):
    """A route that cannot be understood or that leaves this computer."""


class Routes:
    """``HOST:PORT=127.0.0.1:PORT`` rows, first match wins; ``*`` in host and port; target port ``*`` = the port asked for.

    A host without a route does not exist (name resolution fails), one routed on other ports only refuses the connection.
    """

    def __init__(self, rows=()):
        self.rows = [self._parse(row) for row in rows]
        self._addresses = {}                           # name -> address the simulated name server tells

    @staticmethod
    def _parse(row):
        match = re.fullmatch(r"(.+):(\d+|\*)=(\[?[\w.:]+\]?):(\d+|\*)", row)
        if not match:
            raise RouteError(f"route {row!r} is not HOST:PORT=127.0.0.1:PORT")
        host, port, target, target_port = match.groups()
        target = "127.0.0.1" if target == "localhost" else target.strip("[]")
        try:
            loopback = ipaddress.ip_address(target).is_loopback
        except ValueError:
            loopback = False
        if not loopback:
            raise RouteError(f"route {row!r} leaves this computer: the target must be a loopback address")
        return host.lower(), port, target, target_port

    def _name(self, host):
        for name, address in self._addresses.items():
            if address == host:
                return name
        return host.lower()

    def exists(self, host):
        """Whether the name can be resolved."""
        return any(fnmatch.fnmatchcase(self._name(host), row[0]) for row in self.rows)

    def target(self, host, port):
        """(address, port) on this computer, or None: nobody listens there."""
        for pattern, wanted, target, target_port in self.rows:
            if fnmatch.fnmatchcase(self._name(host), pattern) and wanted in ("*", str(port)):
                return target, port if target_port == "*" else int(target_port)
        return None

    def address(self, host):
        """The address the simulated name server tells for a name (of the documentation range), None if there is none."""
        if not self.exists(host):
            return None
        try:
            return str(ipaddress.ip_address(host))
        except ValueError:
            return self._addresses.setdefault(host.lower(), f"203.0.113.{len(self._addresses) % 254 + 1}")
