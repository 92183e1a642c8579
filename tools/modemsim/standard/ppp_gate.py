"""What passes between a dialled line and its PPP server: only what a route leads to, and only to this computer.

The server (slirp) opens real sockets for the packets it gets. It gets none but those for a host that has a route,
readdressed to the route's target. There is no way to its other addresses (a shell at 10.0.2.1, a console at 10.0.2.0) nor
to the rest of the world. Names are resolved here, at 10.0.2.3, as the routes have it.
"""

import ipaddress
import struct

SERVER = bytes((10, 0, 2, 2))                          # slirp's name for the computer it runs on
NAME_SERVER = bytes((10, 0, 2, 3))
IP, LCP, IPCP, CCP = (number.to_bytes(2, "big") for number in (0x0021, 0xC021, 0x8021, 0x80FD))
CONFIGURE_REQUEST, CONFIGURE_NAK = 1, 3
WITHOUT_ADDRESS = b"\x03\x06\0\0\0\0"                  # an IPCP option: tell me which address is mine
ICMP, TCP, UDP = 1, 6, 17
ECHO_REPLY, ECHO_REQUEST = 0, 8
CHECKSUM_AT = {TCP: 16, UDP: 6}
FROM, TO = 12, 16                                      # where in the header the addresses stand


class Gate:
    """Whom a packet is passed on to is told by two lists: what goes to the host, what goes to the server."""

    def __init__(self, routes):
        self.routes = routes
        self._asked_for = {}                           # (kind, host's port, target, its port): address, port of the packet

    def from_host(self, packet):
        if not packet.startswith(IP):
            return [], [packet] if packet[:2] in (LCP, IPCP, CCP) else []
        packet = Packet(packet[2:])
        if not packet.whole:
            return [], []
        if packet.kind == UDP and packet.address(TO) == NAME_SERVER and packet.port(TO) == 53:
            return [self._resolved(packet)], []
        target = self._target(packet)
        if target is None:
            return [], []
        self._asked_for[(packet.kind, packet.port(FROM), *target)] = packet.address(TO), packet.port(TO)
        packet.readdress(TO, *target)
        return [], [IP + packet.data]

    def from_server(self, packet):
        if packet.startswith(IPCP) and packet[2] == CONFIGURE_REQUEST and WITHOUT_ADDRESS in packet:
            # It waits to be told its own address. A host that dials expects the network's side to know it.
            return [], [IPCP + struct.pack(">BBH", CONFIGURE_NAK, packet[3], 10) + WITHOUT_ADDRESS[:2] + SERVER]
        if not packet.startswith(IP):
            return [packet], []
        packet = Packet(packet[2:])
        asked_for = packet.whole and self._asked_for.get(
            (packet.kind, packet.port(TO), packet.address(FROM), packet.port(FROM)))
        if not asked_for:
            return [], []
        packet.readdress(FROM, *asked_for)
        return [IP + packet.data], []

    def _target(self, packet):
        """Address and port on this computer that a packet leads to, None if none."""
        address, port = str(ipaddress.IPv4Address(packet.address(TO))), packet.port(TO)
        if packet.kind == ICMP:                        # whoever has a route is there; slirp itself answers
            here = packet.address(TO) == SERVER or self.routes.exists(address)
            return (SERVER, 0) if here and packet.is_echo else None
        target = self.routes.target(address, port)
        if target is None or ":" in target[0]:
            return None
        place = ipaddress.IPv4Address(target[0])
        return SERVER if str(place) == "127.0.0.1" else place.packed, target[1]

    def _resolved(self, packet):
        """The answer of the name server."""
        query = packet.payload
        name, end = [], 12
        while end < len(query) and query[end]:
            name.append(query[end + 1:end + 1 + query[end]].decode("latin-1"))
            end += 1 + query[end]
        question = query[12:end + 5]
        address = self.routes.address(".".join(name))
        found = address is not None and ":" not in address and question[-4:] == b"\0\x01\0\x01"
        answer = query[:2] + struct.pack(">HHHHH", 0x8180 if address else 0x8183, 1, found, 0, 0) + question
        if found:
            answer += struct.pack(">HHHIH", 0xC00C, 1, 1, 60, 4) + ipaddress.IPv4Address(address).packed
        return IP + packet.answered(answer)


class Packet:
    """An IPv4 packet with a UDP or TCP segment or an echo in it; ``whole`` when it is one, and no fragment."""

    def __init__(self, data):
        self.data = bytearray(data)
        self.size = (data[0] & 15) * 4 if data else 0
        self.kind = data[9] if len(data) >= 20 else None
        self.whole = (len(data) >= self.size + 8 and data[0] >> 4 == 4 and not int.from_bytes(data[6:8], "big") & 0x3FFF
                      and (self.kind in CHECKSUM_AT or self.is_echo))

    @property
    def is_echo(self):
        return self.kind == ICMP and self.data[self.size] in (ECHO_REPLY, ECHO_REQUEST)

    @property
    def payload(self):
        """Of a UDP segment."""
        return bytes(self.data[self.size + 8:])

    def address(self, side):
        return bytes(self.data[side:side + 4])

    def port(self, side):
        """The port, or 0 and the identifier of an echo."""
        if self.kind == ICMP:
            asker = FROM if self.data[self.size] == ECHO_REQUEST else TO
            return int.from_bytes(self.data[self.size + 4:self.size + 6], "big") if side == asker else 0
        return int.from_bytes(self.data[self._port_at(side):][:2], "big")

    def _port_at(self, side):
        return self.size + (0 if side == FROM else 2)

    def readdress(self, side, address, port):
        """Put another address, and port, in its place."""
        data, checksum_at = self.data, CHECKSUM_AT.get(self.kind)
        before, after = self.address(side), address
        data[10:12] = _adjusted(data[10:12], before, after)
        data[side:side + 4] = address
        if checksum_at is None:
            return
        at, checksum_at = self._port_at(side), self.size + checksum_at
        before, after = before + bytes(data[at:at + 2]), after + port.to_bytes(2, "big")
        if self.kind == TCP or data[checksum_at:checksum_at + 2] != b"\0\0":
            data[checksum_at:checksum_at + 2] = _adjusted(data[checksum_at:checksum_at + 2], before, after)
        data[at:at + 2] = after[4:]

    def answered(self, payload):
        """A UDP packet with this payload back to where this one came from."""
        udp = self.data[self.size + 2:self.size + 4] + self.data[self.size:self.size + 2]
        udp += struct.pack(">HH", 8 + len(payload), 0)
        header = struct.pack(">BBHHHBBH", 0x45, 0, 28 + len(payload), 0, 0, 64, UDP, 0) + self.address(TO) + self.address(FROM)
        return header[:10] + _complement(header) + header[12:] + udp + payload


def _adjusted(checksum, before, after):
    """The checksum after some of what it covers has changed (RFC 1624)."""
    return _complement(_complement(checksum) + _complement(before) + after)


def _complement(data):
    """The complement of the sum in ones' complement, as the Internet checksum has it."""
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return (total ^ 0xFFFF).to_bytes(2, "big")
