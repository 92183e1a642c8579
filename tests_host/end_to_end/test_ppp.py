# PPP through the dialled module to a real PPP server (slirp), which opens real sockets: names, pings, datagrams, TCP. The client
# is put together by scapy, so CPython runs it; what the library does for a firmware's PPP is the same on all (unit/test_ppp.py).
import atmodem
from support.program import error_of, opened

SETUP = {"module": ["ym310", "ec20"], "interpreters": ["cpython"], "arguments": ["--booted", "--speed", "4"]}
GUARD_MS = 300  # the module's second of silence is a quarter of one
DATAGRAMS = 100


async def client(modem):
    """A PPP host on the dialled module."""
    from ppp_client import Client

    modem.ppp.stream.guard_ms = GUARD_MS
    host = Client(await modem.ppp.dial())
    await host.open()
    return host


def layers():
    from scapy.layers.dns import DNS, DNSQR
    from scapy.layers.inet import ICMP, IP, TCP, UDP

    return IP, ICMP, UDP, TCP, DNS, DNSQR


async def resolve(host, name):
    """The address of a name, None if there is none."""
    IP, ICMP, UDP, TCP, DNS, DNSQR = layers()
    question = DNS(id=7, rd=1, qd=DNSQR(qname=name))
    await host.give(IP(src=host.address, dst=host.dns) / UDP(sport=4000, dport=53) / question)
    answer = (await host.receive())[DNS]
    assert answer.id == 7
    return answer.an[0].rdata if answer.ancount else None


async def ping(host, address):
    IP, ICMP = layers()[:2]
    await host.give(IP(src=host.address, dst=address) / ICMP(id=77, seq=3) / b"are you there?")
    answer = await host.receive()
    assert (answer.src, answer[ICMP].type, answer[ICMP].id, answer[ICMP].seq) == (address, 0, 77, 3)
    assert bytes(answer[ICMP].payload) == b"are you there?"


async def echo(host, address, count):
    """Datagrams to the echo server, all back, each once and right."""
    IP, ICMP, UDP = layers()[:3]
    for number in range(count):
        # Everything that PPP, the escape sequence and AT commands care for.
        data = b"%d +++ ~}\x11\x13\r\nOK\r\nNO CARRIER\r\n" % number + bytes(range(256)) * (number % 5)
        await host.give(IP(src=host.address, dst=address, id=number) / UDP(sport=5000, dport=7) / data)
        answer = await host.receive()
        assert (answer.src, answer[UDP].sport, answer[UDP].dport) == (address, 7, 5000)
        assert bytes(answer[UDP].payload) == data, number


@opened
async def test_names_pings_and_datagrams_before_and_behind_a_suspension(modem):
    host = await client(modem)
    assert (host.address, host.peer) == ("10.0.2.15", "10.0.2.2"), "asked for 0.0.0.0, told what is ours"
    address = await resolve(host, "echo.test")
    assert await resolve(host, "nobody.test") is None
    await ping(host, host.peer)
    await ping(host, address)
    await echo(host, address, DATAGRAMS)
    await modem.ppp.suspend()
    assert await modem.at.command("") == []
    assert (await modem.network.registration())[0]
    assert await modem.ppp.resume() is host.stream
    await echo(host, address, DATAGRAMS)
    await modem.ppp.suspend()
    await modem.ppp.resume()
    await ping(host, address)
    await modem.ppp.hang_up()
    assert isinstance(await error_of(modem.ppp.resume()), atmodem.LinkLost)
    assert await modem.at.command("") == []


@opened
async def test_a_new_call_begins_from_the_beginning(modem):
    for _ in range(2):
        host = await client(modem)
        address = await resolve(host, "echo.test")
        await echo(host, address, 3)
        await modem.ppp.hang_up()


@opened
async def test_nothing_passes_but_what_a_route_leads_to(modem):
    IP, ICMP, UDP, TCP = layers()[:4]
    host = await client(modem)
    address = await resolve(host, "echo.test")
    # The server's own console and shell, this computer, the world; a port without a route.
    for target, port in (("10.0.2.0", 23), ("10.0.2.1", 23), ("127.0.0.1", 7), ("10.0.2.2", 7), ("192.0.2.1", 7), (address, 8)):
        await host.give(IP(src=host.address, dst=target) / TCP(sport=6000, dport=port, flags="S"))
        await host.give(IP(src=host.address, dst=target) / UDP(sport=6000, dport=port) / b"nobody hears")
        if target != "10.0.2.2":
            await host.give(IP(src=host.address, dst=target) / ICMP(id=1) / b"nobody hears") if target != address else None
    # In order: what is answered next is the datagram that may pass.
    await echo(host, address, 1)
    await modem.ppp.hang_up()


@opened
async def test_tcp(modem):
    IP, ICMP, UDP, TCP = layers()[:4]
    host = await client(modem)
    address = await resolve(host, "echo.test")
    packet = IP(src=host.address, dst=address) / TCP(sport=7000, dport=7)
    packet[TCP].flags, packet[TCP].seq = "S", 1000
    await host.give(packet)
    answer = (await host.receive())[TCP]
    assert answer.flags == "SA" and answer.ack == 1001
    packet[TCP].flags, packet[TCP].seq, packet[TCP].ack = "PA", 1001, answer.seq + 1
    await host.give(packet / b"over TCP")
    came = b""
    while len(came) < 8:
        came += bytes((await host.receive())[TCP].payload)[:8]
    assert came == b"over TCP"
    await modem.ppp.hang_up()


@opened
async def test_the_host_that_ends_ppp_is_told_no_carrier_and_dials_again(modem):
    host = await client(modem)
    await host.terminate()
    assert isinstance(await error_of(modem.ppp.suspend()), atmodem.LinkLost)
    assert await modem.at.command("") == []
    host = await client(modem)
    await modem.ppp.hang_up()


@opened
async def test_a_context_that_is_not_defined(modem):
    error = await error_of(modem.ppp.dial(9))
    assert "NO CARRIER" in (error.kind, error.detail)
    assert await modem.at.command("") == []
