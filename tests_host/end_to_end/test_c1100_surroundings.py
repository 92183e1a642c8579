# What the end-to-end tests of the C1100 stand on: numeric results over a pty, and LwM2M servers that are asked what they saw.
import time

from support import world

SETUP = {"module": "c1100", "arguments": ["--booted", "--registration-ms", "100"]}


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


def test_the_module_registers_after_its_restart():
    port = world.port()
    exchange(port, b"ATE0V0\r", b"0\r")
    exchange(port, b'AT+LWMTM=3,"lwm2m.test:5683"\r', b"0\r")
    exchange(port, b"AT+LWMTM=1\r", b"0\r")
    exchange(port, b"AT+CFUN=1,1\r", b"0\r")
    assert world.ask("lwm2m registered 102") == "urn:imei:866425030012347 86400 </1/0>,</3/0>"
    assert world.ask("lwm2m read 102 /3/0/0") == "2.05 Content LONGSUNG"
    assert world.ask("modem lwm2m").startswith("102 registered /rd/")
    port.close()
