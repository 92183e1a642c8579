# EC20 sockets against the bytes of its TCP/IP and SSL manuals and of captures.
from atmodem.errors import Busy, CommandError, LinkLost, NotSupported, Timeout
from atmodem.sched import Cancelled, sleep_ms, spawn
from atmodem.tls import Tls
from support.ec20 import ERROR, OK, Bench
from support.wire import error_of

OPEN = b'+QIOPEN=1,0,"TCP","220.180.239.212",8009,0,0'


def opening(bench, result=b"\r\n+QIOPEN: 0,0\r\n"):
    return bench.script(OPEN, OK + result)


def connect(modem, kind="tcp", **named):
    return modem.sockets.open(kind, "220.180.239.212", 8009, **named)


def opened(work, chunk=64):
    """A bench with an open link; `work(modem, link, bench)` is done on it."""
    bench = opening(Bench(chunk=chunk))

    async def main(modem):
        return await work(modem, await connect(modem), bench)

    return bench, main


# --- opening


def test_the_result_comes_behind_ok_or_much_later():
    assert opening(Bench()).run(connect).index == 0
    bench = Bench()
    bench.wire.expect(b"AT" + OPEN + b"\r").reply(OK).reply(b"\r\n+QIOPEN: 0,0\r\n", 70000)
    assert bench.run(connect).connected


def test_the_context_comes_first_and_only_once():
    bench = Bench(up=False).script(b"+QIACT=1", OK)
    opening(bench).script(b'+QIOPEN=1,1,"UDP","220.180.239.212",8009,0,0', OK + b"\r\n+QIOPEN: 1,0\r\n")

    async def work(modem):
        await connect(modem)
        return (await connect(modem, "udp")).index

    assert bench.run(work) == 1


def test_what_failed_is_closed_too():
    for code, kind in ((566, LinkLost), (565, LinkLost), (552, CommandError), (561, CommandError)):
        bench = opening(Bench(), b"\r\n+QIOPEN: 0,%d\r\n" % code).script(b"+QICLOSE=0", OK)
        error = bench.refused(kind, connect)
        assert str(code) in str(error), error
        assert bench.modem.sockets.links == [None] * 12
        assert bench.modem.packet.up == (code != 561)


def test_an_id_that_is_in_use_since_before_our_time():
    bench = opening(Bench(), b"\r\n+QIOPEN: 0,563\r\n").script(b"+QICLOSE=0", OK)
    assert opening(bench).run(connect).connected
    bench = opening(Bench(), b"\r\n+QIOPEN: 0,563\r\n").script(b"+QICLOSE=0", OK)
    opening(bench, b"\r\n+QIOPEN: 0,563\r\n").script(b"+QICLOSE=0", OK).refused(CommandError, connect)


def test_nobody_answers():
    bench = opening(Bench(), b"").script(b"+QICLOSE=0", OK)
    bench.refused(Timeout, lambda modem: connect(modem, timeout_ms=5000))
    assert bench.wire.clock.slept >= 5000


def test_who_gives_up_leaves_no_link_behind():
    bench = opening(Bench(), b"").script(b"+QICLOSE=0", OK)

    async def work(modem):
        task = spawn(connect(modem))
        await sleep_ms(50)
        task.cancel()
        await error_of(task, Cancelled)
        return modem.sockets.links[0]

    assert bench.run(work) is None


def test_a_late_word_of_the_link_before():
    # The peer closed the link before at the moment we did: that is not the new one.
    bench = Bench()
    bench.wire.expect(b"AT" + OPEN + b"\r").reply(OK + b'\r\n+QIURC: "closed",0\r\n\r\n+QIOPEN: 0,0\r\n')
    assert bench.run(connect).connected


def test_a_tls_link_has_commands_of_its_own():
    bench = Bench().script(
        b'+QSSLCFG="sslversion",5,4', OK, b'+QSSLCFG="ciphersuite",5,0xFFFF', OK, b'+QSSLCFG="seclevel",5,0', OK,
        b'+QSSLCFG="sni",5,1', OK, b'+QSSLCFG="ignorelocaltime",5,1', OK,
        b'+QSSLOPEN=1,5,0,"220.180.239.212",8009,0', OK + b"\r\n+QSSLOPEN: 0,0\r\n",
        b"+QSSLSEND=0,15", (b"\r\n> ", b"NuModem-P5-SSL\n", b'\r\nSEND OK\r\n\r\n+QSSLURC: "recv",0\r\n'),
        b"+QSSLRECV=0,1500", b"\r\n+QSSLRECV: 15\r\nNuModem-P5-SSL\n\r\n\r\nOK\r\n",
        b"+QSSLRECV=0,1500", b"\r\n+QSSLRECV: 0\r\n" + OK, b"+QSSLRECV=0,1500", ERROR,
        b"+QSSLCLOSE=0", OK,
    )  # fmt: skip

    async def work(modem):
        async with await connect(modem, tls=Tls(verify=False)) as link:
            await link.write(b"NuModem-P5-SSL\n")
            buffer = bytearray(1600)
            assert await link.readinto(buffer, 1000) == 15 and buffer[:15] == b"NuModem-P5-SSL\n"
            bench.wire.say(b'\r\n+QSSLURC: "closed",0\r\n', 10)
            assert await link.readinto(buffer, 1000) == 0

    bench.run(work)


def test_what_is_written_is_bytes():
    bench = opening(Bench())

    async def work(modem):
        link = await connect(modem)
        for data in ("abc", 5, None):
            assert str(await error_of(link.write(data), ValueError)) == "data: bytes expected"

    bench.run(work)


def test_what_is_no_tls():
    async def transparent(modem):
        await modem.sockets.open_transparent("h", 7, tls=True)

    for call in (lambda modem: connect(modem, tls=True), transparent):
        assert str(Bench().refused(ValueError, call)) == "tls: Tls expected"


def test_what_tls_cannot_do():
    Bench().refused(ValueError, lambda modem: connect(modem, "udp", tls=Tls(verify=False)))
    Bench().refused(NotSupported, lambda modem: connect(modem, tls=Tls(verify=False), local_port=5000))


def test_twelve_links_and_no_more():
    bench = Bench()
    for n in range(12):
        line = b'+QIOPEN=1,%d,"TCP","220.180.239.212",8009,0,0' % n
        bench.script(line, OK + b"\r\n+QIOPEN: %d,0\r\n" % n)

    async def work(modem):
        for _ in range(12):
            await connect(modem)
        return await error_of(connect(modem), Busy)

    assert bench.run(work)


# --- sending


def test_any_byte_is_counted():
    data = bytes(range(256)) * 6  # 1536 bytes: two pieces

    async def work(modem, link, bench):
        bench.script(
            b"+QISEND=0,1460", (b"\r\n> ", data[:1460], b"\r\nSEND OK\r\n"),
            b"+QISEND=0,76", (b"\r\n>", data[1460:], b"\r\nSEND OK\r\n"),
        )  # fmt: skip
        await link.write(data)

    bench, main = opened(work)
    bench.run(main)


def test_send_fail_is_tried_again():
    # The link is well, the module's buffer is full (manual 2.3.9).
    async def work(modem, link, bench):
        bench.script(
            b"+QISEND=0,1", (b"\r\n> ", b"x", b"\r\nSEND FAIL\r\n"), b"+QISEND=0,1", (b"\r\n> ", b"x", b"\r\nSEND OK\r\n")
        )
        await link.write(b"x")
        assert bench.wire.clock.slept >= 500
        for _ in range(2):
            bench.script(b"+QISEND=0,1", (b"\r\n> ", b"x", b"\r\nSEND FAIL\r\n"))
        return await error_of(link.write(b"x", 1), Timeout)

    bench, main = opened(work)
    assert bench.run(main)


def test_send_fail_on_a_link_that_has_gone():
    async def work(modem, link, bench):
        bench.script(b"+QISEND=0,1", (b"\r\n> ", b"x", b'\r\n+QIURC: "closed",0\r\n\r\nSEND FAIL\r\n'))
        return await error_of(link.write(b"x"), LinkLost)

    bench, main = opened(work)
    assert bench.run(main)


def test_error_instead_of_a_prompt():
    async def work(modem, link, bench):
        bench.script(b"+QISEND=0,1", ERROR)
        return await error_of(link.write(b"x"), CommandError)

    bench, main = opened(work)
    assert bench.run(main)


# --- receiving


def test_data_is_told_once_and_read_until_nothing_is_left():
    # real: the extra CR LF in front of OK is no data
    for chunk in (1, 7, 256):

        async def work(modem, link, bench):
            bench.wire.say(b'\r\n+QIURC: "recv",0\r\n', 10)
            bench.script(
                b"+QIRD=0,10", b"\r\n+QIRD: 10\r\n\r\nOK\r\n+QIR\r\n\r\nOK\r\n",
                b"+QIRD=0,10", b"\r\n+QIRD: 2\r\nD:\r\n\r\nOK\r\n",
                b"+QIRD=0,10", b'\r\n+QIRD: 0\r\n\r\nOK\r\n\r\n+QIURC: "recv",0\r\n',
                b"+QIRD=0,10", b"\r\n+QIRD: 1\r\nx\r\n\r\nOK\r\n",
            )  # fmt: skip
            found = b""
            buffer = bytearray(10)
            while len(found) < 13:
                n = await link.readinto(buffer, 1000)
                found += buffer[:n]
            return found

        bench, main = opened(work, chunk)
        assert bench.run(main) == b"\r\nOK\r\n+QIRD:x"


def test_a_length_behind_the_news():
    # AT+QICFG="recvind",1
    async def work(modem, link, bench):
        bench.wire.say(b'\r\n+QIURC: "recv",0,4\r\n', 10)
        bench.script(b"+QIRD=0,1500", b"\r\n+QIRD: 4\r\nabcd\r\n\r\nOK\r\n")
        return await link.read(timeout_ms=1000)

    bench, main = opened(work)
    assert bench.run(main) == b"abcd"


def test_news_inside_the_answer_of_another_link():
    async def work(modem, link, bench):
        bench.script(b'+QIOPEN=1,1,"UDP","220.180.239.212",8009,0,0', OK + b"\r\n+QIOPEN: 1,0\r\n")
        other = await connect(modem, "udp")
        bench.wire.say(b'\r\n+QIURC: "recv",0\r\n', 10)
        bench.script(
            b"+QIRD=0,5", b'\r\n+QIURC: "recv",1\r\n\r\n+QIRD: 5\r\nfirst\r\n\r\nOK\r\n',
            b"+QIRD=1,5", b"\r\n+QIRD: 5\r\nother\r\n\r\nOK\r\n",
        )  # fmt: skip
        return await link.read(5, 1000), await other.read(5, 1000)

    bench, main = opened(work)
    assert bench.run(main) == (b"first", b"other")


def test_what_a_read_that_ran_out_of_time_has_left_is_asked_for_again():
    async def work(modem, link, bench):
        bench.wire.say(b'\r\n+QIURC: "recv",0\r\n')
        bench.wire.expect(b"AT+QIRD=0,5\r")
        assert await error_of(link.readinto(bytearray(5)), Timeout)
        bench.wire.expect(b"AT+CMEE?\r").reply(b"\r\n+CMEE: 1\r\n\r\nOK\r\n")
        bench.script(b"+QIRD=0,5", b"\r\n+QIRD: 5\r\nthere\r\n\r\nOK\r\n")
        return await link.read(5, 1000)

    bench, main = opened(work)
    assert bench.run(main) == b"there"


def test_what_came_before_the_end_is_read():
    async def work(modem, link, bench):
        bench.wire.say(b'\r\n+QIURC: "recv",0\r\n\r\n+QIURC: "closed",0\r\n', 10)
        bench.script(b"+QIRD=0,1500", b"\r\n+QIRD: 3\r\nend\r\n\r\nOK\r\n", b"+QIRD=0,1500", b"\r\n+QIRD: 0\r\n\r\nOK\r\n")
        assert await link.read(timeout_ms=1000) == b"end"
        assert await link.read(timeout_ms=1000) == b""
        assert not link.connected
        # the id still has to be closed
        bench.script(b"+QICLOSE=0", OK)
        await link.close()
        await link.close()

    bench, main = opened(work)
    bench.run(main)


def test_a_buffer_of_no_length_asks_nothing():
    async def work(modem, link, bench):
        bench.wire.say(b'\r\n+QIURC: "recv",0\r\n', 10)
        await error_of(link.readinto(bytearray(0), 1000), ValueError)
        bench.script(b"+QIRD=0,1", b"\r\n+QIRD: 1\r\nx\r\n\r\nOK\r\n")
        return await link.read(1, 1000)

    bench, main = opened(work)
    assert bench.run(main) == b"x"


def test_a_refused_read_is_an_error_while_the_link_stands():
    async def work(modem, link, bench):
        bench.wire.say(b'\r\n+QIURC: "recv",0\r\n', 10)
        bench.script(b"+QIRD=0,1500", ERROR)
        return await error_of(link.read(timeout_ms=1000), CommandError)

    bench, main = opened(work)
    assert bench.run(main)


# --- ends


def test_the_context_goes():
    async def work(modem, link, bench):
        told = []
        modem.losses.append(told.append)
        bench.wire.say(b'\r\n+QIURC: "pdpdeact",2\r\n\r\n+QIURC: "pdpdeact",1\r\n', 10)
        bench.script(b"+QIRD=0,1500", ERROR)
        await error_of(link.read(timeout_ms=1000), LinkLost)
        assert len(told) == 1 and not modem.packet.up
        bench.script(b"+QICLOSE=0", OK)
        await link.close()
        bench.script(b"+QIACT=1", ERROR, b"+QIACT?", OK, b"+QIDEACT=1", OK, b"+QIACT=1", OK)
        opening(bench)
        return (await connect(modem)).connected

    bench, main = opened(work)
    assert bench.run(main)


def test_the_context_goes_while_it_connects():
    bench = Bench()
    bench.wire.expect(b"AT" + OPEN + b"\r").reply(OK).reply(b'\r\n+QIURC: "pdpdeact",1\r\n', 300)
    bench.script(b"+QICLOSE=0", OK)
    bench.refused(LinkLost, connect)


def test_news_of_links_that_are_none():
    async def work(modem, link, bench):
        for news in (b'"recv",11', b'"closed",12', b'"recv",x', b'"incoming full"'):
            bench.wire.say(b"\r\n+QIURC: " + news + b"\r\n", 10)
        await sleep_ms(50)
        return link.connected

    bench, main = opened(work)
    assert bench.run(main)


# --- settings


def test_what_the_peer_has_not_acknowledged():
    async def work(modem, link, bench):
        bench.script(b"+QISEND=0,0", b"\r\n+QISEND: 83,80,3\r\n" + OK)
        return await link.unacknowledged()

    bench, main = opened(work)
    assert bench.run(main) == 3


def test_why_it_was_an_error():
    bench = Bench().script(b"+QIGETERROR", b"\r\n+QIGETERROR: 0,operate successfully\r\n" + OK)
    assert bench.run(lambda modem: modem.sockets.last_error()) == (0, "operate successfully")


def test_state_and_settings():
    # real: 3 is the state of a client's open link (BG96)
    bench = Bench().script(
        b"+QISTATE?", b'\r\n+QISTATE: 0,"TCP","104.155.82.190",1883,22742,3,1,0,0,"uart1"\r\n' + OK,
        b'+QICFG="transpktsize",512', OK, b'+QICFG="transpktsize"', b'\r\n+QICFG: "transpktsize",512\r\n' + OK,
    )  # fmt: skip

    async def work(modem):
        rows = await modem.sockets.status()
        await modem.sockets.configure("transpktsize", 512)
        return rows, await modem.sockets.configure("transpktsize")

    rows, setting = bench.run(work)
    assert rows == [(0, "TCP", "104.155.82.190", 1883, 22742, 3, 1, 0, 0, "uart1")]
    assert setting == ("transpktsize", 512)
