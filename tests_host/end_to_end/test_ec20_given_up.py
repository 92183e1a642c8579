# What was given up goes on in the module for a while: the call behind it waits for its end.
from atmodem.sched import sleep_ms, spawn
from support.bodies import whole
from support.program import online

SETUP = {"module": "ec20", "arguments": ["--booted", "--latency", "10"]}


async def given_up(modem, work, line, ms):
    """Begin `work` and give it up so long after the command that begins with `line` was sent."""
    sent = []
    modem.trace(lambda direction, data, time: sent.append(data) if direction == ">" and data.startswith(line) else None)
    task = spawn(work)
    while not sent:
        await sleep_ms(1)
    modem.trace(None)
    await sleep_ms(ms)
    task.cancel()
    try:
        await task
    except BaseException:
        pass


async def long_body(modem):
    async with await modem.http.get("http://web.test/long") as r:
        await whole(r)


@online
async def test_request_behind_one_that_was_given_up(modem):
    for ms in (1, 15, 20, 25):
        await given_up(modem, long_body(modem), b"AT+QHTTPGET", ms)
        async with await modem.http.get("http://web.test/small") as r:
            assert (r.status, await whole(r)) == (200, b"Hello, modules!"), ms


@online
async def test_ftp_behind_a_transfer_that_was_given_up(modem):
    async with await modem.ftp.connect("ftp.test", user="alice", password="secret") as ftp:
        await ftp.put("whole", b"12345")
        for ms in (1, 15, 20, 25):
            await given_up(modem, ftp.put("part", bytes(3000)), b"AT+QFTPPUT", ms)
            assert await ftp.size("whole") == 5, ms
