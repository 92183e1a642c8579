# Dialling with the C1100, as its manual has it, where results are numeric: CONNECT is 1, and the answer to +++ is 0. A real PPP
# server (slirp) is behind the number.
from support.ppp_host import dialled
from support.program import online

SETUP = {"module": "c1100", "arguments": ["--booted", "--speed", "4"]}


@online
async def test_dialled_suspended_resumed_and_hung_up(modem):
    assert modem.at.digest.numeric
    await modem.network.set_radio_mode("auto")
    await modem.packet.define(1, "3GNET")
    host, _, peer = await dialled(modem)
    await host.do("ping " + peer)
    await modem.ppp.suspend()
    assert (await modem.network.registration()).stat == 1
    await modem.ppp.resume()
    await host.do("ping " + peer)
    await modem.ppp.hang_up()
    assert (await modem.network.registration()).stat == 1
