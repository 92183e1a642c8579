# HTTP of the simulated EC20 behind a program that has left other settings; the rest is in test_http.py.
from support.program import leave_behind, run

SETUP = {"module": "ec20", "arguments": ["--booted", "--speed", "10"]}


def test_settings_of_a_program_before():
    leave_behind((b'AT+QHTTPCFG="requestheader",1\r', b"OK\r\n"), (b'AT+QHTTPCFG="responseheader",1\r', b"OK\r\n"))
    run(fetched, start=True)


async def fetched(modem):
    buffer = bytearray(512)
    async with await modem.http.get("http://web.test/small") as r:
        n = await r.readinto(buffer)
        assert buffer[:n] == b"Hello, modules!"
        assert await r.readinto(buffer) == 0
