"""The packet domain: attachment and PDP contexts. Context 1 comes up by itself with the registration and carries everything."""

from dataclasses import dataclass

NETWORK_APN = "xz01.njm2mapn"                          # what the network gives to a module that asks for none
DNS = "58.240.57.33", "221.6.4.66"


@dataclass
class Context:
    kind: str = "IP"
    apn: str = ""
    address: str = ""                                  # "" while inactive
    authentication: tuple = (0, "", "")

    @property
    def active(self):
        return bool(self.address)


class PacketDomain:
    """Who uses a context listens to its end through ``listeners``: functions of the context's number."""

    def __init__(self, module):
        self.module = module
        self.attached = False
        self.listeners = []
        self.contexts = {number: Context(*values) for number, values in self._stored.items()}
        private = module.storage.get("CPNETAPN")
        if private or 1 not in self.contexts:
            self.contexts[1] = Context(apn=private[0] if private else "")

    @property
    def _stored(self):
        return {int(number): values for number, values in self.module.storage.get("contexts", {}).items()}

    def store(self):
        self.module.storage.set("contexts", {number: (context.kind, context.apn)
                                             for number, context in self.contexts.items()})

    # -- attachment --

    def attach(self):
        """Attached, the default context active."""
        if not self.attached:
            self.attached = True
            self.activate(1)

    def activate_default(self):
        """As attach, but long ago."""
        self.attached = True
        self._give_address(1)

    def detach(self, event):
        """Contexts end with the attachment and are not reported one by one (6.8)."""
        if self.attached:
            self.attached = False
            self.report(event)
            for number in [*self.contexts]:
                self._end(number)

    # -- contexts --

    @property
    def any_active(self):
        return any(context.active for context in self.contexts.values())

    def activate(self, number):
        if not self.contexts[number].active:
            self._give_address(number)
            self.report(f"ME PDN ACT {number}")

    def _give_address(self, number):
        context = self.contexts[number]
        context.apn = context.apn or NETWORK_APN
        context.address = f"10.{self.module.random.randrange(64, 255)}.{self.module.random.randrange(256)}.{28 + number}"

    def deactivate(self, number, by="ME"):
        """By the module (``ME``) or by the network (``NW``)."""
        context = self.contexts[number]
        if context.active:
            self.report(f"ME PDN DEACT {number}" if by == "ME" else
                        f'NW DEACT "{context.kind}","{context.address}",{number}')
            self._end(number)

    def _end(self, number):
        if self.contexts[number].active:
            self.contexts[number].address = ""
            for listener in self.listeners:
                listener(number)

    def report(self, event):
        if self.module.profile.CGEREP[0]:
            self.module.urc(f"+CGEV: {event}")
