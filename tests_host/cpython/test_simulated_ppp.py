"""Dialling up on the simulated modules (V.250 6.3, YM310 manual 9.37), and what its gate lets through to the PPP server."""

import pytest
from modemsim.engine.routes import Routes
from modemsim.simulator import Pipe
from modemsim.standard.ppp_frames import Frames, encode
from modemsim.standard.ppp_gate import Gate
from scapy.layers.dns import DNS, DNSQR
from scapy.layers.inet import ICMP, IP, TCP, UDP

MODULES = ("ec20", "ym310")
HOST = "10.0.2.15"
INTERNET = b"\x00\x21"


@pytest.fixture(params=MODULES)
def modem(request):
    with Pipe(request.param) as module:
        module.feed(b"ATE0\r")
        yield module


def test_dial_escape_return_hang_up(modem):
    assert modem.feed(b"ATD*99#\r", 0.1) == b"\r\nCONNECT\r\n"
    assert modem.feed(b"AT\r", 2) == b"", "it is the peer's"
    assert modem.feed(b"+++", 0.4) == b""
    assert modem.feed(seconds=0.7) == b"\r\nOK\r\n"
    assert modem.feed(b"AT\r", 0.1) == b"\r\nOK\r\n"
    assert modem.feed(b"ATO\r", 0.1) == b"\r\nCONNECT\r\n"
    modem.advance(1.1)
    assert modem.feed(b"+++", 1.1) == b"\r\nOK\r\n"
    assert modem.feed(b"ATH\r", 0.1) == b"\r\nOK\r\n"
    assert modem.feed(b"ATO\r", 0.1) == b"\r\nNO CARRIER\r\n"


@pytest.mark.parametrize("before, typed, behind", [(0.5, b"+++", 2), (1.1, b"+++x", 2), (1.1, b"++", 2), (1.1, b"x+++", 2)])
def test_no_escape_without_silence(modem, before, typed, behind):
    modem.feed(b"ATD*99#\r", 0.1)
    modem.feed(b"data", before)
    assert modem.feed(typed, behind) == b""


@pytest.mark.parametrize("number", ["*99#", "T*99#", "*99***1#", "*99**PPP*1#", "*99**1*1#", "*99*10.0.0.1*1*1#"])
def test_numbers_of_a_data_call(modem, number):
    assert modem.feed(f"ATD{number}\r".encode(), 0.1) == b"\r\nCONNECT\r\n"


@pytest.mark.parametrize("number", ["10086;", "*98#", "*99", "*99***9#", "**99#"])
def test_numbers_of_none(modem, number):
    assert modem.feed(f"ATD{number}\r".encode(), 0.1) == b"\r\nNO CARRIER\r\n"


def test_numeric_codes(modem):
    assert modem.feed(b"ATV0\r", 0.1) == b"0\r"
    assert modem.feed(b"ATD*99#\r", 1.1) == b"1\r"
    assert modem.feed(b"+++", 1.1) == b"0\r"
    assert modem.feed(b"ATH\r", 0.1) == b"0\r"
    assert modem.feed(b"ATO\r", 0.1) == b"3\r"


# -- frames


def test_frames_in_any_pieces_and_past_damage():
    packets = [b"\xc0\x21" + bytes(range(256)), b"\x00\x21~}~}", b"\x80\x21\x01"]
    stream = b"\r\nNO CARRIER\r\n~" + encode(packets[0]) + encode(b"broken")[:-4] + b"~" + encode(packets[1]) + encode(packets[2])
    frames = Frames()
    assert [packet for i in range(len(stream)) for packet in frames.feed(stream[i:i + 1])] == packets


def test_every_control_character_is_escaped():
    assert not set(encode(b"\x00\x21" + bytes(range(256)))) & set(range(0x20))


# -- the gate


@pytest.fixture
def gate():
    return Gate(Routes(["echo.test:7=127.0.0.1:7007", "far.test:80=127.0.0.9:8080", "six.test:7=[::1]:7"]))


def out(gate, packet):
    """What the server is given of a packet of the host."""
    to_host, to_server = gate.from_host(INTERNET + bytes(packet))
    assert not to_host
    return [IP(data[2:]) for data in to_server]


def right(packet):
    """Scapy comes to the same checksums. UDP may do without (0)."""
    fresh = IP(bytes(packet))
    for layer in (IP, TCP, UDP):
        if layer in fresh and fresh[layer].chksum:
            del fresh[layer].chksum
    return bytes(fresh) == bytes(packet)


@pytest.mark.parametrize("layer", [UDP, TCP])
def test_a_packet_is_readdressed_to_its_route_and_back(gate, layer):
    address = gate.routes.address("echo.test")
    (packet,) = out(gate, IP(src=HOST, dst=address) / layer(sport=4000, dport=7) / b"odd")
    assert (packet.src, packet.dst, packet[layer].sport, packet[layer].dport) == (HOST, "10.0.2.2", 4000, 7007)
    assert right(packet)
    answer = IP(src="10.0.2.2", dst=HOST) / layer(sport=7007, dport=4000) / b"back"
    (back,), to_server = gate.from_server(INTERNET + bytes(answer))
    back = IP(back[2:])
    assert (back.src, back[layer].sport, back.dst, back[layer].dport) == (address, 7, HOST, 4000)
    assert right(back) and not to_server


def test_another_loopback_address_is_reached_by_itself(gate):
    (packet,) = out(gate, IP(src=HOST, dst=gate.routes.address("far.test")) / TCP(dport=80))
    assert (packet.dst, packet[TCP].dport) == ("127.0.0.9", 8080) and right(packet)


ELSEWHERE = "10.0.2.0", "10.0.2.1", "10.0.2.2", "10.0.2.3", "127.0.0.1", "192.0.2.7", "8.8.8.8", "255.255.255.255"


@pytest.mark.parametrize("address", ELSEWHERE)
@pytest.mark.parametrize("layer", [UDP(dport=7), TCP(dport=7), TCP(dport=23)])
def test_nothing_else_reaches_the_server(gate, address, layer):
    assert out(gate, IP(src=HOST, dst=address) / layer) == []


def test_no_port_without_a_route_no_fragment_no_other_protocol(gate):
    address = gate.routes.address("echo.test")
    assert out(gate, IP(src=HOST, dst=address) / UDP(dport=8)) == []
    assert out(gate, IP(src=HOST, dst=address, frag=5) / UDP(dport=7)) == []
    assert out(gate, IP(src=HOST, dst=address, flags="MF") / UDP(dport=7)) == []
    assert out(gate, IP(src=HOST, dst=address, proto=47) / b"12345678") == []
    assert out(gate, IP(src=HOST, dst=gate.routes.address("six.test")) / UDP(dport=7)) == []
    assert gate.from_host(INTERNET) == gate.from_host(INTERNET + b"\x45") == gate.from_host(b"\x00\x57" + bytes(40)) == ([], [])


def test_an_echo_goes_to_the_server_itself_and_to_nobody_it_does_not_know(gate):
    address = gate.routes.address("echo.test")
    (packet,) = out(gate, IP(src=HOST, dst=address) / ICMP(id=9) / b"data")
    assert packet.dst == "10.0.2.2" and packet[ICMP].id == 9
    answer = IP(src="10.0.2.2", dst=HOST) / ICMP(type=0, id=9) / b"data"
    (back,), _ = gate.from_server(INTERNET + bytes(answer))
    assert IP(back[2:]).src == address
    assert out(gate, IP(src=HOST, dst="8.8.8.8") / ICMP(id=9)) == []


def test_the_server_says_nothing_unasked(gate):
    assert gate.from_server(INTERNET + bytes(IP(src="10.0.2.2", dst=HOST) / UDP(sport=7007, dport=4000) / b"x")) == ([], [])


QUESTIONS = ("echo.test", "A", 0, 1), ("nobody.test", "A", 3, 0), ("echo.test", "AAAA", 0, 0)


@pytest.mark.parametrize("name, kind, code, count", QUESTIONS)
def test_names_are_those_of_the_routes(gate, name, kind, code, count):
    question = DNS(id=5, rd=1, qd=DNSQR(qname=name, qtype=kind))
    (answer,), to_server = gate.from_host(INTERNET + bytes(IP(src=HOST, dst="10.0.2.3") / UDP(sport=4000, dport=53) / question))
    answer = IP(answer[2:])
    assert right(answer) and not to_server
    assert (answer[DNS].id, answer[DNS].rcode, answer[DNS].ancount) == (5, code, count)
    assert not count or answer[DNS].an[0].rdata == gate.routes.address(name)


def test_a_server_without_address_is_told_one(gate):
    to_host, (told,) = gate.from_server(b"\x80\x21" + b"\x01\x07\x00\x0a\x03\x06\0\0\0\0")
    assert told == b"\x80\x21" + b"\x03\x07\x00\x0a\x03\x06\x0a\x00\x02\x02" and not to_host
