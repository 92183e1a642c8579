# What every end-to-end test stands on: a module that answers, and someone outside who does as asked.
from support import world
from support.program import leave_behind

SETUP = {
    "module": "ec20",
    "arguments": ["--booted", "--registration-ms", "100"],
    "only": {
        "test_the_module_answers": ["ec20", "l610", "ml302", "c1100", "ym310"],
        "test_lwm2m_servers_tell_who_registered_with_them": ["c1100"],
    },
}


def test_the_module_answers():
    leave_behind((b"AT\r", b"OK\r\n"))


def test_another_client_hears_what_was_published():
    world.publish("surroundings", b"\x00\xffany", qos=1)
    assert world.received("surroundings") == b"\x00\xffany"


def test_the_broker_comes_back():
    world.ask("broker restart")
    world.publish("surroundings", b"1")
    assert world.received("surroundings") == b"1"


def test_certificates_are_at_hand():
    assert world.certificate("ca").startswith(b"-----BEGIN CERTIFICATE-----")
    assert b"PRIVATE KEY" in world.certificate("client.key")


def test_lwm2m_servers_tell_who_registered_with_them():
    leave_behind(
        (b"ATE0V0\r", b"0\r"),
        (b'AT+LWMTM=3,"lwm2m.test:5683"\r', b"0\r"),
        (b"AT+LWMTM=1\r", b"0\r"),
        (b"AT+CFUN=1,1\r", b"0\r"),
    )
    assert world.ask("lwm2m registered 102") == "urn:imei:866425030012347 86400 </1/0>,</3/0>"
    assert world.ask("lwm2m read 102 /3/0/0") == "2.05 Content LONGSUNG"
    assert world.ask("modem lwm2m").startswith("102 registered /rd/")
