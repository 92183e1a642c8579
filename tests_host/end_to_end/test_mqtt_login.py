# Who may log in, and whom the module trusts: passwords and certificates between any of the modules and a real broker.
import atmodem
from atmodem import cloud
from atmodem.errors import CommandError, NotSupported, Rejected
from support import world
from support.messages import HOST, talks
from support.program import error_of, online

TLS_MODULES = ["ec20", "l610", "ym310"]
SETUP = {
    "module": ["ec20", "l610", "ml302", "c1100", "ym310"],
    "arguments": ["--booted", "--chunks", "--speed", "5"],
    "only": {
        "test_a_verified_server_is_talked_to": TLS_MODULES,
        "test_a_broker_that_wants_to_know_who_we_are_is_shown_our_certificate": TLS_MODULES,
        "test_without_our_certificate_that_broker_refuses": TLS_MODULES,
        "test_a_server_of_an_unknown_authority_is_refused": TLS_MODULES,
        "test_a_certificate_that_has_run_out_is_refused_where_the_module_looks": TLS_MODULES,
        "test_another_root_is_used_or_refused_but_not_put_beside_the_first": TLS_MODULES,
        "test_a_session_without_tls_follows_one_with_it": TLS_MODULES,
        "test_tls_to_a_server_that_speaks_none_fails_in_time": TLS_MODULES,
        "test_verification_can_be_given_up_in_so_many_words": TLS_MODULES + ["ml302"],
        "test_encryption_that_cannot_verify_is_refused": ["ml302", "c1100"],
        "test_a_device_signs_in_with_its_secret_itself": ["ec20", "ml302", "c1100", "ym310"],
        "test_a_name_that_the_module_cannot_carry_is_refused": ["l610"],
    },
    "once": [
        "test_a_broker_that_wants_to_know_who_we_are_is_shown_our_certificate",
        "test_verification_can_be_given_up_in_so_many_words",
        "test_another_root_is_used_or_refused_but_not_put_beside_the_first",
        "test_the_right_password_lets_in", "test_without_our_certificate_that_broker_refuses",
        "test_a_certificate_that_has_run_out_is_refused_where_the_module_looks",
        "test_a_session_without_tls_follows_one_with_it", "test_tls_to_a_server_that_speaks_none_fails_in_time",
        "test_a_device_signs_in_with_a_token",
        "test_hosts_that_are_not_there_are_told", "test_a_device_signs_in_with_its_secret_itself",
        "test_encryption_that_cannot_verify_is_refused",
    ],
}  # fmt: skip
PASSWORD, TLS, MUTUAL, UNKNOWN_CA, EXPIRED, WRONG_NAME = 1884, 8883, 8884, 8885, 8886, 8887
# What the modules tell: the broker's code, or -1 where they have none.
DENIED = {
    "ec20": (Rejected, 5), "l610": (Rejected, -1), "ml302": (Rejected, 5), "c1100": (CommandError, 0), "ym310": (Rejected, -1),
}  # fmt: skip
MISTRUSTED = {"ec20": (b"+QMTOPEN", "result", -1), "l610": (b"+MQTTOPEN", "TLS", -11), "ym310": (b"+SSLMIPSTART", "result", -1)}
UNKNOWN_HOST = {
    "ec20": (CommandError, 4), "l610": (Rejected, -1), "ml302": (CommandError, 603), "c1100": (CommandError, 0),
    "ym310": (CommandError, -1),
}  # fmt: skip
NOBODY_LISTENS = dict(UNKNOWN_HOST, ec20=(CommandError, 5))


def trusting(name="ca", **more):
    return atmodem.Tls(ca=world.certificate(name), **more)


async def is_not_trusted(modem, port, tls):
    error = await error_of(modem.mqtt.connect(HOST, port, client_id="mistrust", tls=tls))
    assert isinstance(error, CommandError), error
    assert (error.command, error.kind, error.code) == MISTRUSTED[world.module()], error


@online
async def test_the_right_password_lets_in(modem):
    await talks(modem, "login", PASSWORD, user="alice", password="secret")


@online
async def test_a_wrong_password_is_told_and_the_right_one_works_next(modem):
    for user, password in ((None, None), ("alice", "guess"), ("nobody", "secret")):
        error = await error_of(modem.mqtt.connect(HOST, PASSWORD, client_id="login", user=user, password=password))
        assert isinstance(error, DENIED[world.module()][0]) and error.code == DENIED[world.module()][1], error
        assert "guess" not in str(error)
    await talks(modem, "login", PASSWORD, user="alice", password="secret")


@online
async def test_a_verified_server_is_talked_to(modem):
    await talks(modem, "tls", TLS, tls=trusting())


@online
async def test_a_broker_that_wants_to_know_who_we_are_is_shown_our_certificate(modem):
    mutual = trusting(certificate=world.certificate("client"), key=world.certificate("client.key"))
    await talks(modem, "mutual", MUTUAL, tls=mutual)


@online
async def test_without_our_certificate_that_broker_refuses(modem):
    error = await error_of(modem.mqtt.connect(HOST, MUTUAL, client_id="mutual", tls=trusting()))
    assert isinstance(error, CommandError), error


@online
async def test_a_server_of_an_unknown_authority_is_refused(modem):
    await is_not_trusted(modem, UNKNOWN_CA, trusting())
    await talks(modem, "known", TLS, tls=trusting())


@online
async def test_a_certificate_that_has_run_out_is_refused_where_the_module_looks(modem):
    if world.module() == "ec20":  # it never compares the name, and the date only when it knows its own
        for port in (EXPIRED, WRONG_NAME):
            await talks(modem, "chain", port, tls=trusting())
        await modem.clock.synchronise("ntp.test", timeout_ms=20000)
        await talks(modem, "name", WRONG_NAME, tls=trusting())
    await is_not_trusted(modem, EXPIRED, trusting())
    await talks(modem, "in time", TLS, tls=trusting())


@online
async def test_another_root_is_used_or_refused_but_not_put_beside_the_first(modem):
    await talks(modem, "first", TLS, tls=trusting())
    if world.module() == "l610":  # a root once loaded would go on being trusted
        error = await error_of(modem.mqtt.connect(HOST, TLS, client_id="other", tls=trusting("other-ca")))
        assert isinstance(error, NotSupported), error
    else:
        await is_not_trusted(modem, TLS, trusting("other-ca"))
        await talks(modem, "other", UNKNOWN_CA, tls=trusting("other-ca"))
    await talks(modem, "unverified", UNKNOWN_CA, tls=atmodem.Tls(verify=False))
    await talks(modem, "first", TLS, tls=trusting())


@online
async def test_verification_can_be_given_up_in_so_many_words(modem):
    await talks(modem, "trusting", UNKNOWN_CA, tls=atmodem.Tls(verify=False))


@online
async def test_encryption_that_cannot_verify_is_refused(modem):
    error = await error_of(modem.mqtt.connect(HOST, TLS, client_id="tls", tls=trusting()))
    assert isinstance(error, NotSupported), error


@online
async def test_a_session_without_tls_follows_one_with_it(modem):
    await talks(modem, "after", TLS, tls=trusting())
    await talks(modem, "after")


@online
async def test_tls_to_a_server_that_speaks_none_fails_in_time(modem):
    error = await error_of(modem.mqtt.connect(HOST, client_id="none", tls=trusting(), timeout_ms=8000))
    assert isinstance(error, atmodem.ModemError), error


@online
async def test_hosts_that_are_not_there_are_told(modem):
    for host, port, told in (("nowhere.test", 1883, UNKNOWN_HOST), (HOST, 1, NOBODY_LISTENS)):
        kind, code = told[world.module()]
        error = await error_of(modem.mqtt.connect(host, port, client_id="nowhere"))
        assert isinstance(error, kind) and error.code == code, error
    assert not any(modem.mqtt.sessions)
    await talks(modem, "somewhere")


SECRET = "amzS2Q9siGHpSVDVhvDV43661DmfdXtW"


@online
async def test_a_device_signs_in_with_its_secret_itself(modem):
    login = cloud.alibaba("a1Ze3BcsQ5x", "XP001", SECRET, host=HOST, client_id="XP001", tls=False, method="sha1")
    login["port"] = PASSWORD
    await (await modem.mqtt.connect(**login)).close()
    login["password"] = "0" + login["password"][1:]
    assert isinstance(await error_of(modem.mqtt.connect(**login)), DENIED[world.module()][0])


@online
async def test_a_device_signs_in_with_a_token(modem):
    product, method = ("3ePCk2t6zV", "sha256")
    if world.module() in ("ml302", "l610"):  # passwords of 128 bytes at most: a token with a shorter signature
        product, method = ("123123", "sha1")
    key = "KuF3NT/jUBJ62LNBB/A8XZA9CqS3Cu79B/ABmfA1UCw="
    login = cloud.onenet(product, "pump-7", key, 4102444800, tls=False, method=method, host=HOST)
    login["port"] = PASSWORD
    await (await modem.mqtt.connect(**login)).close()
    login["password"] = login["password"].replace("4102444800", "4102444801")
    assert isinstance(await error_of(modem.mqtt.connect(**login)), DENIED[world.module()][0])


@online
async def test_a_name_that_the_module_cannot_carry_is_refused(modem):
    login = cloud.alibaba("a1Ze3BcsQ5x", "XP001", SECRET, host=HOST, tls=False)
    assert str(await error_of(modem.mqtt.connect(**login), ValueError)) == "client_id: 1 to 23 bytes"
