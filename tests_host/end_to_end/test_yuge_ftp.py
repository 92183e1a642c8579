# FTP of the simulated YM310 with a real server: what this module alone has, or does in its own way; the rest is in test_ftp.py.
import atmodem
from atmodem.errors import LinkLost, Rejected
from support import world
from support.hurried import Hurried
from support.program import error_of
from support.transfers import Pattern, is_stored, on_server, stored

SETUP = {"module": "ym310", "arguments": ["--booted", "--chunks", "--speed", str(Hurried.SPEED)]}


@on_server
async def test_through_the_memory_of_the_module(modem, ftp):
    from atmodem.yuge import ftp_memory

    data = stored(3000)
    await ftp_memory.put(ftp, "mem", data)
    assert is_stored("mem", 3000)
    back = bytearray(4000)
    assert await ftp_memory.get(ftp, "mem", back) == 3000
    assert back[:3000] == data
    await modem.files.write("local", data)
    await ftp_memory.put_file(ftp, "local", "mem2")
    assert is_stored("mem2", 3000)
    assert await ftp.put("mem3", data) == 3000  # in pieces again
    assert is_stored("mem3", 3000)


@on_server
async def test_a_lost_bearer(modem, ftp):
    world.ask("ftp make l 3000")
    await modem.bearer.close()
    sink = Pattern(3000)
    assert await ftp.get("l", sink) == 3000 == sink.at, "the bearer was not opened again"


@on_server
async def test_a_file_after_a_part_of_one(modem, ftp):
    from atmodem.yuge import ftp_memory

    world.ask("ftp make p 3000")
    assert await ftp.get("p", bytearray(100), offset=2000) == 100
    file, size = await ftp.get_file("p", "p.bin")
    assert size == 3000, "where to go on is nothing to remember"
    assert await modem.files.read(file) == stored(3000)
    assert await ftp.get("p", bytearray(100), offset=2000) == 100
    buffer = bytearray(4000)
    assert await ftp_memory.get(ftp, "p", buffer) == 3000
    assert buffer[:3000] == stored(3000)


@on_server
async def test_what_the_server_has_not_is_not_asked_for_again_and_again(modem, ftp):
    start = atmodem.sched.loop.now()
    for call, arguments in ((ftp.get_file, ("absent", "x")), (ftp.get, ("absent", bytearray(10)))):
        error = await error_of(call(*arguments))
        assert isinstance(error, (LinkLost, Rejected)) and "(7" in str(error), error
    assert atmodem.sched.ticks_diff(atmodem.sched.loop.now(), start) < 30000
