# Fibocom L610 TLS: one configuration for the module, in its RAM. Source: guide 3.2, 3.3.
from ..loading import Seldom


class Service(Seldom):
    """`modem.tls`: files, version and verification. Its calls stand in certificates.py."""

    seldom = "fibocom.certificates"

    def __init__(self, modem):
        self.at = modem.at
        self.modem = modem
        self.held = {}  # what was put into the module since its start: name and checksum
        modem.losses.append(self._lost)

    def _lost(self, error):
        if not self.modem.started.is_set:
            self.held.clear()
