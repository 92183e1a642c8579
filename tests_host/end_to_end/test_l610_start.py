# The simulated L610 from power-on to its address.
from atmodem.errors import LinkLost, Rejected
from support import world
from support.program import APN, error_of, opened, run, until

SETUP = {
    "module": "l610",
    "arguments": ["--boot-ms", "300", "--registration-ms", "300"],
    "also": {
        "test_the_first_setting_has_no_effect": ["--booted", "--set", "first_setting=lost"],
        "test_the_first_setting_has_no_answer": ["--booted", "--set", "first_setting=silent"],
        "test_urcs_inside_every_answer": ["--booted", "--urc-in-answer", "--chunks"],
        "test_the_result_before_its_ok": ["--booted", "--set", "result=before"],
        "test_two_addresses": ["--booted", "--set", "address=dual"],
        "test_a_login_without_a_method": ["--booted", "--set", "login=plain"],
        "test_a_login": ["--booted"],
        "test_a_call_that_ends_without_an_address": ["--booted"],
        "test_a_call_somebody_else_has_begun": ["--booted", "--set", "dialling=2"],
        "test_the_network_takes_the_address_away": ["--booted"],
        "test_a_restart_is_noticed_by_the_second_start_text": ["--booted"],
        "test_commands_of_the_guide": ["--booted"],
    },
    "once": [
        "test_the_first_setting_has_no_effect", "test_the_first_setting_has_no_answer", "test_the_result_before_its_ok",
        "test_two_addresses", "test_a_login", "test_a_login_without_a_method",
        "test_a_call_that_ends_without_an_address", "test_a_call_somebody_else_has_begun",
        "test_a_restart_is_noticed_by_the_second_start_text",
    ],
}  # fmt: skip


async def online(modem):
    """Start it, and look whether it has an address."""
    await modem.start(apn=APN)
    address = await modem.packet.address()
    assert address and address[0].startswith("10."), address
    return address


def test_a_module_that_starts():
    async def main(modem):
        await online(modem)
        identity = await modem.device.identity()
        assert identity.manufacturer == "Fibocom" and identity.model.startswith("L610")
        assert modem.profile.name == "l610"
        assert (await modem.network.signal()).rssi == -57
        assert await modem.network.operator() == (0, 0, "CHINA MOBILE", 7)
        assert await modem.sim.imsi() == "460001234567890"

    run(main)


async def silenced(modem):
    """Errors have numbers, and nothing is echoed: what is, the channel counts."""
    assert await modem.at.command("+CMEE?") == ["+CMEE: 1"]
    before = modem.at.noise
    await modem.at.execute(b"")
    assert modem.at.noise == before


def test_the_first_setting_has_no_effect():
    run(silenced)


def test_the_first_setting_has_no_answer():
    run(silenced)


def test_urcs_inside_every_answer():
    run(online)


def test_the_result_before_its_ok():
    run(online)


@opened
async def test_two_addresses(modem):
    address = await online(modem)
    assert len(address) == 2 and ":" in address[1]


def login(method):
    async def main(modem):
        await modem.start(apn=APN, user="alice", password="secret")
        return await modem.at.command("+MGAUTH?")

    assert run(main) == ['+MGAUTH: 1,%d,"alice","secret"' % method]


def test_a_login():
    login(1)


def test_a_login_without_a_method():
    login(1)


@opened
async def test_a_call_that_ends_without_an_address(modem):
    world.ask("modem call 0")
    await online(modem)  # the second call gets one
    await modem.packet.stop()
    assert await modem.packet.address() == []
    await modem.packet.start()
    assert await modem.at.command("+CGDCONT?") != []
    assert await modem.packet.address()


@opened
async def test_a_call_somebody_else_has_begun(modem):
    await modem.at.execute("+MIPCALL", 1)
    await online(modem)


@opened
async def test_the_network_takes_the_address_away(modem):
    await online(modem)
    lost = []
    modem.losses.append(lost.append)
    world.ask("modem pdp-deact")
    await until(lambda: lost)
    assert isinstance(lost[0], LinkLost)
    assert await modem.packet.address() == []
    await modem.packet.start()
    assert await modem.packet.address()


@opened
async def test_a_restart_is_noticed_by_the_second_start_text(modem):
    await modem.device.announce(ready=False)
    assert await modem.at.command("+MSTART?") == ["+MSTART: 0,1"]
    lost = []
    modem.losses.append(lost.append)
    world.ask("modem restart")
    await until(lambda: lost)
    assert isinstance(lost[0], LinkLost)
    assert await modem.started.wait(10000)
    await modem.device.announce()


@opened
async def test_commands_of_the_guide(modem):
    await modem.network.prefer(6, 3, 2)
    assert await modem.at.command("+GTRAT?") == ["+GTRAT: 6,3,2"]
    await modem.device.set_functionality(1)
    for domain in (b"+CREG", b"+CGREG", b"+CEREG"):
        assert (await modem.network.registration(domain)).stat == 1
    # 27.007 asks for the IMSI otherwise than the guide, and is answered otherwise.
    assert await modem.at.command("+CIMI") == [await modem.sim.imsi()]
    assert await modem.at.command("+CSQ?") == await modem.at.command("+CSQ")
    assert await modem.tls.version() == 0 and await modem.tls.error() == 0
    await modem.at.execute(b"E")
    assert await error_of(modem.network.wait_registered(1000), Rejected) is None
