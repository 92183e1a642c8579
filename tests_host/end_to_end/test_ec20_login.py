# Who may log in, and whom the module trusts: passwords and certificates between an EC20 and a real broker.
import atmodem
from atmodem import cloud
from support import world
from support.program import error_of, online

SETUP = {
    "module": "ec20",
    "arguments": ["--booted", "--speed", "5"],
    "once": (
        "test_the_right_password_lets_in",
        "test_without_our_certificate_that_broker_refuses",
        "test_the_module_checks_the_chain_but_neither_name_nor_date",
        "test_a_session_without_tls_follows_one_with_it",
        "test_tls_to_a_server_that_speaks_none_fails_in_time",
        "test_hosts_that_are_not_there_are_told",
    ),
}
HOST = "broker.test"
PASSWORD, TLS, MUTUAL, UNKNOWN_CA, EXPIRED, WRONG_NAME = 1884, 8883, 8884, 8885, 8886, 8887


def trusting(name="ca", **more):
    return atmodem.Tls(ca=world.certificate(name), **more)


async def talks(session):
    """Messages pass both ways; the session is closed."""
    await session.subscribe("login/in", 1)
    await session.publish("login/out", b"out", 1)
    assert world.received("login/out") == b"out"
    world.publish("login/in", b"in", 1)
    assert await session.receive(5000) == ("login/in", b"in")
    await session.close()


@online
async def test_the_right_password_lets_in(modem):
    await talks(await modem.mqtt.connect(HOST, PASSWORD, client_id="login", user="alice", password="secret"))


@online
async def test_a_wrong_password_is_rejected_with_the_brokers_code_and_the_right_one_works_next(modem):
    for user, password in (("alice", "guess"), ("nobody", "secret"), (None, None)):
        error = await error_of(modem.mqtt.connect(HOST, PASSWORD, client_id="login", user=user, password=password))
        assert isinstance(error, atmodem.Rejected), error
        assert error.code == 5, "not authorized"
        assert "guess" not in str(error)
    await talks(await modem.mqtt.connect(HOST, PASSWORD, client_id="login", user="alice", password="secret"))


@online
async def test_a_verified_server_is_talked_to(modem):
    await talks(await modem.mqtt.connect(HOST, TLS, client_id="tls", tls=trusting()))


@online
async def test_a_broker_that_wants_to_know_who_we_are_is_shown_our_certificate(modem):
    mutual = trusting(certificate=world.certificate("client"), key=world.certificate("client.key"))
    await talks(await modem.mqtt.connect(HOST, MUTUAL, client_id="mutual", tls=mutual))


@online
async def test_without_our_certificate_that_broker_refuses(modem):
    error = await error_of(modem.mqtt.connect(HOST, MUTUAL, client_id="mutual", tls=trusting()))
    assert isinstance(error, atmodem.ModemError), error


@online
async def test_a_server_of_an_unknown_authority_is_refused(modem):
    for port, tls in ((UNKNOWN_CA, trusting()), (TLS, trusting("other-ca"))):
        error = await error_of(modem.mqtt.connect(HOST, port, client_id="refused", tls=tls), atmodem.CommandError)
        assert (error.command, error.code) == (b"+QMTOPEN", -1), error
    await talks(await modem.mqtt.connect(HOST, UNKNOWN_CA, client_id="known", tls=trusting("other-ca")))


@online
async def test_the_module_checks_the_chain_but_neither_name_nor_date(modem):
    for port in (WRONG_NAME, EXPIRED):
        await talks(await modem.mqtt.connect(HOST, port, client_id="chain", tls=trusting()))


@online
async def test_verification_can_be_given_up_in_so_many_words(modem):
    await talks(await modem.mqtt.connect(HOST, UNKNOWN_CA, client_id="trusting", tls=atmodem.Tls(verify=False)))


@online
async def test_a_session_without_tls_follows_one_with_it(modem):
    await talks(await modem.mqtt.connect(HOST, TLS, client_id="after", tls=trusting()))
    await talks(await modem.mqtt.connect(HOST, client_id="after"))


@online
async def test_tls_to_a_server_that_speaks_none_fails_in_time(modem):
    error = await error_of(modem.mqtt.connect(HOST, client_id="none", tls=trusting(), timeout_ms=8000))
    assert isinstance(error, (atmodem.CommandError, atmodem.Timeout)), error


@online
async def test_hosts_that_are_not_there_are_told(modem):
    world.ask("broker stop")
    for host, code in (("nowhere.test", 4), (HOST, 5)):
        error = await error_of(modem.mqtt.connect(host, client_id="nowhere"), atmodem.CommandError)
        assert (error.command, error.code) == (b"+QMTOPEN", code), error
    world.ask("broker start")
    await talks(await modem.mqtt.connect(HOST, client_id="somewhere"))


SECRET = "amzS2Q9siGHpSVDVhvDV43661DmfdXtW"


@online
async def test_a_device_signs_in_with_its_secret_itself(modem):
    login = cloud.alibaba("a1Ze3BcsQ5x", "XP001", SECRET, host=HOST, client_id="XP001", tls=False, method="sha1")
    login["port"] = PASSWORD
    await talks(await modem.mqtt.connect(**login))


@online
async def test_the_module_signs_with_the_devices_secret(modem):
    await modem.mqtt.configure("aliauth", 0, "a1Ze3BcsQ5x", "XP001", SECRET)
    await talks(await modem.mqtt.connect(HOST, PASSWORD, client_id="XP001"))
