"""The state machine of 9.40: the "scene" (an activated bearer) and the connections over it."""

from ..engine import error
from ..standard.links import LinkError
from .links import open_link
from .tls import TlsSettings

IP_INITIAL, IP_START, IP_CONFIG, IP_GPRSACT = "IP INITIAL", "IP START", "IP CONFIG", "IP GPRSACT"
IP_STATUS, IP_PROCESSING, CONNECT_OK, PDP_DEACT = "IP STATUS", "IP PROCESSING", "CONNECT OK", "PDP DEACT"

INITIAL, CONNECTING, CONNECTED, CLOSED = "INITIAL", "CONNECTING", "CONNECTED", "CLOSED"
SINGLE_STATE = {CONNECTING: "{} CONNECTING", CONNECTED: CONNECT_OK, CLOSED: "{} CLOSED"}
SEGMENT = 1460                                         # the most a single report brings


class Connection:
    """One of the six links (the single link is number 0)."""

    def __init__(self, number):
        self.number = number
        self.forget()

    def forget(self):
        self.state, self.protocol, self.address, self.port = INITIAL, "", "", 0
        self.link, self.received = None, bytearray()
        self.announced = False                         # +CIPRXGET: 1 was said and nothing read since
        self.sent = 0                                  # since the connection stands (AT+CIPACK)
        self.reader = self.attempt = None

    @property
    def connected(self):
        return self.state == CONNECTED

    def described(self):
        """The line of AT+CIPSTATUS."""
        bearer, port = 0, self.port or ""
        return f'C: {self.number},{bearer},"{self.protocol}","{self.address}","{port}","{self.state}"'


class Scene:
    """Bearer state, and the connections while it lasts."""

    def __init__(self, module):
        self.module = module
        self.state, self.multiple = IP_INITIAL, False
        self.connections = [Connection(number) for number in range(6)]
        self.connected_listeners = []                  # functions of a connection that came to stand

    @property
    def has_address(self):
        return self.state not in (IP_INITIAL, IP_START, IP_CONFIG, PDP_DEACT)

    def expect(self, *states):
        if self.state not in states:
            raise error(3)

    def connection(self, number):
        """The connection a command means; ``None`` stands for the single one."""
        if (number is None) == self.multiple:
            raise error(3)
        return self.connections[number or 0]

    def link_text(self, connection, text):
        """``CONNECT OK`` or ``3, CONNECT OK``. The manual prints both ``1,CONNECT OK`` and ``4, CONNECT OK``."""
        if not self.multiple:
            return text
        return f"{connection.number}{self.module.setting['link-separator']}{text}"

    # -- bearer --

    def activate(self):
        """False: the packet domain gives none."""
        packet = self.module.packet
        if not packet.attached:
            return False
        packet.activate(1)
        self.state = IP_GPRSACT
        return True

    def shut(self):
        for connection in self.connections:
            self._drop(connection)
        self.state = IP_INITIAL

    def lose(self):
        """The bearer is gone: everything waits for AT+CIPSHUT now. False: there was no scene."""
        if not self.has_address and self.state != IP_CONFIG:
            return False
        for connection in self.connections:
            self._drop(connection)
        self.state = PDP_DEACT
        return True

    # -- connections --

    def _enter(self, connection, state):
        connection.state = state
        if not self.multiple:
            self.state = SINGLE_STATE[state].format(connection.protocol)
        else:
            busy = any(each.state in (CONNECTING, CONNECTED) for each in self.connections)
            self.state = IP_PROCESSING if busy else IP_STATUS

    def prepare(self, connection, protocol, port):
        """From the command on the connection is under way."""
        connection.forget()
        connection.protocol, connection.port = protocol, port
        if self.state == IP_INITIAL and not self.activate():
            return False
        self._enter(connection, CONNECTING)
        return True

    async def open(self, connection, host):
        """True: the connection stands; False: it does not; None: it was given up meanwhile."""
        module, attempt = self.module, object()
        connection.attempt, connection.address = attempt, module.routes.address(host) or ""
        tls = TlsSettings(module, connection.number) if module.tcpip.CIPSSL else None
        try:
            local_port = module.local_ports.get(connection.number, {}).get(connection.protocol, 0)
            link = await open_link(module, connection.protocol, host, connection.port, tls, local_port)
        except LinkError:
            link = None
        if connection.attempt is not attempt:
            if link:
                link.close()
            return None
        if link is None:
            self._enter(connection, CLOSED)
            return False
        connection.link = link
        self._enter(connection, CONNECTED)
        for listener in self.connected_listeners:
            listener(connection)
        return True

    def receive_with(self, connection, deliver):
        """Hand everything that comes to ``deliver(connection, data)``, in the background."""
        connection.reader = self.module.spawn(self._receive(connection, deliver))

    async def _receive(self, connection, deliver):
        link = connection.link
        while data := await link.read(SEGMENT):
            deliver(connection, data)
        self.module.urc(self.ended(connection))

    def ended(self, connection):
        """The other side closed; gives what is said about it."""
        reset, protocol = connection.link.reset, connection.protocol
        connection.link.close()
        self._enter(connection, CLOSED)
        return f"{protocol} ERROR:14" if reset and self.module.tcpip.CIPMODE else self.link_text(connection, "CLOSED")

    def break_link(self, number):
        """A fault: the link breaks; its reader finds out."""
        link = self.connections[number].link
        if link:
            link.reset = True
            link.close()

    def close(self, connection):
        """AT+CIPCLOSE"""
        if connection.state not in (CONNECTING, CONNECTED):
            raise error() if not self.multiple else error(3)
        self._drop(connection, CLOSED)
        self._enter(connection, CLOSED)

    def _drop(self, connection, state=INITIAL):
        if connection.reader:
            connection.reader.cancel()
        if connection.link:
            connection.link.close()
        protocol, port, address = connection.protocol, connection.port, connection.address
        connection.forget()
        if state == CLOSED:
            connection.state, connection.protocol, connection.port, connection.address = CLOSED, protocol, port, address
