# Calls of the YM310 that no other test makes cross the wire to the simulated module: it understands each of them.
from support.program import online

SETUP = {
    "module": "ym310",
    "arguments": ["--booted"],
    "once": ("test_card_and_network", "test_contexts", "test_letters", "test_settings_that_are_kept"),
}


@online
async def test_card_and_network(modem):
    assert (await modem.sim.iccid()).isdigit()
    assert (await modem.network.registration(b"+CREG")).stat == 1
    assert (await modem.network.operator())[0] == 0


@online
async def test_contexts(modem):
    packet = modem.packet
    await packet.subscribe(lambda event, context: None)
    assert (await packet.address(1))[0].count(".") == 3
    assert (await packet.parameters(1))[0].address
    await packet.define(2, "private")
    await packet.authenticate(2, "PAP", "user", "word")
    assert 1 in await packet.active()
    await packet.activate(1)


@online
async def test_letters(modem):
    settings = modem.configuration
    await settings.carrier_detect(1)
    await settings.terminal_ready(2)
    await settings.results(True)
    await settings.echo(False)
    assert await modem.network.registration()


@online
async def test_settings_that_are_kept(modem):
    assert await modem.socket_options.get("prompt") is not None
    async with await modem.http.get("http://web.test/small"):
        await modem.http.keep_settings()
    async with await modem.ftp.connect("ftp.test", user="alice", password="secret") as ftp:
        from atmodem.yuge import ftp_memory

        await ftp_memory.set_patience(ftp, 60)
        await ftp_memory.keep(ftp)
