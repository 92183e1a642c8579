# YM310 sockets and what they stand on, against the bytes of its manual.
from atmodem.errors import Busy, CommandError, LinkLost, Timeout
from atmodem.sched import Cancelled, sleep_ms, spawn
from atmodem.tls import Tls
from support.wire import error_of
from support.ym310 import OK, Bench

START = b'+CIPSTART=0,"TCP","36.9.88.120",6001'


def opening(bench, ending=b"\r\n0, CONNECT OK\r\n", number=b"0,", kind=b"TCP"):
    """Script the opening of link 0."""
    return bench.script(b"+CIPSSL=0", OK, b"+CIPSTART=" + number + b'"' + kind + b'","36.9.88.120",6001', OK + ending)


def connect(modem, kind="tcp", **named):
    return modem.sockets.open(kind, "36.9.88.120", 6001, **named)


async def settle():
    """Let everything happen that is due."""
    for _ in range(5):
        await sleep_ms(10)


# --- the state machine of manual 9.40


def test_bring_up_from_any_state():
    bench = Bench(up=False).bring_up()
    bench.run(lambda modem: modem.packet.start())


def test_bring_up_with_an_apn_and_a_password():
    bench = Bench(up=False).bring_up(b'+CSTT="cmiot","me","word"')
    bench.run(lambda modem: modem.packet.start("cmiot", "me", "word"))
    bench.run(lambda modem: modem.packet.start("cmiot", "me", "word"))


def test_another_apn_ends_what_was_open():
    bench = Bench(up=False).bring_up(b'+CSTT="a"')
    told = []
    bench.modem.losses.append(told.append)
    bench.run(lambda modem: modem.packet.start("a"))
    assert not told
    bench.bring_up(b'+CSTT="b","me",""')
    bench.run(lambda modem: modem.packet.start("b", "me", ""))
    assert len(told) == 1 and bench.modem.packet.up


def test_no_text_of_the_apn_leaves_the_line():
    for arguments in (("a" * 101,), ('a"b',), ("a\rb",), ("a", "u" * 33, ""), ("a", "u", "p" * 33), ("a", "u")):
        Bench(up=False).refused(ValueError, lambda modem, a=arguments: modem.packet.start(*a))


def test_the_address_behind_ok_alone():
    # manual 9.27 shows AT+CIFSR answered by OK
    bench = Bench(up=False).script(
        b"+CIPSHUT", OK, b"+CIPMUX=1;+CIPRXGET=1;+CIPQSEND=1", OK, b"+CSTT", OK, b"+CIICR", OK, b"+CIFSR", OK
    )  # fmt: skip
    bench.run(lambda modem: modem.packet.start())


def test_a_context_that_does_not_come_up_is_tried_again():
    bench = Bench(up=False).script(
        b"+CIPSHUT", b"\r\nSHUT OK\r\n", b"+CIPMUX=1;+CIPRXGET=1;+CIPQSEND=1", OK, b"+CSTT", OK,
        b"+CIICR", b"\r\nERROR\r\n",
    )  # fmt: skip
    bench.refused(CommandError, lambda modem: modem.packet.start())
    bench.bring_up()
    bench.run(lambda modem: modem.packet.start())


def test_two_who_start_wait_for_one_another():
    async def work(modem):
        tasks = [spawn(modem.packet.start()) for _ in range(2)]
        for task in tasks:
            await task

    Bench(up=False).bring_up().run(work)


def test_stop():
    bench = Bench().script(b"+CIPSHUT", b"\r\nSHUT OK\r\n")
    bench.run(lambda modem: modem.packet.stop())
    assert not bench.modem.packet.up


def test_another_context_is_one_of_3gpp():
    bench = Bench().script(
        b"+CGDCONT?", OK, b'+CGDCONT=5,"IP","a"', OK, b"+CGACT?", b"\r\n+CGACT: 1,1\r\n" + OK, b"+CGACT=1,5", OK
    )
    bench.run(lambda modem: modem.packet.start("a", context=5))


def test_pdp_deact_in_every_spelling():
    for spelling in (b"+PDP DEACT", b"+PDP:DEACT", b"+PDP: DEACT"):
        deactivated(spelling)


def deactivated(spelling):
    bench = opening(Bench())

    async def work(modem):
        link = await connect(modem)
        bench.wire.say(b"\r\n" + spelling + b"\r\n", 10)
        bench.script(b"+CIPRXGET=2,0,8", b"\r\nERROR\r\n")
        await error_of(link.readinto(bytearray(8), 1000), LinkLost)
        # all begins anew: with CIPSHUT, and with the old link closed
        bench.script(b"+CIPCLOSE=0", b"\r\nERROR\r\n")
        await link.close()
        opening(bench.bring_up())
        await connect(modem)

    bench.run(work)


def test_a_loss_while_the_context_comes_up():
    bench = Bench(up=False).bring_up()

    async def work(modem):
        task = spawn(modem.packet.start())
        while not modem.packet.up:
            await sleep_ms(0)
        bench.wire.say(b"\r\n+PDP DEACT\r\n")
        await task
        return modem.packet.up

    assert bench.run(work) is False


# --- opening


def test_connect_ok_with_and_without_a_blank():
    for ending in (b"\r\n0,CONNECT OK\r\n", b"\r\n0, CONNECT OK\r\n"):
        link = opening(Bench(), ending).run(connect)
        assert link.connected and link.index == 0


def test_connect_ok_in_the_answer_of_another_command():
    bench = Bench().script(b"+CIPSSL=0", OK, START, OK, b"+CGSN", b"\r\n0, CONNECT OK\r\n\r\n866714044915436\r\n" + OK)

    async def work(modem):
        opened = spawn(connect(modem))
        await settle()
        assert await modem.command("+CGSN") == ["866714044915436"]
        return await opened

    assert bench.run(work).connected


def test_connect_fail():
    for ending in (b"\r\n0,CONNECT FAIL\r\n", b"\r\n0, CONNECT FAIL\r\n"):
        bench = opening(Bench(), ending).script(b"+CIPCLOSE=0", b"\r\nERROR\r\n")
        assert "FAIL" in str(bench.refused(LinkLost, connect))
        assert bench.modem.sockets.links == [None] * 6


def test_a_link_from_before_our_time_is_closed():
    bench = opening(Bench(), b"\r\n0,ALREADY CONNECT\r\n").script(b"+CIPCLOSE=0", b"\r\n0,CLOSE OK\r\n")
    bench.refused(LinkLost, connect)


def test_error_without_a_colon():
    # manual 9.9 prints +CME ERROR <err>
    bench = Bench().script(b"+CIPSSL=0", OK, START, b"\r\n+CME ERROR 3\r\n", b"+CIPCLOSE=0", b"\r\n+CME ERROR 3\r\n")
    assert bench.refused(CommandError, connect).code == 3


def test_nobody_answers():
    bench = opening(Bench(), b"").script(b"+CIPCLOSE=0", b"\r\n0, CLOSE OK\r\n")
    bench.refused(Timeout, lambda modem: connect(modem, timeout_ms=5000))
    assert bench.wire.clock.slept >= 5000


def test_who_gives_up_leaves_no_link_behind():
    bench = opening(Bench(), b"").script(b"+CIPCLOSE=0", b"\r\n0, CLOSE OK\r\n")

    async def work(modem):
        task = spawn(connect(modem))
        await settle()
        task.cancel()
        await error_of(task, Cancelled)
        return modem.sockets.links[0]

    assert bench.run(work) is None


def test_tls_is_switched_for_each_link():
    bench = Bench().script(
        b"+CCLK?", b'\r\n+CCLK: "70/01/01,00:00:28+32"\r\n' + OK, b'+SSLCFG="sslversion",0,3', OK,
        b'+SSLCFG="ciphersuite",0,0XFFFF', OK, b'+SSLCFG="seclevel",0,0', OK,
        b'+SSLCFG="hostname",0,"36.9.88.120"', OK, b'+SSLCFG="ignorelocaltime",0,1', OK,
        b"+CIPSSL=1", OK, START, OK + b"\r\n0,CONNECT OK\r\n",
        b"+CIPSSL=0", OK, b'+CIPSTART=1,"UDP","36.9.88.120",6001', OK + b"\r\n1,CONNECT OK\r\n",
    )  # fmt: skip

    async def work(modem):
        await connect(modem, tls=Tls(verify=False))
        await connect(modem, "udp")

    bench.run(work)


def test_no_tls_over_udp():
    Bench().refused(ValueError, lambda modem: connect(modem, "udp", tls=Tls(verify=False)))


def test_a_local_port_is_given_back():
    bench = Bench().script(b'+CLPORT=0,"TCP",5000', OK)
    opening(bench).script(b'+CLPORT=0,"TCP",0', OK, b"+CIPCLOSE=0", b"\r\n0,CLOSE OK\r\n")

    async def work(modem):
        async with await connect(modem, local_port=5000):
            pass

    bench.run(work)


def test_six_links_and_no_more():
    bench = Bench()
    for n in b"012345":
        bench.script(b"+CIPSSL=0", OK, b'+CIPSTART=%c,"TCP","36.9.88.120",6001' % n, OK + b"\r\n%c,CONNECT OK\r\n" % n)

    async def work(modem):
        for _ in range(6):
            await connect(modem)
        return await error_of(connect(modem), Busy)

    assert bench.run(work)


# --- sending


def sending(data, answer, kind="tcp", single=False, prompt=b"\r\n> "):
    """What `write(data)` does when the module answers so."""
    number = b"" if single else b"0,"
    bench = opening(Bench(single=single), b"\r\n%sCONNECT OK\r\n" % number, number, bytes(kind.upper(), "utf-8"))
    # CR LF ends the command: behind CR alone the module would eat an LF that begins the data (manual 9.14)
    bench.wire.expect(b"AT+CIPSEND=%s%d\r\n" % (number, len(data))).reply(prompt)
    bench.wire.expect(data).reply(answer)

    async def work(modem):
        link = await connect(modem, kind)
        await link.write(data)

    return bench, work


def test_every_final_text_of_send():
    for answer in (b"\r\nDATA ACCEPT:0,3\r\n", b"\r\n0,SEND OK\r\n", b"\r\n0, SEND OK\r\n"):
        bench, work = sending(b"abc", answer)
        bench.run(work)


def test_every_final_text_of_send_on_a_single_link():
    for answer in (b"\r\nDATA ACCEPT:3\r\n", b"\r\nSEND OK\r\n"):
        bench, work = sending(b"abc", answer, single=True)
        bench.run(work)


def test_what_says_that_nothing_was_sent():
    for answer in (b"\r\n0,SEND FAIL\r\n", b"\r\n0, SEND FAIL\r\n", b"\r\nTCP ERROR:14\r\n", b"\r\nUDP ERROR:6\r\n"):
        bench, work = sending(b"abc", answer)
        bench.refused(LinkLost, work)
    for answer in (b"\r\nERROR\r\n", b"\r\n+CME ERROR 3\r\n"):
        bench, work = sending(b"abc", answer)
        bench.refused(CommandError, work)


def test_data_that_begins_with_a_line_feed():
    bench, work = sending(b"\n123456", b"\r\nDATA ACCEPT:0,7\r\n")
    bench.run(work)


def test_data_of_every_byte():
    bench, work = sending(bytes(range(256)), b"\r\nDATA ACCEPT:0,256\r\n", prompt=b"\r\n>")
    bench.run(work)


def test_long_data_goes_in_pieces():
    bench = opening(Bench())
    data = bytes(range(256)) * 6
    bench.wire.expect(b"AT+CIPSEND=0,1460\r\n").reply(b"\r\n> ")
    bench.wire.expect(data[:1460]).reply(b"\r\nDATA ACCEPT:0,1460\r\n")
    bench.wire.expect(b"AT+CIPSEND=0,76\r\n").reply(b"\r\n> ")
    bench.wire.expect(data[1460:]).reply(b"\r\nDATA ACCEPT:0,76\r\n")

    async def work(modem):
        await (await connect(modem)).write(data)

    bench.run(work)


def test_a_datagram_is_not_cut():
    bench = opening(Bench(), kind=b"UDP")

    async def work(modem):
        link = await connect(modem, "udp")
        return await error_of(link.write(bytes(1461)), ValueError)

    assert bench.run(work)


# --- receiving


def test_data_is_pulled_and_counted():
    bench = opening(Bench(), b"\r\n0,CONNECT OK\r\n\r\n+CIPRXGET: 1,0\r\n")
    tricky = b"\r\nOK\r\n+CIPRXGET: 1,0\r\n0, CLOSED\r\n\0\xff"
    size = b"%d" % len(tricky)
    bench.script(b"+CIPRXGET=2,0,100", b"\r\n+CIPRXGET: 2,0," + size + b",0\r\n" + tricky + b"\r\n" + OK)

    async def work(modem):
        link = await connect(modem)
        buffer = bytearray(100)
        n = await link.readinto(buffer)
        return bytes(buffer[:n]), link.connected

    assert bench.run(work) == (tricky, True)


def test_header_without_blanks_and_an_arrival_inside_the_answer():
    # manual 9.27: the table prints +CIPRXGET:2,… and the examples +CIPRXGET: 2,…
    bench = opening(Bench(), b"\r\n0,CONNECT OK\r\n\r\n+CIPRXGET:1,0\r\n")
    bench.script(
        b"+CIPRXGET=2,0,5", b"\r\n+CIPRXGET:1,0\r\n\r\n+CIPRXGET:2,0,5,3\r\nAAAAA\r\n" + OK,
        b"+CIPRXGET=2,0,5", b"\r\n+CIPRXGET:2,0,3,0\r\nBBB\r\n" + OK,
    )  # fmt: skip

    async def work(modem):
        link = await connect(modem)
        buffer = bytearray(5)
        assert await link.readinto(buffer) == 5 and buffer == b"AAAAA"
        assert await link.readinto(buffer) == 3 and buffer[:3] == b"BBB"

    bench.run(work)


def test_most_that_is_read_at_once():
    bench = opening(Bench(), b"\r\n0,CONNECT OK\r\n\r\n+CIPRXGET: 1,0\r\n")
    bench.script(b"+CIPRXGET=2,0,1460", b"\r\n+CIPRXGET: 2,0,1460,0\r\n" + bytes(1460) + b"\r\n" + OK)

    async def work(modem):
        link = await connect(modem)
        return await link.readinto(bytearray(3000))

    assert bench.run(work) == 1460


def test_closed_by_the_peer_ends_the_data():
    for closed in (b"0,CLOSED", b"0, CLOSED"):
        bench = opening(Bench(), b"\r\n0,CONNECT OK\r\n\r\n+CIPRXGET: 1,0\r\n\r\n" + closed + b"\r\n")
        bench.script(
            b"+CIPRXGET=2,0,9", b"\r\n+CIPRXGET: 2,0,4,0\r\nlast\r\n" + OK,
            b"+CIPRXGET=2,0,9", b"\r\n+CIPRXGET: 2,0,0,0\r\n\r\n" + OK,
            b"+CIPRXGET=2,0,9", b"\r\nERROR\r\n",
        )  # fmt: skip

        async def work(modem):
            link = await connect(modem)
            await settle()
            assert not link.connected
            buffer = bytearray(9)
            assert await link.readinto(buffer, 1000) == 4
            assert await link.readinto(buffer, 1000) == 0
            assert await link.readinto(buffer, 1000) == 0

        bench.run(work)


def test_a_closed_socket_does_not_read_the_next_ones_data():
    bench = opening(Bench()).script(b"+CIPCLOSE=0", b"\r\n0, CLOSE OK\r\n")

    async def work(modem):
        link = await connect(modem)
        await link.close()
        return await link.readinto(bytearray(9), 1000)

    assert bench.run(work) == 0


def test_lines_about_links_that_nobody_has():
    bench = opening(Bench())

    async def work(modem):
        link = await connect(modem)
        for text in b"3, CLOSED|7,CLOSED|CLOSED|9,CONNECT OK|5,CONNECT FAIL|+CIPRXGET: 1,4|+CIPRXGET: 1".split(b"|"):
            bench.wire.say(b"\r\n" + text + b"\r\n")
        await settle()
        return link.connected, link.arrived.is_set

    assert bench.run(work) == (True, False)


# --- one link without a number


def test_a_single_link():
    bench = Bench(up=False, single=True).bring_up(mux=b"0")
    opening(bench, b"\r\nCONNECT OK\r\n\r\n+CIPRXGET: 1\r\n", b"").script(
        b"+CIPRXGET=2,150", b"\r\n+CIPRXGET: 2,10,0\r\n1234567890\r\n" + OK, b"+CIPCLOSE", b"\r\nCLOSE OK\r\n"
    )

    async def work(modem):
        async with await connect(modem) as link:
            buffer = bytearray(150)
            assert await link.readinto(buffer) == 10 and buffer[:10] == b"1234567890"
            return await error_of(connect(modem), Busy)

    assert bench.run(work)


def test_a_single_link_that_fails_and_one_that_ends():
    bench = opening(Bench(single=True), b"\r\nSTATE: TCP CLOSED\r\n\r\nCONNECT FAIL\r\n", b"")
    bench.script(b"+CIPCLOSE", b"\r\nERROR\r\n")
    bench.refused(LinkLost, connect)
    opening(bench, b"\r\nCONNECT OK\r\n\r\nCLOSED\r\n", b"")

    async def work(modem):
        link = await connect(modem)
        await settle()
        return link.connected

    assert not bench.run(work)


# --- states


def test_status_comes_behind_ok():
    bench = Bench().script(
        b"+CIPSTATUS",
        b'\r\nOK\r\n\r\nSTATE: IP PROCESSING\r\n\r\nC: 0,,,"",,"",,"INITIAL"\r\n'
        b'C: 1,0,"TCP","60.166.12.210","7500","CONNECTED"\r\nC: 2,0,"","","","INITIAL"\r\n',
    )
    assert bench.run(lambda modem: modem.sockets.status()) == ("IP PROCESSING", ["INITIAL", "CONNECTED", "INITIAL"])


def test_status_of_a_single_link():
    bench = Bench(single=True).script(b"+CIPSTATUS", b"\r\nOK\r\n\r\nSTATE:CONNECT OK\r\n")
    assert bench.run(lambda modem: modem.sockets.status()) == ("CONNECT OK", [])


def test_a_restart_of_the_module_takes_all_links():
    bench = opening(Bench())

    async def work(modem):
        link = await connect(modem)
        modem.lost(LinkLost("the module restarted"))
        return link.connected, modem.packet.up

    assert bench.run(work) == (False, False)


def test_what_says_that_nothing_was_sent_may_be_damaged():
    bench, work = sending(b"abc", b"\r\nTCP ERROR:\xff\r\n")
    assert bench.refused(LinkLost, work).code == -1
