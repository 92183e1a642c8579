# FTP of the simulated EC20 with a real server: what this module alone has, or does in its own way; the rest is in test_ftp.py.
import atmodem
from support import world
from support.hurried import Hurried
from support.program import leave_behind
from support.transfers import Pattern, is_stored, on_server, session

SETUP = {"module": "ec20", "arguments": ["--booted", "--speed", str(Hurried.SPEED)]}


@on_server
async def test_a_file_is_renamed(modem, ftp):
    from atmodem.quectel.ftp_files import rename

    await ftp.make_folder("/r")
    await ftp.put("old.txt", b"hello")
    await rename(ftp, "old.txt", "/r/new.txt")
    assert await ftp.size("/r/new.txt") == 5
    await ftp.delete("/r/new.txt")
    await ftp.remove_folder("/r")


@on_server
async def test_the_context_goes_in_mid_transfer(modem, ftp):
    world.ask("ftp make l 3000")
    assert await ftp.size("l") == 3000
    world.ask("modem pdp-deact 1")
    sink = Pattern(3000)
    assert await ftp.get("l", sink) == 3000 == sink.at
    task = atmodem.spawn(ftp.put("up", Pattern(20000)))
    await atmodem.sleep_ms(150 * Hurried.SPEED)
    world.ask("modem pdp-deact 1")
    assert await task == 20000
    assert is_stored("up", 20000)


@on_server
async def test_nothing_is_left_in_the_module(modem, ftp):
    await ftp.put("x", b"abc")
    await ftp.get("x", bytearray(3))
    await ftp.list()
    assert [name for name in await modem.files.list() + await modem.files.list("RAM:") if "ftp" in name] == []


async def is_usable(modem, ftp):
    await ftp.put("x", b"abc")
    assert await ftp.size("x") == 3


def test_a_session_that_a_program_before_left_open():
    leave_behind(
        (b"AT+QIACT=1\r", b"OK\r\n"), (b'AT+QFTPCFG="account","alice","secret"\r', b"OK\r\n"),
        (b'AT+QFTPCFG="transmode",1\r', b"OK\r\n"), (b'AT+QFTPOPEN="ftp.test",21\r', b"+QFTPOPEN: 0,0\r\n"),
    )  # fmt: skip
    session(is_usable)
