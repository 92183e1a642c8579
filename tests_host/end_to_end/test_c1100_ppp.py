# Dialling with the C1100, as its manual has it, where results are numeric: CONNECT is 1, and the answer to +++ is 0. A real PPP
# server (slirp) is behind the number; the client is put together by scapy, so CPython runs it.
from support.program import run

SETUP = {"module": "c1100", "interpreters": ["cpython"], "arguments": ["--booted", "--speed", "4"]}
GUARD_MS = 300  # the module's second of silence is a quarter of one


def test_dialled_suspended_resumed_and_hung_up():
    async def main(modem):
        from ppp_client import Client
        from scapy.layers.inet import ICMP, IP

        async def ping(number):
            await host.give(IP(src=host.address, dst=host.peer) / ICMP(id=number, seq=1) / b"0\r\r\n0\r")
            answer = await host.receive()
            assert answer[ICMP].id == number and bytes(answer[ICMP].payload) == b"0\r\r\n0\r"

        assert modem.at.digest.numeric
        await modem.network.set_radio_mode("auto")
        await modem.packet.define(1, "3GNET")
        modem.ppp.stream.guard_ms = GUARD_MS
        host = Client(await modem.ppp.dial())
        await host.open()
        await ping(1)
        await modem.ppp.suspend()
        assert (await modem.network.registration()).stat == 1
        await modem.ppp.resume()
        await ping(2)
        await modem.ppp.hang_up()
        assert (await modem.network.registration()).stat == 1

    run(main, start=True)
