# C1100 sockets against the bytes of its flow manual (sections 3.3.1, 3.3.2).
from atmodem.errors import Busy, CommandError, LinkLost, NotSupported, Timeout
from atmodem.sched import sleep_ms
from atmodem.tls import Tls
from support.c1100 import ERROR, OK, Bench
from support.wire import error_of

OPENED = b"+LSIPOPEN=1,1\r+LSIP:OK\r0\r"
CLOSED = b"+LSIPCLOSE:1,3,3,0\r+LSIP:OK\r0\r"
PUSHED = b"+LSIP:OK \r0\r"
ALL = bytes(range(256))


def opening(answer=OPENED, hexadecimal=True, proto=b"0", id=b"1", bench=None):
    """Script the opening of a link."""
    bench = bench or Bench()
    bench.modem.sockets.hexadecimal = hexadecimal
    if bench.modem.sockets.mode is None:
        bench.script(b"+LSIPHEX=" + (b"1" if hexadecimal else b"0"), OK)
    return bench.script(b"+LSIPOPEN=" + id + b',5000,"223.47.251.33",60000,' + proto, answer)


def connect(modem, kind="tcp"):
    return modem.sockets.open(kind, "223.47.251.33", 60000, local_port=5000)


async def settle():
    """Let everything happen that is due."""
    for _ in range(5):
        await sleep_ms(10)


def linked(work, kind="tcp", hexadecimal=True, limits=None):
    """Do `work(bench, link)` with a link that is open."""
    bench = opening(hexadecimal=hexadecimal, proto=b"0" if kind == "tcp" else b"1")

    async def main(modem):
        return await work(bench, await connect(modem, kind))

    return bench.run(main)


# --- opening


def test_parameters_of_open_in_their_order():
    # link, local port, host, port, protocol: 0 TCP
    opening().run(connect)
    opening(proto=b"1").run(lambda modem: connect(modem, "udp"))


def test_result_of_open_has_an_equals_sign():
    opening(b"+LSIPOPEN=1,1\r+LSIP:OK\r0\r").run(connect)
    opening(b"+LSIPOPEN:1,1\r+LSIP:OK\r0\r").run(connect)


def test_open_without_lsip_ok():
    # manual 3.3.1.1 (4), last sentence
    opening(b"+LSIPOPEN=1,1\r0\r").run(connect)


def test_result_of_open_behind_the_result_code():
    bench = Bench().script(b"+LSIPHEX=1", OK)
    bench.wire.expect(b'AT+LSIPOPEN=1,5000,"223.47.251.33",60000,0\r').reply(OK).reply(b"+LSIPOPEN=1,1\r+LSIP:OK\r", 3000)
    assert bench.run(connect).connected


def test_open_that_fails():
    for answer in (b"+LSIPOPEN=1,0\r0\r", b"+LSIPOPEN=1,0\r+LSIP:OK\r0\r", b"+LSIPOPEN=1,0\r4\r", b"0\r+LSIPOPEN=1,0\r"):
        bench = opening(answer).script(b"+LSIPCLOSE=1", ERROR)
        bench.refused(LinkLost, connect)
        assert bench.modem.sockets.links == [None] * 4


def test_open_refused_by_the_module():
    bench = opening(ERROR).script(
        b"+LSIPCLOSE?", b"+LSIPCLOSE:\r\n0\r", b"+LSIPOPEN?", b"+LSIPOPEN:1,2,3,4\r\n0\r", b"+LSIPCLOSE=1", ERROR
    )
    bench.refused(CommandError, connect)


def test_link_left_open_by_the_program_before():
    bench = opening(ERROR).script(
        b"+LSIPCLOSE?", b"+LSIPCLOSE:1\r\n0\r", b"+LSIPOPEN?", b"+LSIPOPEN:2,3,4\r\n0\r", b"+LSIPCLOSE=1", CLOSED,
        b'+LSIPOPEN=1,5000,"223.47.251.33",60000,0', OPENED,
    )  # fmt: skip
    bench.run(connect)


def test_local_port_is_never_nought_and_never_twice_the_same():
    sockets = Bench().modem.sockets
    last = 0
    for _ in range(11000):
        port = sockets.next_port()
        assert 1024 < port < 65536 and port != last
        last = port


def test_four_links_and_no_more():
    bench = Bench()

    async def work(modem):
        for id in (b"1", b"2", b"3", b"4"):
            opening(b"+LSIPOPEN=" + id + b",1\r+LSIP:OK\r0\r", id=id, bench=bench)
            await connect(modem)
        return await error_of(connect(modem), Busy)

    assert bench.run(work)


def test_no_tls():
    Bench().refused(NotSupported, lambda modem: modem.sockets.open("tcp", "h", 1, tls=Tls(verify=False)))


def test_lists_of_open_and_of_free_links():
    # AT+LSIPOPEN? lists those that are NOT active
    bench = Bench().script(b"+LSIPCLOSE?", b"+LSIPCLOSE:1,4\r\n0\r", b"+LSIPOPEN?", b"+LSIPOPEN:2,3\r\n0\r")
    assert bench.run(lambda modem: modem.sockets.status()) == ([1, 4], [2, 3])
    bench = Bench().script(b"+LSIPCLOSE?", OK, b"+LSIPOPEN?", b"+LSIPOPEN:1,2,3,4\r\n0\r")
    assert bench.run(lambda modem: modem.sockets.status()) == ([], [1, 2, 3, 4])


def test_list_of_links_is_told_from_a_link_that_was_closed():
    bench = opening().script(b"+LSIPCLOSE?", b"+LSIPCLOSE:1,3,3,0\r+LSIPCLOSE:2\r\n0\r", b"+LSIPOPEN?", b"+LSIPOPEN:1,3,4\r\n0\r")

    async def work(modem):
        link = await connect(modem)
        found = await modem.sockets.status()
        return found, link.connected

    assert bench.run(work) == (([2], [1, 3, 4]), False)


# --- sending


def test_send_only_queues_and_push_sends():
    async def work(bench, link):
        bench.script(b'+LSIPSEND=1,"313233"', b"+LSIPSEND:1,1497\r\n0\r", b"+LSIPPUSH=1", PUSHED)
        await link.write(b"123")

    linked(work)


def test_every_byte_value_in_hexadecimal():
    digits = b"".join([b"%02X" % c for c in range(256)])

    async def work(bench, link):
        for i in range(0, 512, 250):
            bench.script(b'+LSIPSEND=1,"' + digits[i : i + 250] + b'"', b"+LSIPSEND:1,1250\r\n0\r")
        bench.script(b"+LSIPPUSH=1", PUSHED)
        await link.write(ALL)

    linked(work)


def test_buffer_of_1500_bytes_is_never_overrun():
    async def work(bench, link):
        for free in range(1375, -1, -125):
            bench.script(b'+LSIPSEND=1,"' + b"78" * 125 + b'"', b"+LSIPSEND:1,%d\r\n0\r" % free)
        bench.script(b"+LSIPPUSH=1", PUSHED, b'+LSIPSEND=1,"78"', b"+LSIPSEND:1,1499\r\n0\r", b"+LSIPPUSH=1", PUSHED)
        await link.write(b"x" * 1501)

    linked(work)


def test_datagram_is_pushed_as_one():
    async def work(bench, link):
        bench.script(
            b'+LSIPSEND=1,"' + b"78" * 125 + b'"', b"+LSIPSEND:1,1375\r\n0\r", b'+LSIPSEND=1,"7878"', b"+LSIPSEND:1,1373\r\n0\r"
        )
        bench.script(b"+LSIPPUSH=1", PUSHED)
        await link.write(b"x" * 127)
        return await error_of(link.write(b"x" * 1501), ValueError)

    assert linked(work, "udp")


def test_rest_of_a_write_that_failed_is_not_glued_to_the_next():
    async def work(bench, link):
        bench.script(b'+LSIPSEND=1,"6161"', b"+LSIPSEND:1,1498\r\n0\r", b"+LSIPPUSH=1", ERROR)
        bench.script(b"+LSIPCLOSE?", b"+LSIPCLOSE:1\r\n0\r", b"+LSIPOPEN?", b"+LSIPOPEN:2,3,4\r\n0\r")
        await error_of(link.write(b"aa"), CommandError)
        bench.script(b"+LSIPPUSH=1", PUSHED, b'+LSIPSEND=1,"6262"', b"+LSIPSEND:1,1498\r\n0\r", b"+LSIPPUSH=1", PUSHED)
        await link.write(b"bb")
        bench.script(b'+LSIPSEND=1,"6363"', b"+LSIPSEND:1,1498\r\n0\r", b"+LSIPPUSH=1", PUSHED)
        await link.write(b"cc")

    linked(work, "udp")


def test_link_that_was_closed_without_a_word():
    async def work(bench, link):
        bench.script(
            b'+LSIPSEND=1,"61"', ERROR, b"+LSIPCLOSE?", b"+LSIPCLOSE:\r\n0\r", b"+LSIPOPEN?", b"+LSIPOPEN:1,2,3,4\r\n0\r"
        )
        await error_of(link.write(b"a"), LinkLost)
        return link.connected

    assert linked(work) is False


def test_push_that_is_not_confirmed():
    async def work(bench, link):
        bench.script(b'+LSIPSEND=1,"61"', b"+LSIPSEND:1,1499\r\n0\r", b"+LSIPPUSH=1", b"+LSIP:ERROR\r0\r")
        return await error_of(link.write(b"a"), LinkLost)

    assert linked(work)


# --- receiving


def received(lines, hexadecimal=True, chunk=None, most=100):
    """What a link gives when the module sends `lines`."""

    async def work(bench, link):
        bench.wire.chunk = chunk or 64
        for line in lines:
            bench.wire.say(line)
        await settle()
        data = b""
        while link.arrived.is_set and link.pieces:
            data += bytes(await link.read(most))
        return data

    return linked(work, hexadecimal=hexadecimal)


def test_data_in_hexadecimal_counts_bytes_not_characters():
    for chunk in (1, 3, 256):
        assert received((b"+LSIPRTCP=1,3,313233\r",), chunk=chunk) == b"123"


def test_data_in_characters_is_counted_and_may_hold_anything():
    for chunk in (1, 3, 256):
        assert received((b"+LSIPRTCP=1,4,abcd\r",), False, chunk) == b"abcd"
        assert received((b"+LSIPRTCP=1,256," + ALL + b"\r", b"+LSIPRTCP=1,2,ab\r"), False, chunk) == ALL + b"ab"


def test_data_that_ends_in_zero_is_no_result():
    # "…,1,4,abc0" CR
    assert received((b"+LSIPRTCP=1,4,abc0\r", b"+LSIPRTCP=1,6,0\r0\r4\r\r"), False) == b"abc00\r0\r4\r"
    assert received((b"+LSIPRTCP=1,1,30\r",)) == b"0"


def test_data_in_the_middle_of_an_answer():
    async def work(bench, link):
        bench.script(
            b'+LSIPSEND=1,"61"', b"+LSIPSEND:1,1499\r\n+LSIPRTCP=1,1,30\r0\r", b"+LSIPPUSH=1", b"+LSIP:OK\r+LSIPRTCP=1,1,34\r0\r"
        )
        await link.write(b"a")
        return bytes(await link.read(1)) + bytes(await link.read(10))

    assert linked(work) == b"04"


def test_every_byte_value_comes_in_any_pieces():
    digits = b"".join([b"%02X" % c for c in range(256)])
    for chunk in (1, 7, 256):
        for text in (digits, digits.lower()):
            assert received((b"+LSIPRTCP=1,256," + text + b"\r",), chunk=chunk, most=13) == ALL


def test_data_right_behind_the_opening():
    bench = opening(OPENED + b"+LSIPRTCP=1,2,6869\r")

    async def work(modem):
        return bytes(await (await connect(modem)).read(10))

    assert bench.run(work) == b"hi"


def test_stream_that_is_not_read_ends_instead_of_losing_bytes():
    async def work(bench, link):
        bench.wire.chunk = 4000
        for _ in range(5):
            bench.wire.say(b"+LSIPRTCP=1,1500," + b"78" * 1500 + b"\r")
            await settle()
        got = 0
        buffer = bytearray(700)
        try:
            while True:
                got += await link.readinto(buffer)
        except LinkLost as error:
            return got, str(error)

    got, words = linked(work)
    assert got == 6000 and "data lost" in words


def test_datagrams_that_nobody_reads_are_dropped_and_counted():
    async def work(bench, link):
        bench.wire.chunk = 4000
        for _ in range(5):
            bench.wire.say(b"+LSIPRTCP=1,1500," + b"78" * 1500 + b"\r")
            await settle()
        return link.dropped, link.connected

    assert linked(work, "udp") == (1, True)


def test_datagrams_are_read_one_at_a_time():
    async def work(bench, link):
        bench.wire.say(b"+LSIPRTCP=1,300," + b"61" * 300 + b"\r+LSIPRTCP=1,2,6262\r")
        await settle()
        first = await link.read(400)
        return len(first), len(await link.read(400))

    assert linked(work, "udp") == (300, 2)


def test_more_than_was_ever_announced():
    # the module's pieces have 1,500 bytes at most: what is longer cannot be kept, but it is counted
    async def work(bench, link):
        bench.wire.chunk = 4000
        bench.wire.say(b"+LSIPRTCP=1,1501," + b"61" * 1501 + b"\r")
        await settle()
        bench.script(b"+CSQ", b"+CSQ: 22,99\r\n0\r", b"+CESQ", ERROR)
        assert (await bench.modem.network.signal()).rssi == -69
        return link.connected

    assert linked(work) is False


def test_digits_that_are_none_end_the_stream():
    async def work(bench, link):
        bench.wire.say(b"+LSIPRTCP=1,2,6\x00zz\r")
        await settle()
        return link.connected

    assert not linked(work)


# --- the end


def test_close_tells_what_was_sent_and_received():
    async def work(bench, link):
        bench.script(b"+LSIPCLOSE=1", CLOSED)
        await link.close()
        return bench.modem.sockets.links

    assert linked(work) == [None] * 4


def test_closed_by_the_peer():
    async def work(bench, link):
        bench.wire.say(b"+LSIPRTCP=1,1,61\r+LSIPCLOSE:1,0,1,0\r")
        await settle()
        data = bytes(await link.read(10)) + bytes(await link.read(10))
        await error_of(link.write(b"x"), LinkLost)
        return data

    assert linked(work) == b"a"


def test_another_link_closed_while_this_one_is():
    bench = Bench()

    async def work(modem):
        opening(bench=bench)
        first = await connect(modem)
        opening(b"+LSIPOPEN=2,1\r+LSIP:OK\r0\r", id=b"2", bench=bench)
        second = await connect(modem)
        bench.script(b"+LSIPCLOSE=1", b"+LSIPCLOSE:2,0,0,0\r+LSIPCLOSE:1,3,3,0\r+LSIP:OK\r0\r")
        await first.close()
        return second.connected, second.ended

    assert bench.run(work) == (False, True)


def test_data_for_the_program_before_leaves_no_digit_behind():
    # "+LSIPRTCP=1,1,30" CR: taken for one character, it would leave a 0 CR
    bench = Bench()

    async def work(modem):
        assert modem.sockets.mode is None
        bench.script(b"+CSQ", b"+LSIPRTCP=1,1,30\r+CSQ: 22,99\r\n0\r", b"+CESQ", ERROR)
        return (await modem.network.signal()).rssi

    assert bench.run(work) == -69


def test_context_left_ends_the_links():
    async def work(bench, link):
        bench.script(b"+LSIPCALL=0", b"+LSIPCALL:0\r+LSIP:OK\r0\r")
        await bench.modem.packet.stop()
        return link.connected

    assert linked(work) is False


def test_context_lost_ends_the_links():
    async def work(bench, link):
        bench.wire.say(b"+LSIPCALL:0\r")
        return await error_of(link.read(1, timeout_ms=1000), LinkLost)

    assert linked(work)


def test_restart_ends_the_links_and_forgets_the_mode():
    async def work(bench, link):
        bench.modem.lost(LinkLost("the module restarted"))
        assert not link.connected
        return bench.modem.sockets.mode

    assert linked(work) is None


def test_nothing_comes():
    async def work(bench, link):
        return await error_of(link.read(1, timeout_ms=500), Timeout)

    assert linked(work)


# --- character mode: block input (manual 3.3.2)

BLOCK = b"+LSIPTPS=1,1,5000,1500"
SENT = b"\r+LSIP:OK\r0\r"


def test_block_ends_in_three_plus_signs_that_are_not_sent():
    async def work(bench, link):
        bench.script(BLOCK, b">").data(b"hello\r\n\x1a\x00+++", SENT)
        await link.write(b"hello\r\n\x1a\x00")

    linked(work, hexadecimal=False)


def test_prompt_is_bare_whatever_stands_around_it():
    for prompt in (b">", b"\r\n>", b"> ", b"\r\n> \r\n"):

        async def work(bench, link, prompt=prompt):
            bench.script(BLOCK, prompt).data(b"a+++", SENT)
            await link.write(b"a")

        linked(work, hexadecimal=False)


def test_payload_with_three_plus_signs_goes_around_the_block():
    async def work(bench, link):
        bench.script(BLOCK, b">").data(b"a\x00+++", SENT)
        bench.script(b'+LSIPSEND=1,"+++"', b"+LSIPSEND:1,1497\r\n0\r", b"+LSIPPUSH=1", PUSHED)
        bench.script(BLOCK, b">").data(b"b+c+++", SENT)
        bench.script(b'+LSIPSEND=1,"+"', b"+LSIPSEND:1,1499\r\n0\r", b"+LSIPPUSH=1", PUSHED)
        await link.write(b"a\x00+++b+c+")

    linked(work, hexadecimal=False)


def test_datagram_with_plus_signs_is_text_or_refused():
    async def work(bench, link):
        bench.script(b'+LSIPSEND=1,"a+++b"', b"+LSIPSEND:1,1495\r\n0\r", b"+LSIPPUSH=1", PUSHED)
        await link.write(b"a+++b")
        return await error_of(link.write(b"a\x00+++b"), ValueError)

    assert linked(work, "udp", hexadecimal=False)


def test_mode_is_not_changed_under_open_links():
    bench = opening()

    async def work(modem):
        await connect(modem)
        modem.sockets.hexadecimal = False
        bench.script(b'+LSIPOPEN=2,5000,"223.47.251.33",60000,0', b"+LSIPOPEN=2,1\r+LSIP:OK\r0\r")
        await connect(modem)
        return modem.sockets.hexadecimal

    assert bench.run(work)
