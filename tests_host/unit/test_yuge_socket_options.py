# YM310 settings of the TCP/IP commands, and what links can do beside writing and reading, against the bytes of its manual.
from atmodem.errors import LinkLost, Timeout
from atmodem.sched import sleep_ms
from support.wire import error_of
from support.ym310 import OK, Bench

START = b'+CIPSTART=0,"TCP","h",7'


def option(line, call, answer=OK):
    return Bench().script(line, answer).run(lambda modem: call(modem.socket_options))


def test_settings_are_sent():
    for line, arguments in (
        (b"+CIPTKA=1,60,30,3", ("keep_alive", 1, 60, 30, 3)),
        (b"+CIPTKA=0", ("keep_alive", 0)),
        (b"+CIPQSEND=2", ("confirmation", 2)),
        (b"+CIPSPRT=0", ("prompt", 0)),
        (b"+CIPATS=1,10", ("timer", 1, 10)),
        (b"+CIPRXGET=5", ("receive", 5)),
        (b"+CIPRXF=1", ("bare", 1)),
        (b"+CIPHEAD=1", ("header", 1)),
        (b"+CIPSHOWTP=1", ("protocol", 1)),
        (b"+CIPSRIP=1", ("sender", 1)),
        (b"+CIPMUX=1", ("links", 1)),
        (b"+CIPMODE=1", ("transparent", 1)),
        (b"+CIPCCFG=3,2,1024,1", ("packing", 3, 2, 1024, 1)),
        (b"+CIPCCFG=8,10,1460,0,1,50,1000,1", ("packing", 8, 10, 1460, 0, 1, 50, 1000, 1)),
        (b"+CIPDPDP=1,10,3", ("loss_detection", 1, 10, 3)),
        (b"+CIPRDTIMER=2000,3500", ("close_timers", 2000, 3500)),
    ):
        option(line, lambda options, a=arguments: options.set(*a))


def test_settings_out_of_their_limits():
    for arguments in (
        ("keep_alive",), ("keep_alive", 2), ("keep_alive", 1, 29), ("keep_alive", 1, 7201), ("keep_alive", 1, 60, 30, 10),
        ("keep_alive", 1, 60, 30, 9, 1), ("confirmation", 3), ("timer", 1, 0), ("timer", 1, 101), ("packing", 3, 2, 1024),
        ("packing", 2, 2, 1024, 1), ("packing", 3, 2, 1461, 1), ("close_timers", 1), ("links", "1"), ("ports", 1), ("nothing", 1),
    ):  # fmt: skip

        async def work(modem, arguments=arguments):
            await modem.socket_options.set(*arguments)

        Bench().refused(ValueError, work)

    async def unknown(modem):
        await modem.socket_options.get("nothing")

    Bench().refused(ValueError, unknown)


def test_settings_are_read():
    for line, name, answer, found in (
        (b"+CIPTKA?", "keep_alive", b"+CIPTKA:0,7200,75,9", (0, 7200, 75, 9)),
        (b"+CIPATS?", "timer", b"+CIPATS: 0,1", (0, 1)),
        (b"+CIPSEND?", "segment", b"+CIPSEND: 1460", (1460,)),
        (b"+CLPORT?", "ports", b"+CLPORT: 0,0", (0, 0)),
        (b"+CSTT?", "apn", b'+CSTT: "cmiot","",""', ("cmiot", "", "")),
        (b"+CIPRXGET?", "receive", b"+CIPRXGET:1", (1,)),
        (b"+CIPPING?", "ping", b"+CIPPING: 4,32,10,64", (4, 32, 10, 64)),
    ):
        assert option(line, lambda options, n=name: options.get(n), b"\r\n" + answer + b"\r\n" + OK) == found
    rows = b"".join([b"\r\n+CLPORT: %d,%d,0\r\n" % (n, n * 10) for n in range(6)])
    assert option(b"+CLPORT?", lambda options: options.get("ports"), rows + OK) == [(n, n * 10, 0) for n in range(6)]


def test_the_bearer_the_gateway_the_address():
    option(b'+CIPCSGP=1,"cmiot","me","word"', lambda options: options.set_bearer("cmiot", "me", "word"))
    option(b'+CIFCONFIG="192.168.7.2"', lambda options: options.set_gateway("192.168.7.2"))
    assert option(b"+CIFCONFIG?", lambda options: options.gateway(), b"\r\n192.168.7.2\r\n" + OK) == "192.168.7.2"
    assert option(b"+CIFSR", lambda options: options.address(), b"\r\n010.083.172.111\r\n") == "10.83.172.111"
    assert option(b"+CIFSR", lambda options: options.address(), b"\r\nERROR\r\n") is None


def test_a_private_network():
    option(
        b'+CPNETAPN=2,"jscmiot","u9682","iot98765",2',
        lambda options: options.set_private_apn("jscmiot", "u9682", "iot98765", "CHAP"),
    )
    option(b'+CPNETAPN=3,"","","",0', lambda options: options.set_private_apn(None))
    option(b"+AUTOAPN=0", lambda options: options.automatic_apn(False))
    for answer in (
        b"\r\nMODE:2\r\n\r\nAPN:jscmiot\r\n\r\nUSR:u9682\r\n\r\nPWD:iot98765\r\n\r\nAUTHMODE:2\r\n",
        b"\r\nMODE:2\r\nAPN:jscmiot\r\nUSR:u9682\r\nPWD:iot98765\r\nAUTHMODE:2\r\n",
        b"\r\nMODE:2 APN:jscmiot USR:u9682 PWD:iot98765 AUTHMODE:2\r\n",
    ):
        found = option(b"+CPNETAPN?", lambda options: options.private_apn(), answer + OK)
        assert found == ("jscmiot", "u9682", "CHAP"), found
    answer = b"\r\nMODE:3\r\nAPN:\r\nUSR:\r\nPWD:\r\nAUTHMODE:0\r\n"
    assert option(b"+CPNETAPN?", lambda options: options.private_apn(), answer + OK) is None
    for arguments in (("",), ("a" * 129,), ("a", "u" * 33), ("a", "u", "p", "plain"), ('"',)):

        async def work(modem, arguments=arguments):
            await modem.socket_options.set_private_apn(*arguments)

        Bench().refused(ValueError, work)


def test_what_is_kept():
    option(b"+CIPSCONT", lambda options: options.save())
    lines = (
        b"+CIPSCONT:0", b"+CIPCSGP:1", b"Gprs Config APN:cmiot", b"Gprs Config UserId:", b"Gprs Config Password:",
        b"+CIPHEAD:1", b"+CIPSHOWTP:0", b"+CIPSRIP:0", b"+CIPATS:0,1", b"+CIPSPRT:1", b"+CIPQSEND:1", b"+CIPMODE:0",
        b"+CIPCCFG:5,2,1024,0,0,1460,50", b"+CIPMUX:1", b"+CIPDPDP:1,10,3", b"+CIPRXGET:1", b"+CIPRDTIMER: 2000,3500",
    )  # fmt: skip
    for apart in (b"\r\n", b"\r\n\r\n"):
        found = option(b"+CIPSCONT?", lambda options: options.saved(), b"\r\n" + apart.join(lines) + b"\r\n" + OK)
        assert len(found) == len(lines) and found["+CIPCCFG"] == "5,2,1024,0,0,1460,50" and found["+CIPRDTIMER"] == "2000,3500"
        assert found["Gprs Config APN"] == "cmiot"


# --- links


def with_link(bench, work):
    async def main(modem):
        bench.script(b"+CIPSSL=0", OK, START, OK + b"\r\n0, CONNECT OK\r\n")
        return await work(await modem.sockets.open("tcp", "h", 7), bench)

    return bench.run(main)


def test_acknowledged():
    async def work(link, bench):
        bench.script(b"+CIPACK=0", b"\r\n+CIPACK: 15,10,5\r\n" + OK)
        assert await link.acknowledged() == (15, 10, 5)
        assert not hasattr(link, "TCP") and not hasattr(link, "nothing")

    with_link(Bench(), work)


def test_sending_up_to_ctrl_z():
    # manual 9.42
    async def work(link, bench):
        bench.wire.expect(b"AT+CIPSEND=0\r\n").reply(b"\r\n> ").expect(b"1234567890\x1a").reply(b"\r\nDATA ACCEPT:0,10\r\n")
        await link.send_until(b"1234567890")
        bench.wire.expect(b"AT+CIPSEND=0\r\n").reply(b"\r\n> ").expect(b"TEST Auto fast send")
        bench.wire.reply(b"\r\n0, SEND OK\r\n", 10000)
        await link.send_until(b"TEST Auto fast send", timed=True)
        for data in (b"", b"a\x1a", b"\x1b", bytes(1461)):
            await error_of(link.send_until(data), ValueError)

    with_link(Bench(), work)


def test_errors_of_9_39():
    for text, code, words in (
        (b"0, SEND FAIL", -1, "0, SEND FAIL"),
        (b"TCP ERROR:14", 14, "reset by the host"),
        (b"TCP ERROR:6", 6, "host unreachable"),
        (b"UDP ERROR:8", 8, "host unreachable"),
        (b"UDP ERROR:4", 4, "no callback"),
        (b"TCP ERROR:99", 99, "TCP ERROR:99"),
    ):

        async def work(link, bench, text=text, code=code, words=words):
            bench.wire.expect(b"AT+CIPSEND=0,2\r\n").reply(b"\r\n> ").expect(b"ab").reply(b"\r\n" + text + b"\r\n")
            error = await error_of(link.write(b"ab"), LinkLost)
            assert error.code == code and words in str(error), error
            bench.wire.expect(b"AT+CIPSEND=0\r\n").reply(b"\r\n> ").expect(b"ab\x1a").reply(b"\r\n" + text + b"\r\n")
            error = await error_of(link.send_until(b"ab"), LinkLost)
            assert error.code == code and words in str(error), error

        with_link(Bench(), work)


def test_why_nothing_was_sent_is_told_behind_the_refusal():
    for refusal in (b"\r\n0, SEND FAIL\r\n", b"\r\n+CME ERROR: 3\r\n", b"\r\n+CME ERROR 3\r\n"):
        for reason, words in ((b"\r\n+PDP DEACT\r\n", "context lost"), (b"\r\n0, CLOSED\r\n", "CLOSED")):

            async def work(link, bench, refusal=refusal, reason=reason, words=words):
                bench.wire.expect(b"AT+CIPSEND=0,2\r\n").reply(b"\r\n> ").expect(b"ab").reply(refusal).reply(reason, 50)
                error = await error_of(link.write(b"ab"), LinkLost)
                assert words in str(error), error

            with_link(Bench(), work)


def test_an_error_ends_a_single_link():
    bench = Bench(single=True)

    async def main(modem):
        bench.script(b"+CIPSSL=0", OK, b'+CIPSTART="TCP","h",7', OK + b"\r\nCONNECT OK\r\n")
        link = await modem.sockets.open("tcp", "h", 7)
        bench.wire.say(b"\r\nTCP ERROR:13\r\n")
        await sleep_ms(10)
        assert not link.connected and link.error.code == 13, link.error

    bench.run(main)


def test_bytes_that_wait():
    async def work(link, bench):
        bench.script(b"+CIPRXGET=4,0", b"\r\n+CIPRXGET: 1,0\r\n\r\n+CIPRXGET: 4,0,1234\r\n" + OK)
        assert await link.unread() == 1234
        assert link.arrived.is_set
        bench.script(b"+CIPRXGET=3,0,150", b"\r\n+CIPRXGET: 3,0,5,0\r\n48454C4C4F\r\n" + OK)
        assert await link.read_hex(150) == b"HELLO"
        bench.script(b"+CIPRXGET=3,0,730", b"\r\n+CIPRXGET: 3,0,730,9\r\n" + b"0d0A" * 365 + b"\r\n" + OK)
        assert await link.read_hex() == b"\r\n" * 365
        bench.script(b"+CIPRXGET=3,0,730", b"\r\n+CIPRXGET: 3,0,0,0\r\n" + OK)
        assert await link.read_hex() == b""
        await error_of(link.read_hex(731), ValueError)

    for chunk in (1, 64):
        with_link(Bench(chunk=chunk), work)


def test_a_quick_end():
    async def work(link, bench):
        link.quick = True
        bench.script(b"+CIPCLOSE=0,1", b"\r\n0, CLOSE OK\r\n")
        await link.close()

    with_link(Bench(), work)


# --- pushed data


def pushed(single=False, chunk=64, limit=4096):
    bench = Bench(up=False, single=single, chunk=chunk)
    bench.modem.sockets.push(limit)
    bench.script(b"+CIPSHUT", b"\r\nSHUT OK\r\n", b"+CIPMUX=%d" % (not single), OK, b"+CIPRXGET=0", OK, b"+CIPRXF=1", OK)
    if single:
        bench.script(b"+CIPHEAD=1", OK)
    bench.script(b"+CIPQSEND=1", OK, b"+CSTT", OK, b"+CIICR", OK, b"+CIFSR", b"\r\n10.1.2.3\r\n", b"+CIPSSL=0", OK)
    number = b"" if single else b"0,"
    answer = OK + b"\r\n" + (b"" if single else b"0, ") + b"CONNECT OK\r\n"
    return bench.script(b"+CIPSTART=" + number + b'"TCP","h",7', answer)


async def collected(link, n):
    got = b""
    while len(got) < n:
        got += bytes(await link.read(40, 1000))
    return got


def test_pushed_data_of_six_links():
    # manual 9.25, 9.42
    for chunk in (1, 7, 64):
        bench = pushed(chunk=chunk)

        async def work(modem, bench=bench):
            link = await modem.sockets.open("tcp", "h", 7)
            bench.wire.say(b"\r\n+RECEIVE,0,7:\r\nTEST123\r\n+RECEIVE,5,3:\r\nxyz\r\n+RECEIVE,0,12:\r\n\r\nOK\r\n+RECE,")
            bench.wire.say(b"\r\n+RECEIVE,0,100:\r\n" + b"\n" * 100)
            assert await collected(link, 119) == b"TEST123\r\nOK\r\n+RECE," + b"\n" * 100
            assert link.held == link.dropped == 0

        bench.run(work)


def test_pushed_data_of_a_single_link():
    for chunk in (1, 7, 64):
        bench = pushed(single=True, chunk=chunk)

        async def work(modem, bench=bench):
            link = await modem.sockets.open("tcp", "h", 7)
            bench.wire.say(b"\r\n+IPD,4:TEST")
            assert await collected(link, 4) == b"TEST" and link.sender is None
            bench.wire.say(b"\r\n+IPD,4,TCP:T\r\n:\r\n+IPD,3,UDP:,\"\r")
            assert await collected(link, 7) == b'T\r\n:,"\r'
            bench.wire.say(b"\r\n+RECV FROM: 60.166.12.210:7500\r\n\r\n+IPD,4:TEST")
            assert await collected(link, 4) == b"TEST" and link.sender == "60.166.12.210:7500"
            bench.wire.say(b"\r\nRECV FROM:1.2.3.4:7\r\n+IPD,1:x")
            assert await collected(link, 1) == b"x" and link.sender == "1.2.3.4:7"

        bench.run(work)


def test_pushed_data_that_finds_no_room():
    bench = pushed(limit=10)

    async def work(modem):
        link = await modem.sockets.open("tcp", "h", 7)
        bench.wire.say(b"\r\n+RECEIVE,0,7:\r\nTEST123\r\n+RECEIVE,0,4:\r\nabcd\r\n+RECEIVE,0,1:\r\ne")
        await sleep_ms(50)
        assert link.dropped == 5 and not link.connected
        # What came before the hole is read, what came behind it is not.
        assert await collected(link, 7) == b"TEST123"
        error = await error_of(link.read(1, 100), LinkLost)
        assert "faster" in str(error)

    bench.run(work)


def test_nothing_pushed():
    bench = pushed()

    async def work(modem):
        link = await modem.sockets.open("tcp", "h", 7)
        bench.wire.say(b"\r\n+RECEIVE,x\r\n\r\n+RECEIVE,9,1:\r\nz\r\n+RECEIVE,3,2:\r\nzz")
        await error_of(link.read(1, 100), Timeout)

    bench.run(work)


def test_pushed_data_that_memory_has_no_room_for():
    from atmodem.yuge import pushed as place

    def full(n):
        raise MemoryError

    bench = pushed()

    async def work(modem):
        link = await modem.sockets.open("tcp", "h", 7)
        place.bytearray = full
        try:
            bench.wire.say(b"\r\n+RECEIVE,0,7:\r\nTEST123\r\n")
            await sleep_ms(100)
        finally:
            del place.bytearray
        assert link.dropped == 7 and not link.connected

    bench.run(work)


def test_a_setting_is_read_without_loading_the_sockets():
    bench = Bench().script(b"+CIPRXGET?", b"\r\n+CIPRXGET: 1\r\n" + OK)
    assert bench.run(lambda modem: modem.socket_options.get("receive")) == (1,)
    assert "sockets" not in bench.modem.loaded
