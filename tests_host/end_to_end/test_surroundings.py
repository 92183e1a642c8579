# What every end-to-end test stands on: a module that answers, and someone outside who does as asked.
import time

from support import world

SETUP = {"module": "ec20", "arguments": ["--booted"]}


def exchange(port, command, end, patience_ms=5000):
    port.write(command)
    heard, buffer = b"", bytearray(64)
    for _ in range(patience_ms // 5):
        count = port.readinto(buffer, min(port.any(), len(buffer))) if port.any() else 0
        heard += bytes(buffer[: count or 0])
        if heard.endswith(end):
            return heard
        time.sleep(0.005)
    raise RuntimeError(heard)


def test_the_module_answers():
    port = world.port()
    assert b"OK" in exchange(port, b"AT\r", b"OK\r\n")
    port.close()


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
