"""A PPP client on a raw stream: scapy puts the packets together and takes them apart, frames are those of RFC 1662."""

from scapy.layers.inet import IP
from scapy.layers.ppp import (
    PPP,
    PPP_IPCP,
    PPP_IPCP_Option_DNS1,
    PPP_IPCP_Option_IPAddress,
    PPP_LCP_ACCM_Option,
    PPP_LCP_Configure,
    PPP_LCP_Magic_Number_Option,
)

REQUEST, ACK, NAK = 1, 2, 3
LCP, IPCP, INTERNET = 0xC021, 0x8021, 0x0021
TERMINATE, TERMINATE_ACK, PROTOCOL_REJECT = 5, 6, 8
PATIENCE_MS = 5000


def checksum(data):
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ 0x8408 if value & 1 else value >> 1
    return (value ^ 0xFFFF).to_bytes(2, "little")


class Client:
    """`stream`: what modem.ppp.dial() gives. `address`: ours; `peer`, `dns`: what the network's side told."""

    def __init__(self, stream):
        self.stream = stream
        self.buffer = bytearray(1600)
        self.came = bytearray()
        self.address = self.peer = self.dns = None

    async def send(self, protocol, body):
        """One packet: `IP() / …`, or of LCP and IPCP."""
        data = b"\xff\x03" + protocol.to_bytes(2, "big") + bytes(body)
        frame = bytearray(b"~")
        for byte in data + checksum(data):
            frame += bytes((0x7D, byte ^ 0x20)) if byte < 0x20 or byte in b"}~" else bytes((byte,))
        await self.stream.write(bytes(frame) + b"~")

    async def give(self, packet):
        """An IP packet to the network."""
        await self.send(INTERNET, packet)

    async def terminate(self):
        """End PPP, and wait until the other side has agreed."""
        await self.send(LCP, bytes((TERMINATE, 8, 0, 4)))
        while bytes((await self.frame()).payload)[:1] != bytes((TERMINATE_ACK,)):
            pass

    async def frame(self):
        """The next PPP packet that is not broken."""
        while True:
            while b"~" in self.came:
                raw, _, self.came = self.came.partition(b"~")
                raw = raw.split(b"}")
                data = bytes(raw[0]) + b"".join(bytes((part[0] ^ 0x20,)) + part[1:] for part in raw[1:] if part)
                if len(data) > 4 and checksum(data[:-2]) == data[-2:]:
                    return PPP(data[2:-2])
                assert len(data) <= 4, f"a broken frame: {data!r}"
            n = await self.stream.readinto(self.buffer, PATIENCE_MS)
            assert n, "the line has ended"
            self.came += self.buffer[:n]

    async def receive(self):
        """The next IP packet; what else comes is answered as a PPP host does."""
        while True:
            packet = await self.frame()
            if packet.proto == INTERNET:
                return packet[IP]
            await self.negotiated(packet)

    async def open(self):
        """Agree on LCP and IPCP."""
        self.agreed = set()
        self.options = [PPP_IPCP_Option_IPAddress(data="0.0.0.0"), PPP_IPCP_Option_DNS1(data="0.0.0.0")]
        wanted = [PPP_LCP_ACCM_Option(accm=0), PPP_LCP_Magic_Number_Option(magic_number=0x12345678)]
        await self.send(LCP, PPP_LCP_Configure(code=REQUEST, id=1, options=wanted))
        while self.agreed != {(LCP, "ours"), (LCP, "theirs"), (IPCP, "ours"), (IPCP, "theirs")}:
            await self.negotiated(await self.frame())

    async def negotiated(self, packet):
        """Deal with a packet of a control protocol."""
        protocol, body = packet.proto, bytes(packet.payload)
        if protocol not in (LCP, IPCP):
            rejected = protocol.to_bytes(2, "big") + body
            await self.send(LCP, bytes((PROTOCOL_REJECT, 9)) + (4 + len(rejected)).to_bytes(2, "big") + rejected)
        elif body[0] == REQUEST:
            if protocol == IPCP:
                self.peer = packet[PPP_IPCP].options[0].data
                assert self.peer != "0.0.0.0", "the network's side knows its address"
            await self.send(protocol, bytes((ACK,)) + body[1:])
            self.agreed.add((protocol, "theirs"))
        elif body[0] == ACK:
            self.agreed.add((protocol, "ours"))
            if protocol == LCP:
                await self.send(IPCP, PPP_IPCP(code=REQUEST, id=2, options=self.options))
        elif body[0] == NAK and protocol == IPCP:
            # We have asked for 0.0.0.0: it tells what is ours.
            for option in packet[PPP_IPCP].options:
                if option.type == 3:
                    self.address = option.data
                else:
                    self.dns = option.data
            self.options = [PPP_IPCP_Option_IPAddress(data=self.address), PPP_IPCP_Option_DNS1(data=self.dns)]
            await self.send(IPCP, PPP_IPCP(code=REQUEST, id=3, options=self.options))
        else:
            raise AssertionError(packet.summary())
