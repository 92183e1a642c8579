"""A PPP host that stands behind a TCP connection, which a test joins to the dialled module (support/ppp_host.py).

Scapy puts the packets together and takes them apart; frames are those of RFC 1662.
"""

import socket
import time

from scapy.layers.dns import DNS, DNSQR
from scapy.layers.inet import ICMP, IP, TCP, UDP
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
PATIENCE_S = 10


def checksum(data):
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ 0x8408 if value & 1 else value >> 1
    return (value ^ 0xFFFF).to_bytes(2, "little")


class Host:
    """One call: `port` is where its line is to be connected. `address`: ours; `peer`, `dns`: what the network's side told."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(PATIENCE_S)
        self.port = self.listener.getsockname()[1]
        self.line = None
        self.came = bytearray()
        self.address = self.peer = self.dns = None

    def close(self):
        self.listener.close()
        if self.line:
            self.line.close()

    # -- frames and packets --

    def send(self, protocol, body):
        """One packet: `IP() / …`, or of LCP and IPCP."""
        data = b"\xff\x03" + protocol.to_bytes(2, "big") + bytes(body)
        frame = bytearray(b"~")
        for byte in data + checksum(data):
            frame += bytes((0x7D, byte ^ 0x20)) if byte < 0x20 or byte in b"}~" else bytes((byte,))
        self.line.sendall(frame + b"~")

    def give(self, packet):
        """An IP packet to the network."""
        self.send(INTERNET, packet)

    def frame(self):
        """The next PPP packet that is not broken."""
        until = time.monotonic() + PATIENCE_S
        while True:
            while b"~" in self.came:
                raw, _, self.came = self.came.partition(b"~")
                raw = raw.split(b"}")
                data = bytes(raw[0]) + b"".join(bytes((part[0] ^ 0x20,)) + part[1:] for part in raw[1:] if part)
                if len(data) > 4 and checksum(data[:-2]) == data[-2:]:
                    return PPP(data[2:-2])
                assert len(data) <= 4, f"a broken frame: {data!r}"
            self.line.settimeout(max(0.01, until - time.monotonic()))
            data = self.line.recv(4096)
            assert data, "the line has ended"
            self.came += data

    def receive(self):
        """The next IP packet; what else comes is answered as a PPP host does."""
        while True:
            packet = self.frame()
            if packet.proto == INTERNET:
                return packet[IP]
            self.negotiated(packet)

    def negotiated(self, packet):
        """Deal with a packet of a control protocol."""
        protocol, body = packet.proto, bytes(packet.payload)
        if protocol not in (LCP, IPCP):
            rejected = protocol.to_bytes(2, "big") + body
            self.send(LCP, bytes((PROTOCOL_REJECT, 9)) + (4 + len(rejected)).to_bytes(2, "big") + rejected)
        elif body[0] == REQUEST:
            if protocol == IPCP:
                self.peer = packet[PPP_IPCP].options[0].data
                assert self.peer != "0.0.0.0", "the network's side knows its address"
            self.send(protocol, bytes((ACK,)) + body[1:])
            self.agreed.add((protocol, "theirs"))
        elif body[0] == ACK:
            self.agreed.add((protocol, "ours"))
            if protocol == LCP:
                self.send(IPCP, PPP_IPCP(code=REQUEST, id=2, options=self.options))
        elif body[0] == NAK and protocol == IPCP:
            # We have asked for 0.0.0.0: it tells what is ours.
            for option in packet[PPP_IPCP].options:
                if option.type == 3:
                    self.address = option.data
                else:
                    self.dns = option.data
            self.options = [PPP_IPCP_Option_IPAddress(data=self.address), PPP_IPCP_Option_DNS1(data=self.dns)]
            self.send(IPCP, PPP_IPCP(code=REQUEST, id=3, options=self.options))
        else:
            raise AssertionError(packet.summary())

    # -- what a test asks for; each returns the text of the answer --

    def open(self):
        """Agree on LCP and IPCP; the addresses: ours, the peer's."""
        self.line, _ = self.listener.accept()
        self.agreed = set()
        self.options = [PPP_IPCP_Option_IPAddress(data="0.0.0.0"), PPP_IPCP_Option_DNS1(data="0.0.0.0")]
        wanted = [PPP_LCP_ACCM_Option(accm=0), PPP_LCP_Magic_Number_Option(magic_number=0x12345678)]
        self.send(LCP, PPP_LCP_Configure(code=REQUEST, id=1, options=wanted))
        while self.agreed != {(LCP, "ours"), (LCP, "theirs"), (IPCP, "ours"), (IPCP, "theirs")}:
            self.negotiated(self.frame())
        return f"{self.address} {self.peer}"

    def terminate(self):
        """End PPP, and wait until the other side has agreed."""
        self.send(LCP, bytes((TERMINATE, 8, 0, 4)))
        while bytes(self.frame().payload)[:1] != bytes((TERMINATE_ACK,)):
            pass

    def resolve(self, name):
        """The address of a name, nothing if there is none."""
        question = DNS(id=7, rd=1, qd=DNSQR(qname=name))
        self.give(IP(src=self.address, dst=self.dns) / UDP(sport=4000, dport=53) / question)
        answer = self.receive()[DNS]
        assert answer.id == 7
        return answer.an[0].rdata if answer.ancount else ""

    def ping(self, address):
        """There and back, with what looks like a numeric result in it."""
        data = b"are you there?\r\r\n0\r"
        self.give(IP(src=self.address, dst=address) / ICMP(id=77, seq=3) / data)
        answer = self.receive()
        assert (answer.src, answer[ICMP].type, answer[ICMP].id, answer[ICMP].seq) == (address, 0, 77, 3)
        assert bytes(answer[ICMP].payload) == data

    def echo(self, address, count):
        """Datagrams to the echo server, all back, each once and right."""
        for number in range(int(count)):
            # Everything that PPP, the escape sequence and AT commands care for.
            data = b"%d +++ ~}\x11\x13\r\nOK\r\nNO CARRIER\r\n" % number + bytes(range(256)) * (number % 5)
            self.give(IP(src=self.address, dst=address, id=number) / UDP(sport=5000, dport=7) / data)
            answer = self.receive()
            assert (answer.src, answer[UDP].sport, answer[UDP].dport) == (address, 7, 5000)
            assert bytes(answer[UDP].payload) == data, number

    def knock(self, target, port):
        """Try to get through to where nothing may pass; who answers shows up before the next answer."""
        port = int(port)
        self.give(IP(src=self.address, dst=target) / TCP(sport=6000, dport=port, flags="S"))
        self.give(IP(src=self.address, dst=target) / UDP(sport=6000, dport=port) / b"nobody hears")

    def knock_icmp(self, target):
        """The same with a ping."""
        self.give(IP(src=self.address, dst=target) / ICMP(id=1) / b"nobody hears")

    def tcp(self, address):
        """A connection to the echo server, and a word over it."""
        packet = IP(src=self.address, dst=address) / TCP(sport=7000, dport=7)
        packet[TCP].flags, packet[TCP].seq = "S", 1000
        self.give(packet)
        answer = self.receive()[TCP]
        assert answer.flags == "SA" and answer.ack == 1001
        packet[TCP].flags, packet[TCP].seq, packet[TCP].ack = "PA", 1001, answer.seq + 1
        self.give(packet / b"over TCP")
        came = b""
        while len(came) < 8:
            came += bytes(self.receive()[TCP].payload)[:8]
        assert came == b"over TCP"
