# PPP through the dialled module to a real PPP server (slirp), which opens real sockets: names, pings, datagrams, TCP.
import atmodem
from support.ppp_host import dialled
from support.program import error_of, opened

SETUP = {"module": ["ym310", "ec20"], "arguments": ["--booted", "--speed", "4"]}
DATAGRAMS = 100


@opened
async def test_names_pings_and_datagrams_before_and_behind_a_suspension(modem):
    host, ours, peer = await dialled(modem)
    assert (ours, peer) == ("10.0.2.15", "10.0.2.2"), "asked for 0.0.0.0, told what is ours"
    address = await host.do("resolve echo.test")
    assert address and not await host.do("resolve nobody.test")
    await host.do("ping " + peer)
    await host.do("ping " + address)
    await host.do("echo %s %d" % (address, DATAGRAMS))
    await modem.ppp.suspend()
    assert await modem.at.command("") == []
    assert (await modem.network.registration())[0]
    assert await modem.ppp.resume() is host.stream
    await host.do("echo %s %d" % (address, DATAGRAMS))
    await modem.ppp.suspend()
    await modem.ppp.resume()
    await host.do("ping " + address)
    await modem.ppp.hang_up()
    assert isinstance(await error_of(modem.ppp.resume()), atmodem.LinkLost)
    assert await modem.at.command("") == []


@opened
async def test_a_new_call_begins_from_the_beginning(modem):
    for _ in range(2):
        host, _, _ = await dialled(modem)
        await host.do("echo %s 3" % await host.do("resolve echo.test"))
        await modem.ppp.hang_up()


@opened
async def test_nothing_passes_but_what_a_route_leads_to(modem):
    host, _, peer = await dialled(modem)
    address = await host.do("resolve echo.test")
    # The server's own console and shell, this computer, the world; a port without a route.
    for target in ("10.0.2.0 23", "10.0.2.1 23", "127.0.0.1 7", peer + " 7", "192.0.2.1 7", address + " 8"):
        await host.do("knock " + target)
    for target in ("10.0.2.0", "10.0.2.1", "127.0.0.1", "192.0.2.1"):
        await host.do("knock_icmp " + target)
    # In order: what is answered next is the datagram that may pass.
    await host.do("echo %s 1" % address)
    await modem.ppp.hang_up()


@opened
async def test_tcp(modem):
    host, _, _ = await dialled(modem)
    await host.do("tcp " + await host.do("resolve echo.test"))
    await modem.ppp.hang_up()


@opened
async def test_the_host_that_ends_ppp_is_told_no_carrier_and_dials_again(modem):
    host, _, _ = await dialled(modem)
    await host.do("terminate")
    assert isinstance(await error_of(modem.ppp.suspend()), atmodem.LinkLost)
    assert await modem.at.command("") == []
    await dialled(modem)
    await modem.ppp.hang_up()


@opened
async def test_a_context_that_is_not_defined(modem):
    error = await error_of(modem.ppp.dial(9))
    assert "NO CARRIER" in (error.kind, error.detail)
    assert await modem.at.command("") == []
